import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import type { AgentTools } from "./agentTools.ts";
import {
  AgentParams,
  AgentToolParams,
  AttachBody,
  AttachedTool,
  NewTool,
  Read,
  ReadBody,
  Tool,
  ToolList,
  ToolListQuery,
  ToolParams,
  ToolPatch,
} from "./schemas.ts";
import type { Tools } from "./service.ts";

const tags = ["Tools"];

/** A document may have a megabyte, and JSON escapes it. */
const bodyLimit = 3 * 1_024 * 1_024;

/** Gatehouse's own calls for tools, and for which of them an agent has. */
export function toolRoutes(app: App, tools: Tools): void {
  app.get(
    "/api/tools",
    {
      schema: {
        tags,
        summary: "Tools that one may use, page by page",
        querystring: ToolListQuery,
        response: { 200: ToolList },
      },
    },
    async ({ actor, query }) => tools.list(actor, query),
  );
  app.post(
    "/api/tools",
    {
      bodyLimit,
      schema: { tags, summary: "Make a tool from an OpenAPI document", body: NewTool, response: { 201: Tool } },
    },
    async ({ actor, body }, reply) => {
      const { revision, result } = await tools.create(actor, body);
      return sendRevision(reply, revision).header("ETag", etag(result.version)).status(201).send(result.tool);
    },
  );
  app.post(
    "/api/tools/read",
    {
      bodyLimit,
      schema: {
        tags,
        summary: "What an OpenAPI document says; nothing is written",
        body: ReadBody,
        response: { 200: Read },
      },
    },
    async ({ actor, body }) => tools.read(actor, body),
  );
  app.get(
    "/api/tools/:id",
    { schema: { tags, summary: "A tool", params: ToolParams, response: { 200: Tool } } },
    async ({ actor, params }, reply) => {
      const { tool, version } = await tools.find(actor, params.id);
      return reply.header("ETag", etag(version)).send(tool);
    },
  );
  app.patch(
    "/api/tools/:id",
    {
      bodyLimit,
      schema: { tags, summary: "Change a tool", params: ToolParams, body: ToolPatch, response: { 200: Tool } },
    },
    async (request, reply) => {
      const { revision, result } = await tools.patch(
        request.actor,
        request.params.id,
        request.body,
        (version) => requireVersion(request, version),
        closureSeen(request),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.tool);
    },
  );
  app.delete(
    "/api/tools/:id",
    {
      config: { dryRun: true },
      schema: {
        tags,
        summary: "Delete a tool; agents that had it go on without",
        params: ToolParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { revision } = await tools.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
}

export function agentToolRoutes(app: App, agentTools: AgentTools): void {
  app.get(
    "/api/agents/:id/tools",
    {
      schema: {
        tags,
        summary: "The tools of an agent, for its editors",
        params: AgentParams,
        response: { 200: z.array(AttachedTool) },
      },
    },
    async ({ actor, params }) => agentTools.list(actor, params.id),
  );
  app.put(
    "/api/agents/:id/tools/:toolId",
    {
      schema: {
        tags,
        summary: "Give an agent a tool, or give it otherwise",
        params: AgentToolParams,
        body: AttachBody,
        response: { 200: z.array(AttachedTool) },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const wish = { tool: params.toolId, mode: body.mode };
      const { revision } = await agentTools.attach(actor, params.id, wish, closureSeen(request));
      return sendRevision(reply, revision).send(await agentTools.list(actor, params.id));
    },
  );
  app.delete(
    "/api/agents/:id/tools/:toolId",
    { schema: { tags, summary: "Take a tool from an agent", params: AgentToolParams, response: { 204: z.null() } } },
    async ({ actor, params }, reply) => {
      const { revision } = await agentTools.detach(actor, params.id, params.toolId);
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
}
