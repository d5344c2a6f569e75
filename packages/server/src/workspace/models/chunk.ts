import { ModelFailed } from "./model.ts";

export type Chunk = Readonly<Record<string, unknown>>;

/**
 * One chunk of a streamed answer: it has choices, or says how many tokens it took. All else is a failure in one of the many forms that endpoints give it.
 * @throws {ModelFailed} INVARIANT: nothing of what the endpoint says of a failure is in it
 */
export function readChunk(data: string): Chunk {
  const chunk = readObject(data);
  const { choices, usage, error } = chunk;
  const isChunk = Array.isArray(choices) || (typeof usage === "object" && usage !== null);
  if (error != null || !isChunk || choicesOf(chunk).some(hasFailed)) throw failedMeanwhile();
  return chunk;
}

export const choicesOf = ({ choices }: Chunk): unknown[] => (Array.isArray(choices) ? choices : []);

/** Whether a choice says that it is at its end. */
export const isFinished = (choice: unknown): boolean =>
  typeof choice === "object" &&
  choice !== null &&
  "finish_reason" in choice &&
  typeof choice.finish_reason === "string";

const hasFailed = (choice: unknown): boolean =>
  typeof choice === "object" &&
  choice !== null &&
  (("error" in choice && choice.error != null) || ("finish_reason" in choice && choice.finish_reason === "error"));

export const failedMeanwhile = () => new ModelFailed("The model's endpoint failed while answering.");

const isObject = (value: unknown): value is Chunk => typeof value === "object" && value !== null;

function readObject(data: string): Chunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (isObject(chunk)) return chunk;
  } catch {
    // Told below.
  }
  throw new ModelFailed("The model's endpoint answered with something that is not JSON.");
}
