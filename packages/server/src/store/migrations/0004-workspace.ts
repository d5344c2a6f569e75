import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: what people make in the workspace (agents, conversations, messages) and what other applications register. Cost: none, new tables. */
export const workspace: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table agents (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        public_id ${text} not null,
        name ${text},
        description ${text},
        instructions ${text},
        avatar ${text},
        provider ${text} not null,
        model ${text},
        model_parameters ${text},
        artifacts ${text},
        access_level integer,
        recursion_limit integer,
        tools ${text},
        tool_kwargs ${text},
        tool_options ${text},
        tool_resources ${text},
        actions ${text},
        author ${text} not null,
        author_name ${text},
        hide_sequential_outputs smallint,
        end_after_tools smallint,
        agent_ids ${text},
        edges ${text},
        conversation_starters ${text},
        category ${text} not null default 'general',
        support_contact ${text},
        is_promoted smallint not null default 0,
        mcp_server_names ${text},
        extra ${text},
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which agent does a client mean by this id?
      sql`create unique index agents_by_public_id on agents (organization_id, public_id)`,
      // The agents of the organization, last changed first, page by page.
      sql`create index agents_by_update on agents (organization_id, updated_at desc, id)`,
      sql`create table agent_versions (
        organization_id ${text} not null,
        agent_id ${text} not null,
        version_index integer not null,
        snapshot ${text} not null,
        created_by ${text} not null,
        created_at bigint not null,
        primary key (organization_id, agent_id, version_index),
        foreign key (organization_id, agent_id) references agents (organization_id, id) on delete cascade
      )`,
      sql`create table conversations (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        conversation_id ${text} not null,
        account ${text} not null,
        title ${text} not null default 'New Chat',
        endpoint ${text} not null,
        endpoint_type ${text},
        model ${text},
        agent_id ${text},
        spec ${text},
        icon_url ${text},
        tags ${text},
        files ${text},
        parameters ${text},
        is_archived smallint not null default 0,
        archived_at bigint,
        pinned smallint not null default 0,
        is_temporary smallint not null default 0,
        expires_at bigint,
        extra ${text},
        search_text ${text} not null default '',
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id)
      )`,
      // Which conversation does a client mean by this uuid?
      sql`create unique index conversations_by_conversation_id on conversations (organization_id, conversation_id)`,
      // Somebody's conversations, last changed first, page by page.
      sql`create index conversations_by_update on conversations (organization_id, account, is_archived, updated_at desc, id)`,
      // Somebody's conversations, newest first.
      sql`create index conversations_by_creation on conversations (organization_id, account, is_archived, created_at desc, id)`,
      // Which temporary conversations are over?
      sql`create index conversations_by_expiry on conversations (expires_at) where expires_at is not null`,
      sql`create table messages (
        organization_id ${text} not null,
        id ${text} not null,
        message_id ${text} not null,
        conversation_id ${text} not null,
        parent_message_id ${text},
        account ${text} not null,
        sender ${text},
        text ${text} not null default '',
        content ${text},
        model ${text},
        endpoint ${text},
        agent_id ${text},
        is_created_by_user smallint not null,
        unfinished smallint not null default 0,
        error smallint not null default 0,
        finish_reason ${text},
        token_count integer,
        files ${text},
        attachments ${text},
        feedback ${text},
        metadata ${text},
        icon_url ${text},
        is_temporary smallint not null default 0,
        expires_at bigint,
        extra ${text},
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, id),
        foreign key (organization_id, conversation_id)
          references conversations (organization_id, conversation_id) on delete cascade
      )`,
      // Which message does a client mean by this uuid?
      sql`create unique index messages_by_message_id on messages (organization_id, message_id)`,
      // The messages of a conversation, oldest first.
      sql`create index messages_by_conversation on messages (organization_id, conversation_id, created_at, id)`,
      sql`create table favorites (
        organization_id ${text} not null references organizations (id),
        account ${text} not null,
        position integer not null,
        favorite ${text} not null,
        primary key (organization_id, account, position)
      )`,
      sql`create table registered_resources (
        organization_id ${text} not null references organizations (id),
        resource ${text} not null,
        label ${text},
        registered_by ${text} not null,
        version integer not null default 1,
        created_at bigint not null,
        updated_at bigint not null,
        primary key (organization_id, resource)
      )`,
      // What did this application register?
      sql`create index registered_resources_by_application
        on registered_resources (organization_id, registered_by, resource)`,
    ]),
});
