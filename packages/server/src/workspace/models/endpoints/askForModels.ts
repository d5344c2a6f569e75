import { text } from "node:stream/consumers";
import { inWords } from "../../tools/outbound/outbound.ts";
import { OutboundFailed } from "../../tools/outbound/outboundFailed.ts";
import { type EndpointAnswer, readableOf } from "../exchange.ts";
import type { WayOut } from "../wayOut.ts";
import type { Credentials } from "./endpointSecrets.ts";
import { type EndpointTested, MOST_MODELS, ModelName } from "./schemas.ts";

const LONGEST_MS = 15_000;
const SHORTEST_SECRET = 4;

/**
 * Asks an OpenAI-compatible endpoint for its models. What goes wrong is an answer, too.
 * INVARIANT: nothing of what it says is passed on but names, and none that holds what it was asked with.
 */
export async function askForModels(
  wayOut: WayOut,
  baseURL: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<EndpointTested> {
  const time = AbortSignal.timeout(LONGEST_MS);
  try {
    const answer = await wayOut.ask(`${baseURL}/models`, {
      method: "GET",
      headers: { accept: "application/json", ...headersFor(credentials) },
      signal: AbortSignal.any([signal, time]),
    });
    if (answer.status < 200 || answer.status > 299) {
      answer.body.letGo();
      return failed(meaningOf(answer.status));
    }
    const names = namesIn(await readJson(answer), credentials);
    return { isReached: true, why: null, models: names.slice(0, MOST_MODELS), isCut: names.length > MOST_MODELS };
  } catch (error) {
    if (signal.aborted) return failed("it was given up");
    if (time.aborted) return failed("it took too long");
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const known = [error, cause].find((one) => one instanceof OutboundFailed);
    return failed(known?.message ?? inWords(cause));
  }
}

/** What says who asks, as headers. */
export const headersFor = ({ key, headers }: Credentials): Record<string, string> => ({
  ...(key !== null && { Authorization: `Bearer ${key}` }),
  ...headers,
});

const failed = (why: string): EndpointTested => ({ isReached: false, why, models: [], isCut: false });

function meaningOf(status: number): string {
  if (status >= 300 && status < 400) return `it leads on to another address (${status}), which is not followed`;
  if (status === 401 || status === 403) return `it was reached, and refused the key (${status})`;
  if (status === 404)
    return "it was reached, and has no list of models there (404): the address ends with the version, as in `/v1`";
  return `it was reached, and answered with ${status}`;
}

async function readJson({ body }: EndpointAnswer): Promise<unknown> {
  const said = await text(readableOf(body));
  try {
    return JSON.parse(said);
  } catch {
    throw new OutboundFailed("it was reached, and its list of models is no JSON");
  }
}

/** `{ data: [{ id }] }`, as OpenAI says it, or the list by itself. */
function namesIn(body: unknown, { key, headers }: Credentials): string[] {
  const list: unknown = typeof body === "object" && body !== null && "data" in body ? body.data : body;
  if (!Array.isArray(list)) throw new OutboundFailed("it was reached, and its list of models is none");
  const secrets = [key ?? "", ...Object.values(headers)].filter(({ length }) => length >= SHORTEST_SECRET);
  const names = list.flatMap((one: unknown) => {
    const { success, data } = ModelName.safeParse(
      typeof one === "object" && one !== null && "id" in one ? one.id : one,
    );
    return success && !secrets.some((secret) => data.includes(secret)) ? [data] : [];
  });
  return [...new Set(names)].sort();
}
