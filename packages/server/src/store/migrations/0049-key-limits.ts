import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: whoever makes a key says how many requests and tokens it may have. Cost: no table rewrite. */
export const keyLimits: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      sql`alter table api_keys add column requests_per_minute bigint`,
      sql`alter table api_keys add column tokens_per_minute bigint`,
    ]),
});
