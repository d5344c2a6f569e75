import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { JsonObject } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { ModelFailed, nothingTaken, type PassedAnswer, type Target, type Workspace } from "../../workspace/index.ts";
import { answerHere, atMost } from "./answerHere.ts";
import type { Question } from "./answering.ts";
import type { Call } from "./call.ts";
import { type Calls, reasonOf } from "./calls.ts";
import { CompletionWriter } from "./completion.ts";
import { counting, estimateOf } from "./estimating.ts";
import { functionsOf, linesOf, wrong } from "./lines.ts";
import type { Metered, Metering } from "./metering.ts";
import type { ModelIds } from "./modelIds.ts";
import { requireOneModel } from "./oneModel.ts";
import { PassedEvents } from "./passedEvents.ts";
import { saidBy, takenBy, wholeOf } from "./passedOn.ts";
import { RelayedAnswer } from "./relayedAnswer.ts";
import type { ChatBody } from "./schemas.ts";

export interface AnsweringParts {
  ids: ModelIds;
  calls: Calls;
  metering: Metering;
  workspace: Pick<Workspace, "directAnswers">;
  now: () => number;
  /** See `answerHere`. */
  heartbeatMs?: number | undefined;
}

export interface From {
  actor: Actor;
  /** What it is answered by: with it the call ends. */
  connection: ServerResponse;
  /** The address is that of agents. */
  onlyAgents: boolean;
}

/** Bytes or a JSON object at once, or a stream of events. */
export type Answer = Buffer | object | Readable | RelayedAnswer;

/** Chat completions: of models as their endpoints give them, of agents and the built-in model as they are answered here. */
export class Completions {
  private readonly parts: AnsweringParts;

  constructor(parts: AnsweringParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `model-not-available`, `model-…`, `access-ended`, `request-invalid` */
  async answer(from: From, body: ChatBody): Promise<Answer> {
    const { ids, calls, metering } = this.parts;
    const target = await ids.target(from.actor, body.model, from.onlyAgents);
    const { messages, response_format, prediction, tools, n, max_tokens, max_completion_tokens } = body;
    const said = [messages, response_format, prediction];
    const request = { said, tools: tools ?? undefined, n, most: max_completion_tokens ?? max_tokens };
    const count = counting(target.model, request);
    const isPassed = target.agent === null && target.model.pass !== undefined;
    if (isPassed) requireOneModel(body);
    const question = isPassed ? null : questionOf(target, body);
    const call = calls.begin(from.actor, target, from.connection);
    let metered: Metered | undefined;
    try {
      metered = await metering.admit(call, target, estimateOf(request));
      if (!question) return await this.passOn({ call, target, body, count, metered }, from.connection);
      const wantsUsage = body.stream_options?.include_usage === true;
      const writer = new CompletionWriter({ model: body.model, wantsUsage, now: this.parts.now() });
      const asked = { call, target, question, count, metered };
      return await answerHere(this.parts, asked, writer, body.stream === true);
    } catch (error) {
      const reason = reasonOf(call, error);
      metered?.released();
      calls.end(call);
      throw reason;
    }
  }

  private async passOn(asked: Asked, connection: ServerResponse): Promise<Answer> {
    const { call, target, body, count, metered } = asked;
    // As it came: what is looked at here is only read.
    const answer = await target.model.pass?.("chat/completions", body as JsonObject, call.signal);
    if (!answer) throw new ModelFailed("The model has no endpoint.");
    if (body.stream === true) return this.streamOf(answer, asked, connection);
    const bytes = await wholeOf(answer);
    call.signal.throwIfAborted();
    call.answered();
    metered.settled(takenBy(bytes, "choices"), () => count(saidBy(bytes)));
    this.parts.calls.end(call);
    return bytes;
  }

  private streamOf(answer: PassedAnswer, { call, body, count, metered }: Asked, connection: ServerResponse) {
    if (!answer.isStream) throw new ModelFailed("The model's endpoint did not answer with a stream.");
    const events = new PassedEvents(body.stream_options?.include_usage === true);
    // Also where nobody ever read of it.
    connection.once("close", () => {
      this.parts.calls.end(call);
      const isAnswer = events.hasTold || (events.isOver && events.isFinished);
      if (!isAnswer) return metered.released();
      const untold = events.told && !events.hasMoreThanTold ? 0 : 1;
      const taken = { ...nothingTaken(), answers: 1, ...events.told, untold };
      metered.settled(taken, () => countOfStream(events, count));
    });
    return new RelayedAnswer(answer, events, call);
  }
}

/** Of a stream whose endpoint told nothing, or that was stopped before it did: what was said is counted. */
async function countOfStream(events: PassedEvents, count: ReturnType<typeof counting>) {
  const { texts, longerBy } = events.said();
  const { tokensIn, tokensOut } = await count(texts.join(""));
  return { tokensIn, tokensOut: Math.max(events.hasTold ? 1 : 0, Math.ceil(tokensOut * longerBy)) };
}

interface Asked {
  call: Call;
  target: Target;
  body: ChatBody;
  count: ReturnType<typeof counting>;
  metered: Metered;
}

/** What of a body is told to whoever is answered here. @throws {Problem} for what has no meaning there */
function questionOf({ agent, parameters }: Target, body: ChatBody): Question {
  const { messages, tools, n, max_tokens, max_completion_tokens } = body;
  if ((n ?? 1) > 1) throw wrong("n", "this model gives one answer at a time");
  if (agent && (tools ?? []).length > 0)
    throw wrong("tools", "an agent has its own; leave yours out, or ask a model instead");
  return {
    lines: linesOf(messages),
    functions: functionsOf(tools),
    parameters: atMost(parameters, max_completion_tokens ?? max_tokens),
  };
}
