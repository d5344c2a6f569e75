import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Decisions } from "./decisions.ts";
import {
  AnswerBody,
  CaseDetail,
  CaseList,
  CaseParams,
  CasesQuery,
  Decision,
  DecisionBody,
  DecisionParams,
  History,
  HistoryQuery,
  PersonParams,
  Summary,
  UndoBody,
} from "./schemas.ts";
import type { Queue } from "./service.ts";

const BASE = "/api/admin/moderation";
const CASES = `${BASE}/cases`;
const tags = ["moderation"];

/** What waits for moderators, and what they decide. */
export function queueRoutes(app: App, { queue, decisions }: { queue: Queue; decisions: Decisions }): void {
  app.get(
    `${BASE}/summary`,
    { schema: { summary: "How much waits for moderators", tags, response: { 200: Summary } } },
    async ({ actor }) => queue.lists.summary(actor),
  );
  app.get(
    CASES,
    {
      schema: {
        summary: "What people reported; reports of one thing stand together",
        tags,
        querystring: CasesQuery,
        response: { 200: CaseList },
      },
    },
    async ({ actor, query }) => queue.lists.page(actor, query),
  );
  app.get(
    `${CASES}/:caseId`,
    {
      schema: {
        summary: "One case: its reports, with what their reporters saw, and what was decided",
        tags,
        params: CaseParams,
        response: { 200: CaseDetail },
      },
    },
    async ({ actor, params }) => queue.lists.one(actor, params.caseId),
  );
  app.post(
    `${CASES}/:caseId/assignment`,
    {
      schema: {
        summary: "Take a case, or the appeal in it; of two the second is told who has it",
        tags,
        params: CaseParams,
        response: { 200: CaseDetail },
      },
    },
    async ({ actor, params }) => queue.take(actor, params.caseId),
  );
  app.delete(
    `${CASES}/:caseId/assignment`,
    { schema: { summary: "Give a case back", tags, params: CaseParams, response: { 200: CaseDetail } } },
    async ({ actor, params }) => queue.giveBack(actor, params.caseId),
  );
  app.post(
    `${CASES}/:caseId/decision`,
    {
      schema: {
        summary: "Decide a case that one has taken: about the thing, the person, both; neither dismisses it",
        tags,
        params: CaseParams,
        body: DecisionBody,
        response: { 200: CaseDetail },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { revision, result } = await queue.decide(actor, params.caseId, body);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.post(
    `${BASE}/decisions/:decisionId/undo`,
    {
      schema: {
        summary: "Take a decision back: show the thing again, lift the ban, withdraw the warning",
        tags,
        params: DecisionParams,
        body: UndoBody,
        response: { 200: Decision },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { revision, result } = await decisions.undo(actor, params.decisionId, body.reason);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.post(
    `${BASE}/decisions/:decisionId/answer`,
    {
      schema: {
        summary: "Answer the appeal against a decision that somebody else made",
        tags,
        params: DecisionParams,
        body: AnswerBody,
        response: { 200: Decision },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { revision, result } = await decisions.answer(actor, params.decisionId, body);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.get(
    `${BASE}/people/:id/decisions`,
    {
      schema: {
        summary: "What was decided about somebody, newest first",
        tags,
        params: PersonParams,
        querystring: HistoryQuery,
        response: { 200: History },
      },
    },
    async ({ actor, params, query }) => queue.lists.history(actor, params.id, query),
  );
}
