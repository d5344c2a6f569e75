import { MOST_TOKENS } from "../../config/index.ts";
import type { TokensTold } from "./model.ts";

/** How many tokens an OpenAI-compatible endpoint says that an answer took; undefined where it does not, or says what nobody can believe. */
export function tokensTold(chunk: unknown): TokensTold | undefined {
  if (typeof chunk !== "object" || chunk === null || !("usage" in chunk)) return undefined;
  const { usage } = chunk;
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut, prompt_tokens_details: details } = fieldsOf(usage);
  if (!isCount(tokensIn) || !isCount(tokensOut)) return undefined;
  return { tokensIn, tokensOut, ...cachedOf(fieldsOf(details), tokensIn) };
}

/** What the provider had in its cache, or has there now: OpenAI's name, and those that gateways use besides. More than all is not believed. */
function cachedOf({ cached_tokens, cache_write_tokens, cache_creation_tokens }: Fields, tokensIn: number) {
  const read = isCount(cached_tokens) ? cached_tokens : 0;
  const written = [cache_write_tokens, cache_creation_tokens].find(isCount) ?? 0;
  if (read + written > tokensIn) return {};
  return { ...(read > 0 && { cacheRead: read }), ...(written > 0 && { cacheWrite: written }) };
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS;
