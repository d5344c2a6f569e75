import {
  builtInRanks,
  type Change,
  createEngine,
  defaultCapabilities,
  defaultFeatures,
  type PermissionEngine,
} from "../index.ts";

/** The built-in roles with what they bring. */
export function roles(): Change[] {
  return Object.entries(builtInRanks).flatMap(([role, rank]): Change[] => [
    { kind: "role-set", role, rank },
    ...(defaultFeatures[role] ?? []).map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
    ...(defaultCapabilities[role] ?? []).map(
      (capability): Change => ({ kind: "capability-set", principal: role, capability, scope: null, expiresAt: null }),
    ),
  ]);
}

let nextGrant = 1;

/**
 * A small organization from sentences:
 * `ada is a user` · `root is a SUPER_ADMIN` · `crm is a service` · `group:g is a group` · `ben is in group:g` · `ada owns agent:a` · `agent:a is in project:p`
 * `group:g may use,execute agent:a` · `group:g may not update agent:a` · `ada is banned` · `agent:a is hidden` · `agent:a lends file:f (ada)`
 * · a sentence may end with `until 2000`.
 */
export function given(...sentences: string[]): PermissionEngine {
  const engine = createEngine({ compile: () => () => undefined });
  engine.apply(roles());
  engine.apply(sentences.flatMap(changesOf));
  return engine;
}

const account = (name: string) =>
  name.includes(":") || name === "everyone" || name === "anyone" ? name : `user:${name}`;

export function changesOf(sentence: string): Change[] {
  const [, text = "", end] = /^(.*?)(?: until (\d+))?$/.exec(sentence) ?? [];
  const expiresAt = end === undefined ? null : Number(end);
  const words = text.split(" ");
  const [subject = "", verb, third, fourth, fifth] = words;
  if (text.endsWith(" is a user"))
    return [{ kind: "user-added", user: account(subject), role: "role:USER", status: "active" }];
  if (text.endsWith(" is a service"))
    return [{ kind: "service-added", service: `service:${subject}`, status: "active" }];
  if (text.endsWith(" is a group"))
    return [{ kind: "resource-added", resource: subject, owner: "organization", state: "active" }];
  if (text.endsWith(" is banned")) return [{ kind: "ban-set", account: account(subject), until: expiresAt }];
  if (text.endsWith(" is deactivated"))
    return [{ kind: "account-status-set", account: account(subject), status: "deactivated" }];
  if (text.endsWith(" is hidden")) return [{ kind: "resource-state-set", resource: subject, state: "hidden" }];
  if (text.endsWith(" is down")) return [{ kind: "ceiling-set", feature: subject, down: true }];
  if (verb === "is" && third === "a")
    return [{ kind: "user-added", user: account(subject), role: `role:${fourth}`, status: "active" }];
  if (verb === "is" && third === "in" && fourth?.startsWith("group:"))
    return [{ kind: "membership-set", member: account(subject), group: fourth, expiresAt }];
  if (verb === "is" && third === "in" && fourth) return [{ kind: "parent-added", resource: subject, parent: fourth }];
  if (verb === "owns" && third)
    return [{ kind: "resource-added", resource: third, owner: account(subject), state: "active" }];
  if (verb === "lends" && third && fourth)
    return [
      {
        kind: "attachment-set",
        agent: subject,
        thing: third,
        mode: "lent",
        attachedBy: account(fourth.replace(/[()]/g, "")),
      },
    ];
  if (verb === "may" && third === "not" && fourth && fifth)
    return [
      {
        kind: "grant-set",
        grant: {
          id: nextGrant++,
          principal: account(subject),
          resource: fifth,
          allow: [],
          deny: fourth.split(","),
          expiresAt,
          condition: null,
        },
      },
    ];
  if (verb === "may" && third && fourth)
    return [
      {
        kind: "grant-set",
        grant: {
          id: nextGrant++,
          principal: account(subject),
          resource: fourth,
          allow: third.split(","),
          deny: [],
          expiresAt,
          condition: null,
        },
      },
    ];
  throw new Error(`no such sentence: ${sentence}`);
}
