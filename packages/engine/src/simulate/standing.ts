import type { RightsBook } from "../rights.ts";
import { BANNED, NONE, type World } from "../world.ts";

export const VISITOR = "visitor";

/** All that tells one account from another in a question, but its own name. */
export interface Standing {
  /** Equal for accounts that are alike: on what names neither of them they are answered alike. */
  key: string;
  isActive: boolean;
  /** By name, the account itself left out. */
  principals: ReadonlySet<string>;
  /** `AGENTS.USE`; while their ceiling is down none of them. */
  features: ReadonlySet<string>;
  /** `manage:users`, `manage:users@group:sales`. */
  capabilities: ReadonlySet<string>;
}

const ABSENT: Standing = {
  key: "absent",
  isActive: false,
  principals: new Set(),
  features: new Set(),
  capabilities: new Set(),
};

export function standingOf(world: World, book: RightsBook, subject: string, now: number): Standing {
  if (subject === VISITOR) return { ...ABSENT, key: VISITOR, isActive: true };
  const account = world.names.find(subject);
  if (account === NONE || !world.isAccount(account)) return ABSENT;
  const rights = book.of(account, now);
  const isBanned = (world.flags(account) & BANNED) !== 0 && world.bans.get(account)! > now;
  const isActive = !isBanned && world.status(account) === "active";
  const principals = new Set<string>();
  for (const principal of rights.principals) if (principal !== account) principals.add(world.names.text(principal));
  const capabilities = new Set<string>();
  for (const { capability, scope, expiresAt } of rights.capabilities)
    if (expiresAt > now) capabilities.add(scope === NONE ? capability : `${capability}@${world.names.text(scope)}`);
  const features = new Set<string>();
  for (const [feature, index] of world.declared.featureIndex)
    if (
      rights.features[index >>> 5]! & (1 << (index & 31)) &&
      !world.ceilings.has(feature.slice(0, feature.indexOf(".")))
    )
      features.add(feature);
  const key = [isActive, rights.isUser, ...[...principals].sort(), "|", ...[...capabilities].sort()].join(" ");
  return { key, isActive, principals, features, capabilities };
}
