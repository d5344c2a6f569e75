import { ModelFailed } from "./model.ts";

export type Chunk = Readonly<Record<string, unknown>>;

/**
 * One chunk of a streamed answer: it has choices, or says how many tokens it took. All else is a failure in one of the many forms that endpoints give it.
 * @throws {ModelFailed} INVARIANT: nothing of what the endpoint says of a failure is in it
 */
export function readChunk(data: string): Chunk {
  const chunk = readObject(data);
  const { choices, usage } = chunk;
  const isChunk = Array.isArray(choices) || (typeof usage === "object" && usage !== null);
  if (!isChunk || tellsOfFailure(chunk)) throw failedMeanwhile();
  return chunk;
}

/** Whether what has the shape of an answer, or of a piece of one, tells of a failure, in one of the forms that endpoints give it. */
export function tellsOfFailure(answer: Chunk): boolean {
  const { object, type } = answer;
  const isOne = [object, type].some((kind) => typeof kind === "string" && isOfFailure(kind));
  // No answer has these but as empty: in them stands what went wrong.
  const isTold = ["error", "errors", "detail", "message"].some((field) => isSaid(answer[field]));
  return isOne || isTold || choicesOf(answer).some(hasFailed);
}

/** Of the name of an event, of a kind of object, of why an answer ends. */
export const isOfFailure = (name: string): boolean => /error|exception|fail/i.test(name);

export const choicesOf = ({ choices }: Chunk): unknown[] => (Array.isArray(choices) ? choices : []);

/** Whether a choice says that it is at its end. */
export const isFinished = (choice: unknown): boolean =>
  typeof choice === "object" &&
  choice !== null &&
  "finish_reason" in choice &&
  typeof choice.finish_reason === "string";

function hasFailed(choice: unknown): boolean {
  if (!isObject(choice)) return false;
  const { finish_reason: why, delta, message } = choice;
  const said = [choice, delta, message].filter(isObject);
  return (typeof why === "string" && isOfFailure(why)) || said.some(({ error }) => isSaid(error));
}

const isSaid = (value: unknown): boolean =>
  value != null && value !== false && value !== "" && !(Array.isArray(value) && value.length === 0);

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
