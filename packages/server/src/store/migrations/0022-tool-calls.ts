import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: what people had tools run for themselves, beside a message, is there when they come back. Cost: none, a new table. */
export const toolCalls: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table tool_calls (
        organization_id ${text} not null,
        id ${text} not null,
        account ${text} not null,
        conversation_id ${text} not null,
        message_id ${text} not null,
        function_name ${text} not null,
        part_index integer,
        block_index integer,
        result ${text} not null,
        created_at bigint not null,
        primary key (organization_id, id),
        foreign key (organization_id, message_id) references messages (organization_id, message_id) on delete cascade
      )`,
      // What did this person have run in this conversation? What of this account is to go?
      sql`create index tool_calls_by_account on tool_calls (organization_id, account, conversation_id, id)`,
      // Which go with this message?
      sql`create index tool_calls_by_message on tool_calls (organization_id, message_id)`,
    ]),
});
