import { z } from "zod";
import { text, whole } from "../shapes.ts";

const Kind = z.enum(["day", "week", "month"]).default("day").describe("UTC; weeks begin on Monday");
const Day = z.iso.date().describe("The first day of the period");

export const UsageQuery = z.strictObject({ by: Kind, periods: whole(1, 60).default(30) });
export type UsageQuery = z.infer<typeof UsageQuery>;

export const usageOrders = ["messages", "conversations", "tokens", "cost", "lastAt"] as const;
export type UsageOrder = (typeof usageOrders)[number];

export const UsagePeopleQuery = z.strictObject({
  by: Kind,
  from: Day.optional().describe("A day in the period; default: the one of now"),
  sort: z.enum(usageOrders).default("messages").describe("The most first; lastAt: the last seen first"),
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
});
export type UsagePeopleQuery = z.infer<typeof UsagePeopleQuery>;

const Counts = {
  conversations: z.number().describe("Begun"),
  messages: z.number().describe("Written by people"),
  tokensIn: z.number().describe("Of what was asked, where it is told how many there were"),
  tokensOut: z.number(),
  answers: z.number().describe("How often a model was asked"),
  untold: z
    .number()
    .describe("Of these: how often nobody told how many tokens it took, so that they were counted here"),
  cost: z.number().describe("In thousandths of a credit, at prices that are known; 1,000,000 credits are 1 USD"),
  costAssumed: z.number().describe("The same where no price is known, at LibreChat's default"),
};
const Active = z.number().describe("People who wrote");

/** One more orders things and groups than people: how many were active. */
export const rankingOrders = ["messages", "active", "conversations", "tokens", "cost"] as const;

export const RankingQuery = z.strictObject({
  by: Kind,
  from: Day.optional().describe("A day in the period; default: the one of now"),
  sort: z.enum(rankingOrders).default("messages").describe("The most first"),
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
});
export type RankingQuery = z.infer<typeof RankingQuery>;

const Ranking = {
  from: z.string(),
  total: z.object({ things: z.number(), ...Counts }).describe("All of them together, also those beyond the list"),
  nextCursor: z.string().nullable(),
};

export const ThingRanking = z.object({
  ...Ranking,
  things: z.array(
    z.object({
      id: z.string().nullable().describe("As its own calls name it; null: whoever asks may not know, or it is gone"),
      name: z.string().nullable(),
      resource: z.string().nullable().describe("For whoever may `read:access`: under which the access report knows it"),
      isGone: z.boolean(),
      active: Active,
      ...Counts,
    }),
  ),
});
export type ThingRanking = z.infer<typeof ThingRanking>;

export const GroupRanking = z.object({
  ...Ranking,
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      members: z.number().describe("People and groups that are in it directly, now"),
      active: Active,
      ...Counts,
    }),
  ),
});
export type GroupRanking = z.infer<typeof GroupRanking>;

export const KeyRanking = z.object({
  ...Ranking,
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable().describe("Null: it was revoked, or ended long ago"),
      account: z.string().nullable().describe("Whose: `user:…`, `service:…`"),
      accountName: z.string().nullable(),
      ...Counts,
    }),
  ),
});
export type KeyRanking = z.infer<typeof KeyRanking>;

export const UsageAnswer = z.object({
  periods: z.array(z.object({ from: z.string(), isOver: z.boolean(), active: Active, ...Counts })),
});
export type UsageAnswer = z.infer<typeof UsageAnswer>;

export const UsagePeople = z.object({
  from: z.string(),
  people: z.array(z.object({ id: z.string(), name: z.string().nullable(), ...Counts, lastAt: z.string() })),
  nextCursor: z.string().nullable(),
});
export type UsagePeople = z.infer<typeof UsagePeople>;

export const UsageKeptQuery = z.strictObject({ limit: whole(1, 100).default(25), cursor: text(1_024).optional() });
export type UsageKeptQuery = z.infer<typeof UsageKeptQuery>;

export const UsageKept = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      conversations: z.number().describe("That are there now"),
      messages: z.number().describe("In them, answers included"),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type UsageKept = z.infer<typeof UsageKept>;

export const PersonUsage = z.object({
  lastAt: z.string().nullable().describe("When they last wrote, of the last twelve months"),
  months: z.array(z.object({ from: z.string(), ...Counts })),
  days: z.array(z.object({ from: z.string(), ...Counts })),
});
export type PersonUsage = z.infer<typeof PersonUsage>;
