import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: prompts that people make and share; a group is what is shared, and has versions of its text. Cost: none, new tables. */
export const prompts: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table prompt_groups (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        name ${text} not null,
        oneliner ${text} not null default '',
        category ${text} not null default '',
        command ${text},
        production_id ${text},
        uses bigint not null default 0,
        author ${text} not null,
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // The groups of the organization, most used first, page by page.
      sql`create index prompt_groups_by_use on prompt_groups (organization_id, uses desc, updated_at desc, id)`,
      sql`create table prompts (
        organization_id ${text} not null,
        id ${text} not null,
        group_id ${text} not null,
        version_index integer not null,
        prompt ${text} not null,
        type ${text} not null,
        author ${text} not null,
        created_at bigint not null,
        primary key (organization_id, id),
        foreign key (organization_id, group_id) references prompt_groups (organization_id, id) on delete cascade
      )`,
      // The versions of a group, newest first.
      sql`create unique index prompts_by_group on prompts (organization_id, group_id, version_index desc)`,
      // What did this account write, newest first?
      sql`create index prompts_by_author on prompts (organization_id, author, created_at desc, id)`,
      // What was written in the organization, newest first?
      sql`create index prompts_by_creation on prompts (organization_id, created_at desc, id)`,
    ]),
});
