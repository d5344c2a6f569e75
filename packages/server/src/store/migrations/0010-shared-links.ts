import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: links by which a conversation is shown, what a snapshot shows, and who opened them. Cost: none, new tables. */
export const sharedLinks: MigrationOf = ({ text, bytes, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table shared_links (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        share_id ${text} not null,
        conversation_row ${text} not null,
        conversation_id ${text} not null,
        account ${text} not null,
        title ${text} not null,
        search_text ${text} not null default '',
        target_message_id ${text},
        is_live smallint not null,
        passcode_hash ${text},
        expires_at bigint,
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which link, of whatever organization, does an address mean? Visitors say no more than this.
      sql`create unique index shared_links_by_share_id on shared_links (share_id)`,
      // Somebody's link to a conversation; nobody makes two.
      sql`create unique index shared_links_by_conversation on shared_links (organization_id, conversation_id, account)`,
      // The links of the organization, newest first, and by title, page by page.
      sql`create index shared_links_by_creation on shared_links (organization_id, created_at, id)`,
      sql`create index shared_links_by_title on shared_links (organization_id, title, id)`,
      sql`create table shared_link_contents (
        organization_id ${text} not null,
        link_id ${text} not null,
        bytes ${bytes} not null,
        primary key (organization_id, link_id),
        foreign key (organization_id, link_id) references shared_links (organization_id, id) on delete cascade
      )`,
      sql`create table shared_link_openers (
        organization_id ${text} not null,
        link_id ${text} not null,
        opener ${text} not null,
        first_at bigint not null,
        last_at bigint not null,
        times bigint not null,
        primary key (organization_id, link_id, opener),
        foreign key (organization_id, link_id) references shared_links (organization_id, id) on delete cascade
      ) ${keyed}`,
      // What is noted of an account that goes?
      sql`create index shared_link_openers_by_opener on shared_link_openers (organization_id, opener)`,
      sql`create table shared_link_days (
        organization_id ${text} not null,
        link_id ${text} not null,
        day ${text} not null,
        times bigint not null,
        primary key (organization_id, link_id, day),
        foreign key (organization_id, link_id) references shared_links (organization_id, id) on delete cascade
      ) ${keyed}`,
    ]),
});
