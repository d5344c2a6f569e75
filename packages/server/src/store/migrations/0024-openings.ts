import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: whoever breaks the glass is on record, for its owner and for good. Cost: none, a new table. */
export const openings: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table openings (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        resource ${text} not null,
        owner ${text} not null,
        opened_by ${text} not null,
        grant_id bigint not null,
        reason ${text} not null,
        opened_at bigint not null,
        ends_at bigint not null,
        closed_at bigint,
        seen smallint not null default 0,
        primary key (organization_id, id)
      )`,
      // All of an organization, newest first.
      sql`create index openings_by_moment on openings (organization_id, opened_at, id)`,
      // What of somebody's was opened, newest first.
      sql`create index openings_by_owner on openings (organization_id, owner, opened_at, id)`,
    ]),
});
