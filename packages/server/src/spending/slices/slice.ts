import type { EntryFacts } from "../ledger/book.ts";
import type { Owner } from "../ledger/ledger.ts";
import type { Terms } from "../ledger/terms.ts";

/** Whose a slice is, and where what is taken of it counts. */
export interface SliceOf {
  owner: Owner;
  /** Null: nobody looks at its balance, only at budgets. */
  terms: Terms | null;
  /** Principals whose budgets count, each once. */
  budgets: readonly string[];
}

/** What a call took, until it is in the books. */
export interface Took {
  cost: number;
  facts: EntryFacts;
}

/** Leave of one call: what it holds of a slice. Ends once. */
export interface Held {
  settle(cost: number, facts: EntryFacts): void;
  release(): void;
}

/** For so many calls of the size of the present one a slice is at first. */
const CALLS_AT_FIRST = 8;

/**
 * A part of an account that this server holds, so that calls need not wait for the database: a reservation in the books, out of which calls are let in
 * by memory alone.
 * INVARIANT: what is free, what calls hold and what they took and is not written yet are together no more than what the books hold for it; unless a call
 * costs more than it held, which the books settle as they do for any other.
 */
export class Slice {
  readonly id: string;
  readonly of: SliceOf;
  /** What the next calls may hold. */
  free = 0;
  /** What was free of it when the books last held more for it, or less. */
  had = 0;
  /** What calls under way hold. */
  underWay = 0;
  /** What those want who wait for it to be larger. */
  private waiting = 0;
  /** What is to be written, the oldest first. */
  took: Took[] = [];
  /** Groups that were written. */
  groups = 0;
  /** Until then the books hold it; by the server's clock. */
  until = 0;
  /** Nothing more is let in by it. */
  isClosing = false;
  /** When something was let in last. */
  usedAt = 0;
  /** Told of each call that cost more than it held: nothing of that is held anywhere. */
  private readonly onBeyond: () => void;
  private calls = 0;
  private target = 0;
  /** The most that was wanted of it at a time, and what was spent, since it was written last. */
  private most = 0;
  private spent = 0;

  constructor(id: string, of: SliceOf, onBeyond: () => void) {
    this.onBeyond = onBeyond;
    this.id = id;
    this.of = of;
  }

  /** Whether calls are being answered by it. */
  get isBusy(): boolean {
    return this.calls > 0;
  }

  /** What this server may have spent of the account without that being in the books. */
  get outstanding(): number {
    return this.free + this.underWay + this.took.reduce((sum, { cost }) => sum + cost, 0);
  }

  /** What should be free after the next group: twice what was wanted since the last one. */
  get wanted(): number {
    return Math.max(this.target, 2 * (this.most + this.spent + this.waiting));
  }

  /** It is soon used up: the next time there is to be twice as much. */
  ask(wanted: number): void {
    this.target = Math.max(CALLS_AT_FIRST * wanted, 2 * this.wanted);
  }

  /** Somebody waits for so much until `growing` is over: the group that is being written has it in view, and the one after. */
  async waitFor<T>(wanted: number, growing: Promise<T>): Promise<T> {
    this.target = Math.max(this.target, CALLS_AT_FIRST * wanted);
    this.waiting += wanted;
    try {
      return await growing;
    } finally {
      this.waiting -= wanted;
    }
  }

  /** Half of it is gone: more is fetched before whoever asks next has to wait for it. */
  get isLow(): boolean {
    return 2 * this.free < this.had;
  }

  /** A group was written: what is wanted is measured anew. */
  measure(): void {
    this.had = this.free;
    this.target = 0;
    this.most = this.underWay;
    this.spent = 0;
  }

  /** @returns null where it is not enough, or over */
  hold(wanted: number, now: number): Held | null {
    if (this.isClosing || now >= this.until || this.free < wanted) return null;
    this.free -= wanted;
    this.underWay += wanted;
    this.calls++;
    this.usedAt = now;
    this.most = Math.max(this.most, this.underWay);
    let isOver = false;
    const ending = (cost: number): boolean => {
      if (isOver) return false;
      isOver = true;
      this.calls--;
      this.underWay -= wanted;
      this.free += wanted - Math.min(cost, wanted);
      return true;
    };
    return {
      settle: (cost, facts) => {
        if (!ending(cost) || cost === 0) return;
        this.spent += cost;
        this.took.push({ cost, facts });
        if (cost > wanted) this.onBeyond();
      },
      release: () => void ending(0),
    };
  }
}
