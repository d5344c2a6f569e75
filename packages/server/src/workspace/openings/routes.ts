import { z } from "zod";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import {
  AllOpeningsQuery,
  NewOpening,
  Opening,
  OpeningList,
  OpeningParams,
  OpeningsQuery,
  OwnOpeningList,
  SealedList,
  SealedParams,
  SealedQuery,
} from "./schemas.ts";
import type { Openings } from "./service.ts";

const BASE = "/api/admin/openings";
const tags = ["sealed content"];

export function openingRoutes(app: App, openings: Openings): void {
  app.get(
    BASE,
    {
      schema: {
        summary: "Every breaking of the glass, newest first",
        tags,
        querystring: AllOpeningsQuery,
        response: { 200: OpeningList },
      },
    },
    async ({ actor, query }) => openings.lists.all(actor, query),
  );
  app.post(
    BASE,
    {
      schema: {
        summary: "Break the glass: view somebody's conversation or file, for a reason and a time; they are told",
        tags,
        body: NewOpening,
        response: { 201: Opening },
      },
    },
    async ({ actor, body }, reply) => {
      const { revision, result } = await openings.open(actor, body);
      return sendRevision(reply, revision).status(201).send(result);
    },
  );
  app.delete(
    `${BASE}/:openingId`,
    {
      schema: {
        summary: "Close what one opened, before its end",
        tags,
        params: OpeningParams,
        response: { 200: Opening },
      },
    },
    async ({ actor, params }, reply) => {
      const { revision, result } = await openings.close(actor, params.openingId);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.get(
    "/api/admin/users/:id/sealed",
    {
      schema: {
        summary: "Somebody's conversations or files, without names and content: what breaking the glass could open",
        tags,
        params: SealedParams,
        querystring: SealedQuery,
        response: { 200: SealedList },
      },
    },
    async ({ actor, params, query }) => openings.lists.sealed(actor, params.id, query),
  );
  app.get(
    "/api/openings",
    {
      schema: {
        summary: "What of one's own was opened by breaking the glass, newest first",
        tags,
        querystring: OpeningsQuery,
        response: { 200: OwnOpeningList },
      },
    },
    async ({ actor, query }) => openings.lists.own(actor, query),
  );
  app.post(
    "/api/openings/seen",
    { schema: { summary: "One has seen what was opened", tags, response: { 204: z.null() } } },
    async ({ actor }, reply) => {
      await openings.markSeen(actor);
      return reply.status(204).send(null);
    },
  );
}
