import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import {
  AccessRequest,
  DeclineBody,
  Draft,
  DraftQuery,
  GrantBody,
  NewRequest,
  RequestList,
  RequestParams,
  RequestQuery,
  Summary,
} from "./schemas.ts";
import type { AccessRequests } from "./service.ts";

const BASE = "/api/access/requests";
const tags = ["access"];

export function requestRoutes(app: App, requests: AccessRequests): void {
  app.get(
    `${BASE}/draft`,
    {
      schema: {
        summary: "What to ask for, to do something: the least right that suffices",
        tags,
        querystring: DraftQuery,
        response: { 200: Draft },
      },
    },
    async ({ actor, query }) => requests.draft(actor, query),
  );
  app.get(
    `${BASE}/summary`,
    { schema: { summary: "How many requests wait, and how many were answered", tags, response: { 200: Summary } } },
    async ({ actor }) => requests.lists.summary(actor),
  );
  app.get(
    BASE,
    {
      schema: {
        summary: "Requests of one's own, or those that one may answer, newest first",
        tags,
        querystring: RequestQuery,
        response: { 200: RequestList },
      },
    },
    async ({ actor, query }) => requests.lists.page(actor, query),
  );
  app.post(
    BASE,
    {
      schema: {
        summary: "Ask for access; what there is not is taken as what one may not know of",
        tags,
        body: NewRequest,
        response: { 201: AccessRequest },
      },
    },
    async ({ actor, body }, reply) => reply.status(201).send(await requests.ask(actor, body)),
  );
  app.post(
    `${BASE}/seen`,
    { schema: { summary: "Answers to one's own requests were seen", tags, response: { 204: z.null() } } },
    async ({ actor }, reply) => {
      await requests.see(actor);
      return reply.status(204).send(null);
    },
  );
  app.post(
    `${BASE}/:requestId/grant`,
    {
      schema: {
        summary: "Give what was asked for, or something else",
        tags,
        params: RequestParams,
        body: GrantBody,
        response: { 200: AccessRequest },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await requests.grant(actor, params.requestId, body, closureSeen(request));
      return sendRevision(reply, revision).send(result);
    },
  );
  app.post(
    `${BASE}/:requestId/decline`,
    {
      schema: {
        summary: "Say no to a request",
        tags,
        params: RequestParams,
        body: DeclineBody,
        response: { 200: AccessRequest },
      },
    },
    async ({ actor, params, body }) => requests.decline(actor, params.requestId, body.answer),
  );
  app.delete(
    `${BASE}/:requestId`,
    { schema: { summary: "Take one's request back", tags, params: RequestParams, response: { 204: z.null() } } },
    async ({ actor, params }, reply) => {
      await requests.withdraw(actor, params.requestId);
      return reply.status(204).send(null);
    },
  );
}
