import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { AddressBan, BanBody, BanParams, List, ListQuery, Preview, PreviewBody } from "./schemas.ts";
import type { Standpoint } from "./service.ts";

const tags = ["moderation"];
const PATH = "/api/admin/addresses";

/** Addresses from which nobody comes in. */
export function addressRoutes(app: App, { addressBans }: Pick<Identity, "addressBans">): void {
  app.get(
    PATH,
    {
      schema: { summary: "Banned addresses, newest first", tags, querystring: ListQuery, response: { 200: List } },
    },
    async ({ actor, query }) => addressBans.list(actor, query),
  );
  app.post(
    `${PATH}/preview`,
    {
      schema: {
        summary: "Who else sits behind an address, and what is dangerous about banning it; nothing is written",
        tags,
        body: PreviewBody,
        response: { 200: Preview },
      },
    },
    async (request) => addressBans.preview(request.actor, standpointOf(request), request.body),
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Ban an address, or a range of them: sessions that are there end at once",
        tags,
        body: BanBody,
        response: { 201: AddressBan },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await addressBans.ban(request.actor, standpointOf(request), request.body)),
  );
  app.delete(
    `${PATH}/:id`,
    { schema: { summary: "Lift the ban of an address", tags, params: BanParams, response: { 204: z.null() } } },
    async ({ actor, params }, reply) => {
      await addressBans.lift(actor, params.id);
      return reply.status(204).send(null);
    },
  );
}

/** A request by the operator's socket comes from no address. */
const standpointOf = ({ ip, socket }: FastifyRequest): Standpoint => ({ ip, peer: socket?.remoteAddress });
