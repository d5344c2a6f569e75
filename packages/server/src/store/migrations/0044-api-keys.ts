import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: programs come in with keys of people and of services, each narrowed and with an end (docs/model.md, "Who"). */
export const apiKeys: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table api_keys (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        account ${text} not null,
        name ${text} not null,
        prefix ${text} not null,
        key_hash ${text} not null,
        former_hash ${text},
        former_until bigint,
        scope ${text} not null,
        addresses ${text} not null,
        second_factor smallint not null default 0,
        expires_at bigint,
        last_used_at bigint,
        made_by ${text} not null,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Whose key is this? (A key names no organization.)
      sql`create unique index api_keys_by_hash on api_keys (key_hash)`,
      sql`create unique index api_keys_by_former_hash on api_keys (former_hash) where former_hash is not null`,
      // Which keys has this account, in the order in which they were made?
      sql`create index api_keys_by_account on api_keys (organization_id, account, created_at, id)`,
      // Which have ended?
      sql`create index api_keys_by_end on api_keys (expires_at) where expires_at is not null`,
    ]),
});
