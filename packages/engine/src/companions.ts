import type { RightsBook } from "./rights.ts";
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
  const found = new Set([...book.of(account, now).principals].filter((principal) => isClose(world, principal)));
  const open = [...found];
  for (let group = open.pop(); group !== undefined; group = open.pop())
    for (const inner of world.subgroups.get(group) ?? []) {
      if (found.has(inner)) continue;
      const isInForce = [...world.membershipsOf(inner)].some((one) => one.group === group && one.expiresAt > now);
      if (!isInForce) continue;
      found.add(inner);
      open.push(inner);
    }
  return [...found];
}

const isClose = (world: World, principal: number): boolean =>
  world.isGroup(principal) && (world.flags(principal) & WIDE) === 0;
