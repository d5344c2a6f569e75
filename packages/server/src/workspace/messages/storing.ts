import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import type { FileConfig } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type MessagesTable, newId, type Tx, toSwitch } from "../../store/index.ts";
import { freshId } from "../chat/question.ts";
import type { Target } from "../chat/target.ts";
import { isBelow, ROOT } from "../conversations/branches.ts";
import { requireParticipant } from "../conversations/conversationAccess.ts";
import { requireNotWithheld, SUBMITTED } from "../conversations/messageAccess.ts";
import {
  type ConversationRow,
  findMessage,
  insertMessage,
  lastMoment,
  listTree,
  type MessageRow,
  updateConversation,
  updateMessage,
} from "../conversations/queries.ts";
import { entriesOf, entryOf } from "../files/fileShape.ts";
import { sendFiles } from "../files/sendFiles.ts";
import { countUsage } from "../usage/count.ts";
import { requireReadByNobodyElse } from "./readers.ts";
import type { StoreBody, StoredPart } from "./schemas.ts";

/** Of an answer, all parts together, as JSON. */
const LONGEST_CONTENT = 1_000_000;

export interface Storing {
  access: Access;
  fileConfig: FileConfig | undefined;
  now: number;
  actor: Actor;
  conversationId: string;
  /** Whom the message names; null: as the conversation. */
  target: Target | null;
  body: StoreBody;
}

/**
 * Stores a message of the actor's in a conversation that they take part in, or replaces one of theirs; fields that are not given stay.
 * Nobody writes as somebody else, and an answer is stored only where nobody else reads it, with a mark.
 * @returns the row; and what its files change
 * @throws {Problem} `resource-not-found`, `forbidden`, `request-invalid` …; nothing is stored then
 */
export async function storeMessage(tx: Tx, storing: Storing): Promise<{ message: MessageRow; changes: Change[] }> {
  const { access: organizations, actor, conversationId, body, now } = storing;
  const access = organizations.of(actor);
  const { organization } = actor;
  const row = await requireParticipant(tx, access, actor, conversationId);
  // Before anything is read of it: of two at the same moment, the second sees what the first wrote.
  const conversation = (await updateConversation(tx, organization, row.id, { updated_at: now })) ?? row;
  const { messageId } = body;
  const former = messageId == null ? undefined : await findMessage(tx, organization, conversationId, messageId);
  if (former && former.account !== actor.subject)
    throw problem("forbidden", { detail: "this message is somebody else's: only one's own is replaced" });
  if (former) requireNotWithheld(former);
  const isPersons = kindOf(body, former);
  if (!isPersons) await requireReadByNobodyElse(tx, access, actor, conversation);
  const parent = await parentOf(tx, actor, conversationId, body, former);
  const { files, changes } = await filesOf(tx, storing, conversation, former);
  const values = {
    ...wordsOf(body, isPersons, former),
    ...addressOf(storing, conversation, isPersons, former),
    ...(body.unfinished != null && { unfinished: toSwitch(body.unfinished) }),
    ...(body.error != null && { error: toSwitch(body.error) }),
    ...(body.finish_reason != null && { finish_reason: body.finish_reason }),
    ...(body.tokenCount != null && { token_count: body.tokenCount }),
    ...(files !== undefined && { files }),
    ...(parent !== undefined && { parent_message_id: parent }),
    ...(!isPersons && { metadata: SUBMITTED }),
  };
  if (former) {
    const message = await updateMessage(tx, organization, former.id, { ...values, updated_at: now });
    return { message: message ?? former, changes };
  }
  const at = Math.max(now, (await lastMoment(tx, organization, conversationId)) + 1);
  const message = await insertMessage(tx, {
    ...values,
    organization_id: organization,
    id: newId(at),
    message_id: await freshId(tx, organization, messageId),
    conversation_id: conversationId,
    parent_message_id: parent ?? ROOT,
    account: actor.subject,
    is_created_by_user: toSwitch(isPersons),
    is_temporary: conversation.is_temporary,
    expires_at: conversation.expires_at,
    created_at: at,
    updated_at: at,
  });
  // How many tokens it took is what the client says: nobody's figures follow from that.
  if (isPersons) await countUsage(tx, { organization, account: actor.subject, at: now, messages: 1 });
  return { message, changes };
}

/** Whether a person says it; what is there stays what it is. */
function kindOf({ isCreatedByUser }: StoreBody, former: MessageRow | undefined): boolean {
  const before = former && former.is_created_by_user === 1;
  if (before !== undefined && isCreatedByUser != null && isCreatedByUser !== before)
    throw problem("request-invalid", {
      detail: "`isCreatedByUser`: a message of a person's becomes no answer, and no answer becomes one",
    });
  return before ?? isCreatedByUser ?? true;
}

/** @returns undefined: it stays where it is */
async function parentOf(
  tx: Tx,
  { organization }: Actor,
  conversationId: string,
  { parentMessageId: parent, messageId }: StoreBody,
  former: MessageRow | undefined,
): Promise<string | undefined> {
  if (parent == null || parent === former?.parent_message_id) return undefined;
  if (parent === ROOT) return ROOT;
  if (!(await findMessage(tx, organization, conversationId, parent)))
    throw problem("request-invalid", { detail: "`parentMessageId` is no message of this conversation" });
  if (messageId != null && isBelow(await listTree(tx, organization, conversationId), parent, messageId))
    throw problem("request-invalid", { detail: "`parentMessageId`: no message answers itself" });
  return parent;
}

type Words = Partial<Pick<MessagesTable, "content" | "sender">> & { text?: string };

/** @throws {Problem} `request-invalid` */
function wordsOf(body: StoreBody, isPersons: boolean, former: MessageRow | undefined): Words {
  const { text, content, sender } = body;
  if (isPersons) {
    if (content != null) throw problem("request-invalid", { detail: "`content`: of an answer; a person says `text`" });
    if (!former && text == null) throw problem("request-invalid", { detail: "`text` must say something" });
    return { ...(text != null && { text }), ...(!former && { sender: "User" }) };
  }
  const named = sender != null && { sender };
  if (content == null) {
    if (text == null && former) return { ...named };
    if (text == null) throw problem("request-invalid", { detail: "`text` or `content` must say something" });
    return { ...named, text, content: JSON.stringify([{ type: "text", text }]) };
  }
  const said = textOf(content);
  if (text != null && text !== "" && text !== said)
    throw problem("request-invalid", { detail: "`text` says something else than the texts of `content`" });
  const written = JSON.stringify(content);
  if (written.length > LONGEST_CONTENT)
    throw problem("request-invalid", { detail: `\`content\` has ${LONGEST_CONTENT} characters at most` });
  return { ...named, text: said, content: written };
}

/** What the texts among parts say. */
export const textOf = (parts: readonly StoredPart[]): string =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");

function addressOf(
  { target }: Storing,
  conversation: ConversationRow,
  isPersons: boolean,
  former: MessageRow | undefined,
): Partial<Pick<MessagesTable, "endpoint" | "agent_id" | "model">> {
  if (former && !target) return {};
  const { endpoint, agent_id, model } = target
    ? { endpoint: target.endpoint, agent_id: target.agentId, model: target.modelName }
    : conversation;
  return { endpoint, agent_id, model: isPersons ? model : (agent_id ?? model) };
}

/** The column, where other files are named than are there; the same ones are not sent again. */
async function filesOf(
  tx: Tx,
  { access, fileConfig, actor, body: { files: named }, target }: Storing,
  { id, endpoint }: ConversationRow,
  former: MessageRow | undefined,
): Promise<{ files: string | null | undefined; changes: Change[] }> {
  if (named == null) return { files: undefined, changes: [] };
  const fileIds = [...new Set(named.map((file) => file.file_id))];
  const before = former ? entriesOf(former).map((entry) => entry.file_id) : [];
  const isSame = fileIds.length === before.length && fileIds.every((one) => before.includes(one));
  if (isSame) return { files: undefined, changes: [] };
  if (fileIds.length === 0) return { files: null, changes: [] };
  const sending = { actor, conversation: id, endpoint: target?.endpoint ?? endpoint, fileIds };
  const sent = await sendFiles(tx, access, fileConfig, sending);
  return { files: JSON.stringify(sent.files.map(entryOf)), changes: sent.changes };
}
