import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: whoever signs in to LibreChat's admin panel through a provider comes back to it with a code, which its server exchanges: once, and at any of several servers. */
export const panelCodes: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table panel_codes (
        code_hash ${text} not null,
        challenge ${text} not null,
        sealed ${text} not null,
        expires_at bigint not null,
        primary key (code_hash)
      ) ${keyed}`,
      // Which of them could no longer be used anyway?
      sql`create index panel_codes_by_expiry on panel_codes (expires_at)`,
    ]),
});
