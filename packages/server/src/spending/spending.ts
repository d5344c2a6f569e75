import type { TokenRate, Tokens } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";
import { Problem } from "../http/problem.ts";

/** What is about to be asked of a model, and what it may cost. */
export interface SpendingWish {
  /** `model:<id>` */
  model: string;
  /** `agent:<id>`, where one speaks. */
  agent: string | null;
  keyId: string | null;
  rate: TokenRate;
  /** Estimated. */
  tokensIn: number;
  /** The most that may come. */
  tokensOut: number;
  context: "message" | "gateway" | "title";
  conversationId: string | null;
}

/** Leave to ask. Ends once: what is said of it after that has no effect. */
export interface Admission {
  /** The model answered, or some of it, and this is what it took. The call is over now, also where that is still being counted. */
  settle(told: Tokens | Promise<Tokens>): Promise<void>;
  /** Nothing was taken. */
  release(): Promise<void>;
}

/** Whoever asks a model asks here first, by whatever way in: all debit the same accounts. */
export interface Spending {
  /** @throws {Problem} one of {@link spendingRefusals} */
  admit(actor: Actor, wish: SpendingWish): Promise<Admission>;
}

/** Why somebody may not ask now, though they may use the model. */
export const spendingRefusals = [
  "balance-insufficient",
  "budget-exhausted",
  "rate-limited",
  "limits-unavailable",
] as const;
export type SpendingRefusal = (typeof spendingRefusals)[number];

export const isSpendingRefusal = (error: unknown): error is Problem & { code: SpendingRefusal } =>
  error instanceof Problem && spendingRefusals.some((code) => code === error.code);

const noMatter: Admission = { settle: async () => undefined, release: async () => undefined };

/** Where nothing is counted. */
export const freely: Spending = { admit: async () => noMatter };
