import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: how many requests and tokens in a time somebody, a group, a role, a key and a model may have. Cost: a new table of some rows. */
export const rateLimits: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table rate_limits (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        principal ${text} not null,
        model ${text} not null default '',
        shared smallint not null default 0,
        requests bigint,
        tokens bigint,
        window_ms bigint not null,
        made_by ${text} not null,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // What there is for one principal and model, each once; and all of a principal, when it goes.
      sql`create unique index rate_limits_by_principal on rate_limits (organization_id, principal, model, shared)`,
    ]),
});
