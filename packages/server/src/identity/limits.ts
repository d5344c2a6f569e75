import type { Rate, Settings } from "../config/index.ts";
import { problem } from "../http/problem.ts";
import { type Counters, rateLimitHeaders, retryAfter, type ToldLimit, toldLimit } from "../limits/index.ts";

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

/**
 * How often somebody may try to come in; all servers count together (limits/counters.ts).
 */
export class Limits {
  private readonly settings: Settings;
  private readonly counters: Counters;

  constructor({ settings, counters }: { settings: Settings; counters: Counters }) {
    this.settings = settings;
    this.counters = counters;
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
    const rate = this.settings.limits.rates[what];
    if (!rate.enabled) return;
    const max = rate.max * factor;
    const { windowMs } = rate;
    const told = { name: what, by: byOf(what, key), max, windowMs };
    const closed = { waitMs: windowMs, left: 0, resetMs: windowMs };
    const spent = max === 0 ? closed : await this.counters.limiter(`${what}/${factor}`, max, windowMs).spend(key);
    if (spent.waitMs !== null) throw limited(told, spent.waitMs, rate);
  }
}

/** Whom a key counts. */
const byOf = (what: Limited, key: string) =>
  key.startsWith("account:") ? "account" : what === "dataExport" ? "user" : "ip";

const limited = (told: ToldLimit, waitMs: number, { violation, score }: Pick<Rate, "violation" | "score">) =>
  problem("rate-limited", {
    detail: `try again in ${Math.max(1, Math.ceil(waitMs / 1_000))} s`,
    extra: toldLimit(told, waitMs, Date.now()),
    headers: { ...retryAfter(waitMs), ...rateLimitHeaders(told, { left: 0, resetMs: waitMs }) },
    ...(violation !== null && { violation: { type: violation, score } }),
  });
