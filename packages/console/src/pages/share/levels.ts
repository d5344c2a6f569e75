import { t } from "@lingui/core/macro";
import type { Grant } from "../../api/access.ts";
import { listed } from "../../parts/listed.ts";
import { actionsInWords } from "../../parts/sharedKinds.ts";

/** `agent_viewer` → `viewer`. */
export const levelOf = (accessRoleId: string): string => accessRoleId.slice(accessRoleId.lastIndexOf("_") + 1);

/** `viewer` → `Viewer`. */
export const levelLabel = (level: string): string => labels[level] ?? level.charAt(0).toUpperCase() + level.slice(1);

const labels: Readonly<Record<string, string>> = {
  viewer: t`Viewer`,
  editor: t`Editor`,
  owner: t`Owner`,
  member: t`Member`,
  manager: t`Manager`,
  participant: t`Participant`,
};

/** What a grant gives, in a word or some: `Viewer`, `use and share`. */
export function givenBy({ role, allow }: Pick<Grant, "role" | "allow">): string {
  if (allow.length === 0) return t`Nothing`;
  if (role) return levelLabel(role);
  return listed(allow);
}

/** The same as a sentence begins: `Viewer`, `Find it and talk to it; share it on`. */
export function givenInWords(type: string, given: Pick<Grant, "role" | "allow">): string {
  if (given.role || given.allow.length === 0) return givenBy(given);
  const words = actionsInWords(type);
  return levelLabel(given.allow.map((action) => words.get(action) ?? action).join("; "));
}

/** No end, no deny, no condition, and the actions of an access role: a second one for the same principal would only take its place. */
export const isPlain = ({ role, deny, expiresAt, condition }: Grant): boolean =>
  role !== null && role !== undefined && deny.length === 0 && expiresAt === null && !condition;

export const hasEnded = ({ expiresAt }: Pick<Grant, "expiresAt">): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();
