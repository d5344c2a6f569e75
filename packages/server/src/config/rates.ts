import type { TokenPrices } from "./settings.ts";

/** What a token costs, in millionths of a credit; 1,000,000 credits are 1 USD. So a price of 6 USD for a million tokens is 6 credits a token. */
export interface TokenRate {
  readonly prompt: number;
  readonly completion: number;
  /** false: nobody said what the model costs, and LibreChat's default is taken. */
  readonly isKnown: boolean;
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
  const { prompt, completion } = said;
  return {
    prompt: prompt === undefined ? defaultRate.prompt : Math.round(prompt * PARTS),
    completion: completion === undefined ? defaultRate.completion : Math.round(completion * PARTS),
    isKnown: prompt !== undefined && completion !== undefined,
  };
}

/** What these tokens cost, in thousandths of a credit, rounded once. Exact: whole numbers all the way. */
export function costOf(rate: TokenRate, { tokensIn, tokensOut }: { tokensIn: number; tokensOut: number }): number {
  const millionths = BigInt(tokensIn) * BigInt(rate.prompt) + BigInt(tokensOut) * BigInt(rate.completion);
  return Number((millionths + 500n) / 1_000n);
}

/** What is charged for them: the same, rounded up to a thousandth. */
export function chargeOf(rate: TokenRate, { tokensIn, tokensOut }: { tokensIn: number; tokensOut: number }): number {
  const millionths = BigInt(tokensIn) * BigInt(rate.prompt) + BigInt(tokensOut) * BigInt(rate.completion);
  return Number((millionths + 999n) / 1_000n);
}
