import { z } from "zod";
import type { App } from "../../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../../http/versions.ts";
import {
  Endpoint,
  EndpointList,
  EndpointParams,
  EndpointPatch,
  EndpointTest,
  EndpointTested,
  EndpointWithAgents,
  NewEndpoint,
} from "./schemas.ts";
import type { Endpoints } from "./service.ts";

const tags = ["Models"];

/** Gatehouse's own calls for the endpoints that answers come from. */
export function endpointRoutes(app: App, endpoints: Endpoints): void {
  app.get(
    "/api/admin/models/endpoints",
    {
      schema: { tags, summary: "Endpoints of models: the file's and the console's", response: { 200: EndpointList } },
    },
    async ({ actor }) => ({ endpoints: await endpoints.list(actor) }),
  );
  app.post(
    "/api/admin/models/endpoints",
    { schema: { tags, summary: "Add an endpoint of models", body: NewEndpoint, response: { 201: Endpoint } } },
    async ({ actor, body }, reply) => {
      const { revision, result } = await endpoints.create(actor, body);
      return sendRevision(reply, revision).header("ETag", etag(result.version)).status(201).send(result.endpoint);
    },
  );
  app.post(
    "/api/admin/models/endpoints/test",
    {
      schema: {
        tags,
        summary: "Ask an endpoint for its models; nothing is written",
        body: EndpointTest,
        response: { 200: EndpointTested },
      },
    },
    async ({ actor, body }, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      return endpoints.test(actor, body, gone.signal);
    },
  );
  app.get(
    "/api/admin/models/endpoints/:id",
    {
      schema: {
        tags,
        summary: "An endpoint of the console, and which agents have its models",
        params: EndpointParams,
        response: { 200: EndpointWithAgents },
      },
    },
    async ({ actor, params }, reply) => {
      const { endpoint, version } = await endpoints.find(actor, params.id);
      return reply.header("ETag", etag(version)).send(endpoint);
    },
  );
  app.patch(
    "/api/admin/models/endpoints/:id",
    {
      schema: {
        tags,
        summary: "Change an endpoint of models, or switch it off",
        params: EndpointParams,
        body: EndpointPatch,
        response: { 200: Endpoint },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await endpoints.patch(actor, params.id, body, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.endpoint);
    },
  );
  app.delete(
    "/api/admin/models/endpoints/:id",
    {
      schema: {
        tags,
        summary: "Delete an endpoint of models; agents that have one of them answer nobody",
        params: EndpointParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { revision } = await endpoints.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
}
