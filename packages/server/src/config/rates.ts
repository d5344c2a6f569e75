import type { TokenPrices } from "./settings.ts";

/** What a token costs, in millionths of a credit; 1,000,000 credits are 1 USD. So a price of 6 USD for a million tokens is 6 credits a token. */
export interface TokenRate {
  readonly prompt: number;
  readonly completion: number;
  /** Of tokens that the provider read from its cache; where nothing is said, they cost what the others do. */
  readonly cacheRead?: number;
  /** Of tokens that it wrote there; the same. */
  readonly cacheWrite?: number;
  /** false: nobody said what the model costs, and LibreChat's default is taken. */
  readonly isKnown: boolean;
}

/** How many tokens something takes. */
export interface Tokens {
  tokensIn: number;
  tokensOut: number;
  /** Of `tokensIn`: how many the provider read from its cache, where it says so. */
  cacheRead?: number;
  /** And how many it wrote there. INVARIANT: together they are `tokensIn` at most. */
  cacheWrite?: number;
}

const PARTS = 1_000_000;
/** LibreChat's, in USD for a million tokens, where no price is known. */
const DEFAULT_PRICE = 6;
/** In USD for a million tokens: with it and {@link MOST_TOKENS} a cost stays an exact number. */
export const HIGHEST_PRICE = 1_000;
/** Of one answer; whatever a provider says beyond is not believed. */
export const MOST_TOKENS = 10_000_000;

export const defaultRate: TokenRate = {
  prompt: DEFAULT_PRICE * PARTS,
  completion: DEFAULT_PRICE * PARTS,
  isKnown: false,
};
/** Of the built-in model, which asks nobody. */
export const free: TokenRate = { prompt: 0, completion: 0, isKnown: true };

/** What a model of an endpoint costs: as `tokenConfig` says, else LibreChat's default; a half-said price is completed by it and is not known. */
export function rateOf(prices: Readonly<Record<string, TokenPrices>>, model: string): TokenRate {
  const said = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (!said) return defaultRate;
  const { prompt, completion, cacheRead, cacheWrite } = said;
  return {
    prompt: prompt === undefined ? defaultRate.prompt : Math.round(prompt * PARTS),
    completion: completion === undefined ? defaultRate.completion : Math.round(completion * PARTS),
    ...(cacheRead !== undefined && { cacheRead: Math.round(cacheRead * PARTS) }),
    ...(cacheWrite !== undefined && { cacheWrite: Math.round(cacheWrite * PARTS) }),
    isKnown: prompt !== undefined && completion !== undefined,
  };
}

/** What these tokens cost, in thousandths of a credit, rounded once. Exact: whole numbers all the way. */
export const costOf = (rate: TokenRate, tokens: Tokens): number => Number((millionthsOf(rate, tokens) + 500n) / 1_000n);

/** What is charged for them: the same, rounded up to a thousandth. */
export const chargeOf = (rate: TokenRate, tokens: Tokens): number =>
  Number((millionthsOf(rate, tokens) + 999n) / 1_000n);

/** What a token of a question cost in the mean, cached or not: as LibreChat writes it down. */
export function promptRateOf(rate: TokenRate, asked: Tokens): number {
  if (!asked.cacheRead && !asked.cacheWrite) return rate.prompt;
  return Math.round(Number(millionthsOf(rate, { ...asked, tokensOut: 0 })) / asked.tokensIn);
}

/** Of two answers together. */
export const sumOfTokens = (one: Tokens, other: Tokens): Tokens => ({
  tokensIn: one.tokensIn + other.tokensIn,
  tokensOut: one.tokensOut + other.tokensOut,
  cacheRead: (one.cacheRead ?? 0) + (other.cacheRead ?? 0),
  cacheWrite: (one.cacheWrite ?? 0) + (other.cacheWrite ?? 0),
});

function millionthsOf(rate: TokenRate, { tokensIn, tokensOut, cacheRead = 0, cacheWrite = 0 }: Tokens): bigint {
  return (
    BigInt(tokensIn - cacheRead - cacheWrite) * BigInt(rate.prompt) +
    BigInt(cacheRead) * BigInt(rate.cacheRead ?? rate.prompt) +
    BigInt(cacheWrite) * BigInt(rate.cacheWrite ?? rate.prompt) +
    BigInt(tokensOut) * BigInt(rate.completion)
  );
}
