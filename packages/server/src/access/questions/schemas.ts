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

const Step = z.object({
  relation: z.string().describe("`is-in`, `granted`, `parent-of` …"),
  from: z.string(),
  to: z.string(),
  detail: z.string().optional(),
  grant: z.number().optional().describe("Of a step that is a grant: which one"),
  expiresAt: z.number().nullable().optional().describe("Milliseconds since 1970"),
});
const GrantInForce = z.object({
  id: z.number(),
  principal: z.string(),
  resource: z.string(),
  allow: z.array(z.string()).readonly(),
  deny: z.array(z.string()).readonly(),
  expiresAt: z.number().nullable(),
  condition: z.string().nullable(),
  glass: z.boolean().optional(),
});
/** What a change holds besides depends on its kind. */
const RemedyChange = z.looseObject({
  kind: z.string(),
  role: z.string().optional(),
  feature: z.string().optional(),
  group: z.string().optional(),
  capability: z.string().optional(),
  resource: z.string().optional(),
  grant: GrantInForce.optional(),
});
export const ExplanationBody = AnswerBody.extend({
  subject: z.string().describe("As it was asked"),
  action: z.string(),
  resource: z.string().optional(),
  leads: z
    .array(z.object({ reason: z.string(), way: z.array(Step) }))
    .describe("Of a yes: each grant, ownership or capability that leads there, with one shortest way"),
  denies: z
    .array(z.object({ grant: GrantInForce, way: z.array(Step) }))
    .describe("Of a no because of denies: those that apply"),
  remedies: z
    .array(z.object({ changes: z.array(RemedyChange) }))
    .describe("Of a no: up to three sets of changes that would turn it"),
  thing: z
    .object({ name: z.string().nullable(), id: z.string().nullable().describe("Of its own calls") })
    .optional()
    .describe("What the thing is called, for whoever may hear it"),
  names: z.record(z.string(), z.string()).describe("Name of a principal → what people call it"),
});
