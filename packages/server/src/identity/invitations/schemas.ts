import { z } from "zod";
import { Moment } from "../../http/schemas.ts";
import { RoleName } from "../roles/schemas.ts";
import { Email, line, OwnId, Page } from "../texts.ts";

const MOST = 20;

export const NewInvitation = z.strictObject({
  email: Email,
  role: RoleName.optional().describe("The primary role; default: USER"),
  roles: z.array(RoleName).max(MOST).optional().describe("Additional roles"),
  groups: z.array(OwnId).max(MOST).optional().describe("Ids of groups"),
  expiresAt: Moment.optional().describe("At most 90 days from now; default: in 7 days"),
});
export type InvitationWish = z.infer<typeof NewInvitation>;

export const InvitationsQuery = z.strictObject({
  search: line(200, 2).optional().describe("A part of the address"),
  sort: z.enum(["created", "email"]).default("created"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...Page,
});
export type InvitationsQuery = z.infer<typeof InvitationsQuery>;

const Named = z.object({ id: z.string(), name: z.string() });
const Given = {
  role: z.string().nullable(),
  roles: z.array(z.string()),
  groups: z.array(Named).describe("The id is `withheld` where you may not see the group"),
};

/** An invitation as administrators see it: never its link. */
export const InvitationAnswer = z.object({
  id: z.string(),
  email: z.string(),
  ...Given,
  status: z.enum(["open", "expired", "accepted"]),
  inviter: Named.describe("Whose rights count when it is accepted"),
  account: z.string().nullable().describe("The id of whoever accepted it"),
  leftOut: z.object(Given).nullable().describe("What its inviter could give no more when it was accepted"),
  createdAt: z.string(),
  expiresAt: z.string(),
  acceptedAt: z.string().nullable(),
});
export type InvitationView = z.infer<typeof InvitationAnswer>;
