import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Counters, type Limiter, rateLimitHeaders, retryAfter, toldLimit } from "../../limits/index.ts";

const USES = { name: "uses of prompts", by: "user", max: 60, windowMs: 60_000 };

/** How often somebody may say that they used a prompt: each is a write, and the counts order everybody's list. */
export class UseLimit {
  private readonly limiter: Limiter;

  constructor(counters: Counters) {
    this.limiter = counters.limiter(USES.name, USES.max, USES.windowMs);
  }

  /** @throws {Problem} `rate-limited` */
  async count({ organization, subject }: Actor): Promise<void> {
    const spent = await this.limiter.spend(`${organization}/${subject}`);
    if (spent.waitMs === null) return;
    throw problem("rate-limited", {
      detail: `at most ${USES.max} ${USES.name} in ${USES.windowMs / 1_000} seconds`,
      extra: toldLimit(USES, spent.waitMs, Date.now()),
      headers: { ...retryAfter(spent.waitMs), ...rateLimitHeaders(USES, spent) },
    });
  }
}
