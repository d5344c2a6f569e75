import type { SpendingRefusal } from "../../spending/index.ts";
import { newId, searchText } from "../../store/index.ts";
import { messageOf } from "../conversations/conversationShape.ts";
import { findConversation, insertMessage, updateConversation } from "../conversations/queries.ts";
import type { Conversation, Message } from "../conversations/schemas.ts";
import { showConversation } from "../conversations/showConversations.ts";
import type { WorkspaceParts } from "../parts.ts";
import { countUsage } from "../usage/count.ts";
import type { ContentPart, ErrorFrame } from "./frames.ts";
import { freshId } from "./question.ts";
import type { RunLog, RunPlan, Said } from "./run.ts";

/** How an answer ended. `cut`: without its person's wish. */
export type Ending =
  | { status: "complete"; finishReason: "stop" | "length" }
  | { status: "aborted" }
  | { status: "cut" }
  | {
      status: "error";
      code: "model-unavailable" | SpendingRefusal;
      message: string;
      /** What listeners are told, where that is not the message. */
      told?: string;
      met?: Omit<ErrorFrame, "error" | "code">;
    };

export interface Answered {
  conversation: Conversation;
  /** Null where nothing had been said before it ended. */
  responseMessage: Message | null;
}

/** Writes answers and titles into the conversation; into none that was deleted meanwhile. */
export class ConversationLog implements RunLog {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** @returns null if the conversation is gone */
  async saveAnswer(plan: RunPlan, { text, content, taken }: Said, ending: Ending): Promise<Answered | null> {
    const { organization, subject } = plan.actor;
    return this.parts.store.transact(async (tx) => {
      const at = this.parts.now();
      const { model, agent } = plan;
      const conversation = await findConversation(tx, organization, plan.conversationId);
      const updated = conversation && (await updateConversation(tx, organization, conversation.id, { updated_at: at }));
      // What was taken was taken, also where the conversation is gone by now. After its row, as where a question is stored: in one order nobody
      // waits in a circle.
      await countUsage(tx, { organization, account: subject, at, model, agent, ...taken });
      if (!conversation) return null;
      const said = ending.status === "error" && text === "" ? ending.message : text;
      const parts = storedParts(content, said);
      const isUnsaid = content.length === 0 && said === "" && ending.status !== "complete";
      const message = isUnsaid
        ? null
        : await insertMessage(tx, {
            organization_id: organization,
            id: newId(at),
            message_id: await freshId(tx, organization, plan.responseMessageId),
            conversation_id: plan.conversationId,
            parent_message_id: plan.userMessage.messageId,
            account: subject,
            sender: plan.sender,
            text: said,
            content: JSON.stringify(parts),
            model: conversation.agent_id ?? plan.model.name,
            endpoint: conversation.endpoint,
            agent_id: conversation.agent_id,
            is_created_by_user: 0,
            unfinished: ending.status === "complete" ? 0 : 1,
            error: ending.status === "error" ? 1 : 0,
            finish_reason: ending.status === "complete" ? ending.finishReason : null,
            is_temporary: conversation.is_temporary,
            expires_at: conversation.expires_at,
            created_at: Math.max(at, plan.createdAt + 1),
            updated_at: at,
          });
      return {
        conversation: await showConversation(tx, this.parts.access.of(plan.actor), plan.actor, updated ?? conversation),
        responseMessage: message && messageOf(message),
      };
    });
  }

  /** Only while nobody has named it. */
  async saveTitle({ actor, conversationId }: RunPlan, title: string): Promise<void> {
    await this.parts.store.transact((tx) =>
      tx
        .updateTable("conversations")
        .set({ title, search_text: searchText(title) })
        .where("organization_id", "=", actor.organization)
        .where("conversation_id", "=", conversationId)
        .where("title", "=", "New Chat")
        .execute(),
    );
  }
}

/** The parts as they came, without texts that stayed empty; what was said is among them in any case. */
function storedParts(content: readonly ContentPart[], said: string): ContentPart[] {
  const parts = content.filter((part) => part.type !== "text" || part.text !== "");
  const hasText = parts.some(({ type }) => type === "text");
  return hasText ? parts : [...parts, { type: "text", text: said }];
}
