import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import {
  AgentList,
  AgentListQuery,
  AgentParams,
  AgentPatch,
  AgentVersion,
  AgentWish,
  RevertBody,
  ShortAgent,
  WholeAgent,
} from "./schemas.ts";
import type { Agents } from "./service.ts";

const tags = ["Agents"];
/** A category; `label` is a key of the client's translations. */
const Category = z.object({
  value: z.string(),
  label: z.string(),
  count: z.number().optional(),
  description: z.string(),
});

/** LibreChat's agents; their actions are in tools/actionRoutes.ts. */
export function agentRoutes(app: App, agents: Agents): void {
  app.get(
    "/api/agents",
    { schema: { tags, summary: "Agents that one may use", querystring: AgentListQuery, response: { 200: AgentList } } },
    async (request) => agents.list(request.actor, request.query),
  );
  app.post(
    "/api/agents",
    { schema: { tags, summary: "Make an agent", body: AgentWish, response: { 201: WholeAgent } } },
    async (request, reply) => {
      const { revision, result } = await agents.create(request.actor, request.body);
      return sendRevision(reply, revision).status(201).header("ETag", etag(result.version)).send(result);
    },
  );
  app.get(
    "/api/agents/:id",
    { schema: { tags, summary: "What a viewer sees of an agent", params: AgentParams, response: { 200: ShortAgent } } },
    async (request, reply) => {
      const { agent, version } = await agents.short(request.actor, request.params.id);
      return reply.header("ETag", etag(version)).send(agent);
    },
  );
  app.get(
    "/api/agents/:id/expanded",
    { schema: { tags, summary: "A whole agent, for its editors", params: AgentParams, response: { 200: WholeAgent } } },
    async (request, reply) => {
      const { agent, version } = await agents.expanded(request.actor, request.params.id);
      return reply.header("ETag", etag(version)).send(agent);
    },
  );
  app.get(
    "/api/agents/:id/versions",
    {
      schema: {
        tags,
        summary: "An agent's versions, oldest first",
        params: AgentParams,
        response: { 200: z.array(AgentVersion) },
      },
    },
    async (request) => agents.versions(request.actor, request.params.id),
  );
  app.patch(
    "/api/agents/:id",
    {
      schema: {
        tags,
        summary: "Change an agent",
        params: AgentParams,
        body: AgentPatch,
        response: { 200: WholeAgent },
      },
    },
    async (request, reply) => {
      const { revision, result } = await agents.patch(
        request.actor,
        request.params.id,
        request.body,
        (version) => requireVersion(request, version),
        closureSeen(request),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result);
    },
  );
  app.post(
    "/api/agents/:id/duplicate",
    {
      schema: {
        tags,
        summary: "Copy an agent",
        params: AgentParams,
        body: z.strictObject({}).nullish(),
        response: { 201: z.object({ agent: WholeAgent, actions: z.array(z.never()) }) },
      },
    },
    async (request, reply) => {
      const { revision, result } = await agents.duplicate(request.actor, request.params.id);
      return sendRevision(reply, revision)
        .status(201)
        .header("ETag", etag(result.version))
        .send({ agent: result, actions: [] });
    },
  );
  app.post(
    "/api/agents/:id/revert",
    {
      schema: {
        tags,
        summary: "Bring back a version of an agent",
        params: AgentParams,
        body: RevertBody,
        response: { 200: WholeAgent },
      },
    },
    async (request, reply) => {
      const { revision, result } = await agents.revert(
        request.actor,
        request.params.id,
        request.body.version_index,
        (version) => requireVersion(request, version),
        closureSeen(request),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result);
    },
  );
  app.delete(
    "/api/agents/:id",
    {
      config: { dryRun: true },
      schema: {
        tags,
        summary: "Delete an agent",
        params: AgentParams,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision } = await agents.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).send({ message: "Agent deleted" });
    },
  );
  app.get(
    "/api/agents/categories",
    { schema: { tags, summary: "Categories of agents", response: { 200: z.array(Category) } } },
    async () => categories.map((value) => ({ value, label: `com_agents_category_${value}`, description: "" })),
  );
}

/** Without counts: LibreChat counts agents there that the caller cannot see. */
const categories = ["general", "hr", "rd", "finance", "it", "sales", "aftersales", "all"];
