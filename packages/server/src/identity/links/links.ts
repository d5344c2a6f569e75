import { randomBytes } from "node:crypto";
import type { Settings } from "../../config/index.ts";
import { problem } from "../../http/problem.ts";
import type { LetterKind, LinkPurpose, Store, Tx } from "../../store/index.ts";
import type { Mail } from "../mail/mail.ts";
import type { IdentityParts } from "../parts.ts";
import { hashToken } from "../sessions/tokens.ts";
import { endLinks, findLink, insertLink, type LinkRow, takeLink } from "./queries.ts";

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long a link works that somebody asked for themselves, and waits for. */
export const SHORT_LIFE_MS = 15 * MINUTE;

type LetterPurpose = Exclude<LinkPurpose, "sign-in" | "ban">;

export interface LinkWish {
  organization: string;
  purpose: LetterPurpose;
  /** `user:…` */
  account: string;
  /** Where it goes to, and the only address that it is good for. */
  email: string;
  lifeMs: number;
}

const kinds: Readonly<Record<LetterPurpose, LetterKind>> = {
  verify: "verify-address",
  address: "new-address",
  confirm: "confirm-address",
  reset: "reset-password",
};

/**
 * Links that do one thing for one account, once: 256 random bits, of which only the hash is kept, bound to account, address and purpose.
 * The link itself stands in its letter, and nowhere else.
 */
export class Links {
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly mail: Mail;
  private readonly now: () => number;

  constructor({ store, settings, now }: IdentityParts, mail: Mail) {
    this.store = store;
    this.settings = settings;
    this.mail = mail;
    this.now = now;
  }

  /** Makes it and its letter; the former one of this purpose ends. {@link Mail.wake} afterwards. */
  async send(tx: Tx, { organization, purpose, account, email, lifeMs }: LinkWish): Promise<void> {
    const token = makeToken();
    const now = this.now();
    const expiresAt = now + lifeMs;
    await endLinks(tx, organization, account, purpose);
    await insertLink(tx, {
      token_hash: hashToken(token),
      organization_id: organization,
      purpose,
      account,
      email,
      created_at: now,
      expires_at: expiresAt,
    });
    const link = purpose === "reset" ? this.resetUrl(account, token) : this.verifyUrl(email, token);
    const facts = { link, life: inWords(lifeMs) };
    await this.mail.write(tx, organization, { kind: kinds[purpose], to: email, account, facts, expiresAt });
  }

  /** @throws {Problem} `link-invalid` for every token that is not one of these purposes, in force */
  async require(token: string, purposes: readonly LinkPurpose[]): Promise<LinkRow> {
    return this.inForce(await findLink(this.store.db, hashToken(token)), purposes);
  }

  /** Uses it up with the transaction. @throws {Problem} as {@link require} */
  async use(tx: Tx, token: string, purposes: readonly LinkPurpose[]): Promise<LinkRow> {
    return this.inForce(await takeLink(tx, hashToken(token)), purposes);
  }

  private inForce(link: LinkRow | undefined, purposes: readonly LinkPurpose[]): LinkRow {
    if (!link || !purposes.includes(link.purpose) || link.expires_at <= this.now()) throw problem("link-invalid");
    return link;
  }

  private resetUrl(account: string, token: string): string {
    return this.page("/reset-password", { userId: account.slice("user:".length), token });
  }

  private verifyUrl(email: string, token: string): string {
    return this.page("/verify", { email, token });
  }

  /** A page of the console. */
  page(path: string, query: Record<string, string>): string {
    return `${this.settings.http.domainClient}${path}?${new URLSearchParams(query)}`;
  }
}

/** As LibreChat's: 32 random bytes. */
export const makeToken = (): string => randomBytes(32).toString("hex");

export function inWords(ms: number): string {
  const [count, unit] =
    ms >= 2 * DAY ? [ms / DAY, "days"] : ms >= HOUR ? [ms / HOUR, "hours"] : [ms / MINUTE, "minutes"];
  return `${Math.round(count)} ${unit}`;
}
