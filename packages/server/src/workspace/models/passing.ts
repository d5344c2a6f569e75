import type { CustomEndpoint, JsonObject } from "../../config/index.ts";
import { askEndpoint, type EndpointPath, failureOf, isEventStream, type Way } from "./askEndpoint.ts";
import type { EndpointAnswer } from "./exchange.ts";
import type { Flow, ModelFailed, PassedAnswer, Receiver } from "./model.ts";
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
    const answer = await askEndpoint(await way(), path, sent, patience.signal);
    patience.rest();
    return { isStream: isEventStream(answer), handOn: (to) => handOn(answer, { to, patience, signal }) };
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

/** A reader who takes their time is no silence of the endpoint: it has its time while something is read from it. */
function handOn(
  { body }: EndpointAnswer,
  { to, patience, signal }: { to: Receiver; patience: Patience; signal: AbortSignal },
): Flow {
  let isOver = false;
  const broken = (error: Error) => ended(signal.aborted ? undefined : failureOf(error, patience));
  const ended = (failure?: ModelFailed) => {
    if (isOver) return;
    isOver = true;
    patience.end(failure === undefined && !signal.aborted);
    to.end(failure);
  };
  patience.heard();
  body.handTo({
    take(piece) {
      patience.heard();
      if (isOver || to.take(piece)) return true;
      patience.rest();
      return false;
    },
    end: (failure) => (failure === undefined ? ended() : broken(failure)),
  });
  return {
    goOn() {
      if (isOver) return;
      patience.heard();
      body.goOn();
    },
    letGo() {
      if (isOver) return;
      isOver = true;
      patience.end();
      body.letGo();
    },
  };
}
