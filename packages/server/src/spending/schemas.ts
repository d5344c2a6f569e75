import { z } from "zod";
import { Account, Text } from "../http/schemas.ts";
import { MOST_CREDITS } from "./ledger/amounts.ts";

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

const limit = z.coerce.number().int().min(1).max(100).default(25);
const cursor = z.string().max(1_024).optional();
const Credits = z.number().describe("1,000,000 credits are 1 USD");

export const OfAccount = z.strictObject({ account: Account.describe("`user:64f0…` or `service:64f0…`") });

export const AccountBalance = z.object({
  account: z.string(),
  name: z.string(),
  balance: Credits.describe("What it has; what answers under way hold is among it"),
  held: Credits,
  spent: Credits.describe("Since the beginning"),
  opened: z.boolean().describe("Whether it got its start balance, or was given something, already"),
  refill: z.object({ every: z.number(), unit: RefillUnit, credits: Credits, lastAt: z.string().nullable() }).nullable(),
});
export type AccountBalance = z.infer<typeof AccountBalance>;

export const BalanceListQuery = z.strictObject({
  search: z.string().max(200).optional().describe("Part of a name or an address"),
  limit,
  cursor,
});
export type BalanceListQuery = z.infer<typeof BalanceListQuery>;

export const BalanceList = z.object({
  balances: z.array(AccountBalance.extend({ email: z.string().nullable().describe("Services have none") })),
  nextCursor: z.string().nullable(),
});
export type BalanceList = z.infer<typeof BalanceList>;

const Wish = z.number().min(-MOST_CREDITS).max(MOST_CREDITS);
export const BalanceChange = z
  .strictObject({
    set: Wish.min(0).optional().describe("What it has from now on, in credits; rounded to a thousandth"),
    add: Wish.optional().describe("What is added to it; below 0: what is taken, as far as it is there"),
    reason: Text(500).optional().describe("For the audit trail"),
  })
  .refine(({ set, add }) => (set === undefined) !== (add === undefined), "says `set` or `add`");
export type BalanceChange = z.infer<typeof BalanceChange>;

export const EntriesQuery = z.strictObject({ limit, cursor });
export type EntriesQuery = z.infer<typeof EntriesQuery>;

export const BalanceEntries = z.object({
  entries: z.array(
    z.object({
      number: z.number(),
      at: z.string(),
      kind: z
        .string()
        .describe("start, refill, added, taken, reserved, settled, returned, released, expired, overrun …"),
      from: z.string(),
      to: z.string(),
      credits: Credits,
      actor: z.string(),
      model: z.string().nullable(),
      agent: z.string().nullable(),
      context: z.string().nullable(),
      tokensIn: z.number().nullable(),
      tokensOut: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type BalanceEntries = z.infer<typeof BalanceEntries>;
