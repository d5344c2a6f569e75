import type { Asking } from "./asking.ts";
import { answering, isCapability } from "./catalogue/capabilities.ts";
import type { Inquiry } from "./decide.ts";
import { HIDE, RESTORE, type Type } from "./declared.ts";
import type { Mark } from "./memory/names.ts";
import type { Ordered } from "./memory/ordered.ts";
import { ReachableParents } from "./reachable-parents.ts";
import { ANYONE, EVERYONE, NONE, ORGANIZATION, ROLE, type World } from "./world.ts";

/** How many steps of scanning cost as much as opening one more list (measured: some 0.1 and 0.8 microseconds). */
const SCANNED_FOR_A_LIST = 8;
const USUAL_PAGE = 50;
/** From how many parents it is told how many children parents have. */
const SAMPLE = 16;

/** Hands out handles in the order of their names; NONE at the end. */
interface Stream {
  next(): number;
}

export interface Wanted {
  /** The last name of the former page, or null. */
  after: string | null;
  /** Only what the subject owns. */
  isOwn: boolean;
  /** Where all of them are wanted: whoever finds `size` above this does not go on. */
  most?: number;
}

/**
 * The resources of one type on which the subject might do something, in the order of their names and each once: a superset of the
 * answer, which the caller asks one by one. It grows with what the subject can reach, not with what there is.
 */
export class Candidates {
  /** At most how many there are. */
  size = 0;
  private readonly world: World;
  private readonly inquiry: Inquiry;
  private readonly type: Type;
  private readonly wanted: Wanted;
  private readonly mark: Mark;
  private readonly sortedEnd: number;
  /** The last one of the former page. */
  private readonly seen: number;
  private readonly heap: { handle: number; stream: Stream }[] = [];

  constructor(world: World, { inquiry, action, type }: Asking, wanted: Wanted) {
    this.world = world;
    this.inquiry = inquiry;
    this.type = type;
    this.wanted = wanted;
    const { after } = wanted;
    this.sortedEnd = world.names.sortedEnd;
    this.mark = after === null ? world.names.markBefore(`${type.name}:`) : world.names.mark(after);
    this.seen = after === null ? NONE : world.names.find(after);
    if (wanted.isOwn) this.add(world.owned.get(inquiry.rights.account));
    else this.collect(action);
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

  /** All of them in no order, some more than once: no names are compared. */
  *inNoOrder(): IterableIterator<number> {
    for (const { handle: first, stream } of this.heap)
      for (let handle = first; handle !== NONE && this.isOfType(handle); handle = stream.next()) yield handle;
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
    const reached = this.reachedLists();
    for (const list of reached) this.add(list);
    if (type.memberBits & bit)
      this.addSorted([...inquiry.rights.principals].filter((principal) => world.isGroup(principal)));
    if (type.shownBit & bit) this.add(world.shown);
    for (const agent of inquiry.lastOfChain())
      this.addSorted((world.attachments.get(agent) ?? []).map((one) => one.thing));
    this.addBelow(reached);
  }

  /** What is granted to one of the subject's principals, and what it owns. */
  private reachedLists(): Ordered[] {
    const { world, inquiry } = this;
    const principals = new Set([...inquiry.rights.principals, ANYONE]);
    if (inquiry.rights.isUser) principals.add(EVERYONE);
    const lists = [...principals].map((principal) => world.reached.get(principal));
    if (!inquiry.isVisitor) lists.push(world.owned.get(inquiry.rights.account));
    return lists.filter((list) => list !== undefined);
  }

  /** What lies below the parents that the subject can reach: their lists together, or a look at everything where this costs less. */
  private addBelow(reached: readonly Ordered[]): void {
    const { world, inquiry, type } = this;
    const parents = new ReachableParents(world, inquiry, type, reached);
    if (parents.types.length === 0) return;
    const all = world.ofType(type);
    const seeds = parents.countSeeds();
    const { most } = this.wanted;
    if (most !== undefined && seeds > most) this.size = Number.POSITIVE_INFINITY;
    else if (most === undefined && seeds > SAMPLE && this.isScanningCheaper(parents, seeds, reached, all.size)) {
      const cursor = all.from(this.mark);
      this.push({ next: () => parents.nextBelow(cursor) });
    } else for (const parent of parents.all()) this.add(world.children.get(parent));
  }

  /** Guesses what a page takes, as if everything lay evenly. */
  private isScanningCheaper(
    parents: ReachableParents,
    seeds: number,
    reached: readonly Ordered[],
    all: number,
  ): boolean {
    const below = (parents.childrenOfSome(SAMPLE) / SAMPLE) * seeds;
    if (below === 0) return false;
    let direct = 0;
    for (const list of reached) direct += list.size;
    const scanned = (USUAL_PAGE * all) / (below + direct) + all / below;
    return scanned < SCANNED_FOR_A_LIST * seeds;
  }

  private add(list: Ordered | undefined): void {
    if (!list || list.size === 0) return;
    if (this.wanted.most !== undefined) this.size += list.countBetween(this.mark, this.endOfType);
    this.push(list.from(this.mark));
  }

  private get endOfType(): Mark {
    // The sign that follows the colon.
    return this.world.names.markBefore(`${this.type.name};`);
  }

  private addSorted(handles: number[]): void {
    const { names } = this.world;
    const mine = handles.filter((handle) => this.isOfType(handle) && !names.isBeforeMark(handle, this.mark));
    this.size += mine.length;
    this.push(streamOf(mine.sort((a, b) => (names.isBefore(a, b) ? -1 : 1))));
  }

  private push(stream: Stream): void {
    let handle = stream.next();
    if (handle !== NONE && handle === this.seen) handle = stream.next();
    if (handle !== NONE && this.isOfType(handle)) this.heap.push({ handle, stream });
  }

  /** Lists are by name, and so by type: what is of another type ends this one's part. */
  private isOfType(handle: number): boolean {
    return this.world.type(handle) === this.type;
  }

  private advance(): void {
    const { heap } = this;
    const top = heap[0]!;
    const handle = top.stream.next();
    if (handle !== NONE && this.isOfType(handle)) top.handle = handle;
    else {
      const last = heap.pop()!;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    this.sink(0);
  }

  /** `names.isBefore`, of things; asked a dozen times for each step of a list. */
  private isBefore(a: number, b: number): boolean {
    return a < this.sortedEnd && b < this.sortedEnd ? a < b : this.world.names.isBefore(a, b);
  }

  private sink(from: number): void {
    const { heap } = this;
    let index = from;
    for (;;) {
      const left = index * 2 + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const isRightLess = right < heap.length && this.isBefore(heap[right]!.handle, heap[left]!.handle);
      const least = isRightLess ? right : left;
      if (!this.isBefore(heap[least]!.handle, heap[index]!.handle)) return;
      const moved = heap[index]!;
      heap[index] = heap[least]!;
      heap[least] = moved;
      index = least;
    }
  }
}

function streamOf(handles: readonly number[]): Stream {
  let index = 0;
  return { next: () => handles[index++] ?? NONE };
}

/** The accounts that might do something with resources; null where that can be everybody. */
export class PossibleSubjects {
  private readonly world: World;
  private readonly accounts = new Set<number>();
  private readonly groups = new Set<number>();
  private readonly seen = new Set<number>();
  private isEverybody = false;

  constructor(world: World) {
    this.world = world;
  }

  /** Whoever reaches it by what stands on it or above it. */
  admitReaching(resource: number): void {
    if (this.seen.has(resource) || this.isEverybody) return;
    this.seen.add(resource);
    const { world } = this;
    const type = world.type(resource);
    for (const row of world.grantRows(resource)) this.admit(world.grants.principal(row));
    if (world.owner(resource) !== ORGANIZATION) this.admit(world.owner(resource));
    if (type.memberBits) this.groups.add(resource);
    if (type.definition.open || world.attachedTo.has(resource)) this.isEverybody = true;
    for (const parent of world.parentsOf(resource)) this.admitReaching(parent);
  }

  /** Whoever holds one of these capabilities, scoped or not. */
  admitHolders(covering: ReadonlySet<string>): void {
    for (const [principal, held] of this.world.capabilities)
      if (held.some((one) => covering.has(one.capability))) this.admit(principal);
  }

  found(): Set<number> | null {
    if (this.isEverybody) return null;
    const { world, accounts, groups } = this;
    for (const group of groups) {
      for (const account of world.members.get(group) ?? []) accounts.add(account);
      for (const below of world.subgroups.get(group) ?? []) groups.add(below);
    }
    return accounts;
  }

  private admit(principal: number): void {
    const { world } = this;
    if (principal === EVERYONE || principal === ANYONE || world.kind(principal) === ROLE) this.isEverybody = true;
    else if (world.isAccount(principal)) this.accounts.add(principal);
    else if (world.isGroup(principal)) this.groups.add(principal);
  }
}

/** The accounts that might do `action` on a resource; null where that can be everybody. */
export function possibleSubjects(
  world: World,
  resource: number,
  bit: number,
  extra: readonly string[],
): Set<number> | null {
  const possible = new PossibleSubjects(world);
  possible.admitReaching(resource);
  possible.admitHolders(new Set([...(world.type(resource).coveredBy.get(bit) ?? []), ...extra]));
  return possible.found();
}
