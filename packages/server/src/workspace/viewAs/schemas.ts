import { z } from "zod";
import { Way } from "../myAccess/schemas.ts";

/** What somebody's workspace has, without a word of what is in it. */
export const ViewAs = z.object({
  person: z.object({ id: z.string(), name: z.string().nullable() }),
  standing: z.enum(["active", "banned", "unverified", "deactivated"]).describe("Whoever is not active reaches nothing"),
  features: z.array(z.object({ feature: z.string(), allowed: z.boolean() })),
  counts: z.array(
    z.object({
      type: z.string(),
      count: z.number().describe("What they find of it, their own and others'"),
      isExact: z.boolean().describe("False: there are at least so many"),
    }),
  ),
});
export type ViewAs = z.infer<typeof ViewAs>;

/** Like what they see of it themselves; what it is called is left out, whatever it is. */
export const SeenThing = z.object({
  resource: z.string(),
  type: z.string(),
  owner: z.string(),
  ownerName: z.string().nullable(),
  may: z.array(z.string()),
  until: z.string().nullable(),
  ways: z.array(Way),
  moreWays: z.number(),
});
export const SeenThings = z.object({ things: z.array(SeenThing), nextCursor: z.string().nullable() });
export type SeenThings = z.infer<typeof SeenThings>;
