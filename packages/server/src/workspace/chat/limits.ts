import type { LimitSettings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { PairLimit } from "../pairLimit.ts";

/** How many messages an address and a person may send in a time, and how many answers a person may have at once. */
export class MessageLimits {
  private readonly settings: LimitSettings;
  private readonly pair: PairLimit;

  constructor(settings: LimitSettings) {
    this.settings = settings;
    const { messageIp, messageUser } = settings.rates;
    this.pair = new PairLimit("messages", messageIp, messageUser, "message_limit");
  }

  /** Counts a message. @throws {Problem} `rate-limited`, in the shape that LibreChat's clients know */
  count(actor: Actor, ip: string): Promise<void> {
    return this.pair.count(actor, ip);
  }

  /** @throws {Problem} `too-many-streams` */
  requireRoom(running: number): void {
    const { enabled, max } = this.settings.concurrentMessages;
    if (!enabled || running < max) return;
    const score = this.settings.scores.CONCURRENT_VIOLATION_SCORE ?? 1;
    throw problem("too-many-streams", {
      detail: `${running} of your answers are still being written; ${max} may be at a time`,
      extra: {
        type: "concurrent",
        limit: max,
        pendingRequests: running,
        score,
      },
      violation: { type: "concurrent", score },
    });
  }
}
