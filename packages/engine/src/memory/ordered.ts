import type { Blocks } from "./blocks.ts";
import type { Mark, Names } from "./names.ts";

const PIECE = 512;

/**
 * A set of handles in the order of their names. Up to 512 lie in one block of a pool that all sets share; beyond, in sorted pieces
 * of at most 512, the pieces in order.
 * Cost: `add` and `remove` search O(log n) names and move at most one piece. Memory: 4 bytes an entry, and one small object.
 */
export class Ordered {
  private readonly names: Names;
  private readonly pool: Blocks;
  private start = 0;
  private pieces: Piece[] | null = null;
  size = 0;

  constructor(names: Names, pool: Blocks) {
    this.names = names;
    this.pool = pool;
  }

  /** @returns false if it was there already */
  add(handle: number): boolean {
    const mark = this.names.markOf(handle);
    if (this.pieces) return this.addToPieces(handle, mark);
    const index = lowerBound(this.names, this.pool.data, this.start, this.size, mark);
    if (index < this.size && this.pool.data[this.start + index] === handle) return false;
    if (this.size === PIECE) {
      this.load(this.pool.data.slice(this.start, this.start + this.size));
      return this.addToPieces(handle, mark);
    }
    this.start = this.pool.grow(this.start, this.size);
    const { data } = this.pool;
    data.copyWithin(this.start + index + 1, this.start + index, this.start + this.size);
    data[this.start + index] = handle;
    this.size++;
    return true;
  }

  /** @returns false if it was not there */
  remove(handle: number): boolean {
    const mark = this.names.markOf(handle);
    if (this.pieces) return this.removeFromPieces(handle, mark);
    const index = lowerBound(this.names, this.pool.data, this.start, this.size, mark);
    if (index >= this.size || this.pool.data[this.start + index] !== handle) return false;
    this.pool.data.copyWithin(this.start + index, this.start + index + 1, this.start + this.size);
    this.start = this.pool.remove(this.start, this.size, this.size - 1);
    this.size--;
    return true;
  }

  /** How many entries lie from one mark to another. Cost: by the pieces between them. */
  countBetween(from: Mark, to: Mark): number {
    if (!this.pieces) {
      const { data } = this.pool;
      return (
        lowerBound(this.names, data, this.start, this.size, to) -
        lowerBound(this.names, data, this.start, this.size, from)
      );
    }
    const first = this.pieceFor(this.pieces, from);
    const last = this.pieceFor(this.pieces, to);
    let count = this.placeIn(last, to) - this.placeIn(first, from);
    for (let at = first; at < last; at++) count += this.pieces[at]!.count;
    return count;
  }

  private placeIn(at: number, mark: Mark): number {
    const { handles, count } = this.pieces![at]!;
    return lowerBound(this.names, handles, 0, count, mark);
  }

  /** Replaces everything by these handles, which are in order and each once. */
  load(handles: Int32Array): void {
    if (!this.pieces && this.size > 0) this.pool.release(this.start, this.size);
    this.size = handles.length;
    if (handles.length < PIECE) {
      this.pieces = null;
      this.start = this.size === 0 ? 0 : this.pool.reserve(this.size);
      this.pool.data.set(handles, this.start);
      return;
    }
    this.pieces = [];
    for (let from = 0; from < handles.length; from += PIECE / 2) {
      const part = handles.subarray(from, from + PIECE / 2);
      const piece = { handles: new Int32Array(PIECE), count: part.length };
      piece.handles.set(part);
      this.pieces.push(piece);
    }
  }

  /** A cursor that stands before the first entry that is not before the mark. */
  from(mark: Mark): OrderedCursor {
    if (!this.pieces) {
      const { data } = this.pool;
      const index = lowerBound(this.names, data, this.start, this.size, mark);
      return new OrderedCursor(data, this.start + index, this.start + this.size, null, 0);
    }
    const at = this.pieceFor(this.pieces, mark);
    const { handles, count } = this.pieces[at]!;
    return new OrderedCursor(handles, this.placeIn(at, mark), count, this.pieces, at);
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const cursor = this.pieces
      ? new OrderedCursor(this.pieces[0]!.handles, 0, this.pieces[0]!.count, this.pieces, 0)
      : new OrderedCursor(this.pool.data, this.start, this.start + this.size, null, 0);
    for (let handle = cursor.next(); handle !== 0; handle = cursor.next()) yield handle;
  }

  private addToPieces(handle: number, mark: Mark): boolean {
    const pieces = this.pieces!;
    const at = this.pieceFor(pieces, mark);
    const piece = pieces[at]!;
    const index = lowerBound(this.names, piece.handles, 0, piece.count, mark);
    if (index < piece.count && piece.handles[index] === handle) return false;
    if (piece.count === PIECE) {
      const right = { handles: new Int32Array(PIECE), count: PIECE / 2 };
      right.handles.set(piece.handles.subarray(PIECE / 2));
      piece.count = PIECE / 2;
      pieces.splice(at + 1, 0, right);
      return this.addToPieces(handle, mark);
    }
    piece.handles.copyWithin(index + 1, index, piece.count);
    piece.handles[index] = handle;
    piece.count++;
    this.size++;
    return true;
  }

  private removeFromPieces(handle: number, mark: Mark): boolean {
    const pieces = this.pieces!;
    const at = this.pieceFor(pieces, mark);
    const piece = pieces[at]!;
    const index = lowerBound(this.names, piece.handles, 0, piece.count, mark);
    if (index >= piece.count || piece.handles[index] !== handle) return false;
    piece.handles.copyWithin(index, index + 1, piece.count);
    piece.count--;
    this.size--;
    if (piece.count === 0) pieces.splice(at, 1);
    if (this.size < PIECE / 4) this.load(Int32Array.from(this));
    return true;
  }

  /** The piece in which the mark lies: the last one whose first name is not after it, or the first piece. */
  private pieceFor(pieces: readonly Piece[], mark: Mark): number {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (!this.names.isAfterMark(pieces[middle]!.handles[0]!, mark)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

interface Piece {
  handles: Int32Array;
  count: number;
}

/**
 * Where the first entry that is not before the mark lies. The ends are looked at first: whoever begins a list, or looks for what it does not
 * hold, is answered by one of them.
 */
function lowerBound(names: Names, data: Int32Array, start: number, count: number, mark: Mark): number {
  if (count === 0 || !names.isBeforeMark(data[start]!, mark)) return 0;
  if (names.isBeforeMark(data[start + count - 1]!, mark)) return count;
  let low = 1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (names.isBeforeMark(data[start + middle]!, mark)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks an Ordered. Good until the next change. */
export class OrderedCursor {
  private data: Int32Array;
  private index: number;
  private end: number;
  private readonly pieces: readonly Piece[] | null;
  private at: number;

  /** @param pieces the pieces that follow the one numbered `at`, which is `data`; null for a set that lies in one block */
  constructor(data: Int32Array, index: number, end: number, pieces: readonly Piece[] | null, at: number) {
    this.data = data;
    this.index = index;
    this.end = end;
    this.pieces = pieces;
    this.at = at;
  }

  /** The next handle, or 0 at the end. */
  next(): number {
    while (this.index >= this.end) {
      const piece = this.pieces?.[++this.at];
      if (!piece) return 0;
      this.data = piece.handles;
      this.index = 0;
      this.end = piece.count;
    }
    return this.data[this.index++]!;
  }
}
