import type { Type } from "../declared.ts";
import { NONE, type World } from "../world.ts";

/**
 * The types of what a grant on a resource reaches: its own, on a project those of what lies in it (sub-projects included), on an agent those
 * of what it lends or shows (and what a lent agent lends in turn).
 * Cost: the resources below that hold or lend something themselves; of others only whether there are any of the type.
 */
export function typesReached(world: World, resource: number, own: Type): Set<Type> {
  const found = new Set<Type>([own]);
  if (resource === NONE) return found;
  const seen = new Set<number>([resource]);
  const open = [resource];
  const visit = (handle: number) => {
    found.add(world.type(handle));
    if (seen.has(handle)) return;
    seen.add(handle);
    open.push(handle);
  };
  for (let handle = open.pop(); handle !== undefined; handle = open.pop()) {
    for (const { thing, mode } of world.attachments.get(handle) ?? []) if (mode !== "own") visit(thing);
    if (!world.children.has(handle)) continue;
    for (const type of world.declared.types) {
      if (!type.passedDown.has(world.type(handle).name)) continue;
      for (const child of childrenOf(world, handle, type)) {
        visit(child);
        // A leaf of this type is like every other.
        if (!isContainer(world, type) && type.name !== "agent") break;
      }
    }
  }
  return found;
}

/**
 * Things of one type that lie in a resource, and in what lies in it, as far as anything is passed down to them: nearest first, then by name.
 * Cost: those things, and the containers between.
 */
export function* thingsBelow(world: World, resource: number, type: Type): Generator<number> {
  const between = typesBetween(world, type);
  const seen = new Set<number>([resource]);
  // A Set is walked in the order of adding, what is added on the way included.
  for (const handle of seen) {
    if (handle !== resource && world.type(handle) === type) yield handle;
    if (!world.children.has(handle)) continue;
    const parentType = world.type(handle).name;
    for (const one of between)
      if (one.passedDown.has(parentType)) for (const child of childrenOf(world, handle, one)) seen.add(child);
  }
}

/** The type itself, and those by way of which something comes down to it. */
function typesBetween(world: World, type: Type): Set<Type> {
  const found = new Set<Type>([type]);
  for (const one of found)
    for (const parent of world.declared.types) if (one.passedDown.has(parent.name)) found.add(parent);
  return found;
}

/**
 * Does something sealed that is not this account's own lie below, where the resource passes something down to it?
 * Cost: all that lies below.
 */
export function holdsSealedOfOthers(world: World, resource: number, account: number): boolean {
  const seen = new Set<number>([resource]);
  const open = [resource];
  for (let handle = open.pop(); handle !== undefined; handle = open.pop())
    for (const child of world.children.get(handle) ?? []) {
      const type = world.type(child);
      if (seen.has(child) || !type.passedDown.has(world.type(handle).name)) continue;
      if (type.isNarrow && world.owner(child) !== account) return true;
      seen.add(child);
      open.push(child);
    }
  return false;
}

/** Does this type pass anything down? */
export function isContainer(world: World, type: Type): boolean {
  return world.declared.types.some((other) => other.passedDown.has(type.name));
}

/** Does it pass something down to a type that reaches users only, without being such a type itself? (projects) */
export function isOpenContainer(world: World, type: Type): boolean {
  return !type.isNarrow && world.declared.types.some((other) => other.isNarrow && other.passedDown.has(type.name));
}

function* childrenOf(world: World, parent: number, type: Type): IterableIterator<number> {
  const cursor = world.children.get(parent)?.from(world.names.markBefore(`${type.name}:`));
  for (let child = cursor?.next() ?? NONE; child !== NONE && world.type(child) === type; child = cursor?.next() ?? NONE)
    yield child;
}
