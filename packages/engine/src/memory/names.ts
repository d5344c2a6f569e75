/**
 * Names and their handles. A handle is a small integer that stands for a name in every column of the engine.
 *
 *   handle  0      1          2        3              4 … sorted - 1            sorted …
 *   name    (none) everyone   anyone   organization   in the order of names     as they came
 *
 * What a snapshot brings comes in the order of names, so that two of these are compared without looking at their texts, which lie anywhere in
 * memory. Handles of removed things are used again, those of the ordered part for the same name only; nothing outside the engine may
 * keep one over a change.
 */
export const NONE = 0;
export const EVERYONE = 1;
export const ANYONE = 2;
export const ORGANIZATION = 3;
export const FIRST = 4;
const UNKNOWN = -1;

/** A text to be compared with names again and again. */
export interface Mark {
  readonly text: string;
  /** `handle < rank` says of an ordered handle that its name is before the text; UNKNOWN: look at the texts. */
  readonly rank: number;
}

export class Names {
  private readonly handles = new Map<string, number>();
  private readonly texts = ["", "everyone", "anyone", "organization"];
  private readonly free: number[] = [];
  /** Removed names of the ordered part. */
  private readonly gone = new Map<string, number>();
  private readonly prefixes = new Map<string, Mark>();
  private sorted = FIRST;

  constructor() {
    for (let handle = EVERYONE; handle < FIRST; handle++) this.handles.set(this.texts[handle]!, handle);
  }

  /** One more than the highest handle in use. */
  get length(): number {
    return this.texts.length;
  }

  /** The handle of a name, or NONE. Never interns: questions leave no trace. */
  find(name: string): number {
    return this.handles.get(name) ?? NONE;
  }

  text(handle: number): string {
    return this.texts[handle]!;
  }

  intern(name: string): number {
    const known = this.handles.get(name);
    if (known !== undefined) return known;
    const handle = this.gone.get(name) ?? this.free.pop() ?? this.texts.length;
    if (this.isSorted(handle)) this.gone.delete(name);
    this.texts[handle] = name;
    this.handles.set(name, handle);
    return handle;
  }

  release(handle: number): void {
    const name = this.texts[handle]!;
    this.handles.delete(name);
    if (this.isSorted(handle)) {
      // Its text stays, or what lies around it could not be found any more.
      this.gone.set(name, handle);
      return;
    }
    this.texts[handle] = "";
    this.free.push(handle);
  }

  /** Among the handles of things, a smaller one below this is an earlier name. */
  get sortedEnd(): number {
    return this.sorted;
  }

  /** The order of lists: by name, code unit by code unit. */
  isBefore(a: number, b: number): boolean {
    return this.isSorted(a) && this.isSorted(b) ? a < b : this.texts[a]! < this.texts[b]!;
  }

  isBeforeMark(handle: number, mark: Mark): boolean {
    return mark.rank !== UNKNOWN && this.isSorted(handle) ? handle < mark.rank : this.texts[handle]! < mark.text;
  }

  isAfterMark(handle: number, mark: Mark): boolean {
    return mark.rank !== UNKNOWN && this.isSorted(handle) ? handle > mark.rank : this.texts[handle]! > mark.text;
  }

  /** A name as a mark. */
  markOf(handle: number): Mark {
    return { text: this.texts[handle]!, rank: this.isSorted(handle) ? handle : UNKNOWN };
  }

  /** A text as a mark: a name, or what many names begin with. */
  mark(text: string): Mark {
    const handle = this.find(text);
    if (handle !== NONE) return this.markOf(handle);
    const gone = this.gone.get(text);
    return { text, rank: gone ?? UNKNOWN };
  }

  /** The mark before all names that begin with this; remembered, so for the few beginnings that there are. */
  markBefore(prefix: string): Mark {
    const known = this.prefixes.get(prefix);
    if (known) return known;
    const mark = { text: prefix, rank: this.rankOf(prefix) };
    this.prefixes.set(prefix, mark);
    return mark;
  }

  /** @throws {RangeError} if the names in use are not in order */
  declareSorted(): void {
    for (let handle = FIRST + 1; handle < this.texts.length; handle++)
      if (this.texts[handle - 1]! >= this.texts[handle]!) throw new RangeError("the names are not in order");
    this.sorted = this.texts.length;
    this.prefixes.clear();
  }

  /** Every handle in use, in the order of the names; the three special ones left out. */
  inOrder(): number[] {
    const all: number[] = [];
    for (let handle = FIRST; handle < this.texts.length; handle++)
      if (this.handles.get(this.texts[handle]!) === handle) all.push(handle);
    // Quick where most of them are in order already.
    return all.sort((a, b) => (this.isBefore(a, b) ? -1 : 1));
  }

  private isSorted(handle: number): boolean {
    return handle < this.sorted && handle >= FIRST;
  }

  private rankOf(text: string): number {
    let low = FIRST;
    let high = this.sorted;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.texts[middle]! < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
