import type { OutgoingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { occasion } from "../../http/occasion.ts";
import type { App } from "../../http/types.ts";
import type { Calls } from "./calls.ts";
import type { Answer, Completions } from "./completions.ts";
import type { Embeddings } from "./embeddings.ts";
import { OpenAiError } from "./errors.ts";
import type { ModelIds } from "./modelIds.ts";
import { RelayedAnswer } from "./relayedAnswer.ts";
import type { Responses } from "./responses.ts";
import {
  ChatBody,
  Completion,
  Embeddings as EmbeddingsAnswer,
  EmbeddingsBody,
  ListedModel,
  ModelList,
  ModelParams,
  ModelPathParams,
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
  calls: Calls;
}

/** OpenAI's API, below the scope's prefix. @param onlyAgents LibreChat's: agents are all that there is */
export function openAiRoutesIn(
  app: App,
  { ids, completions, embeddings, responses, calls }: FaceServices,
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
  const one = {
    compress: false,
    config: { keys: "reads" },
    schema: {
      tags,
      summary: onlyAgents ? "An agent that one may use" : "A model or an agent that one may use",
      response: { 200: ListedModel, ...refusals },
    },
  } as const;
  app.get("/models/:model", { ...one, schema: { ...one.schema, params: ModelParams } }, async ({ actor, params }) =>
    ids.find(actor, params.model, onlyAgents),
  );
  // With the slashes in its name as they are. The document knows no such address.
  if (!onlyAgents)
    app.get(
      "/models/*",
      { ...one, schema: { ...one.schema, params: ModelPathParams, hide: true } },
      async ({ actor, params }) => ids.find(actor, params["*"], onlyAgents),
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
      send(reply, id, await calls.during(completions.answer({ actor, connection: reply.raw, onlyAgents }, body))),
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
      send(reply, id, await calls.during(responses.answer({ actor, connection: reply.raw, onlyAgents }, body))),
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
      send(reply, id, await calls.during(embeddings.answer({ actor, connection: reply.raw, onlyAgents }, body))),
  );
}

const eventStream = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};

function send(reply: FastifyReply, id: string, answer: Answer): FastifyReply {
  const { raw } = reply;
  if (answer instanceof RelayedAnswer) {
    reply.hijack();
    raw.setTimeout(STALLED_MS, () => raw.destroy());
    reply.headers({ ...eventStream, "X-Request-Id": id, ...occasion().nearest?.headers() });
    // All at once: of headers that were set before, Node looks at each again.
    raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
    answer.writeTo(raw);
    return reply;
  }
  reply.header("X-Request-Id", id).header("Cache-Control", "no-store");
  if (!(answer instanceof Readable)) return reply.type("application/json; charset=utf-8").send(answer);
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  return reply.headers(eventStream).send(answer);
}
