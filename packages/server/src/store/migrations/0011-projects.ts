import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: projects that people make; what lies in one is in `parents`. Cost: none, a new table. */
export const projects: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table projects (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        description ${text} not null default '',
        author ${text} not null,
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // The projects of the organization, last changed first, page by page.
      sql`create index projects_by_update on projects (organization_id, updated_at desc, id)`,
    ]),
});
