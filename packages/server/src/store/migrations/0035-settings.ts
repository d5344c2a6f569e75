import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: settings that are changed in the browser, what of them is otherwise for a role, a group or a person, and by what number the other
 * servers hear of a change. Cost: none, new tables.
 */
export const settings: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table stored_settings (
        key ${text} not null primary key,
        value ${text} not null,
        changed_by ${text} not null,
        changed_at bigint not null
      ) ${keyed}`,
      // By the primary key: all of an organization, which are some hundred at most; and one of them.
      sql`create table config_overrides (
        organization_id ${text} not null references organizations (id),
        principal_type ${text} not null,
        principal_id ${text} not null,
        priority integer not null,
        overrides ${text} not null,
        tombstones ${text} not null,
        is_active integer not null default 1,
        config_version integer not null default 1,
        changed_by ${text} not null,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, principal_type, principal_id)
      )`,
      sql`create table config_heads (
        name ${text} not null primary key,
        version bigint not null
      ) ${keyed}`,
    ]),
});
