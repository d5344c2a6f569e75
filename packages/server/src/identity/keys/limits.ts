import { z } from "zod";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";

/** Above that nothing is limited; and sums stay exact. */
const MOST = 1_000_000_000;
const MOST_CREDITS = 1_000_000_000_000;

const Most = z.number().int().min(0).max(MOST).nullable();
const Period = z.enum(["none", "day", "week", "month"]);

/** What whoever makes a key allows it: below whatever else holds for them, which it lifts nothing of. */
export const KeyLimitsWish = z.strictObject({
  requestsPerMinute: Most.optional().describe("How many requests to models; null: no limit of its own"),
  tokensPerMinute: Most.optional().describe("How many tokens, of questions and answers together"),
  budget: z
    .strictObject({
      credits: z.number().min(0).max(MOST_CREDITS).describe("What may be spent with it in a period"),
      period: Period.describe("UTC; weeks begin on Monday; none: it never begins anew"),
    })
    .nullable()
    .optional()
    .describe("What may be spent with it; null: no budget of its own"),
});
export type KeyLimitsWish = z.infer<typeof KeyLimitsWish>;
export type KeyBudgetWish = NonNullable<KeyLimitsWish["budget"]>;

export const KeyLimits = z.object({
  requestsPerMinute: z.number().nullable(),
  tokensPerMinute: z.number().nullable(),
  budget: z
    .object({
      credits: z.number(),
      period: Period,
      spent: z.number().describe("In this period, since the budget was set first"),
      left: z.number(),
      isNearlySpent: z.boolean().describe("80 % of it, or more, is spent"),
      until: z.string().nullable().describe("When the period is over"),
    })
    .nullable(),
});
export type KeyBudget = NonNullable<z.infer<typeof KeyLimits>["budget"]>;

/** What the part above keeps of keys: their owners' budgets for them. */
export interface KeyBudgets {
  /** null: it has none any more. */
  set(tx: Tx, actor: Actor, key: string, wish: KeyBudgetWish | null): Promise<void>;
  /** Keys of an organization were changed, by whatever server: what is remembered of their budgets is not believed any more. */
  changed(organization: string): void;
  /** Of these keys, those that have one. */
  of(db: Tx, organization: string, keys: readonly string[]): Promise<ReadonlyMap<string, KeyBudget>>;
  /** The keys go: nothing of them stays, whoever set it. */
  forget(tx: Tx, organization: string, keys: readonly string[]): Promise<void>;
}
