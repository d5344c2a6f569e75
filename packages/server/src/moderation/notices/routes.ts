import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../../identity/index.ts";
import {
  AppealBody,
  BanNotice,
  OwnDecision,
  OwnDecisionList,
  OwnDecisionParams,
  OwnDecisionsQuery,
  TicketAppealBody,
  TicketBody,
} from "./schemas.ts";
import type { OwnDecisions } from "./service.ts";

const tags = ["moderation"];
const PATH = "/api/decisions";

/** What was decided about oneself. */
export function noticeRoutes(app: App, own: OwnDecisions, { limits }: Pick<Identity, "limits">): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "What moderators decided about oneself or one's things, newest first",
        tags,
        querystring: OwnDecisionsQuery,
        response: { 200: OwnDecisionList },
      },
    },
    async ({ actor, query }) => own.list(actor, query),
  );
  app.post(
    `${PATH}/:decisionId/seen`,
    { schema: { summary: "One has read it", tags, params: OwnDecisionParams, response: { 204: z.null() } } },
    async ({ actor, params }, reply) => {
      await own.markSeen(actor, params.decisionId);
      return reply.status(204).send(null);
    },
  );
  app.post(
    `${PATH}/:decisionId/appeal`,
    {
      schema: {
        summary: "Appeal, once: somebody else than who decided looks at it",
        tags,
        params: OwnDecisionParams,
        body: AppealBody,
        response: { 200: OwnDecision },
      },
    },
    async ({ actor, params, body }) => own.appeal(actor, params.decisionId, body.text),
  );
  app.post(
    "/api/auth/ban",
    {
      config: { auth: "none" },
      schema: {
        summary: "Why one is banned, and until when; by the ticket of one's sign-in",
        tags,
        body: TicketBody,
        response: { 200: BanNotice },
      },
    },
    async ({ body, ip }, reply) => {
      await limits.spend("twoFactor", ip);
      reply.header("Cache-Control", "no-store");
      return own.ban(body.ticket);
    },
  );
  app.post(
    "/api/auth/ban/appeal",
    {
      config: { auth: "none" },
      schema: {
        summary: "Appeal against one's ban, once; by the ticket of one's sign-in",
        tags,
        body: TicketAppealBody,
        response: { 200: BanNotice },
      },
    },
    async ({ body, ip }, reply) => {
      await limits.spend("twoFactor", ip);
      reply.header("Cache-Control", "no-store");
      return own.appealBan(body.ticket, body.text);
    },
  );
}
