import type { LimitSettings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Counters, isFull, type Lease, placesFull, toldPlaces } from "../../limits/index.ts";
import { PairLimit } from "../pairLimit.ts";

const NOTHING_TAKEN: Lease = { left: 0, release: () => undefined };

/** How many messages an address and a person may send in a time, and how many answers a person may have at once, over all servers. */
export class MessageLimits {
  private readonly settings: LimitSettings;
  private readonly counters: Counters;
  private readonly pair: PairLimit;

  constructor(settings: LimitSettings, counters: Counters) {
    this.settings = settings;
    this.counters = counters;
    const { messageIp, messageUser } = settings.rates;
    this.pair = new PairLimit(counters, "messages", { ip: messageIp, user: messageUser }, "message_limit");
  }

  /** Counts a message. @throws {Problem} `rate-limited`, in the shape that LibreChat's clients know */
  count(actor: Actor, ip: string): Promise<void> {
    return this.pair.count(actor, ip);
  }

  /** Room for one more answer, until it is given back. @throws {Problem} `too-many-streams`, `limits-unavailable` */
  async takeRoom({ organization, subject }: Actor): Promise<Lease> {
    const { enabled, max } = this.settings.concurrentMessages;
    if (!enabled) return NOTHING_TAKEN;
    const taken = await this.counters.leases.take(`answers/${organization}/${subject}`, max);
    if (!isFull(taken)) return taken;
    const score = this.settings.scores.CONCURRENT_VIOLATION_SCORE ?? 1;
    throw problem("too-many-streams", {
      detail: `${taken.held} of your answers are still being written; ${max} may be at a time`,
      extra: {
        // LibreChat's clients read `limit` as a number here.
        ...{ type: "concurrent", limit: max, pendingRequests: taken.held, score },
        met: toldPlaces({ name: "answers at a time", by: "user", max }),
        raisedBy: "operator",
      },
      headers: placesFull(max),
      violation: { type: "concurrent", score },
    });
  }
}
