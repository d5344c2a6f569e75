import type { RightsBook } from "./rights.ts";
import { type HeldCapability, NONE, USER, type World } from "./world.ts";

/*
 * Capabilities that cover the people of one group (docs/model.md, "Capabilities"): which somebody holds, and who those people are.
 */

/** A capability that somebody holds for the people of one group. */
export interface ScopedCapability {
  capability: string;
  group: string;
  /** The first moment at which they hold it no more, if nothing is written; null: none. */
  until: number | null;
}

/** Each once, in the order of names. Cost: the capabilities of the account, and for the ends its memberships and roles that end. */
export function scopedCapabilitiesOf(world: World, book: RightsBook, account: number, now: number): ScopedCapability[] {
  if (!world.isAccount(account)) return [];
  const found = new Map<string, ScopedCapability>();
  for (const held of book.of(account, now).capabilities) {
    if (held.scope === NONE || held.expiresAt <= now) continue;
    const group = world.names.text(held.scope);
    const { capability } = held;
    const key = `${capability}@${group}`;
    if (!found.has(key)) found.set(key, { capability, group, until: endOf(book, account, held, now) });
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

/** As a function of time: each end that is on the way is looked at in turn. */
function endOf(book: RightsBook, account: number, { capability, scope }: HeldCapability, now: number): number | null {
  for (let at = now; ; ) {
    const rights = book.resolve(account, at);
    const ends = rights.capabilities
      .filter((held) => held.capability === capability && held.scope === scope && held.expiresAt > at)
      .map(({ expiresAt }) => expiresAt);
    if (ends.length === 0) return at;
    const next = Math.min(rights.soonest, ...ends);
    if (next === Infinity) return null;
    at = next;
  }
}

/** These groups and those that lie in them now, through memberships in force. Cost: as many groups as are found. */
export function groupsBelow(world: World, groups: Iterable<number>, now: number): Set<number> {
  const found = new Set(groups);
  const open = [...found];
  for (let group = open.pop(); group !== undefined; group = open.pop())
    for (const inner of world.subgroups.get(group) ?? []) {
      if (found.has(inner) || !isIn(world, inner, group, now)) continue;
      found.add(inner);
      open.push(inner);
    }
  return found;
}

/** How many people are directly in one of these groups now. Cost: their members. */
export function countPeopleIn(world: World, groups: ReadonlySet<number>, now: number): number {
  const seen = new Set<number>();
  let count = 0;
  for (const group of groups)
    for (const member of world.members.get(group) ?? []) {
      if (world.kind(member) !== USER || seen.has(member) || !isIn(world, member, group, now)) continue;
      if (groups.size > 1) seen.add(member);
      count++;
    }
  return count;
}

function isIn(world: World, member: number, group: number, now: number): boolean {
  for (const one of world.membershipsOf(member)) if (one.group === group) return one.expiresAt > now;
  return false;
}
