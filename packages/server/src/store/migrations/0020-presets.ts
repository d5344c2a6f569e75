import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: each person's own presets, what a chat begins with. Cost: none, a new table. */
export const presets: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table presets (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        account ${text} not null,
        preset_id ${text} not null,
        fields ${text} not null,
        is_default smallint not null default 0,
        position integer,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Somebody's preset as their client calls it.
      sql`create unique index presets_by_preset on presets (organization_id, account, preset_id)`,
    ]),
});
