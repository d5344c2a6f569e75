import { sql } from "kysely";
import { keyOf, type Row } from "./effects.ts";
import { head, type LogEntry, readLog } from "./log.ts";
import { afterKey, pagesOf } from "./pages.ts";
import { effectsOf } from "./projection.ts";
import { emptyTables, type ReplayedTables, replay } from "./replay.ts";
import type { Store } from "./store.ts";
import { type StateTable, stateTables, tableKeys } from "./table-keys.ts";
import type { Tx } from "./transactions.ts";

export interface Verification {
  head: number;
  /** Rows that were looked at. */
  rows: number;
  /** In words, the first 20; none: all is well. */
  problems: string[];
}

/** Are the log's revisions 1, 2, 3 … without gaps up to the head, and its times never going back? */
export function verifyLog(store: Store, organization: string, signal?: AbortSignal): Promise<Verification> {
  return store.readConsistently(async (db) => {
    const last = await head(db, organization);
    const problems = new Problems();
    let rows = 0;
    let before = { revision: 0, at: 0 };
    const pages = pagesOf<{ revision: number; at: number }>((after, limit) =>
      db
        .selectFrom("log")
        .select(["revision", "at"])
        .where("organization_id", "=", organization)
        .where("revision", ">", after?.revision ?? Number.MIN_SAFE_INTEGER)
        .orderBy("revision")
        .limit(limit)
        .execute(),
    );
    for await (const page of pages) {
      signal?.throwIfAborted();
      for (const entry of page) {
        rows++;
        if (entry.revision !== before.revision + 1)
          problems.add(`revision ${entry.revision} follows ${before.revision}`);
        if (entry.at < before.at) problems.add(`revision ${entry.revision} is older than the one before it`);
        before = entry;
      }
    }
    if (before.revision !== last) problems.add(`the head is ${last}, the last entry of the log ${before.revision}`);
    return { head: last, rows, problems: problems.first };
  });
}

/**
 * Do the state tables hold exactly what replaying the whole log gives? (`gatehouse doctor`; that an engine built from
 * either is the same is then the engine's doing.) Holds the state's rows in memory once.
 */
export function verifyTables(store: Store, organization: string, signal?: AbortSignal): Promise<Verification> {
  return store.readConsistently(async (db) => {
    const last = await head(db, organization);
    const problems = new Problems();
    const replayed = emptyTables();
    const log = pagesOf<LogEntry>((after, limit) => readLog(db, organization, after?.revision ?? 0, limit), 200);
    for await (const page of log) {
      signal?.throwIfAborted();
      for (const entry of page) {
        for (const effect of entry.changes.flatMap((change) => effectsOf(change, entry))) {
          const misfit = replay(replayed, effect);
          if (misfit !== null) problems.add(`revision ${entry.revision}: ${misfit}`);
        }
      }
    }
    let rows = 0;
    for (const table of stateTables) {
      signal?.throwIfAborted();
      rows += await compare(db, organization, table, replayed, problems);
    }
    return { head: last, rows, problems: problems.first };
  });
}

async function compare(
  db: Tx,
  organization: string,
  table: StateTable,
  replayed: ReplayedTables,
  problems: Problems,
): Promise<number> {
  const expected = replayed.get(table) ?? new Map<string, Row>();
  const key: readonly string[] = tableKeys[table].slice(1);
  let rows = 0;
  const pages = pagesOf<Row>(async (after, limit) => {
    const page = await sql<Row>`
      select * from ${sql.table(table)} where organization_id = ${organization} and ${afterKey(key, after)}
      order by ${sql.join(key.map((column) => sql.ref(column)))} limit ${limit}`.execute(db);
    return page.rows;
  });
  for await (const page of pages) {
    for (const row of page) {
      rows++;
      const name = keyOf(table, row);
      const wanted = expected.get(name);
      if (wanted === undefined) problems.add(`\`${table}\` has ${name}, which no change made`);
      else {
        const differing = Object.keys(row).find(
          (column) => !notFromTheLog.has(column) && row[column] !== wanted[column],
        );
        if (differing !== undefined) {
          problems.add(
            `\`${differing}\` of ${name} in \`${table}\` is ${row[differing]}, by the log ${wanted[differing]}`,
          );
        }
      }
      expected.delete(name);
    }
  }
  for (const name of expected.keys()) problems.add(`\`${table}\` lacks ${name}`);
  return rows;
}

const notFromTheLog = new Set(["organization_id", "last_used_day"]);

class Problems {
  readonly first: string[] = [];
  add(problem: string): void {
    if (this.first.length < 20) this.first.push(problem);
  }
}
