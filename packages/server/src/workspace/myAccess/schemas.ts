import { z } from "zod";
import { TypeName } from "../../http/schemas.ts";
import { text, whole } from "../shapes.ts";

const Paging = {
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
};

export const MineQuery = z.strictObject({
  type: TypeName.describe(
    "agent, prompt, conversation, file, project, sharedLink, tool, model, group, or one that was declared",
  ),
  whose: z.enum(["me", "others"]).default("others").describe("What one owns, or what others let one reach"),
  ...Paging,
});
export type MineQuery = z.infer<typeof MineQuery>;

export const PageQuery = z.strictObject({ ...Paging });
export type PageQuery = z.infer<typeof PageQuery>;

const Named = z.object({ principal: z.string(), name: z.string().nullable() });

/** One way to a yes, as one line of text needs it. */
export const Way = z.object({
  reason: z.string().describe("owner, grant, parent, group-member, open-type, attachment …, as in explanations"),
  role: z.string().nullable().describe("Of a grant: the access role that holds exactly its actions, if any"),
  allow: z.array(z.string()).describe("Of a grant: its actions"),
  through: z.array(Named).describe("The groups and roles on the way, nearest first, or everyone; empty: directly"),
  on: z
    .object({ resource: z.string(), name: z.string().nullable() })
    .nullable()
    .describe("Where the right lies, if not on the thing itself: a project, a conversation, an agent that shows it"),
  until: z.string().nullable().describe("The first end on the way"),
  isConditional: z.boolean(),
});
export type Way = z.infer<typeof Way>;

const Thing = {
  resource: z.string().describe("As the engine names it"),
  type: z.string(),
  id: z.string().nullable().describe("As its own calls name it; null for what has none"),
  name: z.string().nullable(),
  owner: z.string(),
  ownerName: z.string().nullable(),
};

export const Reached = z.object({
  ...Thing,
  may: z.array(z.string()).describe("What one may do with it, not by capability"),
  until: z.string().nullable().describe("When one may no longer find it, if nothing is written"),
  ways: z.array(Way).describe("Why one finds it; at most five"),
  moreWays: z.number(),
});
export type Reached = z.infer<typeof Reached>;
export const ReachedList = z.object({ things: z.array(Reached), nextCursor: z.string().nullable() });

export const MyFeatures = z.object({
  features: z.array(
    z.object({
      feature: z.string().describe("AGENTS.USE"),
      allowed: z.boolean(),
      reason: z.string(),
      until: z.string().nullable(),
      ways: z.array(Way).describe("By which roles"),
    }),
  ),
});

const Given = {
  grantId: z.number(),
  principal: z.string(),
  principalName: z.string().nullable(),
  role: z.string().nullable(),
  allow: z.array(z.string()),
  expiresAt: z.string().nullable(),
  isConditional: z.boolean(),
  givenBy: z.string().nullable(),
  givenByName: z.string().nullable(),
  givenAt: z.string().nullable(),
};

export const SharedByMe = z.object({
  things: z.array(
    z.object({
      ...Thing,
      isOwn: z.boolean(),
      changedAt: z.string().describe("When something was last given on it"),
      grants: z.array(
        z.object({
          ...Given,
          lastUsed: z.string().nullable().describe("The day (UTC), for whoever may share the thing; null besides"),
        }),
      ),
      moreGrants: z.number().describe("How many there are besides these"),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export const SharedWithMe = z.object({
  shares: z.array(
    z.object({
      ...Thing,
      ...Given,
      lastUsed: z
        .string()
        .nullable()
        .describe("The day (UTC) on which one used it oneself; null for what a group or role was given"),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type SharedThing = z.infer<typeof SharedByMe>["things"][number];
export type Share = z.infer<typeof SharedWithMe>["shares"][number];
