import { randomUUID } from "node:crypto";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { Conflict, newId, type Tx } from "../../store/index.ts";
import type { Agents } from "../agents/service.ts";
import type { MessageLimits } from "../chat/limits.ts";
import { type Target, targetOf } from "../chat/target.ts";
import { requireParticipant } from "../conversations/conversationAccess.ts";
import { messageOf } from "../conversations/conversationShape.ts";
import {
  requireMessageToTakePart,
  requireNotWithheld,
  requireWordsOf,
  SUBMITTED,
} from "../conversations/messageAccess.ts";
import {
  type ConversationRow,
  insertMessage,
  lastMoment,
  type MessageRow,
  updateConversation,
  updateMessage,
} from "../conversations/queries.ts";
import type { Message } from "../conversations/schemas.ts";
import type { Models } from "../models/models.ts";
import type { WorkspaceParts } from "../parts.ts";
import { accountId, parsed } from "../shapes.ts";
import { artifactsIn, replacedIn } from "./artifacts.ts";
import type { ArtifactBody, BranchBody, StoreBody, StoredPart } from "./schemas.ts";
import { storeMessage, textOf } from "./storing.ts";

/** Of a message with an artifact that grew, in UTF-16 units: as long as an answer gets. */
const LONGEST_TEXT = 512 * 1_024;

/** Messages that clients write themselves, where nobody answers: whole ones, branches of answers, and artifacts. */
export class StoredMessages {
  private readonly parts: WorkspaceParts;
  private readonly sources: { agents: Agents; models: Models };
  private readonly limits: MessageLimits;

  constructor(parts: WorkspaceParts, sources: { agents: Agents; models: Models }, limits: MessageLimits) {
    this.parts = parts;
    this.sources = sources;
    this.limits = limits;
  }

  /**
   * Stores a message of the actor's, or replaces one: storing.ts.
   * @throws {Problem} `resource-not-found`, `forbidden`, `request-invalid`, `model-not-available`, `rate-limited`
   */
  async store(actor: Actor, ip: string, conversationId: string, body: StoreBody): Promise<Message> {
    requireSomebody(actor);
    const access = this.parts.access.of(actor);
    const conversation = await requireParticipant(this.parts.store.db, access, actor, conversationId);
    if (body.conversationId != null && body.conversationId !== conversationId)
      throw problem("request-invalid", { detail: "`conversationId` is another than that of the address" });
    if (body.user != null && body.user !== accountId(actor.subject))
      throw problem("request-invalid", { detail: "`user` is somebody else: everybody writes as themselves" });
    if (body.isCreatedByUser === false && body.files != null && body.files.length > 0)
      throw problem("request-invalid", { detail: "`files` go with what a person says" });
    const target = await this.target(actor, conversation, body);
    await this.limits.count(actor, ip);
    const { access: organizations } = this.parts;
    const { fileConfig } = this.parts.configs.of(actor);
    const storing = { access: organizations, fileConfig, now: this.parts.now(), actor, conversationId, target, body };
    // With files it changes who may what, and is a change.
    if (body.files == null || body.files.length === 0)
      return messageOf((await this.transact((tx) => storeMessage(tx, storing))).message);
    const { result } = await access.commit(actor, async (tx) => {
      const { message, changes } = await storeMessage(tx, storing);
      return { changes, result: message };
    });
    return messageOf(result);
  }

  /**
   * Another answer beside one of several agents: with the parts of one of these.
   * @throws {Problem} `resource-not-found`, `forbidden`; `request-invalid` where the message has no part of that agent
   */
  async branch(actor: Actor, ip: string, { messageId, agentId }: BranchBody): Promise<Message> {
    requireSomebody(actor);
    const access = this.parts.access.of(actor);
    const branched = await this.transact(async (tx) => {
      const { message, conversation } = await requireMessageToTakePart(tx, access, actor, messageId);
      await requireWordsOf(tx, access, actor, message);
      if (message.is_created_by_user === 1)
        throw problem("request-invalid", { detail: "`messageId`: what a person said has no branches of agents" });
      const parts = partsOf(message).filter((part) => part.agentId === agentId);
      if (parts.length === 0)
        throw problem("request-invalid", { detail: "`agentId`: the message has no part of that agent" });
      await this.limits.count(actor, ip);
      return insertBranch(tx, actor, this.parts.now(), { message, conversation, parts });
    });
    return messageOf(branched);
  }

  /**
   * Changes what an artifact in a message holds; an answer tells from then on that its words are a person's.
   * @throws {Problem} `resource-not-found`, `forbidden`; `request-invalid` where there is no such artifact, or it does not hold `original`
   */
  async editArtifact(actor: Actor, messageId: string, wish: ArtifactBody) {
    requireSomebody(actor);
    const access = this.parts.access.of(actor);
    const edited = await this.transact(async (tx) => {
      const { message } = await requireMessageToTakePart(tx, access, actor, messageId);
      await requireWordsOf(tx, access, actor, message);
      requireNotWithheld(message);
      const updated = await updateMessage(tx, actor.organization, message.id, {
        ...withArtifact(message, wish),
        ...(message.is_created_by_user === 0 && { metadata: SUBMITTED }),
        updated_at: this.parts.now(),
      });
      return messageOf(updated ?? message);
    });
    const { conversationId, content, text } = edited;
    return { conversationId, ...(content && { content }), text };
  }

  /** Whom a message names: one that it may be for, by the rules of the chat. What it leaves out is as in the conversation. */
  private async target(
    actor: Actor,
    conversation: ConversationRow,
    { endpoint, agent_id, model }: StoreBody,
  ): Promise<Target | null> {
    if (endpoint == null && agent_id == null && model == null) return null;
    const name = endpoint ?? (agent_id == null ? conversation.endpoint : "agents");
    const isSame = name === conversation.endpoint;
    const sources = { store: this.parts.store, access: this.parts.access.of(actor), ...this.sources };
    if (name !== "agents") {
      const named = { model: model ?? (isSame ? conversation.model : null), agent_id };
      return targetOf(sources, actor, name, named);
    }
    const agentId = agent_id ?? (isSame ? conversation.agent_id : null);
    if (model != null && model !== agentId)
      throw problem("request-invalid", { detail: "`model`: an agent's is its own matter; leave it out" });
    return targetOf(sources, actor, name, { agent_id: agentId });
  }

  /** @throws {Problem} `already-exists` if somebody else took the same id at the same moment */
  private async transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.parts.store.transact(work);
    } catch (error) {
      if (error instanceof Conflict) throw problem("already-exists", { cause: error });
      throw error;
    }
  }
}

/** @throws {Problem} `forbidden` for the operator, who is nobody in particular */
function requireSomebody(actor: Actor): void {
  if (isOperator(actor)) throw problem("forbidden", { detail: "the operator has no conversations" });
}

interface Branching {
  message: MessageRow;
  conversation: ConversationRow;
  parts: readonly StoredPart[];
}

async function insertBranch(
  tx: Tx,
  actor: Actor,
  now: number,
  { message, conversation, parts }: Branching,
): Promise<MessageRow> {
  const { organization } = actor;
  await updateConversation(tx, organization, conversation.id, { updated_at: now });
  const at = Math.max(now, (await lastMoment(tx, organization, message.conversation_id)) + 1);
  const own = parts.map(({ agentId: _agent, groupId: _group, ...part }) => part);
  return insertMessage(tx, {
    ...message,
    id: newId(at),
    message_id: randomUUID(),
    account: actor.subject,
    text: textOf(parts),
    content: JSON.stringify(own),
    unfinished: 0,
    error: 0,
    token_count: null,
    feedback: null,
    created_at: at,
    updated_at: at,
  });
}

/** The columns of a message, with one of its artifacts changed. @throws {Problem} `request-invalid` */
function withArtifact(message: MessageRow, { index, original, updated }: ArtifactBody) {
  const parts = partsOf(message);
  const texts = parts.length > 0 ? parts.map((part) => (part.type === "text" ? part.text : "")) : [message.text];
  const places = texts.flatMap((text, part) => artifactsIn(text).map((place) => ({ part, place })));
  const found = places[index];
  if (!found) throw problem("request-invalid", { detail: `\`index\`: the message has no artifact \`${index}\`` });
  const text = texts[found.part] ?? "";
  const changed =
    replacedIn(text, found.place, original, updated) ??
    // LibreChat's client shows `$5` as `\$5`, and sends what it shows.
    replacedIn(text, found.place, withoutEscapes(original), withoutEscapes(updated));
  if (changed === null)
    throw problem("request-invalid", { detail: "`original`: the artifact does not hold this, or not any more" });
  const content = parts.map((part, at) =>
    at === found.part && part.type === "text" ? { ...part, text: changed } : part,
  );
  const whole = parts.length > 0 ? textOf(content) : changed;
  if (whole.length > LONGEST_TEXT)
    throw problem("request-invalid", { detail: `\`updated\`: a message has ${LONGEST_TEXT} characters at most` });
  return { text: whole, ...(parts.length > 0 && { content: JSON.stringify(content) }) };
}

const withoutEscapes = (text: string): string => text.replaceAll("\\$", "$");

/** The parts of an answer as they were stored; none of what a person said. */
function partsOf({ content }: MessageRow): StoredPart[] {
  const parts = parsed(content);
  return Array.isArray(parts) ? parts : [];
}
