import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Store, searchText, type Tx } from "../../store/index.ts";
import { DAY, type Links, SHORT_LIFE_MS } from "../links/links.ts";
import { endLinks, type LinkRow } from "../links/queries.ts";
import type { Mail } from "../mail/mail.ts";
import { atLeast } from "../pace.ts";
import type { IdentityParts } from "../parts.ts";
import { commitPeople } from "../rules.ts";
import { findAccount, findUserByEmail, findUserById, type UserRow } from "./queries.ts";

const PURPOSES = ["verify", "address", "confirm"] as const;
/** How long somebody hears that their address was changed. */
const NOTICE_LIFE_MS = 7 * DAY;
/** Nobody waits for it: an administrator wrote the address. */
const CONFIRM_LIFE_MS = 3 * DAY;

/** Whose address is whose: verified by whoever registered, confirmed by whose was changed, and changed by oneself. */
export class Verification {
  private readonly access: Access;
  private readonly store: Store;
  private readonly links: Links;
  private readonly mail: Mail;
  private readonly now: () => number;

  constructor({ access, store, now }: IdentityParts, { links, mail }: { links: Links; mail: Mail }) {
    this.access = access;
    this.store = store;
    this.links = links;
    this.mail = mail;
    this.now = now;
  }

  /** The letter to whoever registered, in the transaction that makes the account. */
  async ask(tx: Tx, organization: string, { id, email }: Pick<UserRow, "id" | "email">): Promise<void> {
    await this.links.send(tx, { organization, purpose: "verify", account: `user:${id}`, email, lifeMs: SHORT_LIFE_MS });
  }

  /** The letters that follow when somebody else writes an address: to the new one, and to the former one. */
  async addressWritten(tx: Tx, organization: string, user: UserRow, email: string): Promise<void> {
    const account = `user:${user.id}`;
    // What was sent before, to whatever address, confirms nothing any more.
    await endLinks(tx, organization, account);
    await this.links.send(tx, { organization, purpose: "confirm", account, email, lifeMs: CONFIRM_LIFE_MS });
    await this.tell(tx, organization, user, email);
  }

  /** Another letter, if the address waits for one. Whoever asks learns nothing of whether it does. */
  async askAgain(email: string, slug: string | undefined): Promise<void> {
    await atLeast(async () => {
      const organization = this.access.findOrganization(slug)?.id;
      if (organization === undefined) return;
      await this.store.transact(async (tx) => {
        const user = await findUserByEmail(tx, organization, email);
        if (!user || user.email_verified === 1) return;
        const account = await findAccount(tx, organization, `user:${user.id}`);
        if (!account || account.status === "deactivated") return;
        const isWritten = user.address_unconfirmed === 1;
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
    await atLeast(async () => {
      await this.store.transact(async (tx) => {
        if (await findUserByEmail(tx, actor.organization, email)) return;
        const { organization, subject: account } = actor;
        await this.links.send(tx, { organization, purpose: "address", account, email, lifeMs: SHORT_LIFE_MS });
      });
      this.mail.wake();
    });
  }

  /**
   * Uses a link of a letter. An address that somebody else wrote is confirmed by the person alone, who signs in: whoever wrote it may
   * well receive its letters.
   * @param signedIn whoever opens it; null for a visitor
   * @throws {Problem} `link-invalid`, `forbidden` where one must sign in
   */
  async verify(wish: { email: string; token: string }, signedIn: Actor | null, ip: string): Promise<void> {
    const link = await this.links.require(wish.token, PURPOSES);
    if (link.email !== wish.email) throw problem("link-invalid");
    const isOwn = signedIn?.organization === link.organization_id && signedIn.subject === link.account;
    if (link.purpose === "confirm" && !isOwn)
      throw problem("forbidden", {
        detail: "sign in with the account whose address it is, and open the link again",
        extra: { reason: "sign-in-needed" },
      });
    const { organization_id: organization, account } = link;
    const actor: Actor = { organization, subject: account, name: account, from: "api", ip };
    await commitPeople(this.access.of(organization), actor, async (tx) => {
      const user = await this.verified(tx, await this.links.use(tx, wish.token, PURPOSES));
      const standing = await findAccount(tx, organization, account);
      const changes: Change[] =
        standing?.status === "unverified" ? [{ kind: "account-status-set", account, status: "active" }] : [];
      if (link.purpose === "address") await this.tell(tx, organization, user, link.email);
      return { changes, result: null };
    });
    this.mail.wake();
  }

  /** @returns the row as it was */
  private async verified(
    tx: Tx,
    { organization_id: organization, account, email, purpose }: LinkRow,
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
        search_text: searchText(user.name, user.username, email),
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
