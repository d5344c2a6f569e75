import type { CustomEndpoint } from "../../../config/index.ts";
import { inWords } from "../../tools/outbound/outbound.ts";
import { OutboundFailed } from "../../tools/outbound/outboundFailed.ts";
import { type Way, wayOfFile } from "../askEndpoint.ts";
import { headersFor } from "./askForModels.ts";
import type { Credentials } from "./endpointSecrets.ts";

/** Whether an endpoint would answer; `why` in words that hold nothing of what it said, or was asked with. */
export interface Reach {
  trouble: "unreachable" | "key-refused" | "failing" | null;
  why: string;
}

/** Somebody waits for it. */
const PATIENCE_MS = 5_000;

/** Asks for the list of models, which costs nothing, and reads no more of the answer than how it begins. */
export async function reach(
  ask: Way["ask"],
  baseURL: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<Reach> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { status, body } = await ask(`${baseURL}/models`, {
      method: "GET",
      headers: { accept: "application/json", ...headersFor(credentials) },
      signal: AbortSignal.any([signal, patience]),
    });
    body.letGo();
    return reachBy(status);
  } catch (error) {
    if (patience.aborted || signal.aborted) return { trouble: "unreachable", why: "it does not answer in time" };
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const known = [error, cause].find((one) => one instanceof OutboundFailed);
    return { trouble: "unreachable", why: known?.message ?? inWords(cause) };
  }
}

export const reachOfFile = (endpoint: CustomEndpoint, signal: AbortSignal): Promise<Reach> =>
  reach(
    wayOfFile(endpoint).ask,
    endpoint.baseURL ?? "",
    { key: endpoint.apiKey ?? null, headers: { ...endpoint.headers } },
    signal,
  );

function reachBy(status: number): Reach {
  if (status === 401 || status === 403) return { trouble: "key-refused", why: `it refuses the key (${status})` };
  if (status >= 500) return { trouble: "failing", why: `it answers with ${status}` };
  // Not every endpoint has a list of its models, and one that says so is there.
  return { trouble: null, why: "it answers" };
}
