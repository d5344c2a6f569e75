import { type AccountStatus, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { Access } from "../../access/index.ts";
import { isLoopback, type Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, personSearchText, type Store, type Tx } from "../../store/index.ts";
import type { Invitations } from "../invitations/service.ts";
import type { Mail } from "../mail/mail.ts";
import type { Pace } from "../pace.ts";
import type { IdentityParts } from "../parts.ts";
import { hashPassword } from "../passwords.ts";
import { commitPeople } from "../rules.ts";
import { hashToken } from "../sessions/tokens.ts";
import { findUserByEmail, hasUser } from "./queries.ts";
import type { SetupCodes } from "./setupCode.ts";
import type { Verification } from "./verification.ts";

export interface RegistrationWish {
  name: string;
  email: string;
  username: string | null;
  password: string;
  setupCode?: string | undefined;
  /** Of an invitation: it admits while registration is closed, and verifies the address that it was sent to. */
  token?: string | undefined;
  /** Slug; the first organization if absent. */
  organization?: string | undefined;
}

interface Registered {
  /** `user:…` */
  account: string;
  revision: number | null;
}

interface Helpers {
  setupCodes: SetupCodes;
  verification: Verification;
  invitations: Invitations;
  mail: Mail;
  pace: Pace;
}

/** Signing up by oneself. */
export class Registration {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly now: () => number;
  private readonly setupCodes: SetupCodes;
  private readonly verification: Verification;
  private readonly invitations: Invitations;
  private readonly mail: Mail;
  private readonly pace: Pace;

  constructor({ access, store, settings, now }: IdentityParts, helpers: Helpers) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.now = now;
    this.setupCodes = helpers.setupCodes;
    this.verification = helpers.verification;
    this.invitations = helpers.invitations;
    this.mail = helpers.mail;
    this.pace = helpers.pace;
  }

  /**
   * The first account of the installation is super admin: decided in the transaction that writes it, so that of twenty at the same
   * moment one is. Whoever is there already is told nothing else than whoever is new.
   * @returns the account, also one that was not made; and the revision, of the first one only: one that moves, or does not, would tell
   * whether an address was there
   * @throws {Problem} `registration-closed`, `registration-domain`, `setup-code-needed`, `invitation-invalid`
   */
  async register(wish: RegistrationWish, ip: string): Promise<Registered> {
    return this.pace.atLeast(() =>
      wish.token === undefined ? this.registerNow(wish, ip) : this.acceptNow(wish, wish.token, ip),
    );
  }

  private async registerNow(wish: RegistrationWish, ip: string): Promise<Registered> {
    const { identity } = this.settings;
    const organization = this.access.findOrganization(wish.organization);
    if (!organization) throw problem("registration-closed");
    const isFirstHint = !(await hasUser(this.store.db, organization.id));
    if (!identity.registration && !(isFirstHint && organization.ordinal === 1)) throw problem("registration-closed");
    if (!this.isDomainAllowed(wish.email)) throw problem("registration-domain");
    const password = await hashPassword(wish.password);
    const access = this.access.of(organization.id);
    const id = newId();
    const actor: Actor = { organization: organization.id, subject: "visitor", name: `user:${id}`, from: "api", ip };
    const { revision, result: isFirst } = await commitPeople(
      access,
      actor,
      async (tx) => {
        const isFirst = !(await hasUser(tx, organization.id));
        if (isFirst) await this.requireFirst(tx, organization.ordinal, wish.setupCode, `user:${id}`);
        else if (!identity.registration) throw problem("registration-closed");
        if (await findUserByEmail(tx, organization.id, wish.email)) return { changes: [], result: false };
        const isVerified = isFirst || this.countsAsVerified();
        const isLetIn = isFirst || this.admitsUnverified();
        const status: AccountStatus = isLetIn ? "active" : "unverified";
        await insertUser(tx, organization.id, { ...wish, id, password, isVerified, now: this.now() });
        if (!isVerified) await this.verification.ask(tx, organization.id, { id, email: wish.email });
        return {
          changes: [{ kind: "user-added", user: `user:${id}`, role: isFirst ? SUPER_ADMIN : USER, status }],
          result: isFirst,
        };
      },
      "registered",
    );
    this.mail.wake();
    return { account: `user:${id}`, revision: isFirst ? revision : null };
  }

  /**
   * By an invitation: its address is verified by the letter that it came with. An address that has an account already closes it: whoever
   * brings the token has read its letters, and may hear of that.
   */
  private async acceptNow(wish: RegistrationWish, token: string, ip: string): Promise<Registered> {
    // Nobody could sign in with what would be made.
    if (!this.settings.identity.emailLogin) throw problem("login-disabled");
    const {
      organization_id: organization,
      id: invitation,
      inviter,
    } = await this.invitations.require(token, wish.email);
    if (wish.organization !== undefined && this.access.findOrganization(wish.organization)?.id !== organization)
      throw problem("invitation-invalid");
    const password = await hashPassword(wish.password);
    const access = this.access.of(organization);
    const id = newId();
    const user = `user:${id}`;
    const actor: Actor = { organization, subject: "visitor", name: user, from: "api", ip };
    const { result: isMade } = await commitPeople(
      access,
      actor,
      async (tx) => {
        const holder = await findUserByEmail(tx, organization, wish.email);
        if (holder) {
          await this.invitations.close(tx, token, `user:${holder.id}`);
          return { changes: [], result: false };
        }
        const tokenHash = hashToken(token);
        const changes = await this.invitations.accept(tx, access, { tokenHash, email: wish.email, user });
        await insertUser(tx, organization, { ...wish, id, password, isVerified: true, now: this.now() });
        return { changes, result: true };
      },
      `invited by ${inviter}, invitation ${invitation}`,
    );
    if (!isMade)
      throw problem("already-exists", {
        detail: "this address has an account already; the invitation is closed, and gave it nothing",
        extra: { help: "Sign in with that account, and ask whoever invited you for the roles and groups." },
      });
    return { account: user, revision: null };
  }

  /** Without a mailer nothing can be verified: they count as verified, unless the operator refuses that in so many words. */
  countsAsVerified(): boolean {
    return !this.mail.isConfigured && this.settings.identity.unverifiedEmailLogin !== false;
  }

  /** Whether somebody comes in whose address nobody has verified. */
  admitsUnverified(): boolean {
    return this.countsAsVerified() || this.settings.identity.unverifiedEmailLogin === true;
  }

  private async requireFirst(tx: Tx, ordinal: number, code: string | undefined, account: string): Promise<void> {
    // The super admin of a further organization is named when it is made.
    if (ordinal !== 1) throw problem("registration-closed");
    if (isLoopback(this.settings.http.host)) return;
    if (code === undefined) throw problem("setup-code-needed");
    if (!(await this.setupCodes.use(tx, code, account)))
      throw problem("setup-code-needed", { detail: "this is not the code that the server printed when it started" });
  }

  /** @param email lower-cased; whoever asks about one that is not verified must not believe a yes */
  isDomainAllowed(email: string): boolean {
    const { allowedDomains } = this.settings.identity;
    return allowedDomains.length === 0 || allowedDomains.includes(email.slice(email.lastIndexOf("@") + 1));
  }
}

export interface NewUser {
  id: string;
  name: string;
  email: string;
  username: string | null;
  /** Its hash. */
  password: string | null;
  isVerified: boolean;
  /** Through which the account was made; default: `local`. */
  provider?: string;
  now: number;
}

/** @throws {Conflict} if the address is taken */
export async function insertUser(
  tx: Tx,
  organization: string,
  { id, name, email, username, password, isVerified, provider = "local", now }: NewUser,
): Promise<void> {
  await tx
    .insertInto("users")
    .values({
      organization_id: organization,
      id,
      email,
      email_verified: isVerified ? 1 : 0,
      name,
      username,
      password_hash: password,
      password_changed_at: password === null ? null : now,
      provider,
      search_text: personSearchText(name, username, email),
      created_at: now,
      updated_at: now,
    })
    .execute();
}
