import { z } from "zod";
import { Moment } from "../../http/schemas.ts";
import { line, OwnId, paragraph } from "../texts.ts";
import { sharersInto } from "./sharingInto.ts";

export const OwnGroupAnswer = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  memberCount: z.number().describe("People and services that are directly in it now"),
  endsAt: z.string().nullable().describe("From then on nobody is in it; null: never"),
  isMember: z.boolean().describe("Whether one is in it oneself, directly"),
  memberUntil: z.string().nullable().describe("When one's own membership ends; null: never, or there is none"),
  isOwner: z.boolean().describe("Whether it is one's own; others may be owners beside"),
  owners: z
    .array(z.object({ userId: z.string(), name: z.string(), isOwner: z.boolean() }))
    .describe("Whoever owns it and, for whoever may share it, who holds its access role `owner`"),
  shareInto: z
    .enum(sharersInto)
    .nullable()
    .describe("Who may share into it; null for whoever may not share the group itself"),
  may: z.array(z.string()).describe("One's own actions on it"),
  version: z.number(),
});
export type OwnGroup = z.infer<typeof OwnGroupAnswer>;

const SharersInto = z
  .enum(sharersInto)
  .describe("`anyone` in the organization, its `members`, its `owners`, or `nobody` but whoever owns it");
const End = Moment.nullish().describe("The end of the whole group; null: none");

export const MakeGroup = z.strictObject({
  name: line(200),
  description: paragraph(2_000).optional(),
  endsAt: End,
  shareInto: SharersInto.default("owners"),
  memberIds: z.array(OwnId).max(100).optional().describe("People who are in it from the beginning, beside oneself"),
});
export const ChangeGroup = z.strictObject({
  name: line(200).optional(),
  description: paragraph(2_000).optional(),
  endsAt: End,
  shareInto: SharersInto.optional(),
});
export const JoinGroup = z.strictObject({
  userId: OwnId,
  expiresAt: Moment.nullish().describe("Null or left out: as long as the group lasts"),
});
