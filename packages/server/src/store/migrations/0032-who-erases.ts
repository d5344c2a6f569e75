import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: the trail names who asked that something goes from it, and why. Cost: none, a new column. */
export const whoErases: MigrationOf = ({ text }) => ({
  up: (db) => run(db, [sql`alter table audit_erasures add column asked ${text}`]),
});
