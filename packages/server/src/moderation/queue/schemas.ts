import { z } from "zod";
import { Id, Moment } from "../../http/schemas.ts";
import { OwnId, paragraph } from "../../identity/texts.ts";
import { text, whole } from "../../workspace/shapes.ts";
import { Category, Excerpt, ThingType } from "../reports/schemas.ts";

export const CaseState = z.enum(["open", "taken", "appealed", "decided"]);

export const CasesQuery = z.strictObject({
  state: CaseState.default("open").describe("`decided`: the newest first; otherwise whatever waits longest"),
  type: ThingType.optional(),
  mine: z.enum(["true"]).optional().describe("What one has taken, of whatever state"),
  about: Id.optional().describe("Of this person, of whatever state, the newest first"),
  order: z
    .enum(["asc", "desc"])
    .optional()
    .describe("By when they were opened: `desc`, the newest first; absent: as is said of `state` and `about`"),
  limit: whole(1, 100).default(25),
  cursor: text(1_024).optional(),
});
export type CasesQuery = z.infer<typeof CasesQuery>;

export const CaseParams = z.strictObject({ caseId: OwnId });
export const DecisionParams = z.strictObject({ decisionId: OwnId });
export const PersonParams = z.strictObject({ id: OwnId });

const Person = z.object({ id: z.string(), name: z.string().nullable().describe("Null: the account is gone") });

export const Case = z.object({
  id: z.string(),
  thing: z.string().describe("As the engine names it; a message by its row"),
  type: ThingType,
  name: z.string().describe("What it was called; empty where it has no name, or whom it is about is gone"),
  about: Person.nullable().describe("Null: the organization's, or a service's"),
  state: CaseState,
  outcome: z.enum(["acted", "nothing", "gone"]).nullable(),
  assignedTo: Person.nullable(),
  reports: z.number(),
  openedAt: z.string(),
});
export type Case = z.infer<typeof Case>;
export const CaseList = z.object({ cases: z.array(Case), nextCursor: z.string().nullable() });

export const DecisionKind = z.enum(["hide", "delete", "warn", "ban", "dismiss"]);
export const Appeal = z.object({
  state: z.enum(["open", "upheld", "granted"]),
  text: z.string(),
  at: z.string(),
  answer: z.string(),
  answeredAt: z.string().nullable(),
});

/** One decision, as moderators see it. */
export const Decision = z.object({
  id: z.string(),
  caseId: z.string(),
  kind: DecisionKind,
  type: ThingType,
  name: z.string(),
  about: Person.nullable(),
  reason: z.string().describe("Empty: it was not kept"),
  decidedBy: z.string().nullable().describe("Their name, or who acted at the command line"),
  decidedAt: z.string(),
  endsAt: z.string().nullable().describe("Of a ban; null: for good"),
  deletedAt: z.string().nullable().describe("When what is hidden until then is deleted"),
  state: z
    .enum(["in-force", "over", "undone", "done"])
    .describe("`done`: deleted, or dismissed, which nothing takes back"),
  undone: z
    .object({ by: z.string().nullable(), at: z.string(), reason: z.string() })
    .nullable()
    .describe("By whom it was taken back"),
  appeal: Appeal.nullable(),
  mayUndo: z.boolean(),
  mayAnswer: z.boolean().describe("The appeal against it"),
  whyNot: z.string().nullable().describe("Why one may not answer the appeal that waits"),
  onlyOne: z
    .boolean()
    .describe("Nobody but whoever decided it could answer the appeal: a super admin may all the same"),
});
export type Decision = z.infer<typeof Decision>;

export const CaseDetail = Case.extend({
  isThere: z.boolean().describe("Whether the thing is still there"),
  isHidden: z.boolean(),
  reportList: z.array(
    z.object({
      id: z.string(),
      reporter: Person,
      category: Category,
      text: z.string(),
      excerpt: Excerpt,
      createdAt: z.string(),
    }),
  ),
  decisions: z.array(Decision),
  mayTake: z.boolean(),
  mayDecide: z.boolean().describe("Whether one has taken it, and may decide it"),
  whyNot: z.string().nullable().describe("Why one may neither take nor decide it"),
  mayBan: z.enum(["no", "short", "any"]).describe("Whom it is about"),
  mayActOnThing: z.boolean(),
  earlier: z.object({
    cases: z.number().describe("Other cases about the same person; at most 100 are counted"),
    warnings: z.number(),
    bans: z.number(),
  }),
});
export type CaseDetail = z.infer<typeof CaseDetail>;

export const Summary = z.object({
  open: z.number().describe("Those that whoever asks may decide; at most 1,000 of each are looked at"),
  taken: z.number().describe("Those that whoever asks may decide"),
  appealed: z.number().describe("Those that whoever asks may answer"),
  mine: z.number(),
  listed: z
    .object({ open: z.number(), taken: z.number(), appealed: z.number() })
    .describe("How many there are in the list, also those that only somebody else may decide; at most 1,000 of each"),
  shortBanDays: z.number(),
  graceDays: z.number(),
});

export const Reason = paragraph(500).pipe(z.string().min(3));

export const DecisionBody = z
  .strictObject({
    reason: Reason.describe("Whom it concerns reads it"),
    thing: z.enum(["hide", "delete"]).optional(),
    person: z.enum(["warn", "ban"]).optional(),
    until: Moment.nullable().optional().describe("Of a ban; null: for good"),
  })
  .refine(({ person, until }) => (person === "ban") === (until !== undefined), {
    path: ["until"],
    message: "goes with a ban, and every ban has it",
  });
export type DecisionBody = z.infer<typeof DecisionBody>;

export const UndoBody = z.strictObject({ reason: Reason });
export const AnswerBody = z.strictObject({
  granted: z.boolean().describe("Takes back what was decided"),
  answer: Reason.describe("Whoever appealed reads it"),
});
export type AnswerBody = z.infer<typeof AnswerBody>;

export const HistoryQuery = z.strictObject({ limit: whole(1, 100).default(25), cursor: text(1_024).optional() });
export const History = z.object({ decisions: z.array(Decision), nextCursor: z.string().nullable() });
