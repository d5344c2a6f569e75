import type { ScopeEntry } from "@gatehouse/engine";
import OpenAI, { APIError } from "openai";
import type { House } from "../../../workspace/testing/house.ts";

/** OpenAI's own client, as somebody of the house; it asks once. @param scope of the key that it has; default: all that is its owner's */
export const clientOf = (
  house: House,
  person: string,
  { base = "/v1", scope }: { base?: string; scope?: readonly ScopeEntry[] } = {},
): OpenAI =>
  new OpenAI({
    apiKey: "of no matter here",
    baseURL: `${house.url}${base}`,
    maxRetries: 0,
    defaultHeaders: { "x-person": person, ...(scope && { "x-key-scope": JSON.stringify(scope) }) },
  });

/** Whoever has an account may ask from a program. */
export const openTo = (house: House, on = true): Promise<number> =>
  house.change([{ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.USE", on }]);

/** What the client was refused with. */
export async function refusal(asking: PromiseLike<unknown>) {
  try {
    await asking;
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const { status, code, type, param, message, headers } = error;
    return { status, code, type, param, message, retryAfter: headers?.get("retry-after") ?? null };
  }
  throw new Error("it was answered");
}

/** Everything that a stream says, and what it ended with. */
export async function heard<T>(stream: AsyncIterable<T>): Promise<{ chunks: T[]; error: unknown }> {
  const chunks: T[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, error: null };
  } catch (error) {
    return { chunks, error };
  }
}
