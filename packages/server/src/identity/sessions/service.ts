import { randomBytes } from "node:crypto";
import type { Access } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { occasion } from "../../http/occasion.ts";
import { Problem, problem } from "../../http/problem.ts";
import { NOBODY, newId, noteEvent, type Store, type Tally, type Tx } from "../../store/index.ts";
import type { BanTickets } from "../accounts/banTickets.ts";
import { findUserByEmail, findUserById, type UserRow } from "../accounts/queries.ts";
import { type OwnView, ownView } from "../accounts/shapes.ts";
import type { AddressBook } from "../addresses/book.ts";
import { endLinks } from "../links/queries.ts";
import type { IdentityParts } from "../parts.ts";
import { hashPassword, needsUpgrade, verifyPassword } from "../passwords.ts";
import type { Demand } from "../secondFactor/demand.ts";
import { isOn } from "../secondFactor/queries.ts";
import type { SecondSteps } from "../secondFactor/secondSteps.ts";
import type { SessionBook } from "./book.ts";
import {
  findSession,
  insertSession,
  liveSessionsOf,
  revokeSessions,
  rotateSession,
  type SessionRow,
} from "./queries.ts";
import { requireActive } from "./standing.ts";
import { hashToken, type SessionClaims, type Tokens } from "./tokens.ts";

export interface SignedIn {
  token: string;
  user: OwnView;
  /** The cookie to set; absent: the one that the browser has stays. */
  refresh?: { token: string; expiresAt: number };
}

/** Who said the password, and is asked for the second factor. */
export interface Pending {
  tempToken: string;
}

export interface Client {
  ip: string;
  userAgent: string | null;
}

/** Tabs that refresh at the same moment, or whose answer was lost: the former token is then no theft. */
const GRACE_MS = 30_000;
/** Sessions that the audit trail names when they end together. */
const MOST_TOLD = 20;

/** Signing in, staying in, and out. A session is a row, and in memory while it is in force. */
export class Sessions {
  private readonly access: Access;
  private readonly store: Store;
  private readonly tally: Tally;
  private readonly settings: Settings;
  private readonly now: () => number;
  private readonly tokens: Tokens;
  private readonly book: SessionBook;
  private readonly steps: SecondSteps;
  private readonly demand: Demand;
  private readonly banTickets: BanTickets;
  private readonly addressBook: AddressBook;

  constructor(
    { access, store, settings, tally, now }: IdentityParts,
    {
      tokens,
      book,
      steps,
      demand,
      banTickets,
      addressBook,
    }: {
      tokens: Tokens;
      book: SessionBook;
      steps: SecondSteps;
      demand: Demand;
      banTickets: BanTickets;
      addressBook: AddressBook;
    },
  ) {
    this.access = access;
    this.store = store;
    this.tally = tally;
    this.settings = settings;
    this.now = now;
    this.tokens = tokens;
    this.book = book;
    this.steps = steps;
    this.demand = demand;
    this.banTickets = banTickets;
    this.addressBook = addressBook;
  }

  /**
   * One answer for a wrong password, an unknown address, another organization and an account without a password, after the same time;
   * that an account is deactivated or not verified is told only after the right password, and that it is banned after the second factor.
   * @throws {Problem} `login-disabled`, `credentials-wrong`, `address-banned`, `account-…`
   */
  async signIn(
    { email, password, organization: slug }: { email: string; password: string; organization?: string | undefined },
    client: Client,
  ): Promise<SignedIn | Pending> {
    if (!this.settings.identity.emailLogin) throw problem("login-disabled");
    const organization = this.access.findOrganization(slug)?.id;
    if (organization !== undefined) this.addressBook.require(organization, client.ip);
    const user = organization === undefined ? undefined : await findUserByEmail(this.store.db, organization, email);
    const isRight = await verifyPassword(user?.password_hash ?? null, password);
    const refuse = (error: unknown) =>
      this.noteRefused(error, "password", { organization, user, typed: email, client });
    if (!user || !isRight || user.password_hash === null) throw refuse(credentialsWrong(organization));
    const banned = await this.whyBanned(user).catch((error: unknown) => {
      throw refuse(error);
    });
    const better = needsUpgrade(user.password_hash) ? await hashPassword(password) : user.password_hash;
    const { password_hash: former } = user;
    return this.admit(user, { provider: null, banned }, client, async (tx) => {
      // Holds the row, and finds out whether the password was changed while it was compared.
      const { numUpdatedRows } = await tx
        .updateTable("users")
        .set({ password_hash: better })
        .where("organization_id", "=", user.organization_id)
        .where("id", "=", user.id)
        .where("password_hash", "=", former)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw problem("credentials-wrong");
    });
  }

  /** That somebody did not come in, for the audit trail; nobody waits for it. @returns the error as it is */
  noteRefused(
    error: unknown,
    way: string,
    {
      organization = this.access.findOrganization()?.id,
      user,
      typed,
      client,
    }: { organization: string | undefined; user?: UserRow | undefined; typed?: string; client: Client },
  ): unknown {
    if (organization === undefined || !(error instanceof Problem) || error.status >= 500) return error;
    this.tally.note({
      organization,
      kind: "sign-in-refused",
      actor: NOBODY,
      from: "api",
      about: user ? [`user:${user.id}`] : [],
      facts: { way, code: error.code },
      details: { ip: client.ip, ...(typed !== undefined && { typed: typed.slice(0, 200) }) },
    });
    return error;
  }

  /**
   * A ban is told to whoever proved who they are; whatever else is in the way is told here, as LibreChat tells whoever knows the password.
   * @returns the refusal; null for whoever is not banned
   * @throws {Problem} `email-not-verified`, `account-…`
   */
  private async whyBanned(user: UserRow): Promise<Problem | null> {
    try {
      await requireActive(this.access.of(user.organization_id), `user:${user.id}`, this.now());
      return null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "account-not-verified") throw problem("email-not-verified");
      if (error.code === "account-banned") return error;
      throw error;
    }
  }

  /** With what shows them why they are banned, and lets them appeal: nothing else opens by it. */
  private async refuseBanned(
    user: UserRow,
    banned: Problem,
    { provider, client }: { provider: string | null; client: Client },
    confirm: (tx: Tx) => Promise<void>,
  ): Promise<never> {
    // Of whoever came by a provider its own part notes it.
    if (provider === null) this.noteRefused(banned, "password", { organization: user.organization_id, user, client });
    const ticket = await this.store.transact(async (tx) => {
      await confirm(tx);
      return this.banTickets.make(tx, user);
    });
    throw problem("account-banned", {
      ...(banned.detail !== undefined && { detail: banned.detail }),
      extra: { ...banned.extra, ticket },
      headers: { "Cache-Control": "no-store" },
    });
  }

  /**
   * For somebody for whom a provider vouches, and with that for their second factor, unless the operator wants ours as well.
   * @param confirm in the transaction that begins the session: throws if the provider's word counts no more
   * @throws {Problem} `account-…`
   */
  async enter(
    user: UserRow,
    provider: string,
    client: Client,
    confirm: (tx: Tx) => Promise<void>,
  ): Promise<Required<SignedIn> | Pending> {
    const banned = await this.whyBanned(user).catch((error: unknown) => {
      if (error instanceof Problem && error.code === "email-not-verified") throw problem("account-not-verified");
      throw error;
    });
    return this.admit(user, { provider, banned }, client, confirm);
  }

  /** For somebody who showed the second factor. @param confirm as for {@link enter}. @throws {Problem} `account-…` */
  async enterWithCode(
    user: UserRow,
    provider: string | null,
    client: Client,
    confirm: (tx: Tx) => Promise<void>,
  ): Promise<Required<SignedIn>> {
    const banned = await this.whyBanned(user);
    if (banned) return this.refuseBanned(user, banned, { provider, client }, confirm);
    return this.begin(user, client, { provider, secondFactor: true }, confirm);
  }

  /** A session, or, where the account has a second factor that counts here, the way to one. */
  private async admit(
    user: UserRow,
    { provider, banned }: { provider: string | null; banned: Problem | null },
    client: Client,
    confirm: (tx: Tx) => Promise<void>,
  ): Promise<Required<SignedIn> | Pending> {
    const isAsked = provider === null || this.settings.identity.secondFactor.afterProviders;
    const owner = { organization: user.organization_id, account: `user:${user.id}` };
    if (isAsked && (await isOn(this.store.db, owner)))
      return this.store.transact(async (tx) => {
        await confirm(tx);
        return { tempToken: await this.steps.begin(tx, user, provider) };
      });
    if (banned) return this.refuseBanned(user, banned, { provider, client }, confirm);
    return this.begin(user, client, { provider, secondFactor: !isAsked }, async (tx) => {
      await confirm(tx);
      if (isAsked && (await isOn(tx, owner)))
        throw problem("conflict", { detail: "two-factor sign-in was switched on just now: sign in again" });
    });
  }

  /** A session for somebody who proved who they are. @param confirm throws if that is so no more */
  private async begin(
    user: UserRow,
    client: Client,
    { provider, secondFactor }: { provider: string | null; secondFactor: boolean },
    confirm: (tx: Tx) => Promise<void>,
  ): Promise<Required<SignedIn>> {
    this.addressBook.require(user.organization_id, client.ip);
    const now = this.now();
    const claims: SessionClaims = { id: user.id, organization: user.organization_id, session: newId() };
    const expiresAt = now + this.settings.identity.refreshTokenExpiryMs;
    const refresh = await this.tokens.signRefresh(claims, expiresAt, jti());
    const session = {
      organization: user.organization_id,
      id: claims.session,
      account: `user:${user.id}`,
      expiresAt,
      secondFactor,
    };
    await this.store.transact(async (tx) => {
      await confirm(tx);
      const { userAgent, ip } = client;
      await insertSession(tx, {
        ...session,
        refreshHash: hashToken(refresh),
        createdAt: now,
        userAgent: userAgent?.toWellFormed().replaceAll("\0", "").slice(0, 500) ?? null,
        ip,
        provider,
      });
      await noteEvent(tx, {
        organization: session.organization,
        kind: "sign-in",
        actor: session.account,
        from: "api",
        about: [session.account],
        facts: { way: provider ?? "password", session: session.id, secondFactor },
        details: { ip, ...(userAgent !== null && { userAgent }) },
        at: now,
      });
    });
    this.book.begin(session);
    return { ...(await this.answer(user, claims, expiresAt)), refresh: { token: refresh, expiresAt } };
  }

  /**
   * Rotates the refresh token; the session keeps its end. A token that was replaced a moment ago comes from a parallel tab and gets an
   * access token; one that comes later was stolen, from whom we cannot tell: the session ends.
   * @throws {Problem} `refresh-invalid`, `address-banned`, `account-…`
   */
  async refresh(token: string, ip: string): Promise<SignedIn> {
    const claims = await this.tokens.readRefresh(token);
    if (!claims) throw problem("refresh-invalid");
    this.addressBook.require(claims.organization, ip);
    const user = await findUserById(this.store.db, claims.organization, claims.id);
    const row = await findSession(this.store.db, claims.organization, claims.session);
    const now = this.now();
    if (!user || !row || row.account !== `user:${user.id}` || row.revoked_at !== null || row.expires_at <= now)
      throw problem("refresh-invalid");
    await requireActive(this.access.of(claims.organization), row.account, this.now());
    const from = hashToken(token);
    const next = await this.tokens.signRefresh(claims, row.expires_at, jti());
    const to = hashToken(next);
    const { organization, session: id } = claims;
    if (await this.store.transact((tx) => rotateSession(tx, { organization, id, from, to, ip, now }))) {
      this.book.superseded(id, from);
      return {
        ...(await this.answer(user, claims, row.expires_at)),
        refresh: { token: next, expiresAt: row.expires_at },
      };
    }
    const current = await findSession(this.store.db, organization, id);
    if (!current || current.revoked_at !== null) throw problem("refresh-invalid");
    if (this.wasJustReplaced(current, from)) return this.answer(user, claims, row.expires_at);
    await this.endSessions(organization, row.account, "reuse", { only: id });
    throw problem("refresh-invalid", { detail: "the refresh token was used before; the session has been ended" });
  }

  /** Of a refresh token that is in force, or was a moment ago; it stays as it is. Null for every other. */
  async claimsOf(token: string | undefined): Promise<SessionClaims | null> {
    const claims = token === undefined ? null : await this.tokens.readRefresh(token);
    if (!claims || token === undefined) return null;
    const row = await findSession(this.store.db, claims.organization, claims.session);
    const hash = hashToken(token);
    return row && (row.refresh_hash === hash || this.wasJustReplaced(row, hash)) ? claims : null;
  }

  private wasJustReplaced(session: SessionRow, hash: string): boolean {
    if (this.book.wasSuperseded(session.id, hash, GRACE_MS)) return true;
    return session.previous_hash === hash && session.rotated_at !== null && this.now() - session.rotated_at <= GRACE_MS;
  }

  async list(actor: Actor): Promise<SessionRow[]> {
    return liveSessionsOf(this.store.db, actor.organization, actor.subject, this.now());
  }

  /** One of one's own. @throws {Problem} `resource-not-found` */
  async revoke(actor: Actor, id: string): Promise<void> {
    const ended = await this.endSessions(actor.organization, actor.subject, "revoked", { only: id });
    if (ended.length === 0) throw problem("resource-not-found");
  }

  /** All of one's own but the one that this came by. @returns how many */
  async revokeOthers(actor: Actor): Promise<number> {
    const except = actor.session === undefined ? {} : { except: actor.session };
    return (await this.endSessions(actor.organization, actor.subject, "revoked", except)).length;
  }

  /** @returns the provider by which the session began; null: none that is to hear of it */
  async signOut(actor: Actor): Promise<string | null> {
    if (actor.session === undefined) return null;
    return this.signOutOf(actor.organization, actor.subject, actor.session);
  }

  /** By the cookie alone: whoever's access token has ended can still sign out. */
  async signOutByRefreshToken(token: string): Promise<string | null> {
    const claims = await this.tokens.readRefresh(token);
    return claims && this.signOutOf(claims.organization, `user:${claims.id}`, claims.session);
  }

  private async signOutOf(organization: string, account: string, only: string): Promise<string | null> {
    const session = await findSession(this.store.db, organization, only);
    await this.endSessions(organization, account, "logout", { only });
    return session?.account === account ? session.provider : null;
  }

  /** The other sessions end. @throws {Problem} `password-wrong` */
  async changePassword(
    actor: Actor,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  ): Promise<void> {
    if (!actor.subject.startsWith("user:")) throw problem("forbidden", { detail: "a service has no password" });
    const id = actor.subject.slice("user:".length);
    const user = await findUserById(this.store.db, actor.organization, id);
    const former = user?.password_hash ?? null;
    if (!(await verifyPassword(former, currentPassword)) || former === null) throw problem("password-wrong");
    const hash = await hashPassword(newPassword);
    const now = this.now();
    const ended = await this.store.transact(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable("users")
        .set((e) => ({ password_hash: hash, password_changed_at: now, updated_at: now, version: e("version", "+", 1) }))
        .where("organization_id", "=", actor.organization)
        .where("id", "=", id)
        .where("password_hash", "=", former)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw problem("password-wrong");
      const { organization, subject, name } = actor;
      await noteEvent(tx, { organization, kind: "password-changed", actor: name, about: [subject], at: now });
      const except = actor.session === undefined ? {} : { except: actor.session };
      return this.endInside(tx, actor.organization, actor.subject, "password-changed", except);
    });
    this.book.end(actor.organization, actor.subject, ended);
  }

  /** Ends an account's sessions, in the database and at once in memory. @returns the ids of those that were in force */
  async endSessions(
    organization: string,
    account: string,
    because: string,
    which: { only?: string; except?: string } = {},
  ): Promise<string[]> {
    const ended = await this.store.transact((tx) => this.endInside(tx, organization, account, because, which));
    this.book.end(organization, account, ended);
    return ended;
  }

  /**
   * The same inside of a transaction; the caller then calls {@link ended}. Where all end, or all others, so do the account's links: whoever
   * had a session may have asked for one, and would come back by it.
   */
  async endInside(
    tx: Tx,
    organization: string,
    account: string,
    because: string,
    which: { only?: string; except?: string } = {},
  ): Promise<string[]> {
    if (which.only === undefined) await endLinks(tx, organization, account);
    const ended = await revokeSessions(tx, { organization, account, because, now: this.now(), ...which });
    if (ended.length > 0)
      await noteEvent(tx, {
        organization,
        kind: because === "logout" ? "sign-out" : "session-ended",
        actor: occasion().actor?.name ?? account,
        about: [account],
        facts: { because, sessions: ended.slice(0, MOST_TOLD), count: ended.length },
        at: this.now(),
      });
    return ended;
  }

  /** In memory; the row is the caller's. */
  secondFactorSet(session: string, passed: boolean): void {
    this.book.setSecondFactor(session, passed);
  }

  ended(organization: string, account: string, sessions: readonly string[]): void {
    this.book.end(organization, account, sessions);
  }

  private async answer(
    user: UserRow,
    claims: SessionClaims,
    sessionEndsAt: number,
  ): Promise<{ token: string; user: OwnView }> {
    const endsAt = Math.min(this.now() + this.settings.identity.sessionExpiryMs, sessionEndsAt);
    const token = await this.tokens.signAccess(user, claims, endsAt);
    const { organization, session } = claims;
    const isUnmet = await this.demand.isUnmet({ organization, subject: `user:${user.id}`, session });
    return { token, user: { ...(await ownView(this.store.db, user)), ...(isUnmet && { twoFactorNeeded: true }) } };
  }
}

/** Counts against the address, whether or not there is such an account: a ban would tell otherwise. */
const credentialsWrong = (organization: string | undefined) =>
  problem("credentials-wrong", { violation: { type: "logins", ...(organization !== undefined && { organization }) } });

/** Two tokens of the same second differ. */
const jti = () => randomBytes(12).toString("base64url");
