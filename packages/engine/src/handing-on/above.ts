import { USER } from "../catalogue/roles.ts";
import type { Type } from "../declared.ts";
import { ANYONE, EVERYONE, NONE, ORGANIZATION, RESTRICTED, WIDE, type World } from "../world.ts";

/** Something that reaches a resource from where it lies: a deny, an allow, an owner. `bits` are those of the resource reached. */
export interface Reaching {
  /** Where it lies. */
  on: number;
  principal: number;
  bits: number;
  endsAt: number;
}

/** A parent that is thought away. */
export interface ParentEdge {
  child: number;
  parent: number;
}

/** What a parent's bits pass down to a child of this type, by the table of the types. */
export function passedDown(child: Type, parent: Type, parentBits: number): number {
  let bits = 0;
  for (const [bit, sources] of child.passedDown.get(parent.name) ?? [])
    if (sources.some((source) => source & parentBits)) bits |= bit;
  return bits;
}

/**
 * The denies in force on a resource and above it, by grant, hidden parents included. Conditions are not looked at: they may come to hold.
 * Cost: the grants on the resource and its ancestors, each once.
 */
export function deniesReaching(
  world: World,
  resource: number,
  now: number,
  without?: ParentEdge,
): Map<number, Reaching> {
  const known = new Map<number, Map<number, Reaching>>();
  const climb = (handle: number): Map<number, Reaching> => {
    const seen = known.get(handle);
    if (seen) return seen;
    const found = new Map<number, Reaching>();
    known.set(handle, found);
    for (const row of world.grantRows(handle)) {
      const endsAt = world.grants.expiresAt(row);
      const bits = world.grants.denies(row);
      if (bits !== 0 && endsAt > now)
        found.set(row, { on: handle, principal: world.grants.principal(row), bits, endsAt });
    }
    for (const parent of world.parentsOf(handle)) {
      if (without && without.child === handle && without.parent === parent) continue;
      for (const [row, above] of climb(parent)) {
        const bits = passedDown(world.type(handle), world.type(parent), above.bits) | (found.get(row)?.bits ?? 0);
        if (bits !== 0) found.set(row, { ...above, bits });
      }
    }
    return found;
  };
  return resource === NONE ? new Map() : climb(resource);
}

/**
 * Whoever has something of a resource: its owner, every grant in force on it, those of its ancestors and of every agent that lends it,
 * and, of a group or an open type, those it belongs to. Conditions and hidden states are not looked at: they may change.
 * Cost: the grants on the resource and its ancestors, each once.
 */
export function audienceOf(world: World, resource: number, now: number): Reaching[] {
  const known = new Map<number, Reaching[]>();
  const climb = (handle: number): Reaching[] => {
    const seen = known.get(handle);
    if (seen) return seen;
    const found: Reaching[] = [];
    known.set(handle, found);
    const type = world.type(handle);
    if (world.owner(handle) !== ORGANIZATION)
      found.push({ on: handle, principal: world.owner(handle), bits: type.ownerBits, endsAt: Infinity });
    for (const row of world.grantRows(handle)) {
      const endsAt = world.grants.expiresAt(row);
      const bits = world.grants.allows(row);
      if (bits !== 0 && endsAt > now) found.push({ on: handle, principal: world.grants.principal(row), bits, endsAt });
    }
    if (type.memberBits) found.push({ on: handle, principal: handle, bits: type.memberBits, endsAt: Infinity });
    if (type.definition.open && (world.flags(handle) & RESTRICTED) === 0)
      found.push({ on: handle, principal: EVERYONE, bits: type.viewerBits, endsAt: Infinity });
    for (const parent of world.parentsOf(handle))
      for (const above of climb(parent)) {
        const bits = passedDown(type, world.type(parent), above.bits);
        if (bits !== 0) found.push({ ...above, bits });
      }
    for (const { agent, mode } of world.attachedTo.get(handle) ?? [])
      if (mode !== "own")
        for (const user of climb(agent))
          found.push({ ...user, bits: type.lentBit | (mode === "shown" ? type.shownBit : 0) });
    return found;
  };
  return climb(resource);
}

/** Organization-wide: to give it something takes SHARE_PUBLIC. */
export function isPublic(world: World, principal: number): boolean {
  if (principal === EVERYONE || principal === ANYONE || principal === world.names.find(USER)) return true;
  return world.isGroup(principal) && (world.flags(principal) & WIDE) !== 0;
}
