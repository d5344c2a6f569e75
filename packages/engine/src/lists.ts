import { answering, isCapability } from "./catalogue/capabilities.ts";
import type { Inquiry } from "./decide.ts";
import { HIDE, RESTORE, type Type } from "./declared.ts";
import type { Ordered, OrderedCursor } from "./memory/ordered.ts";
import { ANYONE, EVERYONE, NONE, ORGANIZATION, ROLE, type World } from "./world.ts";

/** More parents than this are cheaper read at once and sorted than merged. */
const MOST_MERGED = 192;

/**
 * The resources of one type on which the subject might do something, in the order of their names and each once: a superset of the
 * answer, which the caller asks one by one. It grows with what the subject can reach, not with what there is.
 */
export class Candidates {
  private readonly world: World;
  private readonly inquiry: Inquiry;
  private readonly type: Type;
  private readonly after: string;
  private readonly inclusive: boolean;
  private readonly prefix: string;
  private readonly heap: { handle: number; name: string; cursor: OrderedCursor }[] = [];

  /** @param after the last name of the former page, or null */
  constructor(world: World, inquiry: Inquiry, action: string, type: Type, after: string | null) {
    this.world = world;
    this.inquiry = inquiry;
    this.type = type;
    this.prefix = `${type.name}:`;
    this.inclusive = after === null;
    this.after = after ?? this.prefix;
    this.collect(action);
    for (let index = (this.heap.length >> 1) - 1; index >= 0; index--) this.sink(index);
  }

  /** The next handle, or NONE at the end. */
  next(): number {
    const { heap } = this;
    const top = heap[0];
    if (!top) return NONE;
    const { handle } = top;
    while (heap.length > 0 && heap[0]!.handle === handle) this.advance();
    return handle;
  }

  private collect(action: string): void {
    const { world, type, inquiry } = this;
    const bit = type.bits.get(action) ?? 0;
    const all = world.ofType(type);
    const isModeration = action === HIDE || action === RESTORE || action === "delete";
    const covering = [
      ...(type.coveredBy.get(bit) ?? []),
      ...(isModeration ? answering("moderate:content") : []),
      ...(isCapability(action) ? answering(action) : []),
    ];
    if (inquiry.countsCapabilities && inquiry.rights.capabilities.some((held) => covering.includes(held.capability))) {
      this.add(all);
      return;
    }
    if (bit === 0) return;
    if (type.definition.open && type.viewerBits & bit && !inquiry.isVisitor) {
      this.add(all);
      return;
    }
    this.addReached();
    if (type.memberBits & bit)
      this.addSorted([...inquiry.rights.principals].filter((principal) => world.isGroup(principal)));
    if (type.shownBit & bit) this.add(world.shown);
    for (const agent of inquiry.lastOfChain())
      this.addSorted((world.attachments.get(agent) ?? []).map((one) => one.thing));
    this.addBelow();
  }

  private addReached(): void {
    const { world, inquiry } = this;
    for (const principal of inquiry.rights.principals) this.add(world.reached.get(principal));
    if (!inquiry.rights.principals.has(EVERYONE) && inquiry.rights.isUser) this.add(world.reached.get(EVERYONE));
    this.add(world.reached.get(ANYONE));
    if (!inquiry.isVisitor) this.add(world.owned.get(inquiry.rights.account));
  }

  /** What lies below the parents that the subject can reach. */
  private addBelow(): void {
    const parents = [...this.reachableParents()];
    if (parents.length <= MOST_MERGED) {
      for (const parent of parents) this.add(this.world.children.get(parent));
      return;
    }
    const below = new Set<number>();
    for (const parent of parents) for (const child of this.from(this.world.children.get(parent))) below.add(child);
    this.addSorted([...below]);
  }

  private reachableParents(): Set<number> {
    const { world, inquiry } = this;
    const containing = containerTypes(world, this.type);
    const found = new Set<number>();
    if (containing.size === 0) return found;
    const principals = new Set([...inquiry.rights.principals, ANYONE]);
    const seeds: (Ordered | undefined)[] = [...principals].map((principal) => world.reached.get(principal));
    if (!inquiry.isVisitor) seeds.push(world.owned.get(inquiry.rights.account));
    const open: number[] = [];
    const visit = (handle: number) => {
      if (found.has(handle) || !world.children.has(handle)) return;
      found.add(handle);
      open.push(handle);
    };
    for (const list of seeds) if (list) for (const name of containing) eachUnder(`${name}:`, list, world.names, visit);
    for (const name of containing) {
      // A type may name a parent that is declared later.
      const type = world.declared.type(name);
      if (!type) continue;
      if (type.definition.open) for (const handle of world.ofType(type)) visit(handle);
      if (type.memberBits)
        for (const principal of inquiry.rights.principals) if (world.isGroup(principal)) visit(principal);
      if (type.shownBit) for (const handle of world.shown) visit(handle);
    }
    for (let parent = open.pop(); parent !== undefined; parent = open.pop())
      for (const name of containing) eachUnder(`${name}:`, world.children.get(parent)!, world.names, visit);
    return found;
  }

  private *from(list: Ordered | undefined): IterableIterator<number> {
    if (!list) return;
    const cursor = list.from(this.after, this.inclusive);
    for (let handle = cursor.next(); handle !== NONE; handle = cursor.next()) {
      if (!this.world.names.text(handle).startsWith(this.prefix)) return;
      yield handle;
    }
  }

  private add(list: Ordered | undefined): void {
    if (!list || list.size === 0) return;
    this.push(list.from(this.after, this.inclusive));
  }

  private addSorted(handles: number[]): void {
    const { names } = this.world;
    const wanted = handles
      .filter((handle) => {
        const name = names.text(handle);
        return name.startsWith(this.prefix) && (this.inclusive ? name >= this.after : name > this.after);
      })
      .sort((a, b) => (names.isBefore(a, b) ? -1 : 1));
    if (wanted.length > 0) this.push(cursorOver(wanted));
  }

  private push(cursor: OrderedCursor): void {
    const handle = cursor.next();
    const name = this.world.names.text(handle);
    if (handle !== NONE && name.startsWith(this.prefix)) this.heap.push({ handle, name, cursor });
  }

  private advance(): void {
    const { heap } = this;
    const top = heap[0]!;
    const handle = top.cursor.next();
    const name = this.world.names.text(handle);
    if (handle !== NONE && name.startsWith(this.prefix)) {
      top.handle = handle;
      top.name = name;
    } else {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    this.sink(0);
  }

  private sink(from: number): void {
    const { heap } = this;
    let index = from;
    for (;;) {
      const left = index * 2 + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const least = right < heap.length && heap[right]!.name < heap[left]!.name ? right : left;
      if (heap[index]!.name <= heap[least]!.name) return;
      const moved = heap[index]!;
      heap[index] = heap[least]!;
      heap[least] = moved;
      index = least;
    }
  }
}

function cursorOver(handles: readonly number[]): OrderedCursor {
  let index = 0;
  return { next: () => handles[index++] ?? NONE } as OrderedCursor;
}

/** Every entry of the list whose name begins like this, in order. */
function eachUnder(prefix: string, list: Ordered, names: World["names"], visit: (handle: number) => void): void {
  const cursor = list.from(prefix, true);
  for (let handle = cursor.next(); handle !== NONE && names.text(handle).startsWith(prefix); handle = cursor.next())
    visit(handle);
}

/** The types that pass something down to this one, directly or through another. */
function containerTypes(world: World, type: Type): Set<string> {
  const found = new Set<string>();
  const open = [type];
  for (let one = open.pop(); one; one = open.pop())
    for (const name of one.passedDown.keys())
      if (!found.has(name)) {
        found.add(name);
        const parent = world.declared.type(name);
        if (parent) open.push(parent);
      }
  return found;
}

/** The accounts that might do `action` on a resource; null where that can be everybody. */
export function possibleSubjects(
  world: World,
  resource: number,
  bit: number,
  extra: readonly string[],
): Set<number> | null {
  const accounts = new Set<number>();
  const groups = new Set<number>();
  let isEverybody = false;
  const admit = (principal: number) => {
    if (principal === EVERYONE || principal === ANYONE || world.kind(principal) === ROLE) isEverybody = true;
    else if (world.isAccount(principal)) accounts.add(principal);
    else if (world.isGroup(principal)) groups.add(principal);
  };
  const seen = new Set<number>();
  const climb = (handle: number) => {
    if (seen.has(handle) || isEverybody) return;
    seen.add(handle);
    const type = world.type(handle);
    for (const row of world.grantRows(handle)) admit(world.grants.principal(row));
    if (world.owner(handle) !== ORGANIZATION) admit(world.owner(handle));
    if (type.memberBits) groups.add(handle);
    if (type.definition.open || world.attachedTo.has(handle)) isEverybody = true;
    for (const parent of world.parentsOf(handle)) climb(parent);
  };
  climb(resource);
  const covering = new Set([...(world.type(resource).coveredBy.get(bit) ?? []), ...extra]);
  for (const [principal, held] of world.capabilities)
    if (held.some((one) => covering.has(one.capability))) admit(principal);
  if (isEverybody) return null;
  const open = [...groups];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    for (const account of world.members.get(group) ?? []) accounts.add(account);
    for (const below of world.subgroups.get(group) ?? [])
      if (!groups.has(below)) {
        groups.add(below);
        open.push(below);
      }
  }
  return accounts;
}
