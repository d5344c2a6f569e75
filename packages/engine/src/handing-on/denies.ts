import { EVERYONE, NONE, ORGANIZATION, type World } from "../world.ts";
import { deniesReaching, type ParentEdge } from "./above.ts";
import type { Actor } from "./actor.ts";
import { principalEnds } from "./ends.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { mayRemoveDenyOn } from "./ways.ts";

/*
 * No deletion, leaving or taking away frees anybody from a deny that hangs on the thing or above it, unless its actor may remove that deny.
 * "Anybody" is not looked for: a deny that would reach less counts, whoever it is.
 */

const FREES = refusal("frees-from-deny", "it would free somebody from a deny that you may not remove");

/** Taking a thing from below its parent. */
export function requireNoneFreedBelow(actor: Actor, edge: ParentEdge): Refusal | null {
  const { world, now } = actor;
  const before = deniesReaching(world, edge.child, now);
  if (before.size === 0) return null;
  const after = deniesReaching(world, edge.child, now, edge);
  for (const [row, deny] of before)
    if ((deny.bits & ~(after.get(row)?.bits ?? 0)) !== 0 && !mayRemoveDenyOn(actor, deny.on)) return FREES;
  return null;
}

/** Deleting a thing: what lies below it is no longer reached through it, and of a group, its members are in it no more. */
export function requireNoneFreedByDeleting(actor: Actor, resource: number): Refusal | null {
  const { world, now } = actor;
  if (world.isGroup(resource)) {
    const refused = requireNoneNaming(actor, [...principalEnds(world, resource, now).keys()]);
    if (refused) return refused;
  }
  if (deniesReaching(world, resource, now).size === 0) return null;
  for (const child of world.children.get(resource) ?? []) {
    const refused = requireNoneFreedBelow(actor, { child, parent: resource });
    if (refused) return refused;
  }
  return null;
}

/** Taking a member (or subgroup) out of a group: it loses the principals that it has by no other way. */
export function requireNoneFreedOutside(actor: Actor, member: number, group: number): Refusal | null {
  const { world, now } = actor;
  const before = principalEnds(world, member, now);
  const after = principalEnds(world, member, now, { member, group });
  return requireNoneNaming(
    actor,
    [...before.keys()].filter((principal) => !after.has(principal)),
  );
}

/** Taking away what these principals are: no deny in force may name one of them. */
export function requireNoneNaming(actor: Actor, principals: readonly number[]): Refusal | null {
  const { world, now } = actor;
  for (const principal of principals)
    for (const resource of world.reached.get(principal) ?? [])
      if (isDeniedBy(world, resource, principal, now) && !mayRemoveDenyOn(actor, resource)) return FREES;
  return null;
}

/** Handing ownership over by `manage:projects`: an owner is above denies. */
export function requireNotDenied(actor: Actor, resource: number, account: number): Refusal | null {
  if (resource === NONE || account === ORGANIZATION) return null;
  const { principals } = actor.rightsOf(account);
  for (const { on, principal } of deniesReaching(actor.world, resource, actor.now).values())
    if ((principals.has(principal) || principal === EVERYONE) && !mayRemoveDenyOn(actor, on)) return FREES;
  return null;
}

function isDeniedBy(world: World, resource: number, principal: number, now: number): boolean {
  for (const row of world.grantRows(resource))
    if (
      world.grants.principal(row) === principal &&
      world.grants.denies(row) !== 0 &&
      world.grants.expiresAt(row) > now
    )
      return true;
  return false;
}
