import type { Readable } from "node:stream";
import type { Problem } from "../../http/problem.ts";
import { type Hearer, nothingTaken, type Taken, type Target, type Workspace } from "../../workspace/index.ts";
import { answered, type Ended, type Question } from "./answering.ts";
import type { Call } from "./call.ts";
import { type Calls, reasonOf } from "./calls.ts";
import { HEARTBEAT_MS, HearerWithHeart } from "./heartbeat.ts";
import { asObject } from "./lines.ts";
import type { Estimate, Metered, Metering } from "./metering.ts";

/** Puts an answer into one of OpenAI's shapes as it grows: a stream of events, or one object at the end. */
export interface Writer extends Hearer {
  readonly stream: Readable;
  /** Resolves with the first thing that is written: a word, or that it goes on. */
  readonly begun: Promise<void>;
  /** Says that it goes on, and nothing else. */
  beat(): void;
  /** Nothing was said or called. */
  readonly isEmpty: boolean;
  /** The rest of the stream. */
  finish(ended: Ended, took: Estimate): void;
  /** The stream breaks here. */
  fail(why: Problem): void;
  /** All of it at once. */
  whole(ended: Ended, took: Estimate): object;
}

interface Parts {
  workspace: Pick<Workspace, "directAnswers">;
  calls: Calls;
  metering: Metering;
  /** Between two signs that a stream goes on while an agent's actions run. */
  heartbeatMs?: number | undefined;
}

export interface AskedHere {
  call: Call;
  target: Target;
  question: Question;
  /** How many tokens the question and what was answered have. */
  count: (answered: unknown) => Promise<Estimate>;
  metered: Metered;
}

/**
 * Has a question answered by this server. What goes wrong before anything was written is thrown, so that it has a status of its own; afterwards the stream
 * says it. It is settled as far as it was delivered.
 */
export async function answerHere(
  { workspace, calls, metering, heartbeatMs = HEARTBEAT_MS }: Parts,
  { call, target, question, count, metered }: AskedHere,
  writer: Writer,
  isStream: boolean,
): Promise<object | Readable> {
  const taken = nothingTaken();
  const counted = () => count(writer.text);
  const heart = new HearerWithHeart(writer, heartbeatMs);
  const answering = answered(workspace, {
    call,
    target,
    question,
    admit: metering.admittingRounds(call, target),
    hearer: isStream ? heart : writer,
    taken,
  })
    .then((ended) => {
      call.signal.throwIfAborted();
      return ended;
    })
    .finally(() => heart.stop());
  if (!isStream) {
    const ended = await answering;
    metered.settled(taken, counted);
    calls.end(call);
    return writer.whole(ended, await tookOf(target, taken, counted));
  }
  const finished = answering
    .then(async (ended) => writer.finish(ended, await tookOf(target, taken, counted)))
    .finally(() => (writer.isEmpty ? metered.released() : metered.settled(taken, counted)));
  await Promise.race([writer.begun, finished]);
  void calls.during(
    finished.catch((error: unknown) => writer.fail(reasonOf(call, error))).finally(() => calls.end(call)),
  );
  return writer.stream;
}

/** As the endpoint told; where it did not, as it is counted here: an agent's with each round. */
const tookOf = async ({ agent }: Target, taken: Taken, counted: () => Promise<Estimate>): Promise<Estimate> =>
  taken.answers > 0 && (taken.untold === 0 || agent) ? taken : counted();

/** At most as many tokens as the caller wants, and as the agent may. */
export function atMost(own: Target["parameters"], most: number | null | undefined): Record<string, unknown> {
  const { max_tokens } = asObject(own);
  if (most == null) return {};
  return { max_tokens: typeof max_tokens === "number" ? Math.min(max_tokens, most) : most };
}
