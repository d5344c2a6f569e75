import type { Rate } from "../config/index.ts";
import { type Actor, VISITOR } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import {
  type Counters,
  type Limiter,
  rateLimitHeaders,
  retryAfter,
  tellIfNearest,
  toldLimit,
} from "../limits/index.ts";

/** How often an address and a person may do something in a time, as LibreChat's limits are: each is switched by itself. */
export class PairLimit {
  private readonly what: string;
  private readonly kind: string;
  /** How much each does, whether or not that is limited: what an address is refused for is theirs only where they alone did too much. */
  private readonly own: Limiter | undefined;
  private readonly ownMost: number;
  private readonly sides: readonly { by: "ip" | "user"; rate: Rate; limiter: Limiter | undefined }[];

  /**
   * @param what in words, for the refusal: `messages`
   * @param kind LibreChat's name of the violation, which its clients read: `message_limit`
   */
  constructor(counters: Counters, what: string, { ip, user }: { ip: Rate; user: Rate }, kind: string) {
    this.what = what;
    this.kind = kind;
    const limiterOf = (name: string, { enabled, max, windowMs }: Rate) =>
      enabled && max > 0 ? counters.limiter(`${what}/${name}`, max, windowMs) : undefined;
    this.own = ip.enabled ? limiterOf("own", { ...user, enabled: true }) : undefined;
    this.ownMost = user.max;
    this.sides = [
      { by: "ip", rate: ip, limiter: limiterOf("ip", ip) },
      { by: "user", rate: user, limiter: limiterOf("user", user) },
    ];
  }

  /** Counts once more. @throws {Problem} `rate-limited`, in the shape that LibreChat's clients know; `limits-unavailable` */
  async count({ organization, subject }: Actor, ip: string): Promise<void> {
    const person = `${organization}/${subject}`;
    if (this.own) await this.own.spend(person);
    for (const { by, rate, limiter } of this.sides) {
      // Visitors are not one person: their address counts alone.
      if (!rate.enabled || (by === "user" && subject === VISITOR)) continue;
      const closed = { waitMs: rate.windowMs, left: 0, resetMs: rate.windowMs };
      const spent = limiter ? await limiter.spend(by === "ip" ? ip : person) : closed;
      const { waitMs } = spent;
      const told = { name: this.what, by, max: rate.max, windowMs: rate.windowMs };
      if (waitMs === null) {
        tellIfNearest(told, spent);
        continue;
      }
      const minutes = rate.windowMs / 60_000;
      const { length, unit } =
        minutes < 1
          ? { length: Math.ceil(rate.windowMs / 1_000), unit: "second" }
          : { length: minutes, unit: "minute" };
      throw problem("rate-limited", {
        detail: `at most ${rate.max} ${this.what} in ${length} ${unit}${length === 1 ? "" : "s"}`,
        extra: {
          type: this.kind,
          max: rate.max,
          limiter: by,
          windowInMinutes: Math.ceil(minutes),
          ...toldLimit(told, waitMs, Date.now()),
        },
        headers: { ...retryAfter(waitMs), ...rateLimitHeaders(told, spent) },
        violation: {
          type: rate.violation ?? this.kind,
          score: by === "user" || (await this.didTooMuch(person)) ? rate.score : 0,
        },
      });
    }
  }

  private async didTooMuch(person: string): Promise<boolean> {
    return ((await this.own?.spent(person)) ?? 0) >= this.ownMost;
  }
}
