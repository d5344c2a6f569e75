import { MOST_TOKENS } from "../../config/index.ts";
import type { TokensTold } from "./model.ts";

/** How many tokens an OpenAI-compatible endpoint says that an answer took; undefined where it does not, or says what nobody can believe. */
export function tokensTold(chunk: unknown): TokensTold | undefined {
  if (typeof chunk !== "object" || chunk === null || !("usage" in chunk)) return undefined;
  const { usage } = chunk;
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = { ...usage } as Record<string, unknown>;
  return isCount(tokensIn) && isCount(tokensOut) ? { tokensIn, tokensOut } : undefined;
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS;
