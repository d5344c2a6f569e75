import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Rate } from "../../config/index.ts";
import { problem } from "../../http/problem.ts";
import { verifyPassword } from "../../identity/passwords.ts";
import { refusedFor, retryAfter } from "../refusedFor.ts";
import type { LinkRow } from "./queries.ts";

/** Wrong guesses at one link from ever other addresses: so many times as often as from one, as for an account. */
const LINK_FACTOR = 5;

/** Passcodes of links: argon2id, and wrong ones are counted as wrong passwords are, by address and by link; what fits does not count. */
export class Passcodes {
  private readonly limiters: { byAddress: RateLimiterMemory; byLink: RateLimiterMemory } | undefined;
  private readonly rate: Rate;

  /** @param rate that of signing in (`LOGIN_MAX`, `LOGIN_WINDOW`) */
  constructor(rate: Rate) {
    this.rate = rate;
    const duration = Math.max(1, Math.ceil(rate.windowMs / 1_000));
    if (rate.enabled && rate.max > 0)
      this.limiters = {
        byAddress: new RateLimiterMemory({ points: rate.max, duration }),
        byLink: new RateLimiterMemory({ points: rate.max * LINK_FACTOR, duration }),
      };
  }

  /** @throws {Problem} `passcode-needed`, `passcode-wrong`, `rate-limited` */
  async require({ passcode_hash, id }: LinkRow, given: string | undefined, ip: string): Promise<void> {
    if (passcode_hash === null) return;
    if (given === undefined || given === "") throw problem("passcode-needed");
    // Counted before it is known whether it fits: many at once are no way around.
    await this.count(ip, id);
    if (!(await verifyPassword(passcode_hash, given))) throw problem("passcode-wrong");
    await this.limiters?.byAddress.reward(ip);
    await this.limiters?.byLink.reward(id);
  }

  private async count(address: string, link: string): Promise<void> {
    const { enabled, max, windowMs } = this.rate;
    if (enabled && max === 0) throw limited(windowMs);
    if (!this.limiters) return;
    const waitMs =
      (await refusedFor(this.limiters.byAddress, address)) ?? (await refusedFor(this.limiters.byLink, link));
    if (waitMs !== null) throw limited(waitMs);
  }
}

const limited = (waitMs: number) =>
  problem("rate-limited", { detail: "too many wrong passcodes; wait a moment", headers: retryAfter(waitMs) });
