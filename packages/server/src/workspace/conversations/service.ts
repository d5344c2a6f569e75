import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, searchText, type Tx } from "../../store/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { conversationName, mayOnConversation, requireConversation, requireParticipant } from "./conversationAccess.ts";
import { messageOf } from "./conversationShape.ts";
import { listConversations, searchInMessages } from "./listConversations.ts";
import { requireMessage, requireNotWithheld, requireWordsOf, SUBMITTED } from "./messageAccess.ts";
import {
  type ConversationRow,
  deleteConversations,
  deleteMessage,
  deleteSomeMessages,
  listConversationIds,
  listMessages,
  type MessageRow,
  updateConversation,
  updateMessage,
} from "./queries.ts";
import type { Conversation, ConversationListQuery, Message, MessageSearchQuery } from "./schemas.ts";
import { showConversation } from "./showConversations.ts";

/** Messages that one transaction deletes. */
const BATCH = 500;

/** Ends the answer that is being written in a conversation, before it is deleted. */
export type EndRun = (organization: string, conversationId: string) => Promise<void>;

/** Somebody's conversations, and those that others shared with them. */
export class Conversations {
  private readonly parts: WorkspaceParts;
  private readonly endRun: EndRun;

  constructor(parts: WorkspaceParts, endRun: EndRun) {
    this.parts = parts;
    this.endRun = endRun;
  }

  list(actor: Actor, query: ConversationListQuery) {
    return listConversations(this.parts, actor, query);
  }

  async find(actor: Actor, conversationId: string): Promise<Conversation> {
    const { db } = this.parts.store;
    return this.show(db, actor, await this.require(db, actor, "view", conversationId));
  }

  rename(actor: Actor, conversationId: string, title: string): Promise<Conversation> {
    return this.update(actor, conversationId, () => ({ title, search_text: searchText(title) }));
  }

  /** Keeps `updatedAt`: putting away is no change of what is in it. */
  archive(actor: Actor, conversationId: string, isArchived: boolean): Promise<Conversation> {
    return this.update(actor, conversationId, ({ updated_at }) => ({
      is_archived: isArchived ? 1 : 0,
      archived_at: isArchived ? this.parts.now() : null,
      updated_at,
    }));
  }

  async archiveAll(actor: Actor): Promise<number> {
    this.requireActive(actor);
    const at = this.parts.now();
    return this.parts.store.transact(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable("conversations")
        .set({ is_archived: 1, archived_at: at })
        .where("organization_id", "=", actor.organization)
        .where("account", "=", actor.subject)
        .where("is_archived", "=", 0)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    });
  }

  pin(actor: Actor, conversationId: string, pinned: boolean): Promise<Conversation> {
    return this.update(actor, conversationId, ({ updated_at }) => ({ pinned: pinned ? 1 : 0, updated_at }));
  }

  /** With its messages, a batch at a time; its grants go with the row. */
  async remove(actor: Actor, conversationId: string) {
    const row = await this.require(this.parts.store.db, actor, "delete", conversationId);
    const { messages, revision } = await this.removeRow(actor, row);
    return { revision, deleted: deletedOf([row.conversation_id], messages) };
  }

  /** All of one's own. */
  async removeAll(actor: Actor) {
    this.requireActive(actor);
    const removed: string[] = [];
    let messages = 0;
    let revision = this.parts.access.of(actor).engine.revision;
    for (let after = ""; ; ) {
      const page = await listConversationIds(this.parts.store.db, actor.organization, actor.subject, after, 100);
      for (const { id, conversation_id } of page) {
        const row = { id, conversation_id, account: actor.subject };
        if (!mayOnConversation(this.parts.access.of(actor), actor, "delete", row)) continue;
        const done = await this.removeRow(actor, row);
        removed.push(conversation_id);
        messages += done.messages;
        revision = done.revision;
      }
      const last = page.at(-1);
      if (page.length < 100 || !last) break;
      after = last.id;
    }
    return { revision, deleted: deletedOf(removed, messages) };
  }

  /** With the names of those who wrote in it besides the actor, who are known to whoever may `view` it. */
  async messages(actor: Actor, conversationId: string): Promise<Message[]> {
    const { db } = this.parts.store;
    await this.require(db, actor, "view", conversationId);
    const rows = await listMessages(db, actor.organization, conversationId);
    const others = new Set(rows.filter((row) => isOthers(actor, row)).map(({ account }) => account));
    const names = await this.parts.people?.names(actor.organization, [...others]);
    return rows.map((row) => {
      const authorName = isOthers(actor, row) ? names?.get(row.account)?.name : undefined;
      return { ...messageOf(row), ...(authorName !== undefined && { authorName }) };
    });
  }

  async message(actor: Actor, conversationId: string, messageId: string): Promise<Message> {
    const { db } = this.parts.store;
    await this.require(db, actor, "view", conversationId);
    return messageOf(await requireMessage(db, actor, conversationId, messageId));
  }

  search(actor: Actor, query: MessageSearchQuery) {
    return searchInMessages(this.parts, actor, query);
  }

  /**
   * Replaces the text, or that of one part of the content; an answer tells from then on that its words are a person's.
   * @throws {Problem} `request-invalid` for a part that is not there
   */
  editMessage(
    actor: Actor,
    conversationId: string,
    messageId: string,
    edit: { text: string; index?: number | undefined },
  ) {
    return this.changeMessage(actor, conversationId, messageId, async (row, tx) => {
      await requireWordsOf(tx, this.parts.access.of(actor), actor, row);
      const mark = row.is_created_by_user === 0 && { metadata: SUBMITTED };
      const parts: unknown = row.content === null ? null : JSON.parse(row.content);
      if (edit.index === undefined)
        return {
          ...mark,
          text: edit.text,
          content: parts === null ? null : JSON.stringify([{ type: "text", text: edit.text }]),
        };
      const part: unknown = Array.isArray(parts) ? parts[edit.index] : undefined;
      const isText = typeof part === "object" && part !== null && "type" in part && part.type === "text";
      if (!Array.isArray(parts) || !isText)
        throw problem("request-invalid", { detail: `\`index\`: the message has no text at \`${edit.index}\`` });
      const content = parts.map((other, index) => (index === edit.index ? { ...part, text: edit.text } : other));
      const text = content.map((each: { text?: unknown }) => (typeof each.text === "string" ? each.text : "")).join("");
      return { ...mark, text, content: JSON.stringify(content) };
    });
  }

  async feedback(actor: Actor, conversationId: string, messageId: string, feedback: unknown) {
    const stored = feedback == null ? null : JSON.stringify(feedback);
    await this.changeMessage(actor, conversationId, messageId, async () => ({ feedback: stored }));
    return { messageId, conversationId, feedback: stored === null ? null : JSON.parse(stored) };
  }

  /** That message only; what answers it stays. */
  async removeMessage(actor: Actor, conversationId: string, messageId: string): Promise<void> {
    await this.parts.store.transact(async (tx) => {
      await this.require(tx, actor, "update", conversationId);
      const row = await requireMessage(tx, actor, conversationId, messageId);
      await deleteMessage(tx, actor.organization, row.id);
    });
  }

  private show(db: Tx, actor: Actor, row: ConversationRow): Promise<Conversation> {
    return showConversation(db, this.parts.access.of(actor), actor, row);
  }

  private require(db: Tx, actor: Actor, action: string, conversationId: string): Promise<ConversationRow> {
    return requireConversation(db, this.parts.access.of(actor), actor, action, conversationId);
  }

  /** Whoever has conversations may make them: any active subject. */
  private requireActive(actor: Actor): void {
    if (isOperator(actor)) throw problem("forbidden", { detail: "the operator has no conversations" });
    this.parts.access.of(actor).require(actor, "create", "conversation");
  }

  private async update(
    actor: Actor,
    conversationId: string,
    values: (row: ConversationRow) => Parameters<typeof updateConversation>[3],
  ): Promise<Conversation> {
    return this.parts.store.transact(async (tx) => {
      const row = await this.require(tx, actor, "update", conversationId);
      const updated = await updateConversation(tx, actor.organization, row.id, {
        updated_at: Math.max(this.parts.now(), row.updated_at),
        ...values(row),
      });
      if (!updated) throw problem("resource-not-found");
      return this.show(tx, actor, updated);
    });
  }

  private async changeMessage(
    actor: Actor,
    conversationId: string,
    messageId: string,
    values: (row: MessageRow, tx: Tx) => Promise<Parameters<typeof updateMessage>[3]>,
  ): Promise<Message> {
    return this.parts.store.transact(async (tx) => {
      await requireParticipant(tx, this.parts.access.of(actor), actor, conversationId);
      const row = await requireMessage(tx, actor, conversationId, messageId);
      requireNotWithheld(row);
      const updated = await updateMessage(tx, actor.organization, row.id, {
        ...(await values(row, tx)),
        updated_at: this.parts.now(),
      });
      if (!updated) throw problem("resource-not-found");
      return messageOf(updated);
    });
  }

  private async removeSome(organization: string, conversationId: string): Promise<number> {
    const removed = await this.parts.store.transact((tx) =>
      deleteSomeMessages(tx, organization, conversationId, BATCH),
    );
    // A long one leaves others their turn.
    await new Promise((next) => setImmediate(next));
    return removed;
  }

  private async removeRow(actor: Actor, row: Pick<ConversationRow, "id" | "conversation_id" | "account">) {
    const access = this.parts.access.of(actor);
    const { organization } = actor;
    await this.endRun(organization, row.conversation_id);
    let messages = 0;
    for (let batch = BATCH; batch === BATCH; messages += batch)
      batch = await this.removeSome(organization, row.conversation_id);
    const { revision } = await access.commit(actor, async (tx) => {
      access.require(actor, "delete", conversationName(row), contextOfRow(row));
      requireMay(access, actor, (may) =>
        may.deleteResource(actor.subject, conversationName(row), { ...contextOf(actor), ...contextOfRow(row) }),
      );
      await deleteConversations(tx, organization, [row.id]);
      const about = [conversationName(row)];
      await noteEvent(tx, {
        organization,
        kind: "conversation-deleted",
        actor: actor.name,
        about,
        facts: { messages },
      });
      const { changes, removed } = access.engine.removalOf(conversationName(row));
      await this.parts.access.removed(tx, organization, removed);
      return { changes, result: null };
    });
    return { messages, revision };
  }
}

const isOthers = ({ subject }: Actor, row: MessageRow): boolean =>
  row.is_created_by_user === 1 && row.account !== subject;

const deletedOf = (conversationIds: string[], messages: number) => ({
  acknowledged: true,
  deletedCount: conversationIds.length,
  messages: { acknowledged: true, deletedCount: messages },
  conversationIds,
});
