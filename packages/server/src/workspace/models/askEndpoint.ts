import { Agent } from "undici";
import type { CustomEndpoint } from "../../config/index.ts";
import { askedBy, type EndpointAnswer, type ToEndpoint } from "./exchange.ts";
import { ModelFailed } from "./model.ts";
import type { Patience } from "./patience.ts";

/** Where an endpoint is asked, with what, and by which way. */
export interface Way {
  endpoint: Pick<CustomEndpoint, "baseURL" | "apiKey" | "headers">;
  ask(url: string, sent: ToEndpoint): Promise<EndpointAnswer>;
}

/** What an OpenAI-compatible endpoint is asked for. */
export type EndpointPath = "chat/completions" | "embeddings";

/** How long an endpoint may take is counted by whoever asks: {@link Patience}. */
const connections = new Agent({ headersTimeout: 0, bodyTimeout: 0, allowH2: false });

/** To what the operator configured: wherever it is. A redirect would carry the conversation somewhere that nobody configured. */
export const wayOfFile = (endpoint: CustomEndpoint): Way => ({
  endpoint,
  async ask(url, sent) {
    const answer = await askedBy(connections, url, sent);
    if (!isRedirect(answer)) return answer;
    answer.body.letGo();
    throw new ModelFailed("The model cannot be reached.");
  },
});

const isRedirect = ({ status }: EndpointAnswer): boolean => status >= 300 && status < 400;

export const isEventStream = ({ headers }: EndpointAnswer): boolean =>
  String(headers["content-type"]).includes("text/event-stream");

/**
 * @throws {ModelFailed} for an answer that is none; what `signal` was aborted with
 * INVARIANT: nothing that the endpoint says of a failure is passed on or logged: it may repeat instructions or the key.
 */
export async function askEndpoint(
  { endpoint, ask }: Way,
  path: EndpointPath,
  body: string,
  signal: AbortSignal,
): Promise<EndpointAnswer> {
  let answer: EndpointAnswer;
  try {
    answer = await ask(`${endpoint.baseURL ?? ""}/${path}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(endpoint.apiKey !== undefined && { Authorization: `Bearer ${endpoint.apiKey}` }),
        ...endpoint.headers,
      },
      body,
      signal,
    });
  } catch {
    signal.throwIfAborted();
    throw new ModelFailed("The model cannot be reached.");
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  answer.body.letGo();
  throw refusalOf(answer);
}

/** What went wrong while an endpoint was asked, in our words. */
export function failureOf(error: unknown, patience: Patience): ModelFailed {
  if (patience.isOver) return new ModelFailed("The model took too long to answer.", { kind: "silent" });
  return error instanceof ModelFailed ? error : new ModelFailed("The connection to the model broke.");
}

function refusalOf({ status, headers }: EndpointAnswer): ModelFailed {
  if (status === 401 || status === 403)
    return new ModelFailed("The model's endpoint refused the key that is configured for it.");
  if (status === 404) return new ModelFailed("The model's endpoint does not know this model.");
  if (status === 413) return new ModelFailed("The conversation is too long for this model.", { kind: "refused" });
  if (status === 429) {
    const wait = /^\d{1,5}$/.exec(headers["retry-after"] ?? "")?.[0];
    return new ModelFailed("The model's endpoint has too much to do; try again later.", {
      kind: "busy",
      ...(wait !== undefined && { retryAfterSeconds: Number(wait) }),
    });
  }
  if (status >= 500) return new ModelFailed(`The model's endpoint failed (${status}).`);
  return new ModelFailed(`The model's endpoint refused the request (${status}).`, { kind: "refused" });
}
