import { randomUUID } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { Settings } from "../config/index.ts";
import { problem } from "../http/problem.ts";
import type { Client } from "./redis.ts";
import { shareOf } from "./shareOf.ts";

/** A place that somebody has, of some at the same time. */
export interface Lease {
  /** How many more there were when it was taken. */
  left: number;
  /** Gives the place back; more than once is once. */
  release(): void;
}

/** Who asked for one of too few places. */
export interface Full {
  /** How many are taken. */
  held: number;
}

/** A place that its server holds no more, since it was lost, is free after so long: the published time. */
export const LEASE_MS = 15_000;
/** Three times, so that one lost in between loses nothing. */
const RENEWALS = 3;

/** By Redis's own clock: those of the servers may differ. */
const NOW = "local at = redis.call('TIME') local now = at[1] * 1000 + math.floor(at[2] / 1000)";
const TAKE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZCARD', KEYS[1])
if held >= tonumber(ARGV[1]) then return {0, held} end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1, held + 1}`;
/** Also where Redis has forgotten everything meanwhile. */
const RENEW = `${NOW}
for at = 2, #ARGV do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

/**
 * How many of something somebody may have at the same time, over all servers. Each server says every few seconds that it still holds its places;
 * those of one that is lost come back by themselves ({@link LEASE_MS}).
 */
export class Leases {
  private readonly redis: Client | undefined;
  private readonly prefix: string;
  private readonly withoutRedis: Settings["withoutRedis"];
  private readonly log: FastifyBaseLogger;
  private readonly leaseMs: number;
  /** Of this server, by what they are places of. */
  private readonly own = new Map<string, Set<string>>();
  private readonly renewing: NodeJS.Timeout | undefined;

  constructor({
    redis,
    settings,
    log,
    leaseMs = LEASE_MS,
  }: {
    redis: Client | undefined;
    settings: Pick<Settings, "redisKeyPrefix" | "withoutRedis">;
    log: FastifyBaseLogger;
    leaseMs?: number;
  }) {
    this.redis = redis;
    this.leaseMs = leaseMs;
    this.prefix = `${settings.redisKeyPrefix}leases/`;
    this.withoutRedis = settings.withoutRedis;
    this.log = log;
    if (redis) this.renewing = setInterval(() => void this.renew(), leaseMs / RENEWALS).unref();
  }

  /**
   * A place of one's own, if one is free.
   * @param most at the same time
   * @throws {Problem} `limits-unavailable` where Redis does not answer and the operator wants nothing let through
   */
  async take(what: string, most: number): Promise<Lease | Full> {
    const id = randomUUID();
    // Counted here from the beginning: of two at the same moment one must find the other.
    const own = this.own.get(what) ?? new Set();
    if (own.size >= most) return { held: own.size };
    this.own.set(what, own.add(id));
    try {
      const { isTaken, held } = await this.askRedis(what, most, id);
      if (isTaken) return this.leaseOf(what, id, Math.max(0, most - held));
      this.forget(what, id);
      return { held };
    } catch (error) {
      this.forget(what, id);
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.renewing);
    for (const [what, ids] of this.own) await this.giveBack(what, [...ids]);
    this.own.clear();
  }

  /** @returns whether there was one, and how many are taken then */
  private async askRedis(what: string, most: number, id: string): Promise<{ isTaken: boolean; held: number }> {
    const here = this.own.get(what)?.size ?? 1;
    if (!this.redis) return { isTaken: true, held: here };
    try {
      const [isTaken, held] = (await this.redis.eval(TAKE, 1, this.prefix + what, most, this.leaseMs, id)) as [
        number,
        number,
      ];
      return { isTaken: isTaken === 1, held };
    } catch (error) {
      const { behaviour, servers } = this.withoutRedis;
      if (behaviour === "closed") throw problem("limits-unavailable", { cause: error });
      const held = (this.own.get(what)?.size ?? 1) - 1;
      return held < shareOf(most, servers) ? { isTaken: true, held: held + 1 } : { isTaken: false, held };
    }
  }

  private leaseOf(what: string, id: string, left: number): Lease {
    return {
      left,
      release: () => {
        if (this.forget(what, id)) void this.giveBack(what, [id]);
      },
    };
  }

  private forget(what: string, id: string): boolean {
    const own = this.own.get(what);
    const was = own?.delete(id) ?? false;
    if (own?.size === 0) this.own.delete(what);
    return was;
  }

  private async giveBack(what: string, ids: readonly string[]): Promise<void> {
    // What cannot be said now comes back by itself.
    if (ids.length > 0) await this.redis?.zrem(this.prefix + what, ...ids).catch(() => undefined);
  }

  private async renew(): Promise<void> {
    for (const [what, ids] of [...this.own]) {
      try {
        await this.redis?.eval(RENEW, 1, this.prefix + what, this.leaseMs, ...ids);
      } catch (error) {
        this.log.debug({ err: error }, "places could not be renewed");
        return;
      }
    }
  }
}

export const isFull = (answer: Lease | Full): answer is Full => "held" in answer;
