import { randomUUID } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { Settings } from "../config/index.ts";
import type { Problem } from "../http/problem.ts";
import type { Client } from "./redis.ts";
import { addRefused, limitMet, type Refused, type RefusedLines, type Whom, whoIs } from "./refused.ts";

/** Whoever was not refused for so long is not being limited any more. */
export const QUIET_MS = 15 * 60_000;
/** Of an organization; whoever was refused longest ago makes room. Those who have not signed in have room of their own: a flood of addresses hides nobody. */
const MOST = { signedIn: 300, addresses: 100 };
/** A server tells the others so often at most, whatever comes. */
const TELL_EVERY_MS = 1_000;

/** Who is being limited in an organization. */
export interface Limited {
  /** The latest first. */
  refused: Refused[];
  /** Whether all servers are in it: with one server, and while Redis answers. */
  isWhole: boolean;
}

/**
 * Who is being limited now, by which limit. Counted in memory, a line for each of them and limit, so that a flood of refusals costs what one does; with
 * Redis each server says once a second at most what it has counted, and whoever asks is told the sum.
 */
export class Refusals {
  private readonly redis: Client | undefined;
  private readonly prefix: string;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly server = randomUUID();
  private readonly organizations = new Map<string, { signedIn: RefusedLines; addresses: RefusedLines }>();
  /** The same refusal may come by where it was decided, and once more as an answer over HTTP. */
  private readonly noted = new WeakSet<Problem>();
  private readonly untold = new Set<string>();
  private telling: NodeJS.Timeout | undefined;

  constructor({
    redis,
    settings,
    log,
    now,
  }: {
    redis: Client | undefined;
    settings: Pick<Settings, "redisKeyPrefix">;
    log: FastifyBaseLogger;
    now: () => number;
  }) {
    this.redis = redis;
    this.prefix = `${settings.redisKeyPrefix}refused/`;
    this.log = log;
    this.now = now;
  }

  /**
   * Somebody is refused; what is because of no limit is left out, and what was noted before. Never throws, and never waits.
   * @param otherwise the organization of whoever has not signed in and did not say where to; undefined: that cannot be known, and it is left out
   */
  note(refusal: Problem, whom: Whom, otherwise?: string): void {
    const organization = whom.actor?.organization ?? refusal.violation?.organization ?? otherwise;
    const met = limitMet(refusal);
    const who = whoIs(whom);
    if (!met || !who || organization === undefined || this.noted.has(refusal)) return;
    this.noted.add(refusal);
    const of = this.organizations.get(organization) ?? { signedIn: new Map(), addresses: new Map() };
    this.organizations.set(organization, of);
    const [lines, most] = who.subject === null ? [of.addresses, MOST.addresses] : [of.signedIn, MOST.signedIn];
    const at = this.now();
    addRefused(lines, { ...who, ...met, times: 1, firstAt: at, lastAt: at }, at - QUIET_MS);
    const [oldest] = lines.keys();
    if (lines.size > most && oldest !== undefined) lines.delete(oldest);
    this.tellSoon(organization);
  }

  /** Whoever was refused in the last quarter of an hour, on whatever server. */
  async list(organization: string): Promise<Limited> {
    const since = this.now() - QUIET_MS;
    const sum: RefusedLines = new Map();
    const others = await this.ofOthers(organization);
    for (const line of [...this.own(organization), ...(others ?? [])])
      if (line.lastAt > since) addRefused(sum, line, since);
    const refused = [...sum.values()].sort((one, other) => other.lastAt - one.lastAt);
    return { refused, isWhole: others !== null };
  }

  close(): void {
    clearTimeout(this.telling);
  }

  private own(organization: string): Refused[] {
    const of = this.organizations.get(organization);
    return of ? [...of.signedIn.values(), ...of.addresses.values()] : [];
  }

  private tellSoon(organization: string): void {
    if (!this.redis) return;
    this.untold.add(organization);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      void this.tell();
    }, TELL_EVERY_MS).unref();
  }

  private async tell(): Promise<void> {
    const organizations = [...this.untold];
    this.untold.clear();
    for (const organization of organizations) await this.tellOf(organization);
  }

  /** What each server says is a key of its own, which ends by itself; which servers there are is told by another. */
  private async tellOf(organization: string): Promise<void> {
    const { redis, now } = this;
    const servers = this.prefix + organization;
    try {
      await redis?.set(this.keyOf(organization, this.server), JSON.stringify(this.own(organization)), "PX", QUIET_MS);
      await redis?.zadd(servers, now(), this.server);
      await redis?.zremrangebyscore(servers, "-inf", now() - QUIET_MS);
      await redis?.pexpire(servers, QUIET_MS);
    } catch (error) {
      this.log.debug({ err: error }, "who is being limited could not be told");
    }
  }

  /** Null: they cannot be asked. */
  private async ofOthers(organization: string): Promise<Refused[] | null> {
    const { redis } = this;
    if (!redis) return [];
    try {
      const servers = await redis.zrangebyscore(this.prefix + organization, "-inf", "+inf");
      const told = servers
        .filter((server) => server !== this.server)
        .map((server) => redis.get(this.keyOf(organization, server)));
      return (await Promise.all(told)).flatMap((lines) => (lines === null ? [] : (JSON.parse(lines) as Refused[])));
    } catch (error) {
      this.log.debug({ err: error }, "the other servers' refusals could not be read");
      return null;
    }
  }

  private keyOf(organization: string, server: string): string {
    return `${this.prefix}${organization}/${server}`;
  }
}
