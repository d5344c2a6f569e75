import { type RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Counts one more. @returns milliseconds until it may be again; null if it may now */
export async function refusedFor(limiter: RateLimiterMemory, who: string): Promise<number | null> {
  try {
    await limiter.consume(who);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
    throw refused;
  }
}

/** The header that says so. */
export const retryAfter = (waitMs: number) => ({ "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1_000))) });
