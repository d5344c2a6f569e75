import { z } from "zod";
import { requireWhole, ThingsPreview, thingsWish } from "../belongings/schemas.ts";
import { line } from "../texts.ts";

/** Grants to others that are kept, of those that are taken back otherwise. */
export const MOST_KEPT = 500;

/** What ends when somebody leaves, and what becomes of what they leave. */
export const LeavingBody = requireWhole(
  z.strictObject({
    given: z
      .enum(["keep", "take-back"])
      .default("keep")
      .describe("What the person gave to others: it stays, or is taken back as far as one may"),
    except: z
      .array(z.number().int().min(1).max(4_294_967_295))
      .max(MOST_KEPT)
      .default([])
      .describe("Of take-back: the ids of grants that stay"),
    ...thingsWish,
    things: z
      .enum(["keep", "organization", "hand-over", "delete"])
      .default("keep")
      .describe(
        "As when an account is deleted, or `keep`. Conversations, files and links stay with the account in any case, until it is deleted",
      ),
    reason: line(500).optional(),
  }),
);
export type LeavingWish = z.infer<typeof LeavingBody>;

const Stays = z.string().nullable().describe("Why whoever asks cannot take it away; null: it ends");
const count = z.number();

export const LeavingPreview = z.object({
  sessions: count,
  keys: count.describe("API keys"),
  memberships: z.array(z.object({ group: z.string(), name: z.string().nullable(), stays: Stays })),
  roles: z.array(z.object({ role: z.string(), name: z.string().nullable(), stays: Stays })),
  primaryRole: z.object({ role: z.string(), name: z.string().nullable(), stays: Stays }),
  capabilities: z.array(
    z.object({ capability: z.string(), scope: z.string().nullable(), scopeName: z.string().nullable(), stays: Stays }),
  ),
  received: z.object({ count, byType: z.array(z.object({ type: z.string(), count })) }),
  given: z.object({
    count,
    rows: z.array(
      z.object({
        id: z.number(),
        type: z.string(),
        principal: z.string(),
        principalName: z.string().nullable(),
        allow: z.array(z.string()),
        givenAt: z.string(),
        stays: Stays,
      }),
    ),
    more: count.describe("How many there are besides these rows"),
  }),
  things: ThingsPreview,
  isInOneStep: z.boolean().describe("False: it takes more than one step; each can be looked at again"),
  loss: z
    .object({
      gained: count,
      lost: count,
      subjects: count,
      rows: z.array(z.object({ subject: z.string(), name: z.string().nullable(), gained: count, lost: count })),
    })
    .nullable()
    .describe(
      "Who would gain and lose how many rights, for whoever holds `read:access`; null where it is not looked at",
    ),
});
export type LeavingPreview = z.infer<typeof LeavingPreview>;

export const LeavingAnswer = z.object({
  ended: z.object({
    sessions: count,
    keys: count,
    memberships: count,
    roles: count,
    capabilities: count,
    received: count,
    given: count,
    things: count,
  }),
  isFinished: z.boolean().describe("False: there is more than one step takes; ask again"),
});
export type LeavingAnswer = z.infer<typeof LeavingAnswer>;
