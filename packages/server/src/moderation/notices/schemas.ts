import { z } from "zod";
import { OwnId, paragraph } from "../../identity/texts.ts";
import { text, whole } from "../../workspace/shapes.ts";
import { Appeal, DecisionKind } from "../queue/schemas.ts";
import { ThingType } from "../reports/schemas.ts";

export const OwnDecisionsQuery = z.strictObject({ limit: whole(1, 100).default(25), cursor: text(1_024).optional() });
export const OwnDecisionParams = z.strictObject({ decisionId: OwnId });

/** A decision, as whom it concerns reads it: not who decided, nor who reported. */
export const OwnDecision = z.object({
  id: z.string(),
  kind: DecisionKind,
  type: ThingType,
  name: z.string().describe("What it was called; empty where it has no name"),
  reason: z.string().describe("Empty: it was not kept"),
  decidedAt: z.string(),
  endsAt: z.string().nullable().describe("Of a ban; null: for good"),
  deletedAt: z.string().nullable().describe("When what is hidden until then is deleted"),
  state: z.enum(["in-force", "over", "undone", "done"]),
  isSeen: z.boolean(),
  appeal: Appeal.nullable(),
  mayAppeal: z.boolean(),
  appealUntil: z.string().nullable().describe("Null: as long as it lasts, or not at all"),
});
export type OwnDecision = z.infer<typeof OwnDecision>;
export const OwnDecisionList = z.object({
  decisions: z.array(OwnDecision),
  unseen: z.number().describe("How many one has not read; at most 100 are counted"),
  nextCursor: z.string().nullable(),
});

const Words = paragraph(2_000).pipe(z.string().min(10));
export const AppealBody = z.strictObject({ text: Words.describe("Why it is wrong") });

const Ticket = z.string().min(1).max(200).describe("What signing in answered");
export const TicketBody = z.strictObject({ ticket: Ticket });
export const TicketAppealBody = z.strictObject({ ticket: Ticket, text: Words });

export const BanNotice = z.object({
  isBanned: z.boolean().describe("False: it has ended, and one can sign in again"),
  decision: OwnDecision.nullable().describe("Null: what was decided is not on record"),
});
export type BanNotice = z.infer<typeof BanNotice>;
