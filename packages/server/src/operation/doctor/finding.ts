import { z } from "zod";

/** What one check found: the result, and what to do about it. */
export const Finding = z.object({
  check: z.string(),
  organization: z.string().optional().describe("The slug, where the check is about one organization"),
  result: z.enum(["ok", "note", "warning", "problem"]).describe("Only problems make an installation unhealthy"),
  detail: z.string(),
  advice: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;

/** A check asks one thing, and may find several. It must not change anything. */
export type Check<Parts> = (parts: Parts) => Finding[] | Promise<Finding[]>;
