import { randomUUID } from "node:crypto";
import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import type { FileConfig } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Tx } from "../../store/index.ts";
import { isBelow, ROOT } from "../conversations/branches.ts";
import { requireParticipant } from "../conversations/conversationAccess.ts";
import {
  type ConversationRow,
  findConversation,
  findMessage,
  insertConversation,
  insertMessage,
  isMessageIdUsed,
  listMessages,
  type MessageRow,
  updateConversation,
} from "../conversations/queries.ts";
import { entryOf } from "../files/fileShape.ts";
import type { FileRow } from "../files/queries.ts";
import { sendFiles } from "../files/sendFiles.ts";
import { placedConversation } from "../projects/placing.ts";
import { countUsage } from "../usage/count.ts";
import type { ChatBody } from "./schemas.ts";
import type { Target } from "./target.ts";

/** How long a temporary conversation is kept (LibreChat's default). */
const TEMPORARY_MS = 30 * 24 * 60 * 60 * 1_000;

/** A message of a person's, and whom it is for. */
export interface Question {
  access: Access;
  fileConfig: FileConfig | undefined;
  now: number;
  actor: Actor;
  target: Target;
  body: ChatBody;
  /** Null begins a conversation. */
  conversationId: string | null;
}

/** Whether storing it changes who may what: with files, and where a new conversation lies in a project. */
export const isChange = (body: ChatBody, conversationId: string | null): boolean =>
  hasFiles(body) || (conversationId === null && body.chatProjectId != null);

/** Whether it goes with files; an answer that is made again has those of the message that is there. */
const hasFiles = ({ files, isRegenerate }: ChatBody): boolean =>
  isRegenerate !== true && files != null && files.length > 0;

/**
 * Stores a message, in a new conversation or in one that the actor takes part in.
 * @returns the message as stored, everything that was said before it, the id that its answer will have, and what its files and its project change
 * @throws {Problem} `resource-not-found`, `forbidden`, `request-invalid`, `already-exists` …; nothing is stored then
 */
export async function storeQuestion(tx: Tx, question: Question) {
  const conversation = await conversationFor(tx, question);
  const { files, changes } = await send(tx, question, conversation);
  const asked = await ask(tx, question, conversation, files);
  changes.push(...(await placing(tx, question, conversation, changes)));
  const { responseMessageId } = question.body;
  // Of one that was deleted, and to which this is an answer itself.
  const isAbove = responseMessageId != null && isBelow(asked.history, asked.userMessage.message_id, responseMessageId);
  return {
    conversation,
    ...asked,
    responseMessageId: await freshId(tx, question.actor.organization, isAbove ? null : responseMessageId),
    changes,
  };
}

/** Only a new conversation: one that is there is moved by a call of its own. */
async function placing(
  tx: Tx,
  { access, actor, body: { chatProjectId, isTemporary }, conversationId }: Question,
  conversation: ConversationRow,
  before: readonly Change[],
): Promise<Change[]> {
  if (chatProjectId == null || conversationId !== null) return [];
  if (isTemporary === true)
    throw problem("request-invalid", { detail: "`chatProjectId`: a temporary conversation lies in no project" });
  return placedConversation(tx, access, actor, conversation, chatProjectId, before);
}

async function send(
  tx: Tx,
  { access, fileConfig, actor, target, body }: Question,
  { id }: ConversationRow,
): Promise<{ files: FileRow[]; changes: Change[] }> {
  if (!hasFiles(body)) return { files: [], changes: [] };
  const fileIds = (body.files ?? []).map((file) => file.file_id);
  return sendFiles(tx, access, fileConfig, { actor, conversation: id, endpoint: target.endpoint, fileIds });
}

/** The conversation that the message belongs to; a new one, if it names none. */
async function conversationFor(
  tx: Tx,
  { access: organizations, now: at, actor, target, body, conversationId: named }: Question,
): Promise<ConversationRow> {
  const access = organizations.of(actor);
  if (named !== null) {
    const row = await requireParticipant(tx, access, actor, named);
    const values = { endpoint: target.endpoint, agent_id: target.agentId, model: target.modelName, updated_at: at };
    return (await updateConversation(tx, actor.organization, row.id, values)) ?? row;
  }
  access.require(actor, "create", "conversation");
  if (body.isTemporary === true) access.require(actor, "TEMPORARY_CHAT.USE");
  const conversationId = randomUUID();
  await insertConversation(tx, {
    organization_id: actor.organization,
    id: newId(at),
    conversation_id: conversationId,
    account: actor.subject,
    endpoint: target.endpoint,
    agent_id: target.agentId,
    model: target.modelName,
    spec: body.spec ?? null,
    parameters: target.agentId === null ? JSON.stringify(target.parameters) : null,
    is_temporary: body.isTemporary === true ? 1 : 0,
    expires_at: body.isTemporary === true ? at + TEMPORARY_MS : null,
    created_at: at,
    updated_at: at,
  });
  const row = await findConversation(tx, actor.organization, conversationId);
  if (!row) throw new Error("the conversation that was just written is not there");
  return row;
}

/** The person's message, stored, and what was said before it; when an answer is made again, the message that is there. */
async function ask(
  tx: Tx,
  { now, actor, target, body, conversationId }: Question,
  conversation: ConversationRow,
  files: readonly FileRow[],
) {
  const { organization } = actor;
  const { conversation_id } = conversation;
  const messages = conversationId === null ? [] : await listMessages(tx, organization, conversation_id);
  const again = body.isRegenerate === true ? (body.overrideParentMessageId ?? body.messageId) : undefined;
  if (again != null) {
    const userMessage = messages.find((row) => row.message_id === again && row.is_created_by_user === 1);
    if (!userMessage)
      throw problem("request-invalid", { detail: "`overrideParentMessageId` is no message of this conversation" });
    return { userMessage, history: historyOf(messages, userMessage) };
  }
  const parent = body.parentMessageId ?? ROOT;
  if (parent !== ROOT && !messages.some((row) => row.message_id === parent))
    throw problem("request-invalid", { detail: "`parentMessageId` is no message of this conversation" });
  if (body.messageId != null && (await findMessage(tx, organization, conversation_id, body.messageId)))
    throw problem("already-exists", { detail: "the conversation has a message of this `messageId`" });
  if (body.messageId != null && isBelow(messages, parent, body.messageId))
    throw problem("request-invalid", { detail: "`parentMessageId`: no message answers itself" });
  const newest = messages.at(-1)?.created_at ?? 0;
  const at = Math.max(now, newest + 1);
  const userMessage = await insertMessage(tx, {
    organization_id: organization,
    id: newId(at),
    message_id: await freshId(tx, organization, body.messageId),
    conversation_id,
    parent_message_id: parent,
    account: actor.subject,
    sender: "User",
    text: body.text,
    files: files.length > 0 ? JSON.stringify(files.map(entryOf)) : null,
    endpoint: target.endpoint,
    agent_id: target.agentId,
    model: target.modelName,
    is_created_by_user: 1,
    is_temporary: conversation.is_temporary,
    expires_at: conversation.expires_at,
    created_at: at,
    updated_at: at,
  });
  const { model, agent } = target;
  const counted = { conversations: conversationId === null ? 1 : 0, messages: 1 };
  await countUsage(tx, {
    ...{ organization, account: actor.subject, at: now, model, agent: agent?.resource ?? null },
    ...counted,
  });
  return { userMessage, history: historyOf([...messages, userMessage], userMessage) };
}

/** From the first message to this one, along the parents. */
function historyOf(messages: readonly MessageRow[], last: MessageRow): MessageRow[] {
  const byId = new Map(messages.map((row) => [row.message_id, row]));
  const history: MessageRow[] = [];
  const seen = new Set<string>();
  for (let row: MessageRow | undefined = last; row && !seen.has(row.message_id); ) {
    seen.add(row.message_id);
    history.push(row);
    row = byId.get(row.parent_message_id ?? ROOT);
  }
  return history.reverse();
}

/** The client's id, unless it is taken: whoever asks for one that is another's gets a new one, and learns nothing. */
export async function freshId(tx: Tx, organization: string, wanted: string | null | undefined): Promise<string> {
  if (wanted != null && wanted !== ROOT && !(await isMessageIdUsed(tx, organization, wanted))) return wanted;
  return randomUUID();
}
