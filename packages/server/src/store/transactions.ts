import { AsyncLocalStorage } from "node:async_hooks";
import { isAbortedTransactionError, type Kysely } from "kysely";
import type { Database } from "./dialects/database.ts";
import { StoreError, StoreUnavailable, TransactionFailed, TransactionLost } from "./errors.ts";
import type { Tables } from "./tables.ts";

/** Inside a transaction. The same type as `Store.db`, so that a query can be asked of either. */
export type Tx = Kysely<Tables>;

const attempts = 10;

export interface Transactions {
  /**
   * Runs `work` in one transaction and commits; an error rolls everything back.
   * `work` is run again when the database gives the transaction up (deadlock), so it must change nothing outside of it.
   */
  run<T>(organization: string | null, work: (tx: Tx) => Promise<T>): Promise<T>;
}

export function transactionsOn(database: Database): Transactions {
  const lanes = new Map<string, Promise<void>>();
  const inside = new AsyncLocalStorage<true>();

  async function inLane<T>(lane: string | null, work: () => Promise<T>): Promise<T> {
    if (lane === null) return work();
    const before = lanes.get(lane) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.then(
      () => {},
      () => {},
    );
    lanes.set(lane, settled);
    try {
      return await mine;
    } finally {
      if (lanes.get(lane) === settled) lanes.delete(lane);
    }
  }

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = await database.begin();
    let result: T;
    try {
      result = await inside.run(true, () => work(tx));
    } catch (error) {
      // If even this fails the connection is gone, and with it the transaction.
      await tx
        .rollback()
        .execute()
        .catch(() => {});
      throw error;
    }
    try {
      await tx.commit().execute();
    } catch (error) {
      await tx
        .rollback()
        .execute()
        .catch(() => {});
      if (isAbortedTransactionError(error)) throw new TransactionFailed({ cause: error });
      const overTheNetwork = database.kind === "postgres" && error instanceof StoreUnavailable;
      throw overTheNetwork ? outcomeUnknown(error) : error;
    }
    return result;
  }

  return {
    async run(organization, work) {
      if (inside.getStore() === true) {
        // It would wait for the transaction that waits for it, forever.
        throw new StoreError(
          "transaction-inside-transaction",
          "a transaction was begun inside another one: pass its `tx` on instead",
        );
      }
      return inLane(database.laneOf(organization), async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await once(work);
          } catch (error) {
            if (!(error instanceof TransactionLost) || attempt === attempts) throw error;
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** attempt));
          }
        }
      });
    },
  };
}

const outcomeUnknown = (error: StoreUnavailable): StoreUnavailable =>
  new StoreUnavailable("the connection broke while committing; the write may have happened", "unknown", {
    cause: error,
  });
