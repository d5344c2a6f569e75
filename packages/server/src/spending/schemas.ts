import { z } from "zod";

const RefillUnit = z.enum(["seconds", "minutes", "hours", "days", "weeks", "months"]);

/** LibreChat's; the four of a refill only where there is one. */
export const OwnBalance = z.object({
  tokenCredits: z.number().describe("1,000,000 credits are 1 USD; what answers under way hold is among them"),
  autoRefillEnabled: z.boolean(),
  refillIntervalValue: z.number().optional(),
  refillIntervalUnit: RefillUnit.optional(),
  lastRefill: z.iso.datetime().optional(),
  refillAmount: z.number().optional(),
});
export type OwnBalance = z.infer<typeof OwnBalance>;

/** LibreChat's words. */
export const NoBalance = z.object({ error: z.literal("Balance not found") });
