import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: tools that people make from OpenAPI documents, for agents; which agent has which is in `attachments`. Cost: none, a new table. */
export const tools: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table tools (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        description ${text} not null default '',
        origin ${text} not null,
        auth ${text} not null,
        secret ${text},
        spec ${text} not null,
        operations ${text} not null,
        functions ${text} not null,
        author ${text} not null,
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // The tools of the organization, last changed first, page by page.
      sql`create index tools_by_update on tools (organization_id, updated_at desc, id)`,
    ]),
});
