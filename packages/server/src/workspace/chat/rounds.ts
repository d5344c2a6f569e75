import { sumOfTokens } from "../../config/index.ts";
import type { Line, Model, ModelCall, Prompt, TokensTold } from "../models/model.ts";
import type { AgentFunctions } from "../tools/calling/agentFunctions.ts";
import type { ToolCall } from "./frames.ts";
import { type Admit, answerPaid } from "./paying.ts";

/** Longest answer in words, in UTF-16 units; the model is stopped there. */
const LONGEST_ANSWER = 512 * 1024;
/** What all calls of one answer bring together, in UTF-16 units; later ones bring nothing. */
const MOST_BROUGHT = 1_000_000;
export const MOST_ROUNDS = 25;
const MOST_AT_ONCE = 10;

/** An answer that called functions for too long. */
export class TooManyRounds extends Error {}

/** Where an answer goes as it grows. */
export interface Hearer {
  /** All that was said in words. */
  readonly text: string;
  readonly textLength: number;
  say(piece: string): void;
  /** A function is being called. */
  begin(call: Pick<ToolCall, "id" | "name" | "args">): void;
  /** The call brought this. */
  complete(id: string, output: string): void;
}

export interface Asking {
  model: Model;
  /** Asked before each round. */
  admit: Admit;
  prompt: Prompt;
  /** Null: there is nothing to call. */
  functions: AgentFunctions | null;
  mostRounds: number;
  stream: Hearer;
  signal: AbortSignal;
  /** Where it is written down what the model took. */
  taken: Taken;
}

/** What a model took, all rounds of an answer together. */
export interface Taken extends TokensTold {
  /** How often it was asked. */
  answers: number;
  /** Of these: how often nobody told how many tokens it took, so that they were counted here. */
  untold: number;
}

export const nothingTaken = (): Taken => ({ answers: 0, untold: 0, tokensIn: 0, tokensOut: 0 });

/**
 * Asks a model, makes the calls that it wants, tells it what they brought, and so on until it calls nothing more.
 * @returns how it ended; early where `signal` is aborted
 * @throws {TooManyRounds}, {Problem} `balance-insufficient`, and what the model throws
 */
export async function answerInRounds({
  model,
  admit,
  prompt,
  functions,
  mostRounds,
  stream,
  signal,
  taken,
}: Asking): Promise<"stop" | "length"> {
  const lines: Line[] = [...prompt.lines];
  const asked = { ...prompt, lines, ...(functions && { functions: functions.list }) };
  const brought = new Room(MOST_BROUGHT);
  const ids = new CallIds();
  const counted = (tokens: TokensTold) => void Object.assign(taken, sumOfTokens(taken, tokens));
  for (let round = 1; ; round++) {
    const before = stream.textLength;
    let calls: readonly ModelCall[] = [];
    let isHeard = false;
    for await (const piece of answerPaid({ model, admit, counted }, asked, signal)) {
      // Until it is told, it is not: also where the answer ends early.
      if (!isHeard) {
        taken.answers++;
        taken.untold++;
      }
      isHeard = true;
      if (typeof piece === "object" && "tokensIn" in piece) {
        taken.untold--;
        Object.assign(taken, sumOfTokens(taken, piece));
        continue;
      }
      if (signal.aborted) return "stop";
      if (typeof piece !== "string") {
        calls = piece;
        continue;
      }
      const room = LONGEST_ANSWER - stream.textLength;
      stream.say(piece.slice(0, room));
      if (piece.length >= room) return "length";
    }
    if (signal.aborted || calls.length === 0) return "stop";
    if (round > mostRounds) throw new TooManyRounds();
    const named = calls.map((call) => ({ ...call, id: ids.fresh(call.id) }));
    for (const { id, name, arguments: args } of named) stream.begin({ id, name, args });
    const outputs = await Promise.all(
      named.map(async (call, place) => {
        const output = await outputOf(functions, call, place, signal);
        const told = brought.take(output);
        if (!signal.aborted) stream.complete(call.id, told);
        return told;
      }),
    );
    lines.push(
      { role: "assistant", content: stream.text.slice(before), calls: named },
      ...named.map(({ id }, place): Line => ({ role: "tool", callId: id, content: outputs[place] ?? "" })),
    );
  }
}

async function outputOf(
  functions: AgentFunctions | null,
  call: ModelCall,
  place: number,
  signal: AbortSignal,
): Promise<string> {
  if (!functions) return "error: there is no function of this name";
  if (place >= MOST_AT_ONCE) return `error: at most ${MOST_AT_ONCE} calls at a time`;
  return functions.call(call, signal);
}

/** Some models count from one again in each round; in an answer each call has a name of its own. */
class CallIds {
  private readonly taken = new Set<string>();

  fresh(wished: string): string {
    let id = wished;
    for (let number = 2; this.taken.has(id); number++) id = `${wished}_${number}`;
    this.taken.add(id);
    return id;
  }
}

class Room {
  private left: number;

  constructor(left: number) {
    this.left = left;
  }

  take(text: string): string {
    if (this.left <= 0) return "error: the calls of this answer have brought as much as they may";
    const taken = text.slice(0, this.left).toWellFormed();
    this.left -= taken.length;
    return taken;
  }
}
