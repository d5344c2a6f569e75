import { z } from "zod";
import { Moment } from "../../http/schemas.ts";
import { readRange } from "../addresses/range.ts";
import { line, OwnId } from "../texts.ts";
import { KeyLimits, KeyLimitsWish } from "./limits.ts";
import { KeyScope } from "./scope.ts";

const MOST_ADDRESSES = 20;
/** A week: whoever has not put in the new key by then has forgotten it. */
const LONGEST_OVERLAP_MINUTES = 7 * 24 * 60;

const Address = z
  .string()
  .max(50)
  .transform((text, context) => {
    const range = readRange(text);
    if (!range) context.addIssue("must be an address or a range like 203.0.113.0/24");
    return range?.text ?? "";
  });

const Name = line(100);
const Addresses = z
  .array(Address)
  .max(MOST_ADDRESSES)
  .describe("Addresses and ranges that it may be used from; none: from everywhere");
const EndsAt = Moment.nullable().describe("From when on it opens nothing; null: never");

export const KeyBody = z.strictObject({
  name: Name,
  expiresAt: EndsAt.optional(),
  scope: KeyScope.optional(),
  addresses: Addresses.optional(),
  limits: KeyLimitsWish.optional(),
});
export type KeyWish = z.infer<typeof KeyBody>;

export const KeyEdit = z.strictObject({
  name: Name.optional(),
  expiresAt: EndsAt.optional(),
  scope: KeyScope.optional(),
  addresses: Addresses.optional(),
  limits: KeyLimitsWish.optional().describe("What is not named stays as it is"),
});
export type KeyEditWish = z.infer<typeof KeyEdit>;

export const RotateBody = z.strictObject({
  overlapMinutes: z
    .number()
    .int()
    .min(0)
    .max(LONGEST_OVERLAP_MINUTES)
    .default(0)
    .describe("How long the former key goes on working beside the new one"),
});

export const keyParams = z.strictObject({ id: OwnId });

/** A key as it is told of: never the key itself. LibreChat's fields, and ours. */
export const KeyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  keyPrefix: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe("To the minute"),
  scope: KeyScope,
  addresses: z.array(z.string()),
  limits: KeyLimits.describe("What its owner allows it, beside whatever else holds"),
  formerUntil: z.string().nullable().describe("Until when the key that it took the place of still works"),
  isEnded: z.boolean(),
  account: z.string(),
  madeBy: z.string(),
});
export type KeyView = z.infer<typeof KeyAnswer>;

export const MadeKeyAnswer = KeyAnswer.extend({ key: z.string().describe("Shown this once") });
export const KeyList = z.object({ keys: z.array(KeyAnswer) });
