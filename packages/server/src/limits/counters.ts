import type { FastifyBaseLogger } from "fastify";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Settings } from "../config/index.ts";
import { problem } from "../http/problem.ts";
import { Leases } from "./leases.ts";
import { type Client, connectRedis } from "./redis.ts";
import { Refusals } from "./refusals.ts";
import { shareOf } from "./shareOf.ts";

/** What a count came to. */
export interface Spent {
  /** Milliseconds until it may be again; null: it may now. */
  waitMs: number | null;
  /** How often more in this window. */
  left: number;
  /** Milliseconds until the window ends. */
  resetMs: number;
}

/**
 * What servers count together: in Redis, where there is one; otherwise in memory, for one server. While Redis does not answer, what the operator
 * declares holds (`GATEHOUSE_LIMITS_WITHOUT_REDIS`): each server counts for itself with its share, or nothing that is counted is let through.
 */
export class Counters {
  readonly leases: Leases;
  readonly refusals: Refusals;
  private readonly settings: Pick<Settings, "redisKeyPrefix" | "withoutRedis">;
  private readonly redis: Client | undefined;
  private readonly limiters = new Map<string, Limiter>();

  constructor({
    settings,
    log,
    now = Date.now,
  }: {
    settings: Pick<Settings, "redisUri" | "redisKeyPrefix" | "withoutRedis">;
    log: FastifyBaseLogger;
    now?: () => number;
  }) {
    this.settings = settings;
    this.redis = connectRedis(settings.redisUri, log);
    this.leases = new Leases({ redis: this.redis, settings, log });
    this.refusals = new Refusals({ redis: this.redis, settings, log, now });
  }

  /**
   * At most so often in a window of so long; the same for the same name and numbers. Whoever changes a limit has another one, which counts on in
   * Redis and begins anew in memory.
   * @param max above 0
   */
  limiter(name: string, max: number, windowMs: number): Limiter {
    // Whole seconds: a key without them would never end in Redis.
    const seconds = Math.max(1, Math.ceil(windowMs / 1_000));
    const key = `${name} ${max} ${seconds}`;
    const known = this.limiters.get(key);
    if (known) return known;
    const made = new Limiter(this.counting(name, max, seconds));
    this.limiters.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    this.refusals.close();
    await this.leases.close();
    this.redis?.disconnect();
  }

  private counting(name: string, points: number, duration: number): RateLimiterAbstract {
    if (!this.redis) return new RateLimiterMemory({ points, duration });
    const { redisKeyPrefix, withoutRedis } = this.settings;
    return new RateLimiterRedis({
      storeClient: this.redis,
      keyPrefix: `${redisKeyPrefix}limits/${name}`,
      points,
      duration,
      ...(withoutRedis.behaviour === "local" && {
        insuranceLimiter: new RateLimiterMemory({ points: shareOf(points, withoutRedis.servers), duration }),
      }),
    });
  }
}

/** One limit, of many who are counted apart. */
export class Limiter {
  private readonly counting: RateLimiterAbstract;

  constructor(counting: RateLimiterAbstract) {
    this.counting = counting;
  }

  /** Counts so many more for somebody. @throws {Problem} `limits-unavailable` where Redis does not answer and the operator wants nothing let through */
  async spend(who: string, points = 1): Promise<Spent> {
    try {
      return spentOf(await this.counting.consume(who, points), null);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return spentOf(refused, refused.msBeforeNext);
      throw problem("limits-unavailable", { cause: refused });
    }
  }

  /** How often somebody was counted in this window. */
  async spent(who: string): Promise<number> {
    return (await this.counting.get(who))?.consumedPoints ?? 0;
  }

  /** What was counted did not count after all. */
  async giveBack(who: string, points = 1): Promise<void> {
    try {
      await this.counting.reward(who, points);
    } catch {
      // What cannot be said now ends with the window.
    }
  }
}

const spentOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes, waitMs: number | null): Spent => ({
  waitMs,
  left: Math.max(0, remainingPoints),
  resetMs: Math.max(0, msBeforeNext),
});
