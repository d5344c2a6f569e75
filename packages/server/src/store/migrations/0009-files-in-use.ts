import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: files in messages and on agents; what nobody used goes after an hour. Cost: none, columns with constant defaults. */
export const filesInUse: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`alter table files add column conversation_id ${text}`,
      sql`alter table files add column usage integer not null default 0`,
      sql`alter table files add column context ${text} not null default 'message_attachment'`,
      sql`alter table files add column expires_at bigint`,
      // Which files belong to this conversation?
      sql`create index files_by_conversation on files (organization_id, conversation_id) where conversation_id is not null`,
      // Which uploads were never used?
      sql`create index files_by_expiry on files (expires_at) where expires_at is not null`,
    ]),
});
