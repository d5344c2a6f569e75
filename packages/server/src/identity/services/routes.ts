import { z } from "zod";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import type { Identity } from "../identity.ts";
import { line, OwnId, Page, paragraph } from "../texts.ts";
import { ServiceAnswer, Services } from "./service.ts";

const tags = ["services"];
const PATH = "/api/admin/services";
const params = z.strictObject({ id: OwnId });
const Service = z.object({ service: ServiceAnswer });

/** Accounts of other applications. */
export function serviceRoutes(app: App, identity: Identity): void {
  const services = new Services(identity);

  app.get(
    PATH,
    {
      schema: {
        summary: "Services, by name",
        tags,
        querystring: z.strictObject(Page),
        response: {
          200: z.object({ services: z.array(ServiceAnswer), total: z.number(), limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => ({ ...(await services.list(request.actor, request.query)), ...request.query }),
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Make a service; its credential is shown once",
        tags,
        body: z.strictObject({ name: line(200), description: paragraph(2_000).optional() }),
        response: { 201: Service.extend({ credential: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision, result } = await services.create(request.actor, request.body);
      return sendRevision(reply, revision)
        .header("ETag", etag(result.service.version))
        .header("Cache-Control", "no-store")
        .status(201)
        .send(result);
    },
  );
  app.get(
    `${PATH}/:id`,
    { schema: { summary: "One service", tags, params, response: { 200: Service } } },
    async (request, reply) => {
      const service = await services.get(request.actor, request.params.id);
      reply.header("ETag", etag(service.version));
      return { service };
    },
  );
  app.patch(
    `${PATH}/:id`,
    {
      schema: {
        summary: "Change a service",
        tags,
        params,
        body: z.strictObject({
          name: line(200).optional(),
          description: paragraph(2_000).optional(),
          status: z.enum(["active", "deactivated"]).optional(),
        }),
        response: { 200: Service },
      },
    },
    async (request, reply) => {
      const { revision, result: service } = await services.edit(
        request.actor,
        request.params.id,
        request.body,
        (version) => requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(service.version));
      return { service };
    },
  );
  app.delete(
    `${PATH}/:id`,
    {
      schema: { summary: "Delete a service", tags, params, response: { 200: z.object({ success: z.literal(true) }) } },
    },
    async (request, reply) => {
      const { revision } = await services.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.post(
    `${PATH}/:id/credential`,
    {
      schema: {
        summary: "A new credential, shown once; the former one ends",
        tags,
        params,
        response: { 200: z.object({ credential: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision, result: credential } = await services.renew(request.actor, request.params.id);
      sendRevision(reply, revision).header("Cache-Control", "no-store");
      return { credential };
    },
  );
}
