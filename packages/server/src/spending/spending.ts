import type { TokenRate } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";

/** What somebody wants a model asked, before it is asked. */
export interface SpendingWish {
  /** `model:<id>` */
  model: string;
  /** `agent:<id>` */
  agent: string | null;
  keyId: string | null;
  rate: TokenRate;
  /** Estimated. */
  tokensIn: number;
  /** Most that may come. */
  tokensOut: number;
  context: "message" | "gateway" | "title";
  conversationId: string | null;
}

/** What was admitted ends once: with what it took, or with nothing. */
export interface Admission {
  settle(told: { tokensIn: number; tokensOut: number }): Promise<void>;
  release(): Promise<void>;
}

/** Asked before a model is. */
export interface Spending {
  /** @throws {Problem} where it is too much */
  admit(actor: Actor, wish: SpendingWish): Promise<Admission>;
}

/** Nothing is limited. */
export const freely: Spending = {
  admit: async () => ({ settle: async () => undefined, release: async () => undefined }),
};
