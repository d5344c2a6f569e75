import type { Readable } from "node:stream";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Agents } from "../agents/service.ts";
import { conversationName, requireConversation, requireParticipant } from "../conversations/conversationAccess.ts";
import { messageOf } from "../conversations/conversationShape.ts";
import { isAnyWithheld } from "../messages/withheld.ts";
import type { Models } from "../models/models.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { AgentFunctions } from "../tools/calling/agentFunctions.ts";
import { ConversationLog } from "./conversationLog.ts";
import type { MessageLimits } from "./limits.ts";
import type { Prompts } from "./prompt.ts";
import { isChange, storeQuestion } from "./question.ts";
import { type Need, standingOf } from "./rights.ts";
import { Run } from "./run.ts";
import { isOwn, Runs } from "./runs.ts";
import type { AbortBody, ChatBody, Started } from "./schemas.ts";
import { targetOf } from "./target.ts";
import type { Watch } from "./watch.ts";

const TITLE_WAIT_MS = 15_500;

interface Starting {
  actor: Actor;
  /** Null of a new one. */
  conversationId: string | null;
  clientRequestId: string | undefined;
  run: Promise<Run>;
}

/** Messages to agents and models, and the answers that are being written. */
export class Chat {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;
  private readonly models: Models;
  private readonly runs = new Runs();
  private readonly prompts: Prompts;
  private readonly watch: Watch;
  private readonly limits: MessageLimits;
  private readonly log: ConversationLog;
  /** Messages that are being stored: they count as answers already. */
  private readonly starting = new Set<Starting>();
  private isClosed = false;

  constructor(
    parts: WorkspaceParts,
    agents: Agents,
    models: Models,
    { prompts, watch, limits }: { prompts: Prompts; watch: Watch; limits: MessageLimits },
  ) {
    this.parts = parts;
    this.agents = agents;
    this.models = models;
    this.prompts = prompts;
    this.watch = watch;
    this.limits = limits;
    this.log = new ConversationLog(parts);
  }

  /**
   * Takes a message and begins to answer it.
   * @param endpoint of the address; the body's, where it has none
   * @throws {Problem} `rate-limited`, `too-many-streams`, `resource-not-found`, `forbidden`, `model-not-available`, `conflict` …
   */
  async start(actor: Actor, endpoint: string | undefined, body: ChatBody, ip: string): Promise<Started> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "the operator has no conversations" });
    await this.limits.count(actor, ip);
    const repeated = await this.findRepeated(actor, body.clientRequestId);
    if (repeated) return startedOf(repeated, repeated.status === "running" ? "resumed" : "settled");
    const conversationId = body.conversationId === "new" ? null : (body.conversationId ?? null);
    // Without waiting where it is free: of two messages at the same moment one must find the other.
    if (conversationId !== null && this.isBusy(actor, conversationId)) await this.refuseBusy(actor, conversationId);
    if (this.isClosed || this.runs.isFull)
      throw problem("not-current", { detail: "the server takes no more answers now" });

    const begun = this.beginInRoom(actor, endpoint, body, conversationId);
    const starting = { actor, conversationId, clientRequestId: body.clientRequestId ?? undefined, run: begun };
    this.starting.add(starting);
    try {
      return startedOf(await begun, "started");
    } finally {
      this.starting.delete(starting);
    }
  }

  /** Room is taken for as long as it is answered. */
  private async beginInRoom(
    actor: Actor,
    endpoint: string | undefined,
    body: ChatBody,
    conversationId: string | null,
  ): Promise<Run> {
    const room = await this.limits.takeRoom(actor);
    try {
      const run = await this.begin(actor, endpoint, body, conversationId);
      void run.done.then(() => room.release());
      return run;
    } catch (error) {
      room.release();
      throw error;
    }
  }

  private async begin(actor: Actor, endpoint: string | undefined, body: ChatBody, conversationId: string | null) {
    const { access: organizations, store, log } = this.parts;
    const access = organizations.of(actor);
    const target = await targetOf({ store, access, agents: this.agents, models: this.models }, actor, endpoint, body);
    const { fileConfig } = this.parts.configs.of(actor);
    const question = { access: organizations, fileConfig, now: this.parts.now(), actor, target, body, conversationId };
    // What changes who may what is a change; and nobody must take the conversation in meanwhile.
    const stored = isChange(body, conversationId)
      ? (
          await access.commit(actor, async (tx) => {
            const result = await storeQuestion(tx, question);
            return { changes: result.changes, result };
          })
        ).result
      : await store.transact((tx) => storeQuestion(tx, question));
    const { conversation, userMessage, history, responseMessageId } = stored;
    const participating = ["view", "participate"].map(
      (action): Need => ({ action, resource: conversationName(conversation), context: contextOfRow(conversation) }),
    );
    const run = new Run(
      {
        actor,
        conversationId: conversation.conversation_id,
        clientRequestId: body.clientRequestId ?? undefined,
        needs: [...target.needs, ...participating],
        model: target.model,
        agent: target.agent?.resource ?? null,
        admit: (asked) =>
          this.parts.spending.admit(actor, {
            model: target.model.resource,
            agent: target.agent?.resource ?? null,
            keyId: null,
            rate: target.model.rate,
            context: "message",
            conversationId: conversation.conversation_id,
            ...asked,
          }),
        violated: (violation) => void this.parts.people?.violated?.(actor, violation),
        prompt: () => this.prompts.read(access, actor, target, history),
        functions: async () => target.agent && AgentFunctions.of(this.parts, actor, target.agent.resource),
        mostRounds: target.agent?.mostRounds ?? 0,
        userMessage: messageOf(userMessage),
        responseMessageId,
        sender: target.sender,
        mayUse: (resource) => access.may(actor, "use", resource, WITHOUT_CAPABILITIES),
        wantsTitle: conversationId === null && body.isTemporary !== true,
        createdAt: userMessage.created_at,
      },
      this.log,
      log,
    );
    this.runs.add(run);
    // Asks once more, at once: what ended while the message was being stored ends the answer.
    this.watch.add(run);
    void run.done.then(() => this.watch.remove(run));
    if (this.isClosed) run.cut("server-stopping");
    return run;
  }

  /** The answer to a request that the client repeats, also while that is being begun. */
  private async findRepeated(actor: Actor, clientRequestId: string | null | undefined): Promise<Run | undefined> {
    if (clientRequestId == null) return undefined;
    const starting = this.startingOf(actor).find((one) => one.clientRequestId === clientRequestId);
    return starting ? starting.run : this.runs.findRequest(actor, clientRequestId);
  }

  private startingOf(actor: Actor): Starting[] {
    return [...this.starting].filter(
      (one) => one.actor.subject === actor.subject && one.actor.organization === actor.organization,
    );
  }

  /**
   * Everything that an own answer has said, and what it says from now on.
   * @throws {Problem} `resource-not-found` for what is nobody's or another's; the refusal, where the right to it has ended
   */
  async subscribe(
    actor: Actor,
    streamId: string,
    { resume, createdAt }: { resume: boolean; createdAt: number | undefined },
  ): Promise<Readable> {
    const run = this.requireOwn(actor, streamId, createdAt);
    if (await this.isWithheld(run)) throw problem("resource-not-found", { detail: "there is no such answer" });
    const access = this.parts.access.of(actor);
    if (!standingOf(access, actor, run.needs).isHeld)
      for (const { action, resource, context } of run.needs) access.require(actor, action, resource, context);
    return run.stream.subscribe(resume, actor.session);
  }

  active(actor: Actor): string[] {
    return this.runs.runningOf(actor).map((run) => run.plan.conversationId);
  }

  /** Nothing is said of what is another's, or does not exist. */
  async status(actor: Actor, conversationId: string) {
    const run = this.runs.find(actor.organization, conversationId);
    if (!run || !isOwn(run, actor) || (await this.isWithheld(run))) return { active: false };
    if (!standingOf(this.parts.access.of(actor), actor, run.needs).isHeld) return { active: false };
    const { createdAt } = run.plan;
    const aggregatedContent = run.stream.content;
    return {
      active: run.status === "running",
      streamId: run.plan.conversationId,
      status: run.status,
      aggregatedContent,
      createdAt,
      elapsedMs: Math.max(0, this.parts.now() - createdAt),
    };
  }

  /** @throws {Problem} `resource-not-found` if there is no such answer of one's own; `conflict` if it is another one by now */
  async abort(actor: Actor, body: AbortBody): Promise<string> {
    const id = body.streamId ?? body.conversationId ?? body.abortKey?.split(":")[0];
    if (id === undefined)
      throw problem("request-invalid", { detail: "`streamId` or `conversationId` must say what to stop" });
    const run = this.requireOwn(actor, id, body.generationCreatedAt ?? undefined);
    if (run.status !== "running") throw problem("resource-not-found");
    run.abort();
    await run.done;
    return id;
  }

  /** Waits for the title of a new conversation. @throws {Problem} `resource-not-found` where there is none to come */
  async title(actor: Actor, conversationId: string): Promise<string> {
    const access = this.parts.access.of(actor);
    await requireConversation(this.parts.store.db, access, actor, "view", conversationId);
    const run = this.runs.find(actor.organization, conversationId);
    if (run && isOwn(run, actor)) await within(TITLE_WAIT_MS, run.titled);
    const row = await requireConversation(this.parts.store.db, access, actor, "view", conversationId);
    if (row.title === "New Chat") throw problem("resource-not-found", { detail: "it has no title yet" });
    return row.title;
  }

  /** What was said of a message is not to be listened to again: an answer that is written ends, and one that has ended is forgotten. */
  async forgetIn(organization: string, conversationId: string): Promise<void> {
    const run = this.runs.find(organization, conversationId);
    if (!run) return;
    run.cut("access-ended");
    await run.done;
    this.runs.drop(run);
  }

  /** Before a conversation is deleted. */
  async endIn(organization: string, conversationId: string): Promise<void> {
    const run = this.runs.find(organization, conversationId);
    if (!run) return;
    run.cut("conversation-deleted");
    await run.done;
  }

  /** Ends all answers; what they said so far is kept. */
  async close(): Promise<void> {
    this.isClosed = true;
    const running = this.runs.running();
    for (const run of running) run.cut("server-stopping");
    await Promise.all(running.flatMap((run) => [run.done, run.titled]));
    this.runs.close();
  }

  /** Whether a moderator, on whatever server, holds back what is said here. */
  private isWithheld({ actor, plan }: Run): Promise<boolean> {
    const ids = [plan.userMessage.messageId, plan.responseMessageId];
    return isAnyWithheld(this.parts.store.db, actor.organization, ids);
  }

  private isBusy(actor: Actor, conversationId: string): boolean {
    const isStarting = [...this.starting].some(
      (one) => one.conversationId === conversationId && one.actor.organization === actor.organization,
    );
    return isStarting || this.runs.find(actor.organization, conversationId)?.status === "running";
  }

  /** That somebody talks in a conversation is for those to know who may talk in it. */
  private async refuseBusy(actor: Actor, conversationId: string): Promise<never> {
    const { access, store } = this.parts;
    await requireParticipant(store.db, access.of(actor), actor, conversationId);
    throw problem("conflict", { detail: "an answer is still being written in this conversation" });
  }

  private requireOwn(actor: Actor, streamId: string, createdAt: number | undefined): Run {
    const run = this.runs.find(actor.organization, streamId);
    if (!run || !isOwn(run, actor)) throw problem("resource-not-found", { detail: "there is no such answer" });
    if (createdAt !== undefined && createdAt !== run.plan.createdAt)
      throw problem("conflict", { detail: "another answer has taken its place" });
    return run;
  }
}

const startedOf = (run: Run, status: Started["status"]): Started => ({
  streamId: run.plan.conversationId,
  conversationId: run.plan.conversationId,
  generationCreatedAt: run.plan.createdAt,
  status,
  generationProtocolVersion: 1,
});

async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
