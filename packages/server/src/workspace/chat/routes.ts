import { z } from "zod";
import type { App } from "../../http/types.ts";
import {
  AbortBody,
  Aborted,
  Active,
  ChatBody,
  ChatParams,
  Started,
  Status,
  StatusParams,
  StreamParams,
  StreamQuery,
} from "./schemas.ts";
import type { Chat } from "./service.ts";

const tags = ["Chat"];

/** LibreChat's chat: the start answers at once, the text comes on a stream of its own. */
export function chatRoutes(app: App, chat: Chat): void {
  app.post(
    "/api/agents/chat/:endpoint",
    {
      schema: {
        tags,
        summary: "Say something to an agent (`agents`) or a model",
        params: ChatParams,
        body: ChatBody,
        response: { 200: Started },
      },
    },
    async (request, reply) =>
      reply
        .header(PROTOCOL, "1")
        .send(await chat.start(request.actor, request.params.endpoint, request.body, request.ip)),
  );
  app.post(
    "/api/agents/chat",
    {
      schema: {
        tags,
        summary: "Say something; the body names the endpoint or agent",
        body: ChatBody,
        response: { 200: Started },
      },
    },
    async (request, reply) =>
      reply.header(PROTOCOL, "1").send(await chat.start(request.actor, undefined, request.body, request.ip)),
  );
  app.post(
    "/api/agents/chat/abort",
    { schema: { tags, summary: "Stop an answer", body: AbortBody, response: { 200: Aborted } } },
    async (request) => ({ success: true as const, aborted: await chat.abort(request.actor, request.body) }),
  );
  app.get(
    "/api/agents/chat/stream/:streamId",
    {
      schema: {
        tags,
        summary: "An answer as it is being written (server-sent events)",
        params: StreamParams,
        querystring: StreamQuery,
        response: { 200: z.unknown().describe("`text/event-stream`; see the guide on agents and chat") },
      },
    },
    async (request, reply) => {
      const { resume = false, generationCreatedAt } = request.query;
      const stream = await chat.subscribe(request.actor, request.params.streamId, {
        resume,
        createdAt: generationCreatedAt,
      });
      return reply
        .headers({
          "Content-Type": "text/event-stream; charset=utf-8",
          "Cache-Control": "no-cache, no-transform",
          "X-Accel-Buffering": "no",
          "Content-Encoding": "identity",
          [PROTOCOL]: "1",
        })
        .send(stream);
    },
  );
  app.get(
    "/api/agents/chat/status/:conversationId",
    {
      schema: {
        tags,
        summary: "Whether an answer is being written in a conversation",
        params: StatusParams,
        response: { 200: Status },
      },
    },
    async (request) => chat.status(request.actor, request.params.conversationId),
  );
  app.get(
    "/api/agents/chat/active",
    { schema: { tags, summary: "One's answers that are being written", response: { 200: Active } } },
    async (request) => ({ activeJobIds: chat.active(request.actor) }),
  );
}

const PROTOCOL = "X-LibreChat-Generation-Protocol";
