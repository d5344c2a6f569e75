import type { Settings } from "../../config/index.ts";
import type { Store, Tx } from "../../store/index.ts";
import type { LetterFacts } from "./letters.ts";
import type { Mail } from "./mail.ts";

/** What somebody is told of by mail, besides in the console; each with the page that shows it. */
const pages = {
  "access-asked": "/requests?box=to-me",
  "access-answered": "/requests?box=mine",
  "content-opened": "/opened",
  banned: "/login",
  "ban-lifted": "/login",
  warned: "/decisions",
  moderated: "/decisions",
  "decision-undone": "/decisions",
  "appeal-answered": "/decisions",
  "report-decided": "/my-reports",
  "review-waiting": "/my-reviews",
  "review-reminder": "/my-reviews",
  "review-stuck": "/reviews",
  "review-taken-over": "/reviews",
  "review-closed": "/reviews",
  "budget-nearly-spent": "/account",
  "budget-of-others-nearly-spent": "/balances",
} as const;
export type NoticeKind = keyof typeof pages;

const WEEK = 7 * 24 * 60 * 60 * 1_000;
/** Letters of one notice. */
const MOST = 10;

/** What the letter of a notice says besides. */
export type NoticeFacts = Partial<Pick<LetterFacts, "until" | "reason" | "inviter" | "review" | "key">>;

/** Letters that only tell of something: to verified addresses of people's own, and only where there is a mail server. */
export class Notices {
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly mail: Mail;
  private readonly now: () => number;

  constructor({ store, settings, now }: { store: Store; settings: Settings; now: () => number }, mail: Mail) {
    this.store = store;
    this.settings = settings;
    this.mail = mail;
    this.now = now;
  }

  /** @param accounts `user:64f0…`; the first ten hear of it */
  async tell(
    organization: string,
    accounts: readonly string[],
    kind: NoticeKind,
    facts: NoticeFacts = {},
  ): Promise<void> {
    if (!this.mail.isConfigured || accounts.length === 0) return;
    await this.store.transact((tx) => this.write(tx, organization, accounts, kind, facts));
    this.mail.wake();
  }

  /** The same inside of the transaction that it is about; {@link Mail.wake} afterwards. */
  async write(
    tx: Tx,
    organization: string,
    accounts: readonly string[],
    kind: NoticeKind,
    facts: NoticeFacts = {},
  ): Promise<void> {
    if (!this.mail.isConfigured || accounts.length === 0) return;
    const ids = accounts.slice(0, MOST).map((account) => account.slice(account.indexOf(":") + 1));
    const people = await tx
      .selectFrom("users")
      .select(["id", "email"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids)
      .where("email_verified", "=", 1)
      .where("address_unconfirmed", "=", 0)
      .execute();
    const link = this.settings.http.domainClient + pages[kind];
    const expiresAt = this.now() + WEEK;
    for (const { id, email } of people)
      await this.mail.write(tx, organization, {
        kind,
        to: email,
        account: `user:${id}`,
        facts: { link, ...facts },
        expiresAt,
      });
  }
}
