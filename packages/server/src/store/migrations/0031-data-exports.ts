import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: one ticket, or one running download, of each person's own data. Cost: none, a new table. */
export const dataExports: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table data_exports (
        organization_id ${text} not null references organizations (id),
        account ${text} not null,
        session_id ${text} not null,
        token_hash ${text} not null,
        created_at bigint not null,
        expires_at bigint not null,
        lease_until bigint,
        primary key (organization_id, account)
      ) ${keyed}`,
    ]),
});
