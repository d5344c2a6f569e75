import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: endpoints of models that an administrator adds in the console, beside those of librechat.yaml. Cost: none, a new table. */
export const endpoints: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table endpoints (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        base_url ${text} not null,
        secret ${text},
        models ${text} not null,
        title_convo integer not null default 0,
        title_model ${text},
        label ${text},
        enabled integer not null default 1,
        author ${text} not null,
        changed_by ${text} not null,
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which endpoint has this name? One at most; and all of an organization in the order of their names.
      sql`create unique index endpoints_by_name on endpoints (organization_id, name)`,
    ]),
});
