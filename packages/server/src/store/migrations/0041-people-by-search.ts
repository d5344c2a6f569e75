import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: whoever looks for people by a part of their name read every account's whole row. Cost: an index with the search texts in it, some
 * 150 bytes an account; texts of people are cut to what an index of PostgreSQL takes.
 */
export const peopleBySearch: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      sql`update users set search_text = substr(search_text, 1, 450) where length(search_text) > 450`,
      // Whose name, username or address holds this? Everything that is asked then stands in it, so that no row is read.
      sql`create index users_by_search on users (organization_id, search_text, name, id, hidden)`,
    ]),
});
