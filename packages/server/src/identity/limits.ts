import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Settings } from "../config/index.ts";
import { problem } from "../http/problem.ts";

type Limited = "login" | "register";

/** Wrong passwords for one account from ever other addresses: allowed so many times as often as from one. */
const ACCOUNT_FACTOR = 5;

/** How often somebody may try; counted in Redis where there is one, so that several servers count together, otherwise in memory. */
export class Limits {
  private readonly settings: Settings;
  private readonly redis: Redis | undefined;
  private readonly limiters = new Map<string, RateLimiterMemory | RateLimiterRedis>();

  constructor(settings: Settings) {
    this.settings = settings;
    const [address] = settings.redisUri?.split(",") ?? [];
    if (address) {
      this.redis = new Redis(address, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
      // Without Redis the insurance counts; an event nobody listens to would end the process.
      this.redis.on("error", () => undefined);
    }
  }

  /** A try to sign in counts for the caller's address, and for the account that is tried. @throws {Problem} `rate-limited` */
  async spendLogin(ip: string, organization: string | undefined, email: string): Promise<void> {
    await this.spend("login", ip);
    await this.spend(
      "login",
      `account:${organization ?? ""}:${email.trim().toLowerCase().slice(0, 320)}`,
      ACCOUNT_FACTOR,
    );
  }

  /** @throws {Problem} `rate-limited` with `Retry-After` */
  async spend(what: Limited, key: string, factor = 1): Promise<void> {
    const { enabled, max, windowMs } = this.settings.limits.rates[what];
    if (!enabled) return;
    if (max === 0) throw limited(Math.ceil(windowMs / 1000));
    try {
      await this.limiterOf(what, factor).consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw limited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    }
  }

  close(): void {
    this.redis?.disconnect();
  }

  private limiterOf(what: Limited, factor: number): RateLimiterMemory | RateLimiterRedis {
    const known = this.limiters.get(`${what} ${factor}`);
    if (known) return known;
    const { max, windowMs } = this.settings.limits.rates[what];
    const options = {
      points: max * factor,
      duration: windowMs / 1000,
      keyPrefix: `${this.settings.redisKeyPrefix}limits/${what}/${factor}`,
    };
    const insurance = new RateLimiterMemory(options);
    const made = this.redis
      ? new RateLimiterRedis({ ...options, storeClient: this.redis, insuranceLimiter: insurance })
      : insurance;
    this.limiters.set(`${what} ${factor}`, made);
    return made;
  }
}

const limited = (seconds: number) =>
  problem("rate-limited", { detail: `try again in ${seconds} s`, headers: { "Retry-After": String(seconds) } });
