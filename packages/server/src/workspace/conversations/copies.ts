import { randomUUID } from "node:crypto";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, searchText, type Tx } from "../../store/index.ts";
import { PairLimit } from "../pairLimit.ts";
import type { WorkspaceParts } from "../parts.ts";
import { branchOf, fromLevelOf, ROOT } from "./branches.ts";
import { requireConversation, requireNotByGlass } from "./conversationAccess.ts";
import { messageOf } from "./conversationShape.ts";
import {
  type ConversationRow,
  findConversation,
  insertConversation,
  insertMessages,
  listMessages,
  type MessageRow,
} from "./queries.ts";
import type { Conversation, DuplicateBody, ForkBody, Message } from "./schemas.ts";
import { showConversation } from "./showConversations.ts";

/** Messages of a conversation that can be copied at once. */
const MOST_COPIED = 20_000;

export interface Copied {
  conversation: Conversation;
  messages: Message[];
}

/**
 * Copies of conversations, with ids of their own, that belong to whoever makes them; that takes `view` on what is copied. What was shared
 * of the one is not shared of the other.
 */
export class Copies {
  private readonly parts: WorkspaceParts;
  private readonly limit: PairLimit;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    const { forkIp, forkUser } = parts.settings.limits.rates;
    this.limit = new PairLimit(
      parts.counters,
      "copies of conversations",
      { ip: forkIp, user: forkUser },
      "file_upload_limit",
    );
  }

  /** Other ways to a copy count with these. @throws {Problem} `rate-limited` */
  count(actor: Actor, ip: string): Promise<void> {
    return this.limit.count(actor, ip);
  }

  /** All of it. @throws {Problem} `resource-not-found`, `rate-limited` */
  async duplicate(actor: Actor, ip: string, { conversationId, title }: DuplicateBody): Promise<Copied> {
    await this.count(actor, ip);
    return this.copy(actor, conversationId, (messages) => messages, title);
  }

  /** What belongs to a message of it (branches.ts). @throws {Problem} `resource-not-found`, `request-invalid`, `rate-limited` */
  async fork(actor: Actor, ip: string, wish: ForkBody): Promise<Copied> {
    const { conversationId, messageId, option, splitAtTarget, latestMessageId } = wish;
    await this.count(actor, ip);
    return this.copy(actor, conversationId, (messages) => {
      const has = (id: string) => messages.some((row) => row.message_id === id);
      if (!has(messageId))
        throw problem("request-invalid", { detail: "`messageId` is no message of the conversation" });
      if (splitAtTarget !== true) return branchOf(messages, messageId, option);
      const last = latestMessageId ?? messages.at(-1)?.message_id ?? messageId;
      if (!has(last))
        throw problem("request-invalid", { detail: "`latestMessageId` is no message of the conversation" });
      const split = fromLevelOf(messages, messageId);
      return branchOf(split, last, option);
    });
  }

  private async copy(
    actor: Actor,
    conversationId: string,
    choose: (messages: MessageRow[]) => MessageRow[],
    title?: string | undefined,
  ): Promise<Copied> {
    const access = this.parts.access.of(actor);
    access.require(actor, "create", "conversation");
    const { organization } = actor;
    return this.parts.store.transact(async (tx) => {
      const source = await requireConversation(tx, access, actor, "view", conversationId);
      requireNotByGlass(access, actor, source);
      const chosen = choose(await listMessages(tx, organization, conversationId));
      if (chosen.length > MOST_COPIED)
        throw problem("request-invalid", {
          detail: `a conversation of more than ${MOST_COPIED} messages is not copied`,
        });
      const row = await this.insert(tx, actor, source, title ?? source.title);
      const messages = renamed(chosen, row);
      await insertMessages(tx, messages);
      return {
        conversation: await showConversation(tx, access, actor, row),
        messages: (await listMessages(tx, organization, row.conversation_id)).map(messageOf),
      };
    });
  }

  private async insert(tx: Tx, actor: Actor, source: ConversationRow, title: string): Promise<ConversationRow> {
    const at = this.parts.now();
    const conversationId = randomUUID();
    await insertConversation(tx, {
      ...source,
      id: newId(at),
      conversation_id: conversationId,
      account: actor.subject,
      title,
      search_text: searchText(title),
      is_archived: 0,
      archived_at: null,
      pinned: 0,
      version: 1,
      created_at: at,
      updated_at: at,
    });
    const row = await findConversation(tx, actor.organization, conversationId);
    if (!row) throw new Error("the conversation that was just written is not there");
    return row;
  }
}

/** With new ids, in the conversation; whose parent was left behind comes first. What somebody thought of an answer stays with the original. */
function renamed(messages: readonly MessageRow[], { conversation_id, account }: ConversationRow): MessageRow[] {
  const ids = new Map(messages.map((row) => [row.message_id, randomUUID()]));
  let at = 0;
  return messages.map((row) => {
    // One after the other, as they were: their order is that of their times.
    at = Math.max(row.created_at, at + 1);
    return {
      ...row,
      id: newId(at),
      created_at: at,
      message_id: ids.get(row.message_id) ?? randomUUID(),
      parent_message_id: ids.get(row.parent_message_id ?? ROOT) ?? ROOT,
      conversation_id,
      account,
      feedback: null,
      withheld: 0,
    };
  });
}
