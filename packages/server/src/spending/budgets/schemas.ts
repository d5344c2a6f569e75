import { z } from "zod";
import { Name } from "../../http/schemas.ts";
import { MOST_CREDITS } from "../ledger/amounts.ts";
import { budgetPeriods } from "./periods.ts";

export const BudgetPrincipal = z
  .union([z.literal("organization"), Name.refine((name) => /^(user|service|group|key):/.test(name))])
  .describe("`user:…`, `service:…`, `group:…`, `key:…`, or `organization`");
export const OfPrincipal = z.strictObject({ principal: BudgetPrincipal });

export const BudgetWish = z.strictObject({
  credits: z.number().min(0).max(MOST_CREDITS).describe("What may be spent in a period; rounded to a thousandth"),
  period: z.enum(budgetPeriods).describe("UTC; weeks begin on Monday; none: it never begins anew"),
});
export type BudgetWish = z.infer<typeof BudgetWish>;

export const Budget = z.object({
  principal: z.string(),
  name: z.string().nullable(),
  keyOf: z.string().nullable().describe("Of a key: what whoever it is of is called"),
  whose: z.enum(["administration", "own"]).describe("own: a person's own cap"),
  credits: z.number(),
  period: z.enum(budgetPeriods),
  spent: z.number().describe("In this period, since the budget was set first"),
  held: z.number(),
  left: z.number(),
  isNearlySpent: z.boolean().describe("80 % of it, or more, is spent"),
  until: z.string().nullable().describe("When the period is over"),
  lastsUntil: z
    .string()
    .nullable()
    .describe(
      "When it will be spent, if it goes on as in this period so far; null: not before the period is over, or nothing was spent yet",
    ),
});
export type Budget = z.infer<typeof Budget>;

export const BudgetListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1_024).optional(),
});
export type BudgetListQuery = z.infer<typeof BudgetListQuery>;

export const BudgetList = z.object({ budgets: z.array(Budget), nextCursor: z.string().nullable() });
export type BudgetList = z.infer<typeof BudgetList>;

export const OwnBudgets = z.object({ budgets: z.array(Budget) });
