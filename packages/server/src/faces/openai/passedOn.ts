import {
  failedMeanwhile,
  ModelFailed,
  nothingTaken,
  type PassedAnswer,
  type Taken,
  tellsOfFailure,
  tokensTold,
} from "../../workspace/index.ts";
import { asObject } from "./lines.ts";

/** Longest answer that is not streamed, in bytes. */
const MOST_BYTES = 32 * 1_024 * 1_024;

/** An endpoint's answer as one piece; all of it, or an error. @throws {ModelFailed} */
export function wholeOf({ isStream, handOn }: PassedAnswer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const came: Buffer[] = [];
    let length = 0;
    const flow = handOn({
      take(piece) {
        came.push(piece);
        length += piece.byteLength;
        if (length > MOST_BYTES) fail("The model's endpoint answered with too much.");
        return true;
      },
      end: (failure) => (failure ? reject(failure) : resolve(came.length === 1 ? came[0]! : Buffer.concat(came))),
    });
    const fail = (why: string) => {
      flow.letGo();
      reject(new ModelFailed(why));
    };
    if (isStream) fail("The model's endpoint answered with a stream that nobody asked for.");
  });
}

/** What an answer took, as its endpoint tells. @param list the field that an answer cannot be without. @throws {ModelFailed} for what is none */
export function takenBy(answer: Buffer, list: "choices" | "data"): Taken {
  const body = asObject(readJson(answer));
  if (tellsOfFailure(body)) throw failedMeanwhile();
  const found = body[list];
  if (!Array.isArray(found) || found.length === 0)
    throw new ModelFailed("The model's endpoint answered with something else.");
  const told = tokensTold(list === "data" ? withNothingSaid(body) : body);
  return { ...nothingTaken(), answers: 1, ...(told ?? { untold: 1 }) };
}

/** What a whole answer says and wants called, in any shape. */
export function saidBy(answer: Buffer): unknown {
  const { choices } = asObject(readJson(answer));
  if (!Array.isArray(choices)) return null;
  return choices.map((choice) => {
    const { content, tool_calls } = asObject(asObject(choice).message);
    return [content, tool_calls];
  });
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
