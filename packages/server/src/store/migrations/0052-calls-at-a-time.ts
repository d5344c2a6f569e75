import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: a limit may also say how many calls somebody has at the same time. Cost: no table rewrite. */
export const callsAtATime: MigrationOf = () => ({
  up: (db) => run(db, [sql`alter table rate_limits add column concurrent bigint`]),
});
