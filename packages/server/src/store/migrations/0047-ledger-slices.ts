import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: a server holds a slice of an account for many calls and writes in groups what they took; which group was the last must be known, so that none is
 * written twice. Cost: one column of a small table.
 */
export const ledgerSlices: MigrationOf = () => ({
  up: (db) => run(db, [sql`alter table ledger_reservations add column groups_written integer`]),
});
