import type { Rate } from "../../config/index.ts";
import { problem } from "../../http/problem.ts";
import { verifyPassword } from "../../identity/passwords.ts";
import { type Counters, type Limiter, rateLimitHeaders, retryAfter, toldLimit } from "../../limits/index.ts";
import type { LinkRow } from "./queries.ts";

/** Wrong guesses at one link from ever other addresses: so many times as often as from one, as for an account. */
const LINK_FACTOR = 5;

/** Passcodes of links: argon2id, and wrong ones are counted as wrong passwords are, by address and by link; what fits does not count. */
export class Passcodes {
  private readonly limiters: { byAddress: Limiter; byLink: Limiter } | undefined;
  private readonly rate: Rate;

  /** @param rate that of signing in (`LOGIN_MAX`, `LOGIN_WINDOW`) */
  constructor(rate: Rate, counters: Counters) {
    this.rate = rate;
    if (rate.enabled && rate.max > 0)
      this.limiters = {
        byAddress: counters.limiter("passcodes/address", rate.max, rate.windowMs),
        byLink: counters.limiter("passcodes/link", rate.max * LINK_FACTOR, rate.windowMs),
      };
  }

  /** @throws {Problem} `passcode-needed`, `passcode-wrong`, `rate-limited` */
  async require({ passcode_hash, id }: LinkRow, given: string | undefined, ip: string): Promise<void> {
    if (passcode_hash === null) return;
    if (given === undefined || given === "") throw problem("passcode-needed");
    // Counted before it is known whether it fits: many at once are no way around.
    await this.count(ip, id);
    if (!(await verifyPassword(passcode_hash, given))) throw problem("passcode-wrong");
    await this.limiters?.byAddress.giveBack(ip);
    await this.limiters?.byLink.giveBack(id);
  }

  private async count(address: string, link: string): Promise<void> {
    const { enabled, max, windowMs } = this.rate;
    if (enabled && max === 0) throw limited(this.rate, windowMs);
    if (!this.limiters) return;
    const { byAddress, byLink } = this.limiters;
    const waitMs = (await byAddress.spend(address)).waitMs ?? (await byLink.spend(link)).waitMs;
    if (waitMs !== null) throw limited(this.rate, waitMs);
  }
}

function limited({ max, windowMs }: Rate, waitMs: number) {
  const told = { name: "passcodes", by: "ip", max, windowMs };
  return problem("rate-limited", {
    detail: "too many wrong passcodes; wait a moment",
    extra: toldLimit(told, waitMs, Date.now()),
    headers: { ...retryAfter(waitMs), ...rateLimitHeaders(told, { left: 0, resetMs: waitMs }) },
  });
}
