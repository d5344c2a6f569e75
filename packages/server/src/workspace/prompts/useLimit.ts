import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { refusedFor, retryAfter } from "../refusedFor.ts";

const MOST = 60;
const SECONDS = 60;

/** How often somebody may say that they used a prompt: each is a write, and the counts order everybody's list. */
export class UseLimit {
  private readonly limiter = new RateLimiterMemory({ points: MOST, duration: SECONDS });

  /** @throws {Problem} `rate-limited` */
  async count({ organization, subject }: Actor): Promise<void> {
    const waitMs = await refusedFor(this.limiter, `${organization}/${subject}`);
    if (waitMs === null) return;
    throw problem("rate-limited", {
      detail: `at most ${MOST} uses of prompts in ${SECONDS} seconds`,
      headers: retryAfter(waitMs),
    });
  }
}
