import { z } from "zod";

/** What one check found, why that is, and what mends it. Holds no secret. */
export const Finding = z.object({
  check: z.string(),
  organization: z.string().optional().describe("The slug, where the check is about one organization"),
  result: z.enum(["ok", "note", "warning", "problem"]).describe("Only problems make an installation unhealthy"),
  code: z.string().optional().describe("What it is, for programs: stable. Warnings and problems have one"),
  detail: z.string().describe("What was found"),
  cause: z.string().optional().describe("Where it comes from, or what comes of it"),
  advice: z.string().optional().describe("What to do, in words"),
  command: z.string().optional().describe("The command that mends it; `<…>` is to be filled in"),
});
export type Finding = z.infer<typeof Finding>;

/** A check does not name itself. */
export type Found = Omit<Finding, "check">;

/** Whoever is told that something is wrong is told why, and what to do. */
type Trouble = { code: string; detail: string; cause: string; organization?: string } & (
  | { advice: string; command?: string | undefined }
  | { advice?: string; command: string }
);

export const fine = (detail: string, organization?: string): Found => ({
  result: "ok",
  detail,
  ...(organization !== undefined && { organization }),
});
export const worthKnowing = (detail: string, more: Omit<Found, "result" | "detail"> = {}): Found => ({
  result: "note",
  detail,
  ...more,
});
export const warning = (trouble: Trouble): Found => ({ result: "warning", ...trouble });
export const wrong = (trouble: Trouble): Found => ({ result: "problem", ...trouble });
