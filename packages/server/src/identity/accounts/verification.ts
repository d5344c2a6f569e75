import type { Change } from "@gatehouse/engine";
import type { Access, OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { personSearchText, type Store, type Tx } from "../../store/index.ts";
import type { AddressBook } from "../addresses/book.ts";
import { DAY, type Links, SHORT_LIFE_MS } from "../links/links.ts";
import { endLinks, type LinkRow } from "../links/queries.ts";
import type { Mail } from "../mail/mail.ts";
import type { Pace } from "../pace.ts";
import type { IdentityParts } from "../parts.ts";
import { hashPassword, verifyPassword } from "../passwords.ts";
import { commitPeople } from "../rules.ts";
import type { Sessions } from "../sessions/service.ts";
import { standingOf } from "../sessions/standing.ts";
import { findAccount, findUserByEmail, findUserById, type UserRow } from "./queries.ts";
import type { TakeOver } from "./takeOver.ts";

const PURPOSES = ["verify", "address", "confirm"] as const;
/** How long somebody hears that their address was changed. */
const NOTICE_LIFE_MS = 7 * DAY;
/** Nobody waits for it: an administrator wrote the address. */
const CONFIRM_LIFE_MS = 3 * DAY;

/** What somebody brings who opens a link. */
export interface VerifyWish {
  email: string;
  token: string;
  /** The account's. */
  password?: string | undefined;
  /** To begin with, by whoever does not know the account's. */
  newPassword?: string | undefined;
}

/** Whoever opens it. */
export interface Opener {
  /** Null for a visitor. */
  signedIn: Actor | null;
  /** The account (`user:…`) that was registered in this browser. */
  registered: string | null;
  ip: string;
}

export interface ByMail {
  links: Links;
  mail: Mail;
  sessions: Sessions;
  takeOver: TakeOver;
  pace: Pace;
  addressBook: AddressBook;
}

/** Whose address is whose: verified by whoever registered, confirmed by whose was changed, and changed by oneself. */
export class Verification {
  private readonly access: Access;
  private readonly store: Store;
  private readonly links: Links;
  private readonly mail: Mail;
  private readonly sessions: Sessions;
  private readonly takeOver: TakeOver;
  private readonly pace: Pace;
  private readonly now: () => number;

  constructor({ access, store, now }: IdentityParts, { links, mail, sessions, takeOver, pace }: ByMail) {
    this.access = access;
    this.store = store;
    this.links = links;
    this.mail = mail;
    this.sessions = sessions;
    this.takeOver = takeOver;
    this.pace = pace;
    this.now = now;
  }

  /** The letter to whoever registered, in the transaction that makes the account. */
  async ask(tx: Tx, organization: string, { id, email }: Pick<UserRow, "id" | "email">): Promise<void> {
    await this.links.send(tx, { organization, purpose: "verify", account: `user:${id}`, email, lifeMs: SHORT_LIFE_MS });
  }

  /**
   * The letters that follow when somebody else writes an address: to the new one, and to the former one.
   * @param isWaiting nobody was ever let in with the account: its address is verified as whoever registered would have
   */
  async addressWritten(
    tx: Tx,
    organization: string,
    user: UserRow,
    { email, isWaiting }: { email: string; isWaiting: boolean },
  ): Promise<void> {
    const account = `user:${user.id}`;
    // What was sent before, to whatever address, confirms nothing any more.
    await endLinks(tx, organization, account);
    const purpose = isWaiting ? "verify" : "confirm";
    await this.links.send(tx, { organization, purpose, account, email, lifeMs: CONFIRM_LIFE_MS });
    await this.tell(tx, organization, user, email);
  }

  /** Another letter, if the address waits for one. Whoever asks learns nothing of whether it does. */
  async askAgain(email: string, slug: string | undefined): Promise<void> {
    await this.pace.unheard(async () => {
      const organization = this.access.findOrganization(slug)?.id;
      if (organization === undefined) return;
      await this.store.transact(async (tx) => {
        const user = await findUserByEmail(tx, organization, email);
        if (!user || user.email_verified === 1) return;
        const account = await findAccount(tx, organization, `user:${user.id}`);
        if (!account || !this.mayUseLinks(this.access.of(organization), account.account)) return;
        const isWritten = user.address_unconfirmed === 1 && account.status !== "unverified";
        await this.links.send(tx, {
          organization,
          purpose: isWritten ? "confirm" : "verify",
          account: account.account,
          email,
          lifeMs: isWritten ? CONFIRM_LIFE_MS : SHORT_LIFE_MS,
        });
      });
      this.mail.wake();
    });
  }

  /** Somebody wants another address of their own; it becomes theirs when it is confirmed. A taken one is told nothing, and nobody. */
  async askFor(actor: Actor, email: string): Promise<void> {
    await this.pace.unheard(async () => {
      await this.store.transact(async (tx) => {
        if (await findUserByEmail(tx, actor.organization, email)) return;
        const { organization, subject: account } = actor;
        await this.links.send(tx, { organization, purpose: "address", account, email, lifeMs: SHORT_LIFE_MS });
      });
      this.mail.wake();
    });
  }

  /**
   * Uses a link of a letter. It shows that its opener receives letters there, not that the account is theirs: somebody else may have
   * registered with their address, or wished for it. So whoever opens it is signed in, registered in this browser, or says the account's
   * password; or begins anew with a password of their own. An address that somebody else wrote is confirmed by the person alone, who signs
   * in: whoever wrote it may well receive its letters.
   * @throws {Problem} `link-invalid`, `password-wrong`, `forbidden` with the reason `sign-in-needed` or `password-needed`
   */
  async verify(wish: VerifyWish, opener: Opener): Promise<void> {
    const link = await this.links.require(wish.token, PURPOSES);
    const { organization_id: organization, account } = link;
    const access = this.access.of(organization);
    if (link.email !== wish.email || !this.mayUseLinks(access, account)) throw problem("link-invalid");
    const hash = await this.prove(link, wish, opener);
    const actor: Actor = { organization, subject: account, name: account, from: "api", ip: opener.ip };
    const { result: ended } = await commitPeople(access, actor, async (tx) => {
      const user = await this.verified(tx, await this.links.use(tx, wish.token, PURPOSES), hash);
      if (!this.mayUseLinks(access, account)) throw problem("link-invalid");
      const standing = await findAccount(tx, organization, account);
      const changes: Change[] =
        standing?.status === "unverified" ? [{ kind: "account-status-set", account, status: "active" }] : [];
      if (link.purpose === "address") await this.tell(tx, organization, user, link.email);
      if (hash === null) return { changes, result: [] };
      const former = await this.takeOver(tx, access, account, link.email, user.email_verified === 1);
      return { changes: [...changes, ...former.changes], result: former.ended };
    });
    this.sessions.ended(organization, account, ended);
    this.mail.wake();
  }

  /** Whether the account is the opener's. @returns the hash of the password with which they begin anew; null: it is theirs as it is */
  private async prove(
    { purpose, organization_id: organization, account }: LinkRow,
    { password, newPassword }: VerifyWish,
    { signedIn, registered }: Opener,
  ): Promise<string | null> {
    if (signedIn?.organization === organization && signedIn.subject === account) return null;
    if (purpose === "confirm")
      throw problem("forbidden", {
        detail: "sign in with the account whose address it is, and open the link again",
        extra: { reason: "sign-in-needed" },
      });
    if (purpose === "verify" && registered === account) return null;
    if (purpose === "verify" && newPassword !== undefined) return hashPassword(newPassword);
    if (password === undefined)
      throw problem("forbidden", {
        detail: "say the password of the account, or sign in with it and open the link again",
        extra: { reason: "password-needed" },
      });
    const user = await findUserById(this.store.db, organization, account.slice("user:".length));
    const known = user?.password_hash ?? null;
    if (!(await verifyPassword(known, password)) || known === null) throw problem("password-wrong");
    return null;
  }

  private mayUseLinks(access: OrganizationAccess, account: string): boolean {
    access.requireCurrent();
    const standing = standingOf(access, account, this.now());
    return standing === null || standing.code === "account-not-verified";
  }

  /** @param hash of a new password; null: it stays. @returns the row as it was */
  private async verified(
    tx: Tx,
    { organization_id: organization, account, email, purpose }: LinkRow,
    hash: string | null,
  ): Promise<UserRow> {
    const user = await findUserById(tx, organization, account.slice("user:".length));
    const holder = purpose === "address" ? await findUserByEmail(tx, organization, email) : user;
    const isGood = user && (purpose === "address" ? !holder : user.email === email);
    if (!user || !isGood) throw problem("link-invalid");
    await tx
      .updateTable("users")
      .set((e) => ({
        email,
        email_verified: 1,
        address_unconfirmed: 0,
        ...(hash !== null && { password_hash: hash, password_changed_at: this.now() }),
        search_text: personSearchText(user.name, user.username, email),
        version: e("version", "+", 1),
        updated_at: this.now(),
      }))
      .where("organization_id", "=", organization)
      .where("id", "=", user.id)
      .execute();
    return user;
  }

  /** To the address that they had. */
  private async tell(tx: Tx, organization: string, user: UserRow, address: string): Promise<void> {
    await this.mail.write(tx, organization, {
      kind: "address-changed",
      to: user.email,
      account: `user:${user.id}`,
      facts: { address },
      expiresAt: this.now() + NOTICE_LIFE_MS,
    });
  }
}
