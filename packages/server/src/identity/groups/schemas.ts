import { z } from "zod";
import { Ending } from "../../access/inForce.ts";
import { Moment, Order } from "../../http/schemas.ts";
import { Email, line, OwnId, Page, paragraph } from "../texts.ts";

export const memberIds = z
  .enum(["all", "none"])
  .default("all")
  .describe("`none`: leaves `memberIds` empty, whose length is the group's; `memberCount` counts all the same");
export type MemberIds = z.infer<typeof memberIds>;

export const GroupAnswer = z.object({
  _id: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  email: z.string(),
  avatar: z.string(),
  memberIds: z
    .array(z.string())
    .describe("People who are directly in it now; left empty for whoever may not see members"),
  memberCount: z.number().describe("People and services that are directly in it now"),
  subgroupIds: z.array(z.string()).describe("Groups that are directly in it now and that one may see"),
  organizationWide: z.boolean(),
  source: z.string(),
  idOnTheSource: z.string().nullable(),
  filledWithStaff: z.boolean(),
  madeByMember: z.boolean().describe("A member made it: it carries no staff role and no capability"),
  endsAt: z.string().nullable().describe("No membership of it lasts longer"),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type GroupView = z.infer<typeof GroupAnswer>;
export const SubgroupAnswer = GroupAnswer.extend({
  membership: z.object(Ending).describe("Its own in the group around it; ended ones stand in the list, too"),
});
export type Subgroup = z.infer<typeof SubgroupAnswer>;

export const GroupsQuery = z.strictObject({
  search: line(200, 0).optional(),
  source: line(64).optional(),
  memberIds,
  sort: z.enum(["name", "members"]).default("name").describe("`members`: by how many accounts are directly in them"),
  order: Order,
  ...Page,
});
export type GroupsQuery = z.infer<typeof GroupsQuery>;
export const MembersQuery = z.strictObject({
  search: line(200, 2).optional().describe("A part of a name or an address; at most 300 are found, by name"),
  ...Page,
});

const texts = {
  name: line(500),
  description: paragraph(2_000).optional(),
  email: z.union([z.literal(""), Email]).optional(),
  avatar: line(2_000, 0).optional(),
};

export const NewGroup = z.strictObject({
  ...texts,
  source: z.enum(["local", "openid"]).optional().describe("`openid`: sign-ins put people in and take them out"),
  idOnTheSource: line(256).optional().describe("What the source calls it, in its claim; only with `source`"),
  memberIds: z.array(OwnId).max(500).optional().describe("People who are in it from the beginning"),
});
export const EditGroup = z.strictObject({
  ...texts,
  name: texts.name.optional(),
  filledWithStaff: z
    .boolean()
    .optional()
    .describe(
      "It may carry a staff role or a capability although sign-ins fill it or a member made it; the operator of the installation says so",
    ),
  organizationWide: z
    .boolean()
    .optional()
    .describe("Stands for the whole organization: carries no capability, and sharing with it takes SHARE_PUBLIC"),
});
export const NewMember = z
  .strictObject({
    userId: OwnId.optional(),
    groupId: OwnId.optional(),
    serviceId: OwnId.optional(),
    expiresAt: Moment.nullish(),
  })
  .refine(
    (body) => [body.userId, body.groupId, body.serviceId].filter((one) => one !== undefined).length === 1,
    "names exactly one of `userId`, `groupId`, `serviceId`",
  );
