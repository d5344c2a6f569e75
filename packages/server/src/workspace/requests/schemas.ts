import { z } from "zod";
import { Moment, Name } from "../../http/schemas.ts";
import { text, whole } from "../shapes.ts";

const Action = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be the name of an action");
const Terms = {
  role: z.string().max(64).optional().describe("An access role of the thing's type instead of the least right"),
  allow: z.array(Action).min(1).max(16).optional().describe("Single actions instead of the least right"),
  expiresAt: Moment.nullable().optional().describe("Until when; null: for good"),
};

export const DraftQuery = z.strictObject({
  resource: Name.describe("The thing: `agent:<id>`, with the id of its own calls or the engine's"),
  action: Action,
});
export const Draft = z.object({
  resource: z.string(),
  action: z.string(),
  role: z.string().nullable().describe("The access role that holds exactly these actions, if any"),
  allow: z.array(z.string()),
  expiresAt: z.string(),
});

export const NewRequest = z.strictObject({
  resource: Name,
  action: Action,
  ...Terms,
  message: text(1_000).optional().describe("What it is for, to whoever answers"),
});
export type NewRequest = z.infer<typeof NewRequest>;

export const RequestParams = z.strictObject({
  requestId: z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits"),
});
export const GrantBody = z.strictObject(Terms).describe("Nothing: as it was asked for");
export type GrantBody = z.infer<typeof GrantBody>;
export const DeclineBody = z.strictObject({ answer: text(1_000).optional() });

export const RequestQuery = z.strictObject({
  box: z.enum(["mine", "to-me"]).describe("What one asked for, or what others ask of one"),
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
});

export const AccessRequest = z.object({
  id: z.string(),
  resource: z.string().describe("As whoever asked named it"),
  name: z.string().nullable().describe("What it is called, for whoever may know"),
  thingId: z.string().nullable().describe("As its own calls name it, for whoever may know"),
  action: z.string(),
  role: z.string().nullable(),
  allow: z.array(z.string()),
  expiresAt: z.string().nullable(),
  message: z.string(),
  state: z
    .enum(["open", "granted", "declined", "lapsed"])
    .describe("Who could do nothing with the thing hears of no refusal: it stays open until its end"),
  createdAt: z.string(),
  endsAt: z.string().describe("Nobody answers it from then on"),
  requester: z.string(),
  requesterName: z.string().nullable(),
  answeredByName: z.string().nullable(),
  answer: z.string(),
});
export type AccessRequest = z.infer<typeof AccessRequest>;

export const RequestList = z.object({ requests: z.array(AccessRequest), nextCursor: z.string().nullable() });
export const Summary = z.object({
  toMe: z.number().describe("How many wait for one's answer; at most 100 are counted"),
  answered: z.number().describe("Answers to one's own that one has not seen"),
});
