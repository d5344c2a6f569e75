import type { Store } from "../../store/index.ts";
import { count, readCounted, roomIn, type Tightest } from "../budgets/holding.ts";
import type { Book, EntryFacts } from "./book.ts";
import { type BookWork, CLOCK, Lanes } from "./lanes.ts";
import {
  accountsOverdue,
  type BalanceRow,
  deleteReservation,
  findBalance,
  findReservation,
  forgetExpired,
  insertReservation,
  type ReservationRow,
} from "./queries.ts";
import type { Terms } from "./terms.ts";

/** Whose books: an account in an organization. */
export interface Owner {
  organization: string;
  /** `user:64f0…`, `service:64f0…` */
  account: string;
}

export interface Reserving {
  /** The caller's own: a reservation of the same id is made once. */
  id: string;
  /** What must be there. */
  least: number;
  /** What is held, as far as it is there: at least {@link least}. */
  wanted: number;
  ttlMs: number;
  /** What the account is given by the settings; null: nobody looks at its balance, only at budgets. */
  terms: Terms | null;
  /** Principals whose budgets count. */
  budgets?: readonly string[];
  facts: EntryFacts;
}

/** What was held; or that there was not enough, and how much there was: in the balance (null), or in a budget. */
export type Reserved = { held: number } | { short: number; budget: Tightest | null };

const SWEPT_AT_ONCE = 500;
/** How long after its end an answer may still say what it took. */
const SETTLED_LATE_MS = 24 * 60 * 60_000;

/**
 * The credits of accounts as a double-entry ledger. Every movement is made in a transaction under the lock of its account, on whatever server: entries
 * and balance are written together or not at all. What is wanted at the same time shares one. Amounts are whole thousandths of a credit.
 */
export class Ledger {
  private readonly store: Pick<Store, "db" | "transact">;
  private readonly now: () => number;
  private readonly lanes: Lanes;

  constructor({ store, now }: { store: Pick<Store, "db" | "kind" | "transact">; now: () => number }) {
    this.store = store;
    this.now = now;
    this.lanes = new Lanes(store, now);
  }

  /** As it is committed; undefined: it has no books yet. */
  find({ organization, account }: Owner): Promise<BalanceRow | undefined> {
    return findBalance(this.store.db, organization, account);
  }

  /** Opens the books, if they are not; see {@link Book.open}. */
  async open(owner: Owner, terms: Terms): Promise<void> {
    await this.inBook(owner, async (book) => book.open(terms, CLOCK));
  }

  /**
   * Holds credits for what is about to be asked. Gives the start balance to an account that has no books, and a refill that is due, first.
   * Cost: one transaction.
   */
  reserve(owner: Owner, { id, least, wanted, ttlMs, terms, budgets = [], facts }: Reserving): Promise<Reserved> {
    const { organization, account } = owner;
    const work: BookWork<Reserved> = async (book, tx, at) => {
      const made = await findReservation(tx, organization, account, id);
      if (made) return { held: Math.max(made.amount, made.budget_held) };
      if (terms) {
        book.open(terms, CLOCK);
        book.refillFor(least, CLOCK);
        if (isTooLittle(book.available, least, wanted)) return { short: book.available, budget: null };
      }
      const room = await roomIn(tx, organization, budgets, at);
      if (isTooLittle(room.left, least, wanted)) return { short: room.left, budget: room.tightest };
      const held = Math.min(wanted, room.left, terms ? book.available : wanted);
      if (terms) book.move("reserved", "available", "held", held, { ...facts, reservation: id });
      const isCounted = room.counted.length > 0;
      await count(tx, organization, room.counted, { held, spent: 0 });
      await insertReservation(tx, {
        organization_id: organization,
        account,
        id,
        amount: terms ? held : 0,
        is_free: terms ? 0 : 1,
        budget_held: isCounted ? held : 0,
        budgets: JSON.stringify(room.counted),
        expires_at: at + ttlMs,
      });
      return { held };
    };
    return this.lanes.run(owner, work, budgets);
  }

  /**
   * Takes what an answer cost out of what was held for it, and gives the rest back. What it cost beyond is taken as far as it is there; the organization
   * bears what is missing, and an entry says so. Of a reservation that is over nothing is held any more, and all of it is beyond.
   * @returns whether it was this call that ended it: a reservation ends once
   */
  settle(owner: Owner, id: string, cost: number, facts: EntryFacts, budgets: readonly string[] = []): Promise<boolean> {
    return this.ending({ owner, id, cost, budgets }, (book, { amount: held, is_free }) => {
      const inside = charge(book, { id, held, isFree: is_free === 1, cost, facts });
      book.move("returned", "held", "available", held - inside, { actor: facts.actor, reservation: id });
    });
  }

  /** Gives everything back that was held. @returns as {@link settle} */
  release(owner: Owner, id: string, actor: string, budgets: readonly string[] = []): Promise<boolean> {
    return this.ending({ owner, id, cost: 0, budgets }, (book, { amount }) =>
      book.move("released", "held", "available", amount, { actor, reservation: id }),
    );
  }

  /** What was taken while nobody's balance is looked at: spent, and given for it. */
  async record(owner: Owner, cost: number, facts: EntryFacts): Promise<void> {
    if (cost > 0) await this.inBook(owner, async (book) => book.move("recorded", "issued", "spent", cost, facts));
  }

  /** Gives back what reservations hold whose time is over: their servers were killed, or wait for an answer for too long. @returns how many accounts */
  async sweep(): Promise<number> {
    const accounts = await accountsOverdue(this.store.db, this.now(), SWEPT_AT_ONCE);
    for (const { organization_id: organization, account } of accounts)
      await this.inBook({ organization, account }, async () => undefined);
    await this.store.transact((tx) => forgetExpired(tx, this.now() - SETTLED_LATE_MS));
    return accounts.length;
  }

  /**
   * The books of an account under its lock; what is overdue is given back before. `work` may be run more than once.
   * @param budgets principals whose budgets it counts in: under their locks, too
   */
  inBook<T>(owner: Owner, work: BookWork<T>, budgets: readonly string[] = []): Promise<T> {
    return this.lanes.run(owner, work, budgets);
  }

  private ending(
    { owner, id, cost, budgets }: { owner: Owner; id: string; cost: number; budgets: readonly string[] },
    move: (book: Book, row: ReservationRow) => void,
  ): Promise<boolean> {
    const work: BookWork<boolean> = async (book, tx) => {
      const row = await findReservation(tx, owner.organization, owner.account, id);
      if (!row) return false;
      move(book, row);
      await count(tx, owner.organization, readCounted(row.budgets), { held: -row.budget_held, spent: cost });
      await deleteReservation(tx, row);
      return true;
    };
    return this.lanes.run(owner, work, budgets);
  }
}

export interface Charge {
  /** The reservation's. */
  id: string;
  /** What of it is held, and may be taken. */
  held: number;
  isFree: boolean;
  cost: number;
  facts: EntryFacts;
}

/** Takes what an answer cost, as {@link Ledger.settle} says. @returns what of it was taken out of what was held */
export function charge(book: Book, { id, held, isFree, cost, facts }: Charge): number {
  const said = { ...facts, reservation: id };
  if (isFree) {
    book.move("recorded", "issued", "spent", cost, said);
    return 0;
  }
  const besides = { actor: facts.actor, reservation: id };
  const inside = Math.min(cost, held);
  book.move("settled", "held", "spent", inside, said);
  // The tokens are said once: where something was moved first.
  const overrun = Math.min(cost - inside, book.available);
  book.move("overrun", "available", "spent", overrun, inside > 0 ? besides : said);
  book.move("shortfall", "issued", "spent", cost - inside - overrun, inside + overrun > 0 ? besides : said);
  return inside;
}

const isTooLittle = (there: number, least: number, wanted: number): boolean =>
  there < least || (there === 0 && wanted > 0);
