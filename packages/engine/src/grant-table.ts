import { Blocks } from "./memory/blocks.ts";
import type { ConditionEvaluator } from "./types.ts";

/** What the few grants carry that are not plain. `Infinity`: never ends. */
export interface GrantExtra {
  expiresAt: number;
  condition: Condition | null;
  glass: boolean;
}

export interface Condition {
  text: string;
  evaluate: ConditionEvaluator;
  /** As how many it counts. */
  cost: number;
}

/** Ints that a question reads of a grant. */
export const GRANT = 2;
export const G_BITS = 1;
/** Sign of a grant's first int: it carries more. */
export const CARRIES_MORE = 1 << 31;

/**
 * The grants of all resources, each resource's in one piece of `rows`: two ints each, so that five of them lie in one cache line.
 * What no plain question reads lies apart.
 *
 *   rows.data     principal, sign set if it carries more · allow | deny << 16
 *   rows.beside   id
 *   extras        by id
 *
 * A row is the index of its first int. Where a resource's rows begin and how many there are stands in its node (world.ts).
 */
export class GrantTable {
  readonly rows = new Blocks(GRANT, { beside: true });
  private readonly extras = new Map<number, GrantExtra>();

  principal(row: number): number {
    return this.rows.data[row]! & ~CARRIES_MORE;
  }

  allows(row: number): number {
    return this.rows.data[row + G_BITS]! & 0xffff;
  }

  denies(row: number): number {
    return this.rows.data[row + G_BITS]! >>> 16;
  }

  /** Both, as `set` takes them. */
  bits(row: number): number {
    return this.rows.data[row + G_BITS]!;
  }

  id(row: number): number {
    return this.rows.beside[row / GRANT]! >>> 0;
  }

  /** Null for a plain one. */
  extra(row: number): GrantExtra | null {
    return this.rows.data[row]! < 0 ? this.extras.get(this.id(row))! : null;
  }

  /** When it ends; `Infinity` for never. */
  expiresAt(row: number): number {
    return this.extra(row)?.expiresAt ?? Infinity;
  }

  /** Writes a row for which there is room (`rows.grow`, `rows.reserve`). */
  set(row: number, id: number, principal: number, bits: number, extra: GrantExtra | null): void {
    const { data, beside } = this.rows;
    data[row] = extra ? principal | CARRIES_MORE : principal;
    data[row + G_BITS] = bits;
    beside[row / GRANT] = id;
    if (extra) this.extras.set(id, extra);
    else if (this.extras.size > 0) this.extras.delete(id);
  }

  /** Gives a plain row what it carries besides. */
  carry(row: number, extra: GrantExtra): void {
    this.set(row, this.id(row), this.principal(row), this.bits(row), extra);
  }

  /** Takes one row out of the `count` that begin at `start`; returns the list's start, which may have moved. */
  remove(start: number, count: number, row: number): number {
    if (this.rows.data[row]! < 0) this.extras.delete(this.id(row));
    return this.rows.remove(start, count, (row - start) / GRANT);
  }
}
