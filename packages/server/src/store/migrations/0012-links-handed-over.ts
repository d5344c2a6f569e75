import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: who was handed a link has it, and its maker may make another; the engine knows whose each is. Cost: an index over all links. */
export const linksHandedOver: MigrationOf = () => ({
  up: (db) =>
    run(db, [
      sql`drop index shared_links_by_conversation`,
      // By which links is a conversation shown, newest first?
      sql`create index shared_links_by_conversation on shared_links (organization_id, conversation_id, created_at, id)`,
    ]),
});
