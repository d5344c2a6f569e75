import type { FastifyBaseLogger } from "fastify";
import { Cluster, Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Rate, Settings } from "../config/index.ts";
import { problem } from "../http/problem.ts";

type Limited =
  | "login"
  | "register"
  | "resetPassword"
  | "resetPasswordSubmission"
  | "verifyEmail"
  | "verifyEmailSubmission"
  | "twoFactor"
  | "dataExport";

/** Wrong passwords for one account from ever other addresses: allowed so many times as often as from one. */
const ACCOUNT_FACTOR = 5;

/** Longer than a Redis that works ever needs; somebody waits for it. */
const PATIENCE_MS = 500;
/** A connection on which nothing comes any more is given up, and counting does not even try meanwhile. */
const SILENT_MS = 1_000;

/**
 * How often somebody may try; counted in Redis where there is one, so that several servers count together, otherwise in memory.
 * While Redis does not answer each server counts for itself: nobody is let through, and nobody waits long.
 */
export class Limits {
  private readonly settings: Settings;
  private readonly redis: Redis | Cluster | undefined;
  private readonly limiters = new Map<string, RateLimiterMemory | RateLimiterRedis>();

  constructor({ settings, log }: { settings: Settings; log: FastifyBaseLogger }) {
    this.settings = settings;
    const addresses = settings.redisUri?.split(",") ?? [];
    if (addresses.length === 0) return;
    this.redis = clientOf(addresses);
    sayWhetherItAnswers(this.redis, log);
  }

  /** A try to sign in counts for the caller's address, and for the account that is tried. @throws {Problem} `rate-limited` */
  async spendLogin(ip: string, organization: string | undefined, email: string): Promise<void> {
    await this.spendFor("login", ip, organization, email);
  }

  /** The same for whatever is done about an address, known or not: nobody fills a mailbox from ever other addresses. */
  async spendFor(what: Limited, ip: string, organization: string | undefined, email: string): Promise<void> {
    await this.spend(what, ip);
    await this.spendAccount(what, organization, email.trim().toLowerCase().slice(0, 320));
  }

  /** @param account an address, or `user:…`. @throws {Problem} `rate-limited` */
  async spendAccount(what: Limited, organization: string | undefined, account: string): Promise<void> {
    await this.spend(what, `account:${organization ?? ""}:${account}`, ACCOUNT_FACTOR);
  }

  /** @throws {Problem} `rate-limited` with `Retry-After` */
  async spend(what: Limited, key: string, factor = 1): Promise<void> {
    const { enabled, max, windowMs, ...rate } = this.settings.limits.rates[what];
    if (!enabled) return;
    if (max === 0) throw limited(Math.ceil(windowMs / 1000), rate);
    try {
      await this.limiterOf(what, factor).consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw limited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)), rate);
    }
  }

  close(): void {
    this.redis?.disconnect();
  }

  private limiterOf(what: Limited, factor: number): RateLimiterMemory | RateLimiterRedis {
    const { max, windowMs } = this.settings.limits.rates[what];
    // Whoever changes a limit has another one, which counts on in Redis and begins anew in memory.
    const key = `${what} ${factor} ${max} ${windowMs}`;
    const known = this.limiters.get(key);
    if (known) return known;
    const options = {
      points: max * factor,
      // Whole seconds: a key without them would never end in Redis.
      duration: Math.max(1, Math.ceil(windowMs / 1000)),
      keyPrefix: `${this.settings.redisKeyPrefix}limits/${what}/${factor}`,
    };
    const insurance = new RateLimiterMemory(options);
    const made = this.redis
      ? new RateLimiterRedis({ ...options, storeClient: this.redis, insuranceLimiter: insurance })
      : insurance;
    this.limiters.set(key, made);
    return made;
  }
}

/** Several addresses are those of a cluster. */
function clientOf(addresses: readonly string[]): Redis | Cluster {
  const [first = ""] = addresses;
  // Whatever cannot be asked now is not asked later, but counted here.
  const options = { connectTimeout: SILENT_MS, commandTimeout: PATIENCE_MS, socketTimeout: SILENT_MS };
  if (addresses.length === 1)
    return new Redis(first, { ...options, maxRetriesPerRequest: 1, enableOfflineQueue: false });
  const { username, password, protocol } = new URL(first);
  return new Cluster([...addresses], {
    enableOfflineQueue: false,
    maxRedirections: 3,
    redisOptions: {
      ...options,
      // The nodes that it names itself are known without these.
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === "rediss:" && { tls: {} }),
    },
  });
}

/** Once for each time that it goes and comes back. */
function sayWhetherItAnswers(redis: Redis | Cluster, log: FastifyBaseLogger): void {
  let isGone = false;
  // An event nobody listens to would end the process.
  redis.on("error", (error: Error) => {
    if (!isGone) log.warn({ reason: error.message }, "Redis does not answer: each server counts limits for itself");
    isGone = true;
  });
  redis.on("ready", () => {
    if (isGone) log.info("Redis answers again: the servers count limits together");
    isGone = false;
  });
}

const limited = (seconds: number, { violation, score }: Pick<Rate, "violation" | "score">) =>
  problem("rate-limited", {
    detail: `try again in ${seconds} s`,
    headers: { "Retry-After": String(seconds) },
    ...(violation !== null && { violation: { type: violation, score } }),
  });
