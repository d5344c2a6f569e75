import type { Readable } from "node:stream";
import type { Problem } from "../../http/problem.ts";
import { type Hearer, nothingTaken, type Taken, type Target, type Workspace } from "../../workspace/index.ts";
import { answered, type Ended, type Question } from "./answering.ts";
import type { Call } from "./call.ts";
import { type Calls, reasonOf } from "./calls.ts";
import { tokensOf } from "./estimating.ts";
import { asObject } from "./lines.ts";
import type { Estimate, Metered, Metering } from "./metering.ts";

/** Puts an answer into one of OpenAI's shapes as it grows: a stream of events, or one object at the end. */
export interface Writer extends Hearer {
  readonly stream: Readable;
  /** Resolves with the first thing that is said. */
  readonly begun: Promise<void>;
  /** Nothing was said or called. */
  readonly isEmpty: boolean;
  /** The rest of the stream. */
  finish(ended: Ended, took: Estimate): void;
  /** The stream breaks here. */
  fail(why: Problem): void;
  /** All of it at once. */
  whole(ended: Ended, took: Estimate): object;
}

export interface AskedHere {
  call: Call;
  target: Target;
  question: Question;
  estimate: Estimate;
  metered: Metered;
}

/**
 * Has a question answered by this server. What goes wrong before anything was said is thrown, so that it has a status of its own; afterwards the stream
 * says it. It is settled as far as it was delivered.
 */
export async function answerHere(
  { workspace, calls, metering }: { workspace: Pick<Workspace, "directAnswers">; calls: Calls; metering: Metering },
  { call, target, question, estimate, metered }: AskedHere,
  writer: Writer,
  isStream: boolean,
): Promise<object | Readable> {
  const taken = nothingTaken();
  const about = () => ({ tokensIn: estimate.tokensIn, tokensOut: tokensOf(writer.text) });
  const answering = answered(workspace, {
    call,
    target,
    question,
    admit: metering.admittingRounds(call.actor, target),
    hearer: writer,
    taken,
  }).then((ended) => {
    call.signal.throwIfAborted();
    return ended;
  });
  if (!isStream) {
    const ended = await answering;
    metered.settled(taken, about());
    calls.end(call);
    return writer.whole(ended, tookOf(taken, about()));
  }
  const finished = answering
    .then((ended) => writer.finish(ended, tookOf(taken, about())))
    .finally(() => (writer.isEmpty ? metered.released() : metered.settled(taken, about())));
  await Promise.race([writer.begun, finished]);
  finished.catch((error: unknown) => writer.fail(reasonOf(call, error))).finally(() => calls.end(call));
  return writer.stream;
}

/** As the endpoint told; where it did not, about. */
const tookOf = (taken: Taken, about: Estimate): Estimate => (taken.answers > 0 && taken.untold === 0 ? taken : about);

/** At most as many tokens as the caller wants, and as the agent may. */
export function atMost(own: Target["parameters"], most: number | null | undefined): Record<string, unknown> {
  const { max_tokens } = asObject(own);
  if (most == null) return {};
  return { max_tokens: typeof max_tokens === "number" ? Math.min(max_tokens, most) : most };
}
