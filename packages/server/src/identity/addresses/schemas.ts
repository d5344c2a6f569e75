import { z } from "zod";
import { Moment, Text } from "../../http/schemas.ts";
import { OwnId, paragraph } from "../texts.ts";

const Address = z
  .string()
  .min(2)
  .max(50)
  .describe("`203.0.113.7`, `203.0.113.0/24`, `2001:db8::/48`; at widest /16, of IPv6 /32");

/** What makes a ban dangerous: it takes whoever bans, a network of one's own, or the proxy in front. */
export const Danger = z.enum(["own", "private", "proxy"]);
export type Danger = z.infer<typeof Danger>;

export const AddressBan = z.object({
  id: z.string(),
  address: z.string(),
  reason: z.string(),
  bannedBy: z.string().nullable().describe("Their name, or who acted at the command line; null: the account is gone"),
  createdAt: z.string(),
  until: z.string().nullable().describe("Null: for good"),
});
export type AddressBanView = z.infer<typeof AddressBan>;

const cursor = Text(1_024).optional();
export const ListQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor });
export const List = z.object({ bans: z.array(AddressBan), nextCursor: z.string().nullable() });

export const PreviewBody = z.strictObject({
  address: Address,
  days: z.number().int().min(1).max(90).default(30).describe("Who was there in so many days"),
  limit: z.number().int().min(1).max(100).default(25),
  cursor,
});
export const Preview = z.object({
  address: z.string().describe("As it will be banned"),
  people: z
    .number()
    .describe("Who signed in from there or was there last; at most 1,000 are counted. Programs are not in it"),
  names: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      lastSeenAt: z.string(),
      sessions: z.number(),
    }),
  ),
  nextCursor: z.string().nullable(),
  dangers: z.array(Danger).describe("What has to stand in `evenThough`"),
  isBanned: z.boolean(),
  whyNot: z.string().nullable().describe("Why whoever asks cannot ban it, whatever is meant; null: they can"),
});

export const BanBody = z.strictObject({
  address: Address,
  reason: paragraph(500).pipe(z.string().min(3)),
  until: Moment.nullable().describe("Null: for good"),
  evenThough: z.array(Danger).max(3).optional().describe("Dangers that were seen, and are wanted"),
});
export const BanParams = z.strictObject({ id: OwnId });
