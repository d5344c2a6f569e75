import { z } from "zod";
import { Simulated } from "../access/simulate/schemas.ts";
import { Preview } from "../settings/overrides/schemas.ts";
import { SettingsPreview } from "../settings/stored/schemas.ts";
import { StateFile, sections } from "./file.ts";

const list = z
  .string()
  .max(200)
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(sections)));

export const ExportQuery = z.strictObject({
  sections: list.optional().describe("Only these, with commas between: `groups,roles`; default: all"),
});

const Wish = {
  state: StateFile,
  remove: z.boolean().default(false).describe("What is there, and that a section of the file does not name, goes"),
  missing: z
    .enum(["refuse", "skip"])
    .default("refuse")
    .describe("`skip`: grants on things that are not here are left out"),
};

export const PlanBody = z.strictObject(Wish);
export type PlanBody = z.infer<typeof PlanBody>;
export const ApplyBody = z.strictObject({
  ...Wish,
  plan: z
    .string()
    .regex(/^[0-9a-f]{40}$/, "must be what a plan was called")
    .optional()
    .describe("The plan that was looked at: nothing is done where another one would be made now"),
});
export type ApplyBody = z.infer<typeof ApplyBody>;

const Line = z.object({
  section: z.enum(sections),
  does: z.enum(["add", "change", "remove"]),
  what: z.string(),
  how: z.string().describe("What it says, or what of it is otherwise"),
  byHand: z.boolean().describe("Somebody changed this since the file was applied last: applying takes it back"),
});
export type Line = z.infer<typeof Line>;

const RefusedLine = z.object({ what: z.string(), code: z.string(), detail: z.string() });
export type RefusedLine = z.infer<typeof RefusedLine>;

const MOST_LINES = 1_000;
export const MOST_TOLD = MOST_LINES;

export const PlanAnswer = z.object({
  plan: z.string().describe("What this plan is called: the same lines and the same impact have the same name"),
  revision: z.number(),
  isDifferent: z.boolean(),
  counts: z.object({ add: z.number(), change: z.number(), remove: z.number(), unlisted: z.number() }),
  lines: z.array(Line).describe(`What would be done; the first ${MOST_LINES}`),
  unlisted: z.array(Line).describe(`What is there and not in the file, and stays; the first ${MOST_LINES}`),
  refused: z.array(RefusedLine).describe("What may not be done: nothing is applied while there is any"),
  skipped: z.array(z.object({ path: z.string(), message: z.string() })),
  impact: Simulated.nullable().describe(
    "Who gains and loses what; null: nothing that decides changes, or too much to say",
  ),
  noImpact: z.string().nullable().describe("Why nothing can be said of that"),
  settings: SettingsPreview.nullable().describe(
    "For whom settings are otherwise, how many of those who are there, and from when; null: none changes, or it is refused",
  ),
  overrides: Preview.pick({ people: true, of: true, paths: true })
    .nullable()
    .describe("How many people would have something else set by all overrides together; null: as with settings"),
  applied: z
    .object({ at: z.string(), by: z.string() })
    .nullable()
    .describe("When a file was applied last, and by whom"),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const ApplyAnswer = z.object({
  plan: z.string(),
  revision: z.number(),
  done: z.object({ add: z.number(), change: z.number(), remove: z.number() }),
  invited: z.number().describe("How many new people were sent a link by which they set a password"),
  left: z.array(RefusedLine).describe("Settings and overrides that were changed by somebody in between: not done"),
});
export type ApplyAnswer = z.infer<typeof ApplyAnswer>;

export const DriftAnswer = z.object({
  applied: z.object({ at: z.string(), by: z.string() }).nullable(),
  isDifferent: z.boolean(),
  counts: z.object({ add: z.number(), change: z.number(), remove: z.number() }),
  lines: z.array(Line).describe(`What is there now, against what was applied; the first ${MOST_LINES}`),
});
export type DriftAnswer = z.infer<typeof DriftAnswer>;
