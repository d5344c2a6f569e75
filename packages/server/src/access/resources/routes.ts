import { z } from "zod";
import { TypeName } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { closureSeen } from "../closureSeen.ts";
import { ResourceParams } from "../grants/schemas.ts";
import { PutResource, PutType, ResourceAnswer } from "./schemas.ts";
import type { Resources } from "./service.ts";

const PATH = "/api/access/resources/:type/:id";
const tags = ["access"];

export function resourceRoutes(app: App, resources: Resources): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "A resource and what one may do with it",
        tags,
        params: ResourceParams,
        response: { 200: ResourceAnswer },
      },
    },
    async (request, reply) => {
      const { view, version } = await resources.get(request.actor, `${request.params.type}:${request.params.id}`);
      return reply.header("ETag", etag(version)).send(view);
    },
  );
  app.put(
    PATH,
    {
      config: { dryRun: true },
      schema: {
        summary: "Register a resource of another application, or change it",
        tags,
        params: ResourceParams,
        body: PutResource,
        response: { 200: ResourceAnswer, 201: ResourceAnswer },
      },
    },
    async (request, reply) => {
      const name = `${request.params.type}:${request.params.id}`;
      const { revision, result: isNew } = await resources.put(
        request.actor,
        name,
        request.body,
        (version) => requireVersion(request, version),
        closureSeen(request),
      );
      const { view, version } = await resources.afterwards(request.actor, name);
      return sendRevision(reply, revision)
        .header("ETag", etag(version))
        .status(isNew ? 201 : 200)
        .send(view);
    },
  );
  app.delete(
    PATH,
    {
      config: { dryRun: true },
      schema: {
        summary: "Delete a resource with everything that names it",
        tags,
        params: ResourceParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const name = `${request.params.type}:${request.params.id}`;
      const { revision } = await resources.remove(request.actor, name, (version) => requireVersion(request, version));
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
  app.put(
    "/api/access/types/:type",
    {
      schema: {
        summary: "Declare a resource type of another application",
        tags,
        params: z.strictObject({ type: TypeName }),
        body: PutType,
        response: { 200: z.object({ type: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision } = await resources.setType(request.actor, request.params.type, request.body);
      return sendRevision(reply, revision).send({ type: request.params.type });
    },
  );
}
