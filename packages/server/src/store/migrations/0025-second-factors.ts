import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: people sign in with a second factor; which sessions began with one; by which provider somebody came who is asked for it. Cost: new
 * tables, and columns with a default, no table rewrite.
 */
export const secondFactors: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table second_factors (
        organization_id ${text} not null references organizations (id),
        account ${text} not null,
        state ${text} not null,
        sealed ${text} not null,
        last_step bigint,
        failures integer not null default 0,
        waits_until bigint,
        created_at bigint not null,
        primary key (organization_id, account, state)
      ) ${keyed}`,
      sql`create table backup_codes (
        organization_id ${text} not null references organizations (id),
        account ${text} not null,
        state ${text} not null,
        code_hash ${text} not null,
        used_at bigint,
        primary key (organization_id, account, state, code_hash)
      ) ${keyed}`,
      sql`alter table sessions add column second_factor smallint not null default 0`,
      sql`alter table link_tokens add column provider ${text}`,
    ]),
});
