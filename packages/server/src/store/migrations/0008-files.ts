import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: files that people bring; the bytes lie in a directory beside. Cost: none, a new table. */
export const files: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table files (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        file_id ${text} not null,
        account ${text} not null,
        filename ${text} not null,
        type ${text} not null,
        bytes bigint not null,
        sha256 ${text} not null,
        width integer,
        height integer,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which file does a client mean by this uuid?
      sql`create unique index files_by_file_id on files (organization_id, file_id)`,
      // Somebody's files, newest first.
      sql`create index files_by_account on files (organization_id, account, created_at desc, id)`,
    ]),
});
