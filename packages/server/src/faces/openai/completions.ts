import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { JsonObject } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { ModelFailed, nothingTaken, type PassedAnswer, type Target, type Workspace } from "../../workspace/index.ts";
import { answerHere, atMost } from "./answerHere.ts";
import type { Question } from "./answering.ts";
import type { Call } from "./call.ts";
import { type Calls, reasonOf } from "./calls.ts";
import { CompletionWriter } from "./completion.ts";
import { estimateOf } from "./estimating.ts";
import { functionsOf, linesOf, wrong } from "./lines.ts";
import type { Estimate, Metered, Metering } from "./metering.ts";
import type { ModelIds } from "./modelIds.ts";
import { PassedEvents } from "./passedEvents.ts";
import { relayed, takenBy, wholeOf } from "./passedOn.ts";
import type { ChatBody } from "./schemas.ts";

export interface AnsweringParts {
  ids: ModelIds;
  calls: Calls;
  metering: Metering;
  workspace: Pick<Workspace, "directAnswers">;
  now: () => number;
}

export interface From {
  actor: Actor;
  /** What it is answered by: with it the call ends. */
  connection: ServerResponse;
  /** The address is that of agents. */
  onlyAgents: boolean;
}

/** Bytes or a JSON object at once, or a stream of events. */
export type Answer = Buffer | object | Readable;

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
    const { messages: said, tools, n, max_tokens, max_completion_tokens } = body;
    const estimate = estimateOf({ said, tools: tools ?? undefined, n, most: max_completion_tokens ?? max_tokens });
    const isPassed = target.agent === null && target.model.pass !== undefined;
    const question = isPassed ? null : questionOf(target, body);
    const call = calls.begin(from.actor, target, from.connection);
    let metered: Metered | undefined;
    try {
      metered = await metering.admit(from.actor, target, estimate);
      if (!question) return await this.passOn({ call, target, body, estimate, metered });
      const wantsUsage = body.stream_options?.include_usage === true;
      const writer = new CompletionWriter({ model: body.model, wantsUsage, now: this.parts.now() });
      const asked = { call, target, question, estimate, metered };
      return await answerHere(this.parts, asked, writer, body.stream === true);
    } catch (error) {
      const reason = reasonOf(call, error);
      metered?.released();
      calls.end(call);
      throw reason;
    }
  }

  private async passOn(asked: Asked): Promise<Answer> {
    const { call, target, body, estimate, metered } = asked;
    // As it came: what is looked at here is only read.
    const answer = await target.model.pass?.("chat/completions", body as JsonObject, call.signal);
    if (!answer) throw new ModelFailed("The model has no endpoint.");
    if (body.stream === true) return this.streamOf(answer, asked);
    const bytes = await wholeOf(answer);
    call.signal.throwIfAborted();
    metered.settled(takenBy(bytes, "choices"), estimate);
    this.parts.calls.end(call);
    return bytes;
  }

  private streamOf(answer: PassedAnswer, { call, body, estimate, metered }: Asked): Readable {
    if (!answer.isStream) throw new ModelFailed("The model's endpoint did not answer with a stream.");
    const events = new PassedEvents(body.stream_options?.include_usage === true);
    const stream = Readable.from(relayed(answer, events, call), { objectMode: false });
    // Also where nobody ever read of it.
    stream.once("close", () => {
      this.parts.calls.end(call);
      if (events.count === 0) return metered.released();
      const taken = { ...nothingTaken(), answers: 1, ...(events.told ?? { untold: 1 }) };
      metered.settled(taken, { tokensIn: estimate.tokensIn, tokensOut: events.count });
    });
    return stream;
  }
}

interface Asked {
  call: Call;
  target: Target;
  body: ChatBody;
  estimate: Estimate;
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
