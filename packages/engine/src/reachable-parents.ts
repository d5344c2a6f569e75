import type { Inquiry } from "./decide.ts";
import type { Type } from "./declared.ts";
import { GRANT } from "./grant-table.ts";
import type { Ordered } from "./memory/ordered.ts";
import { ANYONE, EVERYONE, GRANT_COUNT, GRANTS, NODE, NONE, PARENT_COUNT, PARENTS, type World } from "./world.ts";

/**
 * The containers that may pass something of one type down to a subject: those that are granted to it, owned by it or open, and what lies in
 * these. Rather one too many than one too few: what lies in them is asked about, one by one.
 */
export class ReachableParents {
  /** The types that pass something down to the type, directly or through another. */
  readonly types: readonly Type[];
  private readonly world: World;
  private readonly inquiry: Inquiry;
  private readonly reached: readonly Ordered[];
  private readonly known = new Map<number, boolean>();

  /** @param reached what is granted to one of the subject's principals, and what it owns */
  constructor(world: World, inquiry: Inquiry, type: Type, reached: readonly Ordered[]) {
    this.world = world;
    this.inquiry = inquiry;
    this.reached = reached;
    this.types = containerTypes(world, type);
  }

  /** How many are reached by themselves, without looking at each. */
  countSeeds(): number {
    const { names } = this.world;
    let count = 0;
    for (const { name } of this.types) {
      const from = names.markBefore(`${name}:`);
      // The sign that follows the colon.
      const to = names.markBefore(`${name};`);
      for (const list of this.reached) count += list.countBetween(from, to);
    }
    for (const list of this.openLists()) count += list.size;
    return count;
  }

  /** How many children the first `most` of them have together. */
  childrenOfSome(most: number): number {
    let seen = 0;
    let children = 0;
    for (const seed of this.seeds()) {
      if (seen++ === most) break;
      children += this.world.children.get(seed)?.size ?? 0;
    }
    return children;
  }

  /** All that have children. */
  all(): Set<number> {
    const { children } = this.world;
    const found = new Set<number>();
    for (const seed of this.seeds()) if (children.has(seed)) found.add(seed);
    for (const parent of found)
      for (const child of this.containersIn(children.get(parent)!)) if (children.has(child)) found.add(child);
    return found;
  }

  /** The next entry of a list that lies below one of them. */
  nextBelow(cursor: { next(): number }): number {
    for (let handle = cursor.next(); handle !== NONE; handle = cursor.next()) if (this.isBelow(handle)) return handle;
    return NONE;
  }

  private isBelow(handle: number): boolean {
    const { nodes, parents } = this.world;
    const start = nodes[handle * NODE + PARENTS]!;
    for (let row = start, end = start + nodes[handle * NODE + PARENT_COUNT]!; row < end; row++)
      if (this.has(parents.data[row]!)) return true;
    return false;
  }

  private has(parent: number): boolean {
    const known = this.known.get(parent);
    if (known !== undefined) return known;
    const isReachable = this.isSeed(parent) || this.isBelow(parent);
    this.known.set(parent, isReachable);
    return isReachable;
  }

  private isSeed(parent: number): boolean {
    const { world, inquiry } = this;
    const type = world.type(parent);
    if (!this.types.includes(type)) return false;
    if (!inquiry.isVisitor && world.owner(parent) === inquiry.rights.account) return true;
    if (type.definition.open) return true;
    if (type.memberBits !== 0 && inquiry.rights.principals.has(parent)) return true;
    if (type.shownBit !== 0 && world.attachedTo.has(parent)) return true;
    const start = world.nodes[parent * NODE + GRANTS]!;
    for (let row = start, end = start + world.nodes[parent * NODE + GRANT_COUNT]! * GRANT; row < end; row += GRANT)
      if (this.isMine(world.grants.principal(row))) return true;
    return false;
  }

  private isMine(principal: number): boolean {
    const { rights } = this.inquiry;
    return principal === ANYONE || (principal === EVERYONE && rights.isUser) || rights.principals.has(principal);
  }

  private *seeds(): IterableIterator<number> {
    for (const list of this.reached) yield* this.containersIn(list);
    for (const list of this.openLists()) yield* list;
    for (const { memberBits } of this.types)
      if (memberBits !== 0)
        for (const principal of this.inquiry.rights.principals) if (this.world.isGroup(principal)) yield principal;
  }

  private *openLists(): IterableIterator<Ordered> {
    for (const type of this.types) {
      if (type.definition.open) yield this.world.ofType(type);
      if (type.shownBit !== 0) yield this.world.shown;
    }
  }

  /** The entries of a list that are of one of the types. */
  private *containersIn(list: Ordered): IterableIterator<number> {
    for (const type of this.types) {
      const cursor = list.from(this.world.names.markBefore(`${type.name}:`));
      for (let handle = cursor.next(); handle !== NONE && this.world.type(handle) === type; handle = cursor.next())
        yield handle;
    }
  }
}

function containerTypes(world: World, type: Type): Type[] {
  const found = new Set<Type>();
  const open = [type];
  for (let one = open.pop(); one; one = open.pop())
    for (const name of one.passedDown.keys()) {
      // A type may name a parent that is declared later.
      const parent = world.declared.type(name);
      if (parent && !found.has(parent)) {
        found.add(parent);
        open.push(parent);
      }
    }
  return [...found];
}
