import type { PassedAnswer } from "../../workspace/index.ts";
import { ModelFailed, nothingTaken, type Taken, tokensTold } from "../../workspace/index.ts";
import type { Call } from "./call.ts";
import { reasonOf } from "./calls.ts";
import { errorEvent } from "./completion.ts";
import type { PassedEvents } from "./passedEvents.ts";

/** Longest answer that is not streamed, in bytes. */
const MOST_BYTES = 32 * 1_024 * 1_024;

/** An endpoint's answer as one piece; all of it, or an error. @throws {ModelFailed} */
export async function wholeOf({ isStream, pieces }: PassedAnswer): Promise<Buffer> {
  if (isStream) throw new ModelFailed("The model's endpoint answered with a stream that nobody asked for.");
  const came: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.byteLength;
    if (length > MOST_BYTES) throw new ModelFailed("The model's endpoint answered with too much.");
    came.push(piece);
  }
  return Buffer.concat(came);
}

/** What an answer took, as its endpoint tells. @param list the field that an answer cannot be without. @throws {ModelFailed} for what is none */
export function takenBy(answer: Buffer, list: "choices" | "data"): Taken {
  const body = readJson(answer);
  if (typeof body !== "object" || body === null || !(list in body))
    throw new ModelFailed("The model's endpoint answered with something else.");
  const told = tokensTold(list === "data" ? withNothingSaid(body) : body);
  return { ...nothingTaken(), answers: 1, ...(told ?? { untold: 1 }) };
}

/** Of what was not asked to say anything, endpoints tell what it was told only. */
const withNothingSaid = (body: object): object =>
  "usage" in body && typeof body.usage === "object" ? { usage: { completion_tokens: 0, ...body.usage } } : body;

function readJson(answer: Buffer): unknown {
  try {
    return JSON.parse(answer.toString("utf8"));
  } catch {
    throw new ModelFailed("The model's endpoint answered with something that is not JSON.");
  }
}

/** A streamed answer on its way to the caller. Where it breaks, an event says so; then it is at its end, without `[DONE]`. */
export async function* relayed(
  { pieces }: PassedAnswer,
  events: PassedEvents,
  call: Call,
): AsyncGenerator<Buffer | string> {
  try {
    for await (const piece of pieces) {
      const whole = events.take(piece);
      if (whole.length > 0) yield whole;
      if (events.failure !== undefined) throw events.failure;
      if (events.isOver) return;
    }
    if (call.signal.aborted) {
      if (call.cutBy) yield errorEvent(call.cutBy);
      return;
    }
    yield events.end();
    if (events.failure !== undefined) throw events.failure;
  } catch (error) {
    yield errorEvent(reasonOf(call, error));
  }
}
