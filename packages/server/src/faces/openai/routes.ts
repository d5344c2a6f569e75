import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { App } from "../../http/types.ts";
import type { Answer, Completions } from "./completions.ts";
import type { Embeddings } from "./embeddings.ts";
import { OpenAiError } from "./errors.ts";
import type { ModelIds } from "./modelIds.ts";
import type { Responses } from "./responses.ts";
import {
  ChatBody,
  Completion,
  Embeddings as EmbeddingsAnswer,
  EmbeddingsBody,
  ModelList,
  ResponseAnswer,
  ResponseBody,
} from "./schemas.ts";

/** With pictures in it. */
const LARGEST_BODY = 20 * 1_024 * 1_024;
/** Nothing was taken off a stream for so long: whoever reads it is gone, or means no good. */
const STALLED_MS = 10 * 60_000;

const tags = ["OpenAI"];
const refusals = { "4xx": OpenAiError, "5xx": OpenAiError };

export interface FaceServices {
  ids: ModelIds;
  completions: Completions;
  embeddings: Embeddings;
  responses: Responses;
}

/** OpenAI's API, below the scope's prefix. @param onlyAgents LibreChat's: agents are all that there is */
export function openAiRoutesIn(
  app: App,
  { ids, completions, embeddings, responses }: FaceServices,
  onlyAgents: boolean,
): void {
  app.get(
    "/models",
    {
      compress: false,
      config: { keys: "reads" },
      schema: {
        tags,
        summary: onlyAgents ? "Agents that one may use" : "Models and agents that one may use",
        response: { 200: ModelList, ...refusals },
      },
    },
    async ({ actor }) => ({
      object: "list" as const,
      data: onlyAgents ? await ids.listAgents(actor) : await ids.list(actor),
    }),
  );
  app.post(
    "/chat/completions",
    {
      compress: false,
      config: { keys: "calls" },
      bodyLimit: LARGEST_BODY,
      schema: {
        tags,
        summary: onlyAgents ? "Ask an agent" : "Ask a model or an agent",
        body: ChatBody,
        response: { 200: Completion, ...refusals },
      },
    },
    async ({ actor, body, id }, reply) =>
      send(reply, id, await completions.answer({ actor, connection: reply.raw, onlyAgents }, body)),
  );
  app.post(
    "/responses",
    {
      compress: false,
      config: { keys: "calls" },
      bodyLimit: LARGEST_BODY,
      schema: {
        tags,
        summary: onlyAgents ? "Ask an agent, for a response" : "Ask a model or an agent, for a response",
        body: ResponseBody,
        response: { 200: ResponseAnswer, ...refusals },
      },
    },
    async ({ actor, body, id }, reply) =>
      send(reply, id, await responses.answer({ actor, connection: reply.raw, onlyAgents }, body)),
  );
  if (onlyAgents) return;
  app.post(
    "/embeddings",
    {
      compress: false,
      config: { keys: "calls" },
      bodyLimit: LARGEST_BODY,
      schema: {
        tags,
        summary: "Embeddings by a model",
        body: EmbeddingsBody,
        response: { 200: EmbeddingsAnswer, ...refusals },
      },
    },
    async ({ actor, body, id }, reply) =>
      send(reply, id, await embeddings.answer({ actor, connection: reply.raw, onlyAgents }, body)),
  );
}

function send(reply: FastifyReply, id: string, answer: Answer): FastifyReply {
  reply.header("X-Request-Id", id).header("Cache-Control", "no-store");
  if (!(answer instanceof Readable)) return reply.type("application/json; charset=utf-8").send(answer);
  reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  return reply
    .headers({
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    })
    .send(answer);
}
