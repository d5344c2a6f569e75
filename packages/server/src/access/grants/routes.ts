import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { closureSeen } from "../closureSeen.ts";
import {
  ChangeGrant,
  GrantAnswer,
  GrantParams,
  ResourceParams,
  SetGrant,
  SetOwner,
  TakeBack,
  TakenBackAnswer,
} from "./schemas.ts";
import type { Conditions, Grants } from "./service.ts";

const BASE = "/api/access/resources/:type/:id";
/** What the headers say that the caller has seen. */
export const conditionsOf = (request: Pick<FastifyRequest, "headers">): Conditions => ({
  ifMatch: request.headers["if-match"],
  closure: closureSeen(request),
});
const nameOf = ({ type, id }: { type: string; id: string }) => `${type}:${id}`;

export function grantRoutes(app: App, grants: Grants): void {
  app.get(
    `${BASE}/grants`,
    {
      schema: {
        summary: "The grants on a resource",
        tags: ["access"],
        params: ResourceParams,
        response: { 200: z.object({ grants: z.array(GrantAnswer) }) },
      },
    },
    async (request, reply) => {
      const { grants: found, tag } = await grants.list(request.actor, nameOf(request.params));
      return reply.header("ETag", tag).send({ grants: found });
    },
  );
  app.post(
    `${BASE}/grants`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Share a resource",
        tags: ["access"],
        params: ResourceParams,
        body: SetGrant,
        response: { 201: z.object({ grant: GrantAnswer }) },
      },
    },
    async (request, reply) => {
      const { revision, result } = await grants.set(
        request.actor,
        nameOf(request.params),
        request.body,
        conditionsOf(request),
      );
      return sendRevision(reply, revision).status(201).send({ grant: result });
    },
  );
  app.put(
    `${BASE}/grants/:grantId`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Change a grant",
        tags: ["access"],
        params: GrantParams,
        body: ChangeGrant,
        response: { 200: z.object({ grant: GrantAnswer }) },
      },
    },
    async (request, reply) => {
      const { revision, result } = await grants.change(
        request.actor,
        nameOf(request.params),
        request.params.grantId,
        request.body,
        conditionsOf(request),
      );
      return sendRevision(reply, revision).send({ grant: result });
    },
  );
  app.delete(
    `${BASE}/grants/:grantId`,
    {
      config: { dryRun: true },
      schema: { summary: "Take a grant away", tags: ["access"], params: GrantParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { revision } = await grants.remove(
        request.actor,
        nameOf(request.params),
        request.params.grantId,
        request.headers["if-match"],
      );
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
  app.delete(
    `${BASE}/grants`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take back all that one may take back, in one revision",
        tags: ["access"],
        params: ResourceParams,
        querystring: TakeBack,
        response: { 200: TakenBackAnswer },
      },
    },
    async (request, reply) => {
      const { revision, result } = await grants.takeBack(
        request.actor,
        nameOf(request.params),
        request.query.denies === "take",
        request.headers["if-match"],
      );
      return sendRevision(reply, revision).send(result);
    },
  );
  app.put(
    `${BASE}/owner`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Hand a resource over",
        tags: ["access"],
        params: ResourceParams,
        body: SetOwner,
        response: { 200: z.object({ owner: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision } = await grants.transfer(
        request.actor,
        nameOf(request.params),
        request.body.owner,
        conditionsOf(request),
      );
      return sendRevision(reply, revision).send({ owner: request.body.owner });
    },
  );
}
