import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: what was moved in is not only documents: a migration of the former permissions goes on, and is taken back, by itself. Cost: no table rewrite. */
export const formerPermissions: MigrationOf = ({ text }) => ({
  up: (db) => run(db, [sql`alter table moves add column what ${text} not null default 'librechat'`]),
});
