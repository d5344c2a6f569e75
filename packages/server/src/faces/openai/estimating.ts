import type { Estimate } from "./metering.ts";

/** Of English; of other languages it is rather fewer. */
const CHARACTERS_OF_A_TOKEN = 4;
/** What a picture takes, about; its bytes say nothing of it. */
const TOKENS_OF_A_PICTURE = 1_000;
/** What a line takes besides its words. */
const TOKENS_OF_A_LINE = 4;
/** Where nobody says how long an answer may be. */
const LIKELY_TOKENS_OUT = 4_096;
const MOST_TOKENS_OUT = 1_000_000;

export const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_OF_A_TOKEN);

interface Asked {
  /** Messages, input: whatever is said to the model. */
  said: unknown;
  tools?: unknown;
  /** Most tokens of each answer. */
  most: number | null | undefined;
  /** How many answers. Default: 1. */
  n?: number | null | undefined;
}

/** How many tokens a request may take, before anybody has told. */
export function estimateOf({ said, tools, most, n }: Asked): Estimate {
  return {
    tokensIn: tokensIn(said) + (tools === undefined ? 0 : tokensOf(JSON.stringify(tools))),
    tokensOut: Math.min((most ?? LIKELY_TOKENS_OUT) * (n ?? 1), MOST_TOKENS_OUT),
  };
}

/** Texts by their length, pictures each alike, however deep they lie. */
function tokensIn(said: unknown): number {
  if (typeof said === "string") return said.startsWith("data:") ? TOKENS_OF_A_PICTURE : tokensOf(said);
  // A token that was counted already.
  if (typeof said === "number") return 1;
  if (typeof said !== "object" || said === null) return 0;
  const parts = Object.values(said).reduce<number>((sum, part) => sum + tokensIn(part), 0);
  return "role" in said ? parts + TOKENS_OF_A_LINE : parts;
}
