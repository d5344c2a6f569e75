import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: each person's own bookmarks on the conversations that they may see. `conversations.tags`, which nothing ever wrote, goes.
 * Cost: new tables; dropping a column rewrites `conversations` on SQLite.
 */
export const bookmarks: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table bookmarks (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        account ${text} not null,
        tag ${text} not null,
        description ${text},
        position integer not null,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Somebody's bookmark of this name.
      sql`create unique index bookmarks_by_tag on bookmarks (organization_id, account, tag)`,
      sql`create table bookmarked_conversations (
        organization_id ${text} not null,
        bookmark_id ${text} not null,
        conversation_id ${text} not null,
        primary key (organization_id, bookmark_id, conversation_id),
        foreign key (organization_id, bookmark_id) references bookmarks (organization_id, id) on delete cascade,
        foreign key (organization_id, conversation_id) references conversations (organization_id, id) on delete cascade
      )`,
      // Which bookmarks are on this conversation?
      sql`create index bookmarked_conversations_by_conversation
        on bookmarked_conversations (organization_id, conversation_id, bookmark_id)`,
      sql`alter table conversations drop column tags`,
    ]),
});
