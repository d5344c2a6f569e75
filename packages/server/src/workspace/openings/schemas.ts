import { z } from "zod";
import { Name } from "../../http/schemas.ts";
import { text, whole } from "../shapes.ts";

const HOUR = 60;
/** Longer than a day is a new decision, with a new reason. */
const LONGEST_MINUTES = 24 * HOUR;

/** What ordinary writing does not need: it needs lines, tabs, joiners (of scripts and emoji) and the two marks of direction. */
const UNWRITTEN = /(?![\t\n\r\u200c-\u200f])[\p{Cc}\p{Cf}\p{Co}]/u;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;
/** As much of it as somebody sees who reads it. */
const seenOf = (reason: string): string => reason.replace(UNSEEN, "").replace(/\s+/g, " ").trim();

export const NewOpening = z.strictObject({
  resource: Name.describe("`conversation:<id>` or `file:<id>`, with the id of its own calls or the engine's"),
  reason: text(500)
    .refine((reason) => !UNWRITTEN.test(reason), "must be text, without characters that control how it looks")
    .refine((reason) => seenOf(reason).length >= 10, "must say why, in ten characters or more")
    .describe("Its owner reads it, and the log keeps it"),
  minutes: z.number().int().min(5).max(LONGEST_MINUTES).default(HOUR).describe("How long it stays open"),
});
export type NewOpening = z.infer<typeof NewOpening>;

export const OpeningParams = z.strictObject({
  openingId: z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits"),
});

export const OpeningsQuery = z.strictObject({ limit: whole(1, 100).default(25), cursor: text(1_024).optional() });
export const AllOpeningsQuery = OpeningsQuery.extend({
  resource: Name.optional().describe("Of this thing only, as the engine names it"),
});
export type AllOpeningsQuery = z.infer<typeof AllOpeningsQuery>;
export type OpeningsQuery = z.infer<typeof OpeningsQuery>;

export const Opening = z.object({
  id: z.string(),
  resource: z.string().describe("As the engine names it"),
  type: z.string(),
  thingId: z.string().nullable().describe("As its own calls name it; null where it is gone"),
  name: z.string().nullable().describe("What it is called, for whoever may view it now"),
  owner: z.string(),
  ownerName: z.string().nullable(),
  openedBy: z.string(),
  openedByName: z.string().nullable(),
  reason: z.string(),
  openedAt: z.string(),
  endsAt: z.string(),
  closedAt: z.string().nullable().describe("When whoever opened it closed it, before its end"),
  isOpen: z.boolean(),
  isSeen: z.boolean().describe("Whether its owner has looked at the list of what was opened"),
});
export type Opening = z.infer<typeof Opening>;

export const OpeningList = z.object({ openings: z.array(Opening), nextCursor: z.string().nullable() });
export const OwnOpeningList = OpeningList.extend({
  unseen: z.number().describe("How many one has not seen; at most 100 are counted"),
});

export const SealedParams = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_.@~-]{1,256}$/, "must be an id") });
export const SealedQuery = z.strictObject({
  type: z.enum(["conversation", "file"]),
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
});
export type SealedQuery = z.infer<typeof SealedQuery>;

export const SealedThing = z.object({
  resource: z.string().describe("What `POST /api/admin/openings` takes"),
  createdAt: z.string(),
  updatedAt: z.string(),
  bytes: z.number().nullable().describe("Of a file"),
  isArchived: z.boolean(),
  mayView: z.boolean().describe("Whether whoever asks views it now; then there is nothing to open"),
});
export const SealedList = z.object({ things: z.array(SealedThing), nextCursor: z.string().nullable() });
