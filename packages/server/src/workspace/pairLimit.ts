import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Rate } from "../config/index.ts";
import { type Actor, VISITOR } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { refusedFor, retryAfter } from "./refusedFor.ts";

const NOTHING_THROUGH = 0;

/** How often an address and a person may do something in a time, as LibreChat's limits are: each is switched by itself. */
export class PairLimit {
  private readonly what: string;
  private readonly kind: string;
  /** How much each does, whether or not that is limited: what an address is refused for is theirs only where they alone did too much. */
  private readonly own: RateLimiterMemory | undefined;
  private readonly ownMost: number;
  private readonly sides: readonly { by: "ip" | "user"; rate: Rate; limiter: RateLimiterMemory | undefined }[];

  /**
   * @param what in words, for the refusal: `messages`
   * @param kind LibreChat's name of the violation, which its clients read: `message_limit`
   */
  constructor(what: string, ip: Rate, user: Rate, kind: string) {
    this.what = what;
    this.kind = kind;
    this.own = ip.enabled ? limiterOf({ ...user, enabled: true }) : undefined;
    this.ownMost = user.max;
    this.sides = [
      { by: "ip", rate: ip, limiter: limiterOf(ip) },
      { by: "user", rate: user, limiter: limiterOf(user) },
    ];
  }

  /** Counts once more. @throws {Problem} `rate-limited`, in the shape that LibreChat's clients know */
  async count({ organization, subject }: Actor, ip: string): Promise<void> {
    const person = `${organization}/${subject}`;
    if (this.own) await refusedFor(this.own, person);
    for (const { by, rate, limiter } of this.sides) {
      // Visitors are not one person: their address counts alone.
      if (!rate.enabled || (by === "user" && subject === VISITOR)) continue;
      const who = by === "ip" ? ip : person;
      const waitMs = limiter ? await refusedFor(limiter, who) : rate.windowMs;
      if (waitMs === null) continue;
      const minutes = rate.windowMs / 60_000;
      const { length, unit } =
        minutes < 1
          ? { length: Math.ceil(rate.windowMs / 1_000), unit: "second" }
          : { length: minutes, unit: "minute" };
      throw problem("rate-limited", {
        detail: `at most ${rate.max} ${this.what} in ${length} ${unit}${length === 1 ? "" : "s"}`,
        extra: { type: this.kind, max: rate.max, limiter: by, windowInMinutes: Math.ceil(minutes) },
        headers: retryAfter(waitMs),
        violation: {
          type: rate.violation ?? this.kind,
          score: by === "user" || (await this.didTooMuch(person)) ? rate.score : 0,
        },
      });
    }
  }

  private async didTooMuch(person: string): Promise<boolean> {
    const counted = await this.own?.get(person);
    return (counted?.consumedPoints ?? 0) >= this.ownMost;
  }
}

function limiterOf({ enabled, max, windowMs }: Rate): RateLimiterMemory | undefined {
  return enabled && max > NOTHING_THROUGH
    ? new RateLimiterMemory({ points: max, duration: Math.max(1, Math.ceil(windowMs / 1_000)) })
    : undefined;
}
