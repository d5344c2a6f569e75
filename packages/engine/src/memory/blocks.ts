/**
 * Many small lists of fixed-width rows in one Int32Array. A list lies in one piece, so that reading it is one or two cache lines.
 *
 *   data   [ row row row · ][ row row ][ …          capacity of a list = sizeClass(its count)
 *            ^ start of list a           ^ start of list b
 *
 * The owner of a list keeps its `start` and `count`; a list of count 0 has no block. Removing a row moves the last row into its place.
 * Cost: add and remove copy the list when its count crosses a size class (×1.33), at most the list's own length.
 */
export class Blocks {
  data: Int32Array;
  readonly stride: number;
  private end = 0;
  /** Free blocks by capacity in rows. */
  private readonly free = new Map<number, number[]>();

  constructor(stride: number, rows = 16) {
    this.stride = stride;
    this.data = new Int32Array(rows * stride);
  }

  /** Room for one more row behind `count` rows at `start`; returns the list's start, which may have moved. */
  grow(start: number, count: number): number {
    const had = count === 0 ? 0 : sizeClass(count);
    if (count < had) return start;
    const moved = this.take(sizeClass(count + 1));
    if (count > 0) {
      this.data.copyWithin(moved, start, start + count * this.stride);
      this.give(start, had);
    }
    return moved;
  }

  /** Removes row `index` of a list of `count` rows; returns the list's start, which may have moved. */
  remove(start: number, count: number, index: number): number {
    const { stride, data } = this;
    const last = start + (count - 1) * stride;
    data.copyWithin(start + index * stride, last, last + stride);
    const capacity = sizeClass(count);
    if (count === 1) {
      this.give(start, capacity);
      return 0;
    }
    const fitting = sizeClass(count - 1);
    if (fitting === capacity) return start;
    const moved = this.take(fitting);
    this.data.copyWithin(moved, start, start + (count - 1) * stride);
    this.give(start, capacity);
    return moved;
  }

  /** A fresh block for exactly `count` rows, for loading. */
  reserve(count: number): number {
    return this.take(sizeClass(count));
  }

  /** Gives a whole list of `count` rows back. */
  release(start: number, count: number): void {
    if (count > 0) this.give(start, sizeClass(count));
  }

  /** Makes room for `rows` rows at once, so that loading does not copy. */
  presize(rows: number): void {
    if (this.data.length < rows * this.stride) {
      const larger = new Int32Array(rows * this.stride);
      larger.set(this.data);
      this.data = larger;
    }
  }

  private take(capacity: number): number {
    const reused = this.free.get(capacity)?.pop();
    if (reused !== undefined) return reused;
    const start = this.end;
    this.end += capacity * this.stride;
    if (this.end > this.data.length) {
      const larger = new Int32Array(Math.max(this.end, Math.ceil((this.data.length * 3) / 2)));
      larger.set(this.data);
      this.data = larger;
    }
    return start;
  }

  private give(start: number, capacity: number): void {
    const list = this.free.get(capacity);
    if (list) list.push(start);
    else this.free.set(capacity, [start]);
  }
}

/** The capacity of a list of `count` rows: 1 to 6, then steps of a third. */
export function sizeClass(count: number): number {
  if (count <= 6) return count;
  let capacity = 8;
  while (capacity < count) capacity = Math.ceil((capacity * 4) / 3);
  return capacity;
}
