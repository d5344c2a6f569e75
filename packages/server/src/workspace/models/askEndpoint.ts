import type { CustomEndpoint } from "../../config/index.ts";
import { ModelFailed } from "./model.ts";
import type { Patience } from "./patience.ts";
import type { ToEndpoint } from "./wayOut.ts";

/** Where an endpoint is asked, with what, and by which way. */
export interface Way {
  endpoint: Pick<CustomEndpoint, "baseURL" | "apiKey" | "headers">;
  fetch(url: string, sent: ToEndpoint): Promise<Response>;
}

/** What an OpenAI-compatible endpoint is asked for. */
export type EndpointPath = "chat/completions" | "embeddings";

/** To what the operator configured: wherever it is. A redirect would carry the conversation somewhere that nobody configured. */
export const wayOfFile = (endpoint: CustomEndpoint): Way => ({
  endpoint,
  fetch: (url, sent) => fetch(url, { ...sent, redirect: "error" }),
});

/**
 * @throws {ModelFailed} for an answer that is none; what `signal` was aborted with
 * INVARIANT: nothing that the endpoint says of a failure is passed on or logged: it may repeat instructions or the key.
 */
export async function askEndpoint(
  { endpoint, fetch }: Way,
  path: EndpointPath,
  body: string,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${endpoint.baseURL ?? ""}/${path}`, {
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
  if (response.ok) return response;
  await response.body?.cancel().catch(() => undefined);
  throw refusalOf(response);
}

/** What went wrong while an endpoint was asked, in our words. */
export function failureOf(error: unknown, patience: Patience): ModelFailed {
  if (patience.isOver) return new ModelFailed("The model took too long to answer.", { kind: "silent" });
  return error instanceof ModelFailed ? error : new ModelFailed("The connection to the model broke.");
}

function refusalOf({ status, headers }: Response): ModelFailed {
  if (status === 401 || status === 403)
    return new ModelFailed("The model's endpoint refused the key that is configured for it.");
  if (status === 404) return new ModelFailed("The model's endpoint does not know this model.");
  if (status === 413) return new ModelFailed("The conversation is too long for this model.", { kind: "refused" });
  if (status === 429) {
    const wait = /^\d{1,5}$/.exec(headers.get("retry-after") ?? "")?.[0];
    return new ModelFailed("The model's endpoint has too much to do; try again later.", {
      kind: "busy",
      ...(wait !== undefined && { retryAfterSeconds: Number(wait) }),
    });
  }
  if (status >= 500) return new ModelFailed(`The model's endpoint failed (${status}).`);
  return new ModelFailed(`The model's endpoint refused the request (${status}).`, { kind: "refused" });
}
