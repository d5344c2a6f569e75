import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: of those who have a role besides, those are not counted whose time is over. Cost: reads role_holdings once; few of them have an end. */
export const endedRoles: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      // How many had this role until a moment that is over?
      sql`create index role_holdings_by_end on role_holdings (organization_id, role, expires_at) where expires_at is not null`,
    ]),
});
