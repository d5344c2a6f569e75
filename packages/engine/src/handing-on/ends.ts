import { answering } from "../catalogue/capabilities.ts";
import { ANYONE, EVERYONE, NODE, NONE, PRIMARY_ROLE, RANK, USER, type World } from "../world.ts";

/** A membership that is thought away. */
export interface Edge {
  member: number;
  group: number;
}

/**
 * How long somebody is what they are: each principal of the subject (or group), with the end of the best chain of memberships and roles
 * that leads there. `Infinity` never ends. Only what is in force at `now`.
 */
export function principalEnds(world: World, from: number, now: number, without?: Edge): Map<number, number> {
  const ends = new Map<number, number>([[from, Infinity]]);
  const improve = (principal: number, end: number) => {
    if (end <= now || (ends.get(principal) ?? now) >= end) return false;
    ends.set(principal, end);
    return true;
  };
  const open = [from];
  for (let member = open.pop(); member !== undefined; member = open.pop())
    for (const { group, expiresAt } of world.membershipsOf(member)) {
      if (without && without.member === member && without.group === group) continue;
      // Only a better chain is followed again, so this ends in spite of expiries that differ.
      if (improve(group, Math.min(ends.get(member)!, expiresAt))) open.push(group);
    }
  for (const [holder, end] of [...ends])
    for (const held of world.roles.get(holder) ?? []) improve(held.role, Math.min(end, held.expiresAt));
  if (world.kind(from) === USER) {
    improve(world.nodes[from * NODE + PRIMARY_ROLE]!, Infinity);
    improve(EVERYONE, Infinity);
  }
  if (world.isAccount(from)) improve(ANYONE, Infinity);
  return ends;
}

/** Until when a feature is on for whoever has these principals; 0 if it is off. */
export function featureEnd(world: World, ends: ReadonlyMap<number, number>, feature: number): number {
  let latest = 0;
  for (const [principal, end] of ends)
    if (end > latest && ((world.features.get(principal)?.[feature >>> 5] ?? 0) & (1 << (feature & 31))) !== 0)
      latest = end;
  return latest;
}

/**
 * Until when a capability is held for what `scope` covers; 0 if it is not.
 * An unscoped one covers every scope; a scoped one its own group's and no other (what lies in a subgroup may leave it).
 * @param scope a group's handle, or NONE for everything
 */
export function capabilityEnd(
  world: World,
  ends: ReadonlyMap<number, number>,
  capability: string,
  scope: number,
  now: number,
): number {
  const names = answering(capability);
  let latest = 0;
  for (const [principal, end] of ends)
    for (const held of world.capabilities.get(principal) ?? []) {
      const lasts = Math.min(end, held.expiresAt);
      const covers = held.scope === NONE || held.scope === scope;
      if (lasts > now && lasts > latest && covers && names.includes(held.capability)) latest = lasts;
    }
  return latest;
}

export interface CarriedCapability {
  capability: string;
  scope: number;
  /** The earlier of its own end and that of the chain which leads to it. */
  endsAt: number;
}

/** The capabilities in force that these principals bring. */
export function capabilitiesOf(
  world: World,
  ends: ReadonlyMap<number, number>,
  now: number,
): IterableIterator<CarriedCapability> {
  return (function* () {
    for (const [principal, end] of ends)
      for (const { capability, scope, expiresAt } of world.capabilities.get(principal) ?? [])
        if (expiresAt > now) yield { capability, scope, endsAt: Math.min(end, expiresAt) };
  })();
}

/** The indexes of the features that a role turns on. */
export function featuresOf(world: World, role: number): string[] {
  const words = world.features.get(role);
  if (!words) return [];
  return [...world.declared.featureIndex]
    .filter(([, index]) => (words[index >>> 5]! & (1 << (index & 31))) !== 0)
    .map(([feature]) => feature);
}

export function rankOfRole(world: World, role: number): number {
  return world.nodes[role * NODE + RANK]!;
}
