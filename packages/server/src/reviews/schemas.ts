import { z } from "zod";
import { Moment, Name, Principal, Text, TypeName } from "../http/schemas.ts";
import { Finding } from "../workspace/report/schemas.ts";
import { text, whole } from "../workspace/shapes.ts";

const ReviewName = Text(120).refine((name) => name.trim() !== "", "must not be empty");

/** The same questions as those of the access report. */
const Scope = z
  .strictObject({
    of: Principal.optional().describe(
      "Whom it was given to, directly: user:<id>, group:<id>, role:<name>, everyone, anyone",
    ),
    through: z
      .boolean()
      .optional()
      .describe(
        "With `of`: also what reaches them through the groups and roles that they are in, and what is everybody's",
      ),
    on: z.union([Name, TypeName]).optional().describe("A thing (`agent:64f0…`), or all of a type (`agent`)"),
    finding: Finding.optional().describe("Only what is worth looking at for this reason"),
    unusedDays: z.int().min(1).max(3_650).default(90),
    expiringDays: z.int().min(1).max(3_650).default(30),
  })
  .describe("Which grants; empty: all");
export type Scope = z.infer<typeof Scope>;

const Reviewer = Name.refine((name) => /^(user|group):/.test(name), "must be user:<id> or group:<id>");
const Reviewers = z.union([
  z.literal("owners").describe("Each thing's owner"),
  z
    .array(Reviewer)
    .min(1)
    .max(20)
    .refine((names) => new Set(names).size === names.length, "names somebody twice"),
]);

const RepeatBody = z.strictObject({ every: z.int().min(1).max(120), unit: z.enum(["day", "month"]) });
const RemindDays = z
  .array(z.int().min(0).max(60))
  .max(5)
  .refine((days) => new Set(days).size === days.length, "names a day twice")
  .describe("So many days before the end; 0: on the day");
const Undecided = z.enum(["leave", "revoke"]).describe("What becomes of lines that nobody decided");

export const NewReview = z.strictObject({
  name: ReviewName,
  scope: Scope,
  reviewers: Reviewers,
  dueAt: Moment,
  closesWhenDue: z.boolean().default(true).describe("False: it waits until whoever opened it closes it"),
  undecided: Undecided.default("leave"),
  remindDays: RemindDays.default([7, 1]),
  repeat: RepeatBody.nullable().default(null).describe("The next of the series is opened so much later"),
});
export type NewReview = z.infer<typeof NewReview>;

export const EditReview = z.strictObject({
  name: ReviewName.optional(),
  reviewers: z
    .array(Reviewer)
    .min(1)
    .max(20)
    .refine((names) => new Set(names).size === names.length, "names somebody twice")
    .optional()
    .describe("Where people and groups decide"),
  dueAt: Moment.optional(),
  closesWhenDue: z.boolean().optional(),
  undecided: Undecided.optional(),
  remindDays: RemindDays.optional(),
  repeat: RepeatBody.nullable().optional().describe("null: no further one is opened"),
});
export type EditReview = z.infer<typeof EditReview>;

export const ReviewParams = z.strictObject({
  reviewId: z.string().regex(/^[0-9a-f]{24}$/, "must be an id of 24 hexadecimal digits"),
});
const Paging = { limit: whole(1, 100).default(25), cursor: text(1_024).optional() };
export const ReviewsQuery = z.strictObject(Paging);
export type ReviewsQuery = z.infer<typeof ReviewsQuery>;
export const LinesQuery = z.strictObject({
  ...Paging,
  decision: z.enum(["keep", "revoke", "none"]).optional().describe("Only what was decided so; `none`: not yet"),
});
export type LinesQuery = z.infer<typeof LinesQuery>;

const Named = z.object({ principal: z.string(), name: z.string().nullable() });
const states = ["gathering", "open", "closing", "closed", "cancelled"] as const;
export const outcomes = ["kept", "revoked", "refused", "gone", "changed", "left"] as const;
const count = z.number();

export const Review = z.object({
  id: z.string(),
  seriesId: z.string().describe("Of those that follow from one another the same"),
  name: z.string(),
  scope: Scope,
  ofName: z.string().nullable(),
  onName: z.string().nullable().describe("Of a thing, for whoever may hear it"),
  decidedBy: z.enum(["people", "owners"]),
  reviewers: z.array(Named).describe("People and groups; none where owners decide"),
  madeBy: z.string(),
  madeByName: z.string().nullable(),
  isMine: z.boolean().describe("Whether whoever asks opened it"),
  state: z.enum(states).describe("`gathering`: its lines are being written down; `closing`: it is being carried out"),
  openedAt: z.string(),
  dueAt: z.string(),
  closesWhenDue: z.boolean(),
  undecided: Undecided,
  remindDays: z.array(z.number()),
  repeat: RepeatBody.nullable(),
  nextAt: z.string().nullable(),
  lines: count,
  isCut: z.boolean().describe("There were more grants than a review holds"),
  decisions: z.object({ keep: count, revoke: count, none: count }),
  outcomes: z.partialRecord(z.enum(outcomes), count).describe("What came of the lines; once it is closed"),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  closedByName: z.string().nullable(),
  resultHash: z.string().nullable().describe("SHA-256 of the signed result; also in the audit trail"),
});
export type Review = z.infer<typeof Review>;
export const ReviewList = z.object({ reviews: z.array(Review), nextCursor: z.string().nullable() });

export const ReviewLine = z.object({
  number: z.number(),
  version: z.number().describe("What a decision names, so that nobody decides over another unseen"),
  grantId: z.number(),
  resource: z.string().describe("As the engine names it"),
  type: z.string(),
  id: z.string().nullable().describe("As its own calls name it; for whoever may hear its name"),
  name: z.string().nullable().describe("For whoever may hear it"),
  owner: z.string(),
  ownerName: z.string().nullable(),
  principal: z.string(),
  principalName: z.string().nullable(),
  role: z.string().nullable(),
  allow: z.array(z.string()),
  deny: z.array(z.string()),
  expiresAt: z.string().nullable(),
  condition: z.string().nullable(),
  givenBy: z.string().nullable(),
  givenByName: z.string().nullable(),
  givenAt: z.string().nullable(),
  reason: z.string().nullable(),
  lastUsed: z.string().nullable().describe("The day (UTC) of the last use before the review was opened"),
  findings: z.array(Finding),
  revision: z.number().describe("At which it was so"),
  now: z.enum(["same", "changed", "gone"]).describe("Whether the grant is still as it stands here"),
  reviewer: Named.nullable().describe("The one who decides, where owners do"),
  decision: z.enum(["keep", "revoke"]).nullable(),
  decidedBy: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string(),
  mayDecide: z.boolean(),
  isOwnAccess: z.boolean().describe("It is about whoever asks: somebody else decides"),
  outcome: z.enum(outcomes).nullable(),
  outcomeBy: z.string().nullable().describe("In whose name it was taken away"),
  outcomeByName: z.string().nullable(),
  outcomeWhy: z.string().nullable().describe("Why it could not be taken away"),
});
export type ReviewLine = z.infer<typeof ReviewLine>;
export const LineList = z.object({ lines: z.array(ReviewLine), nextCursor: z.string().nullable() });

export const OwnReview = z.object({
  id: z.string(),
  name: z.string(),
  madeByName: z.string().nullable(),
  dueAt: z.string(),
  undecided: Undecided,
  waiting: z.number().describe("Lines that whoever asks may decide, and nobody has"),
});
export type OwnReview = z.infer<typeof OwnReview>;
export const OwnReviews = z.object({ reviews: z.array(OwnReview) });

export const Decide = z.strictObject({
  lines: z
    .array(z.strictObject({ number: z.int().min(1).max(100_000), version: z.int().min(0).max(2_147_483_647) }))
    .min(1)
    .max(100)
    .refine((lines) => new Set(lines.map(({ number }) => number)).size === lines.length, "names a line twice"),
  decision: z.enum(["keep", "revoke", "none"]).describe("`none` takes a decision back"),
  note: Text(500).default("").describe("Why; it stands in the result"),
});
export type Decide = z.infer<typeof Decide>;
export const Decided = z.object({
  decided: z.array(z.object({ number: z.number(), version: z.number() })),
  refused: z
    .array(
      z.object({
        number: z.number(),
        reason: z.enum(["not-found", "own-access", "decided-meanwhile"]),
        detail: z.string(),
      }),
    )
    .describe("What was not decided, and why"),
});
export type Decided = z.infer<typeof Decided>;

export const PublicKey = z.object({
  algorithm: z.literal("Ed25519"),
  publicKey: z.string().describe("PEM"),
  fingerprint: z.string().describe("SHA-256 of the key"),
});
