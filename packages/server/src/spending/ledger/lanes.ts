import { AsyncLocalStorage } from "node:async_hooks";
import type { Store, Tx } from "../../store/index.ts";
import { count, readCounted } from "../budgets/holding.ts";
import { Book } from "./book.ts";
import type { Owner } from "./ledger.ts";
import { markExpired, overdueOf } from "./queries.ts";

/** Something that is to be done in somebody's books; may be run more than once. */
export type BookWork<T> = (book: Book, tx: Tx, at: number) => Promise<T>;

interface Job {
  owner: Owner;
  /** Principals whose budgets it looks at. */
  budgets: readonly string[];
  work: BookWork<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** PostgreSQL commits several at a time; SQLite has one writer. */
const LANES = { sqlite: 1, postgres: 4 } as const;
const MOST_TOGETHER = 64;
/** Who moves what time has made due. */
export const CLOCK = "system:spending";

/**
 * Writes what is wanted at the same time in one transaction: whatever arrives while one is being committed goes into the next. Nobody waits for
 * company, and each is told only when theirs is on disk. An account is always in the same lane; between servers its lock orders them.
 */
export class Lanes {
  private readonly lanes: Lane[];

  constructor(store: Pick<Store, "kind" | "transact">, now: () => number) {
    this.lanes = Array.from({ length: LANES[store.kind] }, () => new Lane(store, now));
  }

  run<T>(owner: Owner, work: BookWork<T>, budgets: readonly string[] = []): Promise<T> {
    const lane = this.lanes[numberOf(owner.account) % this.lanes.length] as Lane; // there is at least one
    return lane.run(owner, work, budgets);
  }
}

class Lane {
  private readonly store: Pick<Store, "kind" | "transact">;
  private readonly now: () => number;
  private readonly waiting: Job[] = [];
  private isBusy = false;

  constructor(store: Pick<Store, "kind" | "transact">, now: () => number) {
    this.store = store;
    this.now = now;
  }

  run<T>(owner: Owner, work: BookWork<T>, budgets: readonly string[]): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // What it notes is noted of whoever asked for it, not of who happens to write for all.
    const own = AsyncLocalStorage.bind(work);
    this.waiting.push({ owner, budgets, work: own, resolve: (result) => resolve(result as T), reject }); // it is the work's own
    if (!this.isBusy) void this.drain();
    return promise;
  }

  private async drain(): Promise<void> {
    this.isBusy = true;
    for (let jobs = this.take(); jobs.length > 0; jobs = this.take()) await this.write(jobs);
    this.isBusy = false;
  }

  private take(): Job[] {
    return this.waiting.splice(0, MOST_TOGETHER);
  }

  private async write(jobs: readonly Job[]): Promise<void> {
    try {
      const results = await this.store.transact((tx) => this.inOne(tx, jobs), locksOf(jobs));
      for (const [index, job] of jobs.entries()) job.resolve(results[index]);
    } catch (error) {
      const [only, ...others] = jobs;
      if (only && others.length === 0) only.reject(error);
      // Whose fault it was shows when each is by itself.
      else for (const job of jobs) await this.write([job]);
    }
  }

  private async inOne(tx: Tx, jobs: readonly Job[]): Promise<unknown[]> {
    const at = this.now();
    const books = new Map<string, Book>();
    const results: unknown[] = [];
    for (const { owner, work } of jobs) {
      const key = lockOf(owner);
      const book = books.get(key) ?? (await openedBook(tx, owner, at));
      books.set(key, book);
      results.push(await work(book, tx, at));
    }
    for (const book of books.values()) await book.save(tx, this.store.kind);
    return results;
  }
}

/** The books of an account; what its reservations hold beyond their time is given back first. */
async function openedBook(tx: Tx, { organization, account }: Owner, at: number): Promise<Book> {
  const book = await Book.read(tx, organization, account, at);
  for (const row of await overdueOf(tx, organization, account, at)) {
    book.move("expired", "held", "available", row.amount, { actor: CLOCK, reservation: row.id });
    await count(tx, organization, readCounted(row.budgets), { held: -row.budget_held, spent: 0 });
    await markExpired(tx, row);
  }
  return book;
}

const lockOf = ({ organization, account }: Owner): string => `ledger/${organization}/${account}`;
/** All of a transaction's at once, so that no two wait for each other. */
const locksOf = (jobs: readonly Job[]): string[] => [
  ...new Set(
    jobs.flatMap(({ owner, budgets }) => [
      lockOf(owner),
      ...budgets.map((principal) => `ledger-budget/${owner.organization}/${principal}`),
    ]),
  ),
];

function numberOf(text: string): number {
  let number = 0;
  for (const character of text) number = (number * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return number;
}
