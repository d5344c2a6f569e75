import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: what belongs to no organization: generated secrets, what configuration last declared, set-up codes. Cost: none, new tables. */
export const installation: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table installation (
        key ${text} not null primary key,
        value ${text} not null,
        updated_at bigint not null
      )`,
      sql`create table setup_codes (
        code_hash ${text} not null primary key,
        created_at bigint not null,
        used_at bigint,
        used_by ${text}
      )`,
    ]),
});
