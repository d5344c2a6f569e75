import {
  type Admit,
  answerInRounds,
  type Hearer,
  type Line,
  type ModelCall,
  type ModelFunction,
  type Taken,
  type Target,
  type Workspace,
} from "../../workspace/index.ts";
import type { Call } from "./call.ts";

/** Longest answer in words, in UTF-16 units; the model is stopped there. */
const LONGEST_ANSWER = 512 * 1_024;

/** What is asked of a model whose endpoint does not get the body as it is, or of an agent. */
export interface Question {
  lines: readonly Line[];
  /** The caller's own; an agent has its own instead. */
  functions: readonly ModelFunction[];
  /** Over those of the agent. */
  parameters: Readonly<Record<string, unknown>>;
  /** Further fields of the request to the endpoint. */
  passed?: Readonly<Record<string, unknown>>;
}

export interface Ended {
  finish: "stop" | "length" | "tool_calls";
  /** What the caller is to call. */
  calls: readonly ModelCall[];
}

export interface AnswerTo {
  call: Call;
  target: Target;
  question: Question;
  /** Asked before each round of an agent. */
  admit: Admit;
  /** What is said goes there as it comes. */
  hearer: Hearer;
  /** Where it is written down what the model took. */
  taken: Taken;
}

/**
 * Has a question answered, an agent with its files and its actions.
 * @throws what the model throws, {@link TooManyRounds}; also early, without an error, where the call has ended: see `call.cutBy`
 */
export async function answered(
  { directAnswers }: Pick<Workspace, "directAnswers">,
  { call, target, question, admit, hearer, taken }: AnswerTo,
): Promise<Ended> {
  const { signal, actor } = call;
  const prompt = await directAnswers.prompt(actor, target, question.lines);
  try {
    const parameters = { ...prompt.parameters, ...question.parameters };
    const asked = { ...prompt, parameters, ...(question.passed && { passed: question.passed }) };
    if (!target.agent) return await once(target, { ...asked, functions: question.functions }, hearer, signal, taken);
    const functions = await directAnswers.functions(actor, target);
    if (functions) call.further = () => functions.needs;
    const { model, agent } = target;
    const { mostRounds } = agent;
    const rounds = { model, admit, prompt: asked, functions, mostRounds, stream: hearer, signal, taken };
    return { finish: await answerInRounds(rounds), calls: [] };
  } finally {
    prompt.release();
  }
}

/** A model asked once: what it wants called is the caller's to call. */
async function once(
  { model }: Target,
  prompt: Parameters<Target["model"]["answer"]>[0],
  hearer: Hearer,
  signal: AbortSignal,
  taken: Taken,
): Promise<Ended> {
  let calls: readonly ModelCall[] = [];
  let isLong = false;
  for await (const piece of model.answer(prompt, signal)) {
    if (taken.answers === 0) {
      taken.answers = 1;
      taken.untold = 1;
    }
    if (typeof piece === "object" && "tokensIn" in piece) {
      taken.untold = 0;
      Object.assign(taken, piece);
    } else if (typeof piece !== "string") calls = piece;
    else {
      const room = LONGEST_ANSWER - hearer.textLength;
      hearer.say(piece.slice(0, room));
      isLong = piece.length >= room;
      if (isLong) break;
    }
  }
  for (const { id, name, arguments: args } of calls) hearer.begin({ id, name, args });
  return { finish: isLong ? "length" : calls.length > 0 ? "tool_calls" : "stop", calls };
}
