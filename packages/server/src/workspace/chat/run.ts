import type { FastifyBaseLogger } from "fastify";
import type { Actor } from "../../http/actor.ts";
import type { Problem, Violation } from "../../http/problem.ts";
import { isSpendingRefusal, type SpendingRefusal } from "../../spending/index.ts";
import type { Message } from "../conversations/schemas.ts";
import { type Model, ModelFailed, type TitleFor } from "../models/model.ts";
import type { AgentFunctions } from "../tools/calling/agentFunctions.ts";
import type { Answered, Ending } from "./conversationLog.ts";
import type { ContentPart, ErrorFrame } from "./frames.ts";
import type { Admit } from "./paying.ts";
import type { ReadPrompt } from "./prompt.ts";
import type { Need } from "./rights.ts";
import { answerInRounds, nothingTaken, type Taken, TooManyRounds } from "./rounds.ts";
import { AnswerStream } from "./stream.ts";

export type RunStatus = "running" | "complete" | "error" | "aborted";

export interface RunPlan {
  actor: Actor;
  conversationId: string;
  clientRequestId: string | undefined;
  /** What the answer needs the right to, all the time. */
  needs: readonly Need[];
  model: Model;
  /** Asked before each call of the model. */
  admit: Admit;
  /** What is refused that way is counted, and held against nobody. */
  violated: (violation: Violation) => void;
  /** The agent that speaks (`agent:64f0…`); null: the model alone. */
  agent: string | null;
  /** Read when the model is asked, and let go when it has answered: files may be large. */
  prompt: () => Promise<ReadPrompt>;
  /** What the agent's tools can do for this person; null where no agent speaks. */
  functions: () => Promise<AgentFunctions | null>;
  /** How often the model may have functions called. */
  mostRounds: number;
  userMessage: Message;
  responseMessageId: string;
  sender: string;
  /** Whether the person may use a model (`model:<id>`). */
  mayUse: (resource: string) => boolean;
  /** Only of a new conversation. */
  wantsTitle: boolean;
  createdAt: number;
}

/** What was said, and what it took. */
export interface Said {
  text: string;
  content: ContentPart[];
  taken: Taken;
}

/** What a run writes down; see conversationLog.ts. */
export interface RunLog {
  saveAnswer(plan: RunPlan, said: Said, ending: Ending): Promise<Answered | null>;
  saveTitle(plan: RunPlan, title: string): Promise<void>;
}

const reasons: Record<Exclude<ErrorFrame["code"], SpendingRefusal>, string> = {
  "access-ended": "Your access to this has ended, so the answer was stopped.",
  "not-current": "The server has lost its change log and cannot tell what you may; try again in a moment.",
  "model-unavailable": "The model did not answer.",
  "server-stopping": "The server is being stopped; what was said so far is kept.",
  "conversation-deleted": "The conversation was deleted.",
  internal: "Something went wrong while answering.",
};

/** One answer, from the question to the stored message. It goes on whether or not anybody listens, and ends once. */
export class Run {
  readonly plan: RunPlan;
  readonly stream: AnswerStream;
  status: RunStatus = "running";
  /** Resolves when everything is stored; never rejects. */
  readonly done: Promise<void>;
  /** Resolves to the title of a new conversation, or null. */
  readonly titled: Promise<string | null>;
  private readonly log: RunLog;
  private readonly logger: FastifyBaseLogger;
  private readonly ended = new AbortController();
  private readonly taken = nothingTaken();
  private functions: AgentFunctions | null = null;
  /** Once the answer has asked whether it can be paid, or never will. */
  private readonly hasAsked = Promise.withResolvers<void>();
  private cutBy: keyof typeof reasons | undefined;

  constructor(plan: RunPlan, log: RunLog, logger: FastifyBaseLogger) {
    this.plan = plan;
    this.log = log;
    this.logger = logger;
    const { messageId, parentMessageId, conversationId, sender, text, files, isCreatedByUser } = plan.userMessage;
    this.stream = new AnswerStream({
      streamId: plan.conversationId,
      userMessage: {
        messageId,
        parentMessageId,
        conversationId,
        sender,
        text,
        ...(files && { files }),
        isCreatedByUser,
      },
      responseMessageId: plan.responseMessageId,
      sender: plan.sender,
    });
    this.titled = plan.wantsTitle ? this.entitle() : Promise.resolve(null);
    this.done = this.answer();
  }

  get actor(): Actor {
    return this.plan.actor;
  }

  /** Those of the calls that are under way, too: what they bring is not for whoever may not use the tool any more. */
  get needs(): readonly Need[] {
    return this.functions ? [...this.plan.needs, ...this.functions.needs] : this.plan.needs;
  }

  /** Ends it at once: the model's call is given up, listeners hear why, what was said is kept as unfinished. */
  cut(code: keyof typeof reasons): void {
    if (this.status !== "running" || this.ended.signal.aborted) return;
    this.cutBy = code;
    this.stream.fail({ error: reasons[code], code });
    this.ended.abort();
  }

  /** Lets go whoever listens to it in a session that has ended; somebody else's own session may still hear it. */
  dismiss(session: string): void {
    this.stream.dismiss(session, { error: reasons["access-ended"], code: "access-ended" });
  }

  /** Ends it as its person wishes. */
  abort(): void {
    this.ended.abort();
  }

  private async answer(): Promise<void> {
    try {
      const ending = await this.listen();
      const { text, content } = this.stream;
      const saved = await this.log.saveAnswer(this.plan, { text, content, taken: this.taken }, ending);
      this.status = ending.status === "cut" ? "error" : ending.status;
      this.tell(ending, saved);
    } catch (error) {
      this.logger.error({ err: error }, "an answer could not be stored");
      this.status = "error";
      this.stream.fail({ error: reasons.internal, code: "internal" });
    }
  }

  private async listen(): Promise<Ending> {
    const { model } = this.plan;
    const { signal } = this.ended;
    let prompt: ReadPrompt | undefined;
    try {
      prompt = await this.plan.prompt();
      this.functions = await this.plan.functions();
      const { functions, stream, taken } = this;
      const { mostRounds } = this.plan;
      const admit: Admit = (asked) => this.plan.admit(asked).finally(this.hasAsked.resolve);
      const finishReason = await answerInRounds({ model, admit, prompt, functions, mostRounds, stream, signal, taken });
      if (!signal.aborted) return { status: "complete", finishReason };
    } catch (error) {
      if (!signal.aborted && isSpendingRefusal(error)) {
        if (error.violation) this.plan.violated(error.violation);
        return {
          ...{ status: "error", code: error.code, message: error.message, told: inLibreChatsWords(error) },
          ...((error.code === "rate-limited" || error.code === "budget-exhausted") && { met: error.extra }),
        };
      }
      if (!signal.aborted) {
        const told = inWords(error);
        // Its name and our own words only: an upstream's text may repeat instructions or a key.
        this.logger.warn({ model: model.resource, because: told }, "a model did not answer");
        return { status: "error", code: "model-unavailable", message: told };
      }
    } finally {
      this.hasAsked.resolve();
      prompt?.release();
    }
    if (this.cutBy !== undefined) return { status: "cut" };
    return signal.aborted ? { status: "aborted" } : { status: "complete", finishReason: "stop" };
  }

  private tell(ending: Ending, saved: Answered | null): void {
    if (ending.status === "error") {
      this.stream.fail({ error: ending.told ?? ending.message, code: ending.code, ...ending.met });
      return;
    }
    if (!saved) {
      this.stream.fail({ error: reasons["conversation-deleted"], code: "conversation-deleted" });
      return;
    }
    const isEarly = saved.responseMessage === null;
    this.stream.finish({
      final: true,
      conversation: saved.conversation,
      title: isEarly ? "New Chat" : saved.conversation.title,
      requestMessage: this.plan.userMessage,
      responseMessage: saved.responseMessage,
      ...(ending.status === "aborted" && { aborted: true, earlyAbort: isEarly }),
      generationProtocolVersion: 1,
    });
  }

  private async entitle(): Promise<string | null> {
    const { model, userMessage, mayUse } = this.plan;
    // The answer is paid first: a title must not take what it needs.
    const admit: TitleFor["admit"] = async (asked) => {
      await this.hasAsked.promise;
      return this.plan.admit(asked);
    };
    try {
      const made = await model.title(userMessage.text, this.ended.signal, { mayUse, admit });
      if (this.cutBy !== undefined) return null;
      const title = shortened(made ?? firstWords(userMessage.text));
      await this.log.saveTitle(this.plan, title);
      this.stream.entitle(title);
      return title;
    } catch (error) {
      this.logger.warn({ err: error }, "a title could not be stored");
      return null;
    }
  }
}

/** Of credits its client reads JSON, and says it in its own words. */
const inLibreChatsWords = ({ code, message, extra }: Problem): string =>
  code === "rate-limited" || code === "limits-unavailable"
    ? message
    : JSON.stringify({ type: "token_balance", ...extra });

function inWords(error: unknown): string {
  if (error instanceof TooManyRounds) return "The agent called its tools too many times in a row, and was stopped.";
  return error instanceof ModelFailed ? error.message : reasons.internal;
}

const firstWords = (text: string): string => text.trim().split(/\s+/, 8).join(" ");

const shortened = (title: string): string => {
  const line = title.replace(/^["'“”\s]+|["'“”\s]+$/g, "").replace(/\s+/g, " ");
  return (line.length > 80 ? `${line.slice(0, 79)}…` : line).toWellFormed() || "New Chat";
};
