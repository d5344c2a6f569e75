import type { Store } from "../../store/index.ts";
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
  terms: Terms;
  facts: EntryFacts;
}

/** What was held; or that there was not enough, and how much there was. */
export type Reserved = { held: number } | { short: number };

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
  reserve(owner: Owner, { id, least, wanted, ttlMs, terms, facts }: Reserving): Promise<Reserved> {
    return this.inBook(owner, async (book, tx, at) => {
      const made = await findReservation(tx, owner.organization, owner.account, id);
      if (made) return { held: made.amount };
      book.open(terms, CLOCK);
      book.refillFor(least, CLOCK);
      if (book.available < least || (book.available === 0 && wanted > 0)) return { short: book.available };
      const held = Math.min(wanted, book.available);
      book.move("reserved", "available", "held", held, { ...facts, reservation: id });
      await insertReservation(tx, {
        organization_id: owner.organization,
        account: owner.account,
        id,
        amount: held,
        expires_at: at + ttlMs,
      });
      return { held };
    });
  }

  /**
   * Takes what an answer cost out of what was held for it, and gives the rest back. What it cost beyond is taken as far as it is there; the organization
   * bears what is missing, and an entry says so. Of a reservation that is over nothing is held any more, and all of it is beyond.
   * @returns whether it was this call that ended it: a reservation ends once
   */
  settle(owner: Owner, id: string, cost: number, facts: EntryFacts): Promise<boolean> {
    return this.ending(owner, id, (book, held) => {
      const said = { ...facts, reservation: id };
      const { actor } = facts;
      const inside = Math.min(cost, held);
      book.move("settled", "held", "spent", inside, said);
      book.move("returned", "held", "available", held - inside, { actor, reservation: id });
      // The tokens are said once: where something was moved first.
      const beyondFacts = inside > 0 ? { actor, reservation: id } : said;
      const overrun = Math.min(cost - inside, book.available);
      book.move("overrun", "available", "spent", overrun, beyondFacts);
      const shortfallFacts = inside + overrun > 0 ? { actor, reservation: id } : said;
      book.move("shortfall", "issued", "spent", cost - inside - overrun, shortfallFacts);
    });
  }

  /** Gives everything back that was held. @returns as {@link settle} */
  release(owner: Owner, id: string, actor: string): Promise<boolean> {
    return this.ending(owner, id, (book, held) =>
      book.move("released", "held", "available", held, { actor, reservation: id }),
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

  /** The books of an account under its lock; what is overdue is given back before. `work` may be run more than once. */
  inBook<T>(owner: Owner, work: BookWork<T>): Promise<T> {
    return this.lanes.run(owner, work);
  }

  private ending(owner: Owner, id: string, move: (book: Book, held: number) => void): Promise<boolean> {
    return this.inBook(owner, async (book, tx) => {
      const row = await findReservation(tx, owner.organization, owner.account, id);
      if (!row) return false;
      move(book, row.amount);
      await deleteReservation(tx, row);
      return true;
    });
  }
}
