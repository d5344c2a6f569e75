import { z } from "zod";
import { budgetPeriods } from "../budgets/periods.ts";

export const SpendingWarnings = z.object({
  warnings: z.array(
    z.object({
      principal: z
        .string()
        .describe("Whose budget: `user:…`, `service:…`, `group:…`, `key:…`, `organization`; whose balance"),
      name: z.string().nullable(),
      whose: z.enum(["administration", "own", "balance"]).describe("own: an owner's; balance: it is no budget"),
      credits: z.number().describe("Of the budget; or what a balance begins with"),
      spent: z.number().describe("When the warning was written"),
      period: z.enum(budgetPeriods),
      warnedAt: z.iso.datetime(),
    }),
  ),
});
export type SpendingWarnings = z.infer<typeof SpendingWarnings>;
