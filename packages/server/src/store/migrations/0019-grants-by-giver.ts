import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: whoever shared things of others finds again what they gave. Cost: an index over the records of all grants. */
export const grantsByGiver: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      // What did this person give, newest first?
      sql`create index grant_records_by_giver on grant_records (organization_id, given_by, given_at, grant_id)`,
    ]),
});
