import type { AttachmentMode, Change, Expiry, Grant, LinkTarget, TypeDefinition } from "../src/types.ts";

/** Changes in a few words, for worlds that tests write by hand. Without `:` a person is meant: `ben` is `user:ben`. */
export const joins = (person: string, role = "role:USER"): Change => ({
  kind: "user-added",
  user: named(person),
  role,
  status: "active",
});
export const serves = (service: string): Change => ({ kind: "service-added", service, status: "active" });
export const owns = (owner: string, resource: string, link?: LinkTarget): Change => ({
  kind: "resource-added",
  resource,
  owner: owner === "organization" ? owner : named(owner),
  state: "active",
  ...(link && { link }),
});
export const linkTo = (conversation: string, maker: string, live: boolean): LinkTarget => ({
  conversation,
  maker: named(maker),
  live,
});
export const isIn = (member: string, group: string, expiresAt: Expiry = null): Change => ({
  kind: "membership-set",
  member: named(member),
  group,
  expiresAt,
});
export const holds = (principal: string, capability: string, terms: { in?: string; until?: Expiry } = {}): Change => ({
  kind: "capability-set",
  principal: named(principal),
  capability,
  scope: terms.in ?? null,
  expiresAt: terms.until ?? null,
});
export const under = (resource: string, parent: string): Change => ({ kind: "parent-added", resource, parent });
export const hidden = (resource: string): Change => ({ kind: "resource-state-set", resource, state: "hidden" });
export const attaches = (by: string, thing: string, agent: string, mode: AttachmentMode): Change => ({
  kind: "attachment-set",
  agent,
  thing,
  mode,
  attachedBy: named(by),
});
export const feature = (role: string, name: string, on: boolean): Change => ({
  kind: "feature-set",
  role,
  feature: name,
  on,
});
export const ceilingDown = (permissionType: string): Change => ({
  kind: "ceiling-set",
  feature: permissionType,
  down: true,
});
export const declared = (type: TypeDefinition): Change => ({ kind: "type-set", type });

type Terms = Partial<Pick<Grant, "expiresAt" | "condition" | "glass">>;

/** `gets("ben", "use execute", "agent:a", { expiresAt: 2000 })`; a word with `!` is denied. The ids follow from the contents. */
export const gets = (principal: string, actions: string, resource: string, terms: Terms = {}): Change => {
  const words = actions.split(" ");
  const grant = {
    principal: named(principal),
    resource,
    allow: words.filter((word) => !word.startsWith("!")),
    deny: words.filter((word) => word.startsWith("!")).map((word) => word.slice(1)),
    expiresAt: null,
    condition: null,
    ...terms,
  };
  return { kind: "grant-set", grant: { ...grant, id: numberOf(JSON.stringify(grant)) } };
};

const named = (name: string) => (/[:]|^(?:everyone|anyone)$/.test(name) ? name : `user:${name}`);

function numberOf(text: string): number {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 4_000_000_007;
  return sum + 1;
}
