import { z } from "zod";
import type { App } from "../../../http/types.ts";
import { AuthQuery, CallBody, CallParams, CallResult, CallsQuery, ToolAuth, ToolCallRecord } from "./schemas.ts";
import type { ToolCalls } from "./toolCalls.ts";

const tags = ["Tools"];

/** LibreChat's calls for tools that a person has run themselves. */
export function toolCallRoutes(app: App, calls: ToolCalls): void {
  app.get(
    "/api/agents/tools/:toolId/auth",
    {
      schema: {
        tags,
        summary: "Whether a tool can be called as it is",
        params: CallParams,
        querystring: AuthQuery,
        response: { 200: ToolAuth },
      },
    },
    async ({ actor, params, query }) => calls.auth(actor, params.toolId, query.agent_id),
  );
  app.get(
    "/api/agents/tools/calls",
    {
      schema: {
        tags,
        summary: "What one had tools run in a conversation, oldest first",
        querystring: CallsQuery,
        response: { 200: z.array(ToolCallRecord) },
      },
    },
    async ({ actor, query }) => (query.conversationId === "new" ? [] : calls.list(actor, query.conversationId)),
  );
  app.post(
    "/api/agents/tools/:toolId/call",
    {
      schema: {
        tags,
        summary: "Have a tool run for oneself, beside a message",
        params: CallParams,
        body: CallBody,
        response: { 200: CallResult },
      },
    },
    async ({ actor, params, body, ip }) => ({ result: await calls.call(actor, ip, params.toolId, body) }),
  );
}
