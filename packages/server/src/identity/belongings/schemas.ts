import { z } from "zod";
import { OwnId } from "../texts.ts";

/** What becomes of the things that nobody else owns, when an account goes. */
export const ThingsChoice = z.enum(["organization", "hand-over", "delete"]);

const wish = {
  things: ThingsChoice.default("organization").describe(
    "organization: what others still reach stays, with the organization, the rest goes; hand-over: it becomes somebody's; delete: it goes, also what others reach",
  ),
  to: OwnId.optional().describe("Of hand-over: the id of the person"),
  leaveRest: z
    .boolean()
    .default(false)
    .describe("Of hand-over: what cannot be given goes as with `organization`; false: then nothing is done"),
};
const isWhole = ({ things, to }: { things: string; to?: string | undefined }) =>
  (things === "hand-over") === (to !== undefined);
const NEEDS_TO = "`hand-over` needs `to`, and nothing else has it";

/** As a query, and a part of bodies. */
export const thingsWish = wish;
export const ThingsQuery = z
  .strictObject({
    things: wish.things,
    to: wish.to,
    leaveRest: z
      .enum(["true", "false"])
      .default("false")
      .transform((text) => text === "true"),
  })
  .refine(isWhole, NEEDS_TO);
export const ThingsBody = z.strictObject(wish).refine(isWhole, NEEDS_TO).nullish();
export const requireWhole = <T extends z.ZodType<{ things: string; to?: string | undefined }>>(schema: T) =>
  schema.refine(isWhole, NEEDS_TO);

export interface ThingsWish {
  things: "organization" | "hand-over" | "delete";
  to?: string | undefined;
  leaveRest: boolean;
}
export const AS_EVER: ThingsWish = { things: "organization", leaveRest: false };

const count = z.number();

/** What would become of somebody's things. No names, no titles. */
export const ThingsPreview = z.object({
  kinds: z.array(
    z.object({
      type: z.string(),
      owned: count.describe("At most 10,000 of those that nobody shared are counted"),
      reached: count.describe("How many of these others reach"),
      handedOver: count,
      organization: count.describe("How many become the organization's"),
      gone: count,
    }),
  ),
  refused: z.array(z.object({ type: z.string(), reason: z.string(), detail: z.string(), count })),
  reachedBy: z
    .array(z.object({ principal: z.string(), name: z.string().nullable(), things: count }))
    .describe(
      "Who has something on them, the most first; sealed things left out. For the owner, and for `read:access`",
    ),
  moreReachedBy: count,
});
export type ThingsPreview = z.infer<typeof ThingsPreview>;
