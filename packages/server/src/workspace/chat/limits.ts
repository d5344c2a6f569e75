import { RateLimiterMemory } from "rate-limiter-flexible";
import type { LimitSettings, Rate } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { refusedFor, retryAfter } from "../refusedFor.ts";

const NOTHING_THROUGH = 0;

/** How many messages an address and a person may send in a time, and how many answers a person may have at once. */
export class MessageLimits {
  private readonly settings: LimitSettings;
  private readonly byAddress: RateLimiterMemory | undefined;
  private readonly byUser: RateLimiterMemory | undefined;

  constructor(settings: LimitSettings) {
    this.settings = settings;
    this.byAddress = limiterOf(settings.rates.messageIp);
    this.byUser = limiterOf(settings.rates.messageUser);
  }

  /** Counts a message. @throws {Problem} `rate-limited`, in the shape that LibreChat's clients know */
  async count(actor: Actor, ip: string): Promise<void> {
    const { messageIp, messageUser } = this.settings.rates;
    await consume(this.byAddress, messageIp, ip, "ip");
    await consume(this.byUser, messageUser, `${actor.organization}/${actor.subject}`, "user");
  }

  /** @throws {Problem} `too-many-streams` */
  requireRoom(running: number): void {
    const { enabled, max } = this.settings.concurrentMessages;
    if (!enabled || running < max) return;
    throw problem("too-many-streams", {
      detail: `${running} of your answers are still being written; ${max} may be at a time`,
      extra: {
        type: "concurrent",
        limit: max,
        pendingRequests: running,
        score: this.settings.scores.CONCURRENT_VIOLATION_SCORE ?? 1,
      },
    });
  }
}

function limiterOf({ enabled, max, windowMs }: Rate): RateLimiterMemory | undefined {
  return enabled && max > NOTHING_THROUGH
    ? new RateLimiterMemory({ points: max, duration: Math.max(1, Math.ceil(windowMs / 1_000)) })
    : undefined;
}

async function consume(limiter: RateLimiterMemory | undefined, rate: Rate, who: string, by: "ip" | "user") {
  if (!rate.enabled) return;
  const waitMs = limiter ? await refusedFor(limiter, who) : rate.windowMs;
  if (waitMs === null) return;
  throw problem("rate-limited", {
    detail: `at most ${rate.max} messages in ${rate.windowMs / 60_000} minutes`,
    extra: { type: "message_limit", max: rate.max, limiter: by, windowInMinutes: rate.windowMs / 60_000 },
    headers: retryAfter(waitMs),
  });
}
