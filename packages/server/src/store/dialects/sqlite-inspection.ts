import { type Kysely, sql } from "kysely";
import { StoreError } from "../errors.ts";
import type { Tables } from "../tables.ts";
import type { Inspection } from "./database.ts";

interface IndexRow {
  name: string;
  table: string;
  columns: string;
  is_unique: number;
  is_partial: number;
}

export const inspectSqlite = (reads: Kysely<Tables>, writes: Kysely<Tables>): Inspection => ({
  version: async () => {
    const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(reads);
    return rows[0]?.version ?? "unknown";
  },
  // The embedded database runs in this process.
  clock: async () => null,
  missingRights: async () => {
    const tx = await writes.startTransaction().execute();
    try {
      // Takes the lock for writing, and writes no row.
      await sql`update organizations set revision = revision where 1 = 0`.execute(tx);
      return [];
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return [error.message];
    } finally {
      await tx.rollback().execute();
    }
  },
  indexes: () => indexesOf(reads),
});

export async function indexesOf(db: Kysely<Tables>): ReturnType<Inspection["indexes"]> {
  const { rows } = await sql<IndexRow>`select i.name as name, i.tbl_name as "table",
      (select group_concat(name) from (select name from pragma_index_info(i.name) order by seqno)) as columns,
      (select "unique" from pragma_index_list(i.tbl_name) where name = i.name) as is_unique,
      (select partial from pragma_index_list(i.tbl_name) where name = i.name) as is_partial
    from sqlite_master i where i.type = 'index' and i.sql is not null order by i.name`.execute(db);
  return rows.map(({ name, table, columns, is_unique, is_partial }) => ({
    ...{ name, table, columns: columns.split(",") },
    ...{ isUnique: is_unique === 1, isPartial: is_partial === 1, isValid: true },
  }));
}
