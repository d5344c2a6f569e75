import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: a ban of an address is about who sits there now, and not only about whose session began there. Cost: sessions take a column, which is
 * filled from the address that they began at, and an index.
 */
export const lastAddresses: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`alter table sessions add column last_address_key ${text}`,
      sql`update sessions set last_address_key = address_key where address_key is not null`,
      // Who is signed in from a range of addresses.
      sql`create index sessions_by_last_address on sessions (organization_id, last_address_key)`,
    ]),
});
