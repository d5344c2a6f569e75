import { plural, t } from "@lingui/core/macro";
import type { Audience, Travelling } from "../../api/closure.ts";
import { listed } from "../../parts/listed.ts";

/** What each kind is called: one, and several. */
const kinds: Readonly<Record<string, (count: number) => string>> = {
  file: (count) => plural(count, { one: "file", other: "files" }),
  tool: (count) => plural(count, { one: "action", other: "actions" }),
  agent: (count) => plural(count, { one: "agent", other: "agents" }),
  model: (count) => plural(count, { one: "model", other: "models" }),
};

export const kindInWords = (type: string, count = 1): string =>
  kinds[type]?.(count) ?? (count === 1 ? type : `${type}s`);

/** The heading of a group: “Files”. */
export const headingOf = (type: string): string => {
  const many = kindInWords(type, 2);
  return many.charAt(0).toUpperCase() + many.slice(1);
};

/** In the order in which people look for them; what there is besides comes last. */
export const order = ["file", "tool", "agent", "model"];

/** What one may not hear the name of: by itself, and by whoever gave it to the agent. */
const nameless: Readonly<Record<string, readonly [kind: string, given: (by: string) => string]>> = {
  file: [t`a file`, (by) => t`a file that ${by} gave it`],
  tool: [t`an action`, (by) => t`an action that ${by} gave it`],
  agent: [t`an agent`, (by) => t`an agent that ${by} gave it`],
  model: [t`a model`, (by) => t`a model that ${by} gave it`],
};

/** “plan.txt”; of what one may not see, “a file of Ada's”. */
export function nameInWords({ name, type, attachedByName }: Travelling): string {
  if (name) return name;
  const [kind, given] = nameless[type] ?? [type, (by: string) => t`${type} that ${by} gave it`];
  return attachedByName ? given(attachedByName) : kind;
}

export function modeInWords({ mode, isRestricted }: Pick<Travelling, "mode" | "isRestricted">): string {
  if (mode === "lent") return t`lent through the agent`;
  if (mode === "shown") return t`shown`;
  return isRestricted === false ? t`open to everybody` : t`own access needed`;
}

const ownAccess: Readonly<Record<string, string>> = {
  file: t`Whoever uses the agent needs access to the file, too.`,
  tool: t`Whoever uses the agent needs access to the action, too.`,
  agent: t`Whoever uses the agent needs access to the agent, too.`,
  model: t`Whoever uses the agent needs access to the model, too.`,
};

/** What that means for whoever has the agent. */
export function effectInWords({
  mode,
  type,
  isRestricted,
}: Pick<Travelling, "mode" | "type" | "isRestricted">): string {
  if (mode === "shown") return t`The agent uses it, and whoever may use the agent may open it.`;
  if (mode === "own")
    return isRestricted === false
      ? t`Everybody may use it as it is.`
      : (ownAccess[type] ?? t`Whoever uses the agent needs access to the ${type}, too.`);
  return t`The agent uses it while it works for somebody, who cannot fetch it.`;
}

const reasons: Readonly<Record<NonNullable<Travelling["reason"]>, string>> = {
  "no-longer-shared": t`whoever gave it to the agent may not share it any more`,
  hidden: t`a moderator has hidden it`,
  "switched-off": t`the operator has switched this off for everybody`,
  "not-configured": t`it is not configured here`,
};

/** Why nobody gets anything by it now; null: it works. */
export const whyNotInWords = ({ works, reason }: Travelling): string | null =>
  works ? null : t`Does not work: ${reasons[reason ?? "no-longer-shared"]}.`;

/** “everyone in the organization, 2 groups and 1 person”. */
export function audienceInWords({ everyone, groups, roles, people, services }: Audience): string {
  const parts = [
    everyone && t`everyone in the organization`,
    groups > 0 && plural(groups, { one: `${groups} group`, other: `${groups} groups` }),
    roles > 0 && plural(roles, { one: `${roles} role`, other: `${roles} roles` }),
    people > 0 && plural(people, { one: `${people} other person`, other: `${people} other people` }),
    services > 0 && plural(services, { one: `${services} service`, other: `${services} services` }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? t`nobody` : listed(parts);
}
