import type { Blocks } from "./blocks.ts";
import type { Names } from "./names.ts";

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
    const text = this.names.text(handle);
    if (this.pieces) return this.addToPieces(handle, text);
    const index = lowerBound(this.names, this.pool.data, this.start, this.size, text);
    if (index < this.size && this.pool.data[this.start + index] === handle) return false;
    if (this.size === PIECE) {
      this.load(this.pool.data.slice(this.start, this.start + this.size));
      return this.addToPieces(handle, text);
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
    const text = this.names.text(handle);
    if (this.pieces) return this.removeFromPieces(handle, text);
    const index = lowerBound(this.names, this.pool.data, this.start, this.size, text);
    if (index >= this.size || this.pool.data[this.start + index] !== handle) return false;
    this.pool.data.copyWithin(this.start + index, this.start + index + 1, this.start + this.size);
    this.start = this.pool.remove(this.start, this.size, this.size - 1);
    this.size--;
    return true;
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

  /** A cursor that stands before the first entry whose name is greater than `after` (or not less than it, if `inclusive`). */
  from(after: string, inclusive: boolean): OrderedCursor {
    const pieces = this.pieces ?? [
      { handles: this.pool.data.subarray(this.start, this.start + this.size), count: this.size },
    ];
    if (this.size === 0) return new OrderedCursor([], 0, 0);
    const at = this.pieces ? this.pieceFor(this.pieces, after) : 0;
    const piece = pieces[at]!;
    let index = lowerBound(this.names, piece.handles, 0, piece.count, after);
    if (!inclusive && index < piece.count && this.names.text(piece.handles[index]!) === after) index++;
    return index === piece.count ? new OrderedCursor(pieces, at + 1, 0) : new OrderedCursor(pieces, at, index);
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const cursor = this.from("", true);
    for (let handle = cursor.next(); handle !== 0; handle = cursor.next()) yield handle;
  }

  private addToPieces(handle: number, text: string): boolean {
    const pieces = this.pieces!;
    const at = this.pieceFor(pieces, text);
    const piece = pieces[at]!;
    const index = lowerBound(this.names, piece.handles, 0, piece.count, text);
    if (index < piece.count && piece.handles[index] === handle) return false;
    if (piece.count === PIECE) {
      const right = { handles: new Int32Array(PIECE), count: PIECE / 2 };
      right.handles.set(piece.handles.subarray(PIECE / 2));
      piece.count = PIECE / 2;
      pieces.splice(at + 1, 0, right);
      return this.addToPieces(handle, text);
    }
    piece.handles.copyWithin(index + 1, index, piece.count);
    piece.handles[index] = handle;
    piece.count++;
    this.size++;
    return true;
  }

  private removeFromPieces(handle: number, text: string): boolean {
    const pieces = this.pieces!;
    const at = this.pieceFor(pieces, text);
    const piece = pieces[at]!;
    const index = lowerBound(this.names, piece.handles, 0, piece.count, text);
    if (index >= piece.count || piece.handles[index] !== handle) return false;
    piece.handles.copyWithin(index, index + 1, piece.count);
    piece.count--;
    this.size--;
    if (piece.count === 0) pieces.splice(at, 1);
    if (this.size < PIECE / 4) this.load(Int32Array.from(this));
    return true;
  }

  /** The last piece whose first name is not after `text` (or the first piece). */
  private pieceFor(pieces: readonly Piece[], text: string): number {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.names.text(pieces[middle]!.handles[0]!) <= text) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

interface Piece {
  handles: Int32Array;
  count: number;
}

function lowerBound(names: Names, data: Int32Array, start: number, count: number, text: string): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (names.text(data[start + middle]!) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks an Ordered. Good until the next change. */
export class OrderedCursor {
  private readonly pieces: readonly Piece[];
  private at: number;
  private index: number;

  constructor(pieces: readonly Piece[], at: number, index: number) {
    this.pieces = pieces;
    this.at = at;
    this.index = index;
  }

  /** The next handle, or 0 at the end. */
  next(): number {
    const piece = this.pieces[this.at];
    if (!piece) return 0;
    const handle = piece.handles[this.index]!;
    if (++this.index >= piece.count) {
      this.at++;
      this.index = 0;
    }
    return handle;
  }
}
