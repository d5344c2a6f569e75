import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: an opened conversation shows the files in it as well, and whoever owns one is told too. Cost: one row for each opening that there was.
 */
export const openingOwners: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table opening_owners (
        organization_id ${text} not null,
        opening_id ${text} not null,
        owner ${text} not null,
        opened_at bigint not null,
        seen smallint not null default 0,
        primary key (organization_id, opening_id, owner)
      )`,
      sql`insert into opening_owners (organization_id, opening_id, owner, opened_at, seen)
        select organization_id, id, owner, opened_at, seen from openings`,
      // What of somebody's was opened, newest first.
      sql`create index opening_owners_by_owner on opening_owners (organization_id, owner, opened_at, opening_id)`,
      // What of one thing was opened: whoever has it open closes it where they read it.
      sql`create index openings_by_resource on openings (organization_id, resource, opened_at, id)`,
      sql`drop index openings_by_owner`,
      sql`alter table openings drop column seen`,
    ]),
});
