import { z } from "zod";
import { Account, Moment, TypeName } from "../../http/schemas.ts";

/** Conditions walk over these: few, and short. */
const MOST_ENTRIES = 100;
const LONGEST_TEXT = 1024;
const LARGEST_FIELDS = 8192;
const Scalar = z.union([z.string().max(LONGEST_TEXT), z.number(), z.boolean()]);
const Field = z.union([Scalar, z.null(), z.array(Scalar).max(MOST_ENTRIES)]);
const Fields = z
  .record(z.string().max(64), Field)
  .refine(
    (fields) => JSON.stringify(fields).length <= LARGEST_FIELDS,
    `must be at most ${LARGEST_FIELDS} characters of JSON`,
  );

export const ContextBody = z
  .strictObject({
    fields: Fields.optional().describe("What conditions see as `context`"),
    via: z.array(z.string().max(321)).max(8).optional().describe("A chain of agents"),
    capabilities: z.boolean().optional().describe("false leaves out what is allowed by capability alone"),
  })
  .optional();

export const QuestionBody = z.strictObject({
  subject: Account.optional().describe("Default: whoever asks"),
  action: z.string().min(1).max(128).describe("An action, a feature (AGENTS.USE) or a capability (manage:users)"),
  resource: z.string().min(1).max(321).optional(),
  context: ContextBody,
});
const At = Moment.optional().describe("As it was at that moment; for whoever holds `read:access`");
export const ExplainBody = QuestionBody.extend({ at: At });
export const CheckBody = z.union([QuestionBody, z.strictObject({ checks: z.array(QuestionBody).min(1).max(1000) })]);
export const AnswerBody = z.object({
  allowed: z.boolean(),
  step: z.number().describe("The step of the decision model that decided"),
  reason: z.string(),
  until: z.string().nullable().describe("When the answer changes if nothing is written"),
  revision: z.number(),
});

export const ListBody = z.strictObject({
  subject: Account.optional(),
  action: z.string().min(1).max(128),
  type: TypeName,
  limit: z.number().int().min(1).max(500).optional(),
  cursor: z.string().max(2000).optional(),
  count: z.boolean().optional().describe("Also how many there are, exact to 10,000"),
  context: ContextBody,
});
export const SubjectsBody = z.strictObject({
  at: At,
  action: z.string().min(1).max(128),
  resource: z.string().min(1).max(321),
  limit: z.number().int().min(1).max(500).optional(),
  cursor: z.string().max(2000).optional(),
  ways: z.boolean().optional().describe("Also through what, the shortest way of each; for whoever holds `read:access`"),
  context: ContextBody,
});
