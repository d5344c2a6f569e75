import type { RightsBook } from "./rights.ts";
import { groupsBelow } from "./scopes.ts";
import { WIDE, type World } from "./world.ts";

/*
 * Whoever is in a group together. Groups marked organization-wide bring nobody together: everybody is in them.
 */

/** Whether two accounts are in one group now, directly or through subgroups. Cost: the principals of the one. */
export function areCompanions(world: World, book: RightsBook, [one, other]: [number, number], now: number): boolean {
  if (!world.isAccount(one) || !world.isAccount(other)) return false;
  const theirs = book.of(other, now).principals;
  for (const principal of book.of(one, now).principals)
    if (theirs.has(principal) && isClose(world, principal)) return true;
  return false;
}

/**
 * Where the companions of an account are directly: the groups that it is in now, and those that lie in these.
 * Cost: as many groups as are found.
 */
export function groupsOfCompanions(world: World, book: RightsBook, account: number, now: number): number[] {
  if (!world.isAccount(account)) return [];
  const close = [...book.of(account, now).principals].filter((principal) => isClose(world, principal));
  return [...groupsBelow(world, close, now)];
}

const isClose = (world: World, principal: number): boolean =>
  world.isGroup(principal) && (world.flags(principal) & WIDE) === 0;
