import type { Target } from "../decide.ts";
import { hasFeature } from "../rights.ts";
import { NONE, ROLE, SERVICE, type World } from "../world.ts";
import { type Actor, notFound } from "./actor.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** What shows them: a feature of the people picker, or a capability. */
const shownBy = {
  role: ["PEOPLE_PICKER.VIEW_ROLES", "read:roles"],
  // A service is an account.
  service: ["PEOPLE_PICKER.VIEW_USERS", "read:services"],
} as const;
const VIEW_GROUPS = "PEOPLE_PICKER.VIEW_GROUPS";

/** Naming a group takes `shareInto` on it or the people picker's VIEW_GROUPS. */
export function requireNamingGroup(actor: Actor, group: string): Refusal | null {
  if (hasPicker(actor, VIEW_GROUPS) || actor.ask("shareInto", group).allowed) return null;
  const isHere = actor.target(group);
  if (!isHere || actor.isStranger(group, isHere.type)) return notFound(group);
  return refusal("group-not-shareable", `sharing into \`${group}\` takes \`shareInto\` on it or \`${VIEW_GROUPS}\``);
}

/** As `knows`; and whoever shares a thing knows whom it is shared with already, and its owner. */
export function isKnown(actor: Actor, target: Target, principal: number): boolean {
  return knows(actor, principal) || isNamedOn(actor.world, target, principal);
}

/**
 * Whether the actor may know of this role or service (of others, always): else it is to them as one that is not there. Known are one's own, and
 * others by the people picker or by reading them.
 */
export function knows(actor: Actor, principal: number): boolean {
  const kind = actor.world.kind(principal);
  if (kind !== ROLE && kind !== SERVICE) return true;
  const [feature, capability] = shownBy[kind === ROLE ? "role" : "service"];
  return actor.principals.has(principal) || hasPicker(actor, feature) || actor.ask(capability).allowed;
}

function isNamedOn(world: World, { handle, owner }: Target, principal: number): boolean {
  if (owner === principal) return true;
  if (handle === NONE) return false;
  for (const row of world.grantRows(handle)) if (world.grants.principal(row) === principal) return true;
  return false;
}

function hasPicker(actor: Actor, feature: string): boolean {
  const index = actor.world.declared.featureIndex.get(feature);
  return index !== undefined && hasFeature(actor.rights.features, index) && !actor.requireScope([feature]);
}
