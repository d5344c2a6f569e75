import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { requireConversation, requireParticipant } from "./conversationAccess.ts";
import { type ConversationRow, findMessage, findMessageById, type MessageRow } from "./queries.ts";

/** @throws {Problem} `resource-not-found` */
export async function requireMessage(
  db: Tx,
  actor: Actor,
  conversationId: string,
  messageId: string,
): Promise<MessageRow> {
  const row = await findMessage(db, actor.organization, conversationId, messageId);
  if (!row) throw problem("resource-not-found");
  return row;
}

/**
 * A message, wherever it is, in whose conversation the actor takes part. One of somebody else's conversation and one that does not exist are the same.
 * @throws {Problem} `resource-not-found`, `forbidden`, `account-…`
 */
export async function requireMessageToTakePart(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  messageId: string,
): Promise<{ message: MessageRow; conversation: ConversationRow }> {
  const message = await findMessageById(db, actor.organization, messageId);
  // Asked all the same where there is none, so that banned and unknown subjects hear the same.
  const conversation = await requireParticipant(db, access, actor, message?.conversation_id ?? "-");
  if (!message) throw problem("resource-not-found");
  return { message, conversation };
}

/**
 * What others wrote, and what was answered to them, takes `update` on the conversation: nobody puts words into the mouth of somebody who takes
 * part as they do.
 * @throws {Problem} `forbidden`
 */
export async function requireWordsOf(db: Tx, access: OrganizationAccess, actor: Actor, row: MessageRow): Promise<void> {
  if (row.account !== actor.subject) await requireConversation(db, access, actor, "update", row.conversation_id);
}

/** What a moderator holds back is changed by nobody, until they show it again. @throws {Problem} `forbidden` */
export function requireNotWithheld(row: Pick<MessageRow, "withheld">): void {
  if (row.withheld === 1) throw problem("forbidden", { detail: "a moderator hid this message" });
}

/** On an answer whose words are a person's, in part or whole (LibreChat's mark). */
export const SUBMITTED = JSON.stringify({ isUserSubmitted: true });
