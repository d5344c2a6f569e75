import type { Change } from "@gatehouse/engine";
import type { Access, OrganizationAccess } from "../../access/index.ts";
import { requireCommandLine } from "../../access/operator.ts";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Store, type Tx } from "../../store/index.ts";
import type { AddressBook } from "../addresses/book.ts";
import { DAY, type Links, SHORT_LIFE_MS } from "../links/links.ts";
import { endLinks } from "../links/queries.ts";
import type { Mail } from "../mail/mail.ts";
import type { Pace } from "../pace.ts";
import type { IdentityParts } from "../parts.ts";
import { hashPassword } from "../passwords.ts";
import { commitPeople } from "../rules.ts";
import type { Sessions } from "../sessions/service.ts";
import { standingOf } from "../sessions/standing.ts";
import { findUserByEmail, findUserById, type UserRow } from "./queries.ts";
import type { TakeOver } from "./takeOver.ts";
import type { ByMail } from "./verification.ts";

/** Nobody waits for it: an administrator sent it. */
const SENT_LIFE_MS = DAY;
const NOTICE_LIFE_MS = 7 * DAY;

const SIGNS_IN_ELSEWHERE = "the account has no password: it signs in through another provider";

/** A new password for whoever forgot theirs, by a link that goes to the person alone. */
export class PasswordReset {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly links: Links;
  private readonly mail: Mail;
  private readonly sessions: Sessions;
  private readonly takeOver: TakeOver;
  private readonly pace: Pace;
  private readonly addressBook: AddressBook;
  private readonly now: () => number;

  constructor(
    { access, store, settings, now }: IdentityParts,
    { links, mail, sessions, takeOver, pace, addressBook }: ByMail,
  ) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.links = links;
    this.mail = mail;
    this.sessions = sessions;
    this.takeOver = takeOver;
    this.pace = pace;
    this.addressBook = addressBook;
    this.now = now;
  }

  /** The same for every address, known or not, and as long. @throws {Problem} `password-reset-disabled` */
  async ask(email: string, slug: string | undefined): Promise<void> {
    if (!this.settings.identity.passwordReset) throw problem("password-reset-disabled");
    await this.pace.unheard(async () => {
      const organization = this.access.findOrganization(slug);
      if (!organization) return;
      const access = this.access.of(organization.id);
      await this.store.transact(async (tx) => {
        const user = await findUserByEmail(tx, access.id, email);
        if (user && this.whyNot(access, user) === null) await this.sendInside(tx, access.id, user, SHORT_LIFE_MS);
      });
      this.mail.wake();
    });
  }

  /** For an administrator, inside of the transaction that found that they may. @throws {Problem} why nobody could use it */
  async send(tx: Tx, access: OrganizationAccess, user: UserRow): Promise<void> {
    const refused = this.whyNot(access, user);
    // Whose standing it is, is not the asker's.
    if (refused?.code.startsWith("account-"))
      throw problem("conflict", {
        detail: "the account is banned or deactivated",
        extra: { help: "Let the person in first." },
      });
    if (refused) throw refused;
    // What was asked for before, by whoever may have known the former password, is over.
    await endLinks(tx, access.id, `user:${user.id}`);
    await this.sendInside(tx, access.id, user, SENT_LIFE_MS);
  }

  /** To somebody who is made, active and with a known address, by the same transaction: nothing stands against it. {@link Mail.wake} afterwards. */
  sendToNew(tx: Tx, organization: string, user: Pick<UserRow, "id" | "email">): Promise<void> {
    return this.sendInside(tx, organization, user, SENT_LIFE_MS);
  }

  /**
   * Sets the password, ends every session, and, as the link came by the address, verifies it. Whoever knew the former password, or made the
   * account, may have been somebody else: what they left to come back by goes.
   * @throws {Problem} `link-invalid`, whatever is wrong with it
   */
  async reset(wish: { userId: string; token: string; password: string }, ip: string): Promise<void> {
    const account = `user:${wish.userId}`;
    const link = await this.links.require(wish.token, ["reset"]);
    if (link.account !== account) throw problem("link-invalid");
    this.addressBook.require(link.organization_id, ip);
    const hash = await hashPassword(wish.password);
    const { organization_id: organization } = link;
    const access = this.access.of(organization);
    const actor: Actor = { organization, subject: account, name: account, from: "api", ip };
    const { result: ended } = await commitPeople(access, actor, async (tx) => {
      await this.links.use(tx, wish.token, ["reset"]);
      const user = await findUserById(tx, organization, wish.userId);
      if (user?.email !== link.email || this.whyNot(access, user) !== null) throw problem("link-invalid");
      const now = this.now();
      await tx
        .updateTable("users")
        .set((e) => ({
          password_hash: hash,
          password_changed_at: now,
          email_verified: 1,
          address_unconfirmed: 0,
          version: e("version", "+", 1),
          updated_at: now,
        }))
        .where("organization_id", "=", organization)
        .where("id", "=", user.id)
        .execute();
      await this.tell(tx, organization, user);
      await noteEvent(tx, { organization, kind: "password-reset", actor: account, from: "api", about: [account] });
      const isWaiting = standingOf(access, account, now)?.code === "account-not-verified";
      const changes: Change[] = isWaiting ? [{ kind: "account-status-set", account, status: "active" }] : [];
      const former = await this.takeOver(tx, access, account, user.email, user.email_verified === 1);
      return { changes: [...changes, ...former.changes], result: former.ended };
    });
    this.sessions.ended(organization, account, ended);
    this.mail.wake();
  }

  /**
   * By whoever has the command line, and by nobody else: whoever sets a password can sign in with it. Every session ends, and every link.
   * @returns how many sessions ended
   * @throws {Problem} `forbidden`, `resource-not-found`, `conflict` where another provider signs the person in
   */
  async put(actor: Actor, id: string, password: string): Promise<number> {
    requireCommandLine(actor);
    const access = this.access.of(actor);
    const account = `user:${id}`;
    const hash = await hashPassword(password);
    const { result: ended } = await commitPeople(access, actor, async (tx) => {
      const user = await findUserById(tx, access.id, id);
      if (!user) throw problem("resource-not-found");
      if (hasNoPassword(user)) throw problem("conflict", { detail: SIGNS_IN_ELSEWHERE });
      const now = this.now();
      await tx
        .updateTable("users")
        .set((e) => ({ password_hash: hash, password_changed_at: now, version: e("version", "+", 1), updated_at: now }))
        .where("organization_id", "=", access.id)
        .where("id", "=", id)
        .execute();
      await this.tell(tx, access.id, user);
      await noteEvent(tx, { organization: access.id, kind: "password-changed", actor: actor.name, about: [account] });
      return {
        changes: [],
        result: await this.sessions.endInside(tx, access.id, account, "password-changed"),
      };
    });
    this.sessions.ended(access.id, account, ended);
    this.mail.wake();
    return ended.length;
  }

  /** That somebody changed their password, to them. */
  async changed(actor: Actor): Promise<void> {
    await this.store.transact(async (tx) => {
      const user = await findUserById(tx, actor.organization, actor.subject.slice("user:".length));
      if (user) await this.tell(tx, actor.organization, user);
    });
    this.mail.wake();
  }

  /** Why an account takes no link for a new password; null: it does. */
  private whyNot(access: OrganizationAccess, user: UserRow) {
    access.requireCurrent();
    const standing = standingOf(access, `user:${user.id}`, this.now());
    // Whoever was never verified proves their address by the link, as they would by the letter that they lost.
    if (standing && standing.code !== "account-not-verified") return standing;
    if (user.address_unconfirmed === 1 && !standing) return problem("address-not-confirmed");
    if (hasNoPassword(user)) return problem("conflict", { detail: SIGNS_IN_ELSEWHERE });
    return null;
  }

  private async sendInside(
    tx: Tx,
    organization: string,
    { id, email }: Pick<UserRow, "id" | "email">,
    lifeMs: number,
  ): Promise<void> {
    await noteEvent(tx, { organization, kind: "password-reset-asked", about: [`user:${id}`] });
    return this.links.send(tx, { organization, purpose: "reset", account: `user:${id}`, email, lifeMs });
  }

  private async tell(tx: Tx, organization: string, { id, email }: UserRow): Promise<void> {
    const expiresAt = this.now() + NOTICE_LIFE_MS;
    const account = `user:${id}`;
    await this.mail.write(tx, organization, { kind: "password-changed", to: email, account, facts: {}, expiresAt });
  }
}

const hasNoPassword = ({ password_hash: hash, provider }: UserRow): boolean => hash === null && provider !== "local";
