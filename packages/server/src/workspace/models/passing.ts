import type { CustomEndpoint, JsonObject } from "../../config/index.ts";
import { askEndpoint, type EndpointPath, failureOf, type Way } from "./askEndpoint.ts";
import { ModelFailed, type PassedAnswer } from "./model.ts";
import { Patience } from "./patience.ts";

/** What every request needs, whatever the operator takes away. */
const needed = new Set(["model", "messages", "input", "stream"]);

/** A body with what the operator says of the endpoint's requests: what is added, and what is taken away. */
export function withOperatorsParams(
  { addParams, dropParams }: Pick<CustomEndpoint, "addParams" | "dropParams">,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...body, ...addParams };
  for (const key of dropParams) if (!needed.has(key)) delete whole[key];
  return whole;
}

export interface Passing {
  endpoint: CustomEndpoint;
  /** The model's name, as the endpoint knows it. */
  name: string;
  path: EndpointPath;
  /** As the caller sent it. */
  body: JsonObject;
  way: () => Promise<Way>;
  silenceMs: number;
  signal: AbortSignal;
}

/**
 * Asks an endpoint with a caller's own body. Its model's name is the endpoint's, and where it streams the endpoint is asked how many tokens it takes.
 * @throws {ModelFailed}; what `signal` was aborted with
 */
export async function passOn({ endpoint, name, path, body, way, silenceMs, signal }: Passing): Promise<PassedAnswer> {
  const patience = new Patience(silenceMs, signal);
  try {
    const sent = JSON.stringify(path === "embeddings" ? { ...body, model: name } : chatBody(endpoint, name, body));
    const response = await askEndpoint(await way(), path, sent, patience.signal);
    patience.rest();
    const isStream = response.headers.get("content-type")?.includes("text/event-stream") === true;
    return { isStream, pieces: piecesOf(response, patience, signal) };
  } catch (error) {
    patience.end();
    signal.throwIfAborted();
    throw failureOf(error, patience);
  }
}

function chatBody(endpoint: CustomEndpoint, name: string, body: JsonObject): Record<string, unknown> {
  if (body.stream !== true) return { ...withOperatorsParams(endpoint, { ...body, model: name }), stream: false };
  const options = typeof body.stream_options === "object" ? body.stream_options : {};
  const asked = { ...body, model: name, stream_options: { ...options, include_usage: true } };
  return { ...withOperatorsParams(endpoint, asked), stream: true };
}

async function* piecesOf(response: Response, patience: Patience, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) throw new ModelFailed("The model's endpoint answered with nothing.");
  try {
    for (;;) {
      patience.heard();
      const { done, value } = await reader.read();
      // A reader who takes their time is no silence of the endpoint.
      patience.rest();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (!signal.aborted) throw failureOf(error, patience);
  } finally {
    patience.end();
    // Of a stream that has failed already there is nothing left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
