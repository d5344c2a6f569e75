import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: people are paged through by when their accounts were made, and all whom a search finds by name, also the last of a hundred thousand;
 * invitations by their addresses. Cost: an index with a moment and an id an account, and these an invitation; that of the search texts only
 * changes its order.
 */
export const peopleInOrder: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      sql`drop index users_by_search`,
      // Whose name, username or address holds this, by name? Everything that is asked then stands in it, so that no row is read.
      sql`create index users_by_search on users (organization_id, name, id, search_text, hidden)`,
      // Whose account is the newest, and the oldest?
      sql`create index users_by_creation on users (organization_id, created_at, id)`,
      // Which invitations are of this address, or of one that holds this? Again no row is read.
      sql`drop index invitations_by_email`,
      sql`create index invitations_by_email on invitations (organization_id, email, id, created_at)`,
    ]),
});
