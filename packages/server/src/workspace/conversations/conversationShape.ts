import { entriesOf } from "../files/fileShape.ts";
import { accountId, iso, parsed } from "../shapes.ts";
import { SUBMITTED } from "./messageAccess.ts";
import type { ConversationRow, MessageRow } from "./queries.ts";
import {
  type Conversation,
  Conversation as ConversationShape,
  type Message,
  Message as MessageShape,
} from "./schemas.ts";

/** LibreChat's row. INVARIANT: built from what the person sent and sees; an agent's fields but its id never come here. */
export function conversationOf(
  row: ConversationRow,
  { tags = [], project }: { tags?: readonly string[] | undefined; project?: string | undefined } = {},
): Conversation {
  const parameters = parsed(row.parameters);
  return ConversationShape.parse({
    ...(typeof parameters === "object" && parameters !== null && parameters),
    _id: row.id,
    conversationId: row.conversation_id,
    user: accountId(row.account),
    title: row.title,
    endpoint: row.endpoint,
    ...(row.endpoint_type !== null && { endpointType: row.endpoint_type }),
    model: row.model,
    ...(row.agent_id !== null && { agent_id: row.agent_id }),
    ...(row.spec !== null && { spec: row.spec }),
    ...(row.icon_url !== null && { iconURL: row.icon_url }),
    tags: [...tags],
    ...(project !== undefined && { chatProjectId: project }),
    isArchived: row.is_archived === 1,
    archivedAt: row.archived_at === null ? null : iso(row.archived_at),
    pinned: row.pinned === 1,
    isTemporary: row.is_temporary === 1,
    expiredAt: row.expires_at === null ? null : iso(row.expires_at),
    messages: [],
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  });
}

export function messageOf(row: MessageRow): Message {
  const content = parsed(row.content);
  const feedback = parsed(row.feedback);
  const files = entriesOf(row);
  return MessageShape.parse({
    messageId: row.message_id,
    conversationId: row.conversation_id,
    parentMessageId: row.parent_message_id,
    user: accountId(row.account),
    sender: row.sender ?? (row.is_created_by_user === 1 ? "User" : "Assistant"),
    text: row.text,
    ...(Array.isArray(content) && { content }),
    ...(files.length > 0 && { files }),
    isCreatedByUser: row.is_created_by_user === 1,
    ...(row.metadata === SUBMITTED && { isUserSubmitted: true }),
    model: row.model,
    endpoint: row.endpoint,
    ...(row.agent_id !== null && { agent_id: row.agent_id }),
    unfinished: row.unfinished === 1,
    error: row.error === 1,
    ...(row.finish_reason !== null && { finish_reason: row.finish_reason }),
    ...(row.token_count !== null && { tokenCount: row.token_count }),
    ...(feedback !== null && { feedback }),
    ...(row.icon_url !== null && { iconURL: row.icon_url }),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  });
}
