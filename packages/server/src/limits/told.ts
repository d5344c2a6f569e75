import { noteLimit } from "../http/occasion.ts";
import type { Spent } from "./counters.ts";

/** A limit as the answer tells of it. */
export interface ToldLimit {
  /** `messages`, `login` … */
  name: string;
  /** Whom it counts: an address, a person … */
  by: string;
  max: number;
  windowMs: number;
  /** `model:<id>`, of one model alone. */
  model?: string;
}

/** `RateLimit` and `RateLimit-Policy` as the IETF's draft has them (draft-ietf-httpapi-ratelimit-headers): what is left of it, and when it begins anew. */
export function rateLimitHeaders({ name, max, windowMs }: ToldLimit, { left, resetMs }: Omit<Spent, "waitMs">) {
  const label = JSON.stringify(name.replaceAll(/[^\w-]+/g, "-"));
  return {
    "RateLimit-Policy": `${label};q=${max};w=${seconds(windowMs)}`,
    RateLimit: `${label};r=${left};t=${seconds(resetMs)}`,
  };
}

/** Of places that are all taken, as the answer tells of it: nobody knows when one frees. */
export const toldPlaces = ({ name, by, max, model }: Omit<ToldLimit, "windowMs">) => ({
  ...{ name, by, max, windowSeconds: null, freesAt: null },
  ...(model !== undefined && { model }),
});

/** The headers of the same: whoever waits tries again in a second. */
export const placesFull = (max: number) => ({
  ...retryAfter(1_000),
  ...placesLeft(max, 0),
});

const placesLeft = (max: number, left: number) => ({
  "RateLimit-Policy": `"concurrent";q=${max}`,
  RateLimit: `"concurrent";r=${left}`,
});

/** The same on the answer to a request that was let through, of the limit that is nearest to its end. */
export const tellIfNearest = (told: ToldLimit, spent: Spent): void =>
  noteLimit({ share: spent.left / told.max, headers: () => rateLimitHeaders(told, spent) });

/** The same of places that are taken at the same time. */
export const tellPlacesIfNearest = (max: number, left: number): void =>
  noteLimit({ share: left / max, headers: () => placesLeft(max, left) });

/** The header that says when to try again. */
export const retryAfter = (waitMs: number) => ({ "Retry-After": String(seconds(waitMs)) });

/** What a refusal says in its body: which limit it was, when it frees, and who can raise it. */
export const toldLimit = ({ name, by, max, windowMs, model }: ToldLimit, waitMs: number, now: number) => ({
  limit: {
    ...{ name, by, max, windowSeconds: seconds(windowMs), freesAt: new Date(now + waitMs).toISOString() },
    ...(model !== undefined && { model }),
  },
  raisedBy: "operator" as const,
});

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
