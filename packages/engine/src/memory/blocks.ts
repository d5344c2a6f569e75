const FIRST_ROWS = 16;

/**
 * Many small lists of fixed-width rows in one Int32Array. A list lies in one piece, so that reading it is one or two cache lines.
 *
 *   data     [ row row row · ][ row row ][ …          capacity of a list = sizeClass(its count)
 *              ^ start of list a           ^ start of list b
 *   beside   one int32 a row that is seldom read, at `row / stride`; empty where nobody asked for it
 *
 * The owner of a list keeps its `start` and `count`; a list of count 0 has no block. Removing a row moves the last row into its place.
 * Cost: add and remove copy the list when its count crosses a size class (×1.33), at most the list's own length.
 */
export class Blocks {
  data: Int32Array;
  beside: Int32Array;
  readonly stride: number;
  private end = 0;
  /** Free blocks by capacity in rows. */
  private readonly free = new Map<number, number[]>();

  constructor(stride: number, { beside = false } = {}) {
    this.stride = stride;
    this.data = new Int32Array(FIRST_ROWS * stride);
    this.beside = new Int32Array(beside ? FIRST_ROWS : 0);
  }

  /** Room for one more row behind `count` rows at `start`; returns the list's start, which may have moved. */
  grow(start: number, count: number): number {
    const had = count === 0 ? 0 : sizeClass(count);
    if (count < had) return start;
    const moved = this.take(sizeClass(count + 1));
    if (count > 0) {
      this.copy(moved, start, count);
      this.give(start, had);
    }
    return moved;
  }

  /** Removes row `index` of a list of `count` rows; returns the list's start, which may have moved. */
  remove(start: number, count: number, index: number): number {
    const { stride } = this;
    this.copy(start + index * stride, start + (count - 1) * stride, 1);
    const capacity = sizeClass(count);
    if (count === 1) {
      this.give(start, capacity);
      return 0;
    }
    const fitting = sizeClass(count - 1);
    if (fitting === capacity) return start;
    const moved = this.take(fitting);
    this.copy(moved, start, count - 1);
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
    if (this.data.length < rows * this.stride) this.enlarge(rows);
  }

  private copy(to: number, from: number, rows: number): void {
    const { stride } = this;
    this.data.copyWithin(to, from, from + rows * stride);
    if (this.beside.length > 0) this.beside.copyWithin(to / stride, from / stride, from / stride + rows);
  }

  private enlarge(rows: number): void {
    this.data = larger(this.data, rows * this.stride);
    if (this.beside.length > 0) this.beside = larger(this.beside, rows);
  }

  private take(capacity: number): number {
    const reused = this.free.get(capacity)?.pop();
    if (reused !== undefined) return reused;
    const start = this.end;
    this.end += capacity * this.stride;
    if (this.end > this.data.length)
      this.enlarge(Math.ceil(Math.max(this.end, (this.data.length * 3) / 2) / this.stride));
    return start;
  }

  private give(start: number, capacity: number): void {
    const list = this.free.get(capacity);
    if (list) list.push(start);
    else this.free.set(capacity, [start]);
  }
}

function larger(column: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(column);
  return copy;
}

/** The capacity of a list of `count` rows: 1 to 6, then steps of a third. */
export function sizeClass(count: number): number {
  if (count <= 6) return count;
  let capacity = 8;
  while (capacity < count) capacity = Math.ceil((capacity * 4) / 3);
  return capacity;
}
