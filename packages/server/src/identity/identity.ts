import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";
import { Problem, problem, type Violation } from "../http/problem.ts";
import type { Store, Tx } from "../store/index.ts";
import { type BanListener, Bans } from "./accounts/bans.ts";
import { BanTickets } from "./accounts/banTickets.ts";
import { PasswordReset } from "./accounts/passwordReset.ts";
import { setAvatar } from "./accounts/queries.ts";
import { Registrants } from "./accounts/registrant.ts";
import { Registration } from "./accounts/registration.ts";
import { SetupCodes } from "./accounts/setupCode.ts";
import type { TakeOver } from "./accounts/takeOver.ts";
import { Verification } from "./accounts/verification.ts";
import { AddressBook } from "./addresses/book.ts";
import { AddressBans } from "./addresses/service.ts";
import type { Belongings } from "./belongings/belongings.ts";
import type { ExportPart } from "./export/contents.ts";
import { DataExports } from "./export/service.ts";
import { requireNoStaffByMembers } from "./groups/membersGroups.ts";
import { removeGroupRows } from "./groups/queries.ts";
import { Invitations } from "./invitations/service.ts";
import { isFrom, KeyBook, type KeyEnd, type LiveKey, type ModelsOf } from "./keys/book.ts";
import { isKey } from "./keys/form.ts";
import { deleteKeysOf } from "./keys/queries.ts";
import { Limits } from "./limits.ts";
import { Links } from "./links/links.ts";
import { Mail } from "./mail/mail.ts";
import { type NoticeFacts, type NoticeKind, Notices } from "./mail/notices.ts";
import { removeMailOf } from "./mail/queries.ts";
import { Pace } from "./pace.ts";
import type { IdentityParts } from "./parts.ts";
import { type Person, personsOf } from "./persons.ts";
import { Demand } from "./secondFactor/demand.ts";
import { SecondSteps } from "./secondFactor/secondSteps.ts";
import { SecondFactors } from "./secondFactor/service.ts";
import { Credentials } from "./services/credentials.ts";
import { type LiveSession, SessionBook, type SessionEnd } from "./sessions/book.ts";
import { REFRESH_COOKIE } from "./sessions/cookies.ts";
import { Sessions } from "./sessions/service.ts";
import { isActive, requireActive } from "./sessions/standing.ts";
import { type SessionClaims, Tokens } from "./sessions/tokens.ts";
import { PanelSignIn } from "./social/panelSignIn.ts";
import { SocialSignIn } from "./social/service.ts";
import { forgetViolations } from "./violations/queries.ts";
import { Violations } from "./violations/service.ts";

/** What an account leaves behind: resources that went with it, in the same transaction. */
export type AccountRemovalListener = (
  tx: Tx,
  organization: string,
  removedResources: readonly string[],
  account: string,
) => Promise<void>;

/** Who there is, and who somebody is. */
export class Identity {
  readonly access: Access;
  readonly store: Store;
  readonly settings: Settings;
  readonly log: FastifyBaseLogger;
  readonly now: () => number;
  readonly sessions: Sessions;
  readonly bans: Bans;
  readonly banTickets: BanTickets;
  readonly secondFactors: SecondFactors;
  readonly demand: Demand;
  readonly registration: Registration;
  readonly registrants: Registrants;
  private readonly pace: Pace;
  readonly mail: Mail;
  readonly notices: Notices;
  readonly verification: Verification;
  readonly passwordReset: PasswordReset;
  readonly invitations: Invitations;
  readonly limits: Limits;
  readonly social: SocialSignIn;
  readonly panel: PanelSignIn;
  readonly credentials: Credentials;
  readonly keyBook: KeyBook;
  readonly exports: DataExports;
  readonly addressBook: AddressBook;
  readonly addressBans: AddressBans;
  readonly violations: Violations;
  private readonly tokens: Tokens;
  private readonly book: SessionBook;
  private readonly setupCodes: SetupCodes;
  private readonly removalListeners: AccountRemovalListener[] = [];
  /** What the parts above keep of people's things. */
  belongings: Belongings | undefined;

  constructor(parts: IdentityParts) {
    this.access = parts.access;
    this.store = parts.store;
    this.settings = parts.settings;
    this.log = parts.log;
    this.now = parts.now;
    this.tokens = new Tokens(parts.secrets, parts.now);
    this.book = new SessionBook(parts);
    this.setupCodes = new SetupCodes(parts);
    this.demand = new Demand(parts, this.book);
    const steps = new SecondSteps(parts);
    this.banTickets = new BanTickets(parts);
    this.addressBook = new AddressBook(parts);
    const { demand, banTickets, addressBook } = this;
    this.sessions = new Sessions(parts, {
      tokens: this.tokens,
      book: this.book,
      steps,
      demand,
      banTickets,
      addressBook,
    });
    this.mail = new Mail(parts);
    this.secondFactors = new SecondFactors(parts, {
      sessions: this.sessions,
      steps,
      demand: this.demand,
      mail: this.mail,
    });
    this.notices = new Notices(parts, this.mail);
    this.bans = new Bans(this);
    this.pace = new Pace(parts);
    const takeOver: TakeOver = async (tx, organization, account, address, wasVerified) => {
      if (!wasVerified) await this.secondFactors.forget(tx, { organization: organization.id, account });
      return {
        changes: await this.social.accounts.takenFrom(tx, organization, account, address),
        ended: await this.sessions.endInside(tx, organization.id, account, "taken-over"),
      };
    };
    const byMail = {
      mail: this.mail,
      links: new Links(parts, this.mail),
      sessions: this.sessions,
      takeOver,
      pace: this.pace,
      addressBook,
    };
    this.verification = new Verification(parts, byMail);
    this.passwordReset = new PasswordReset(parts, byMail);
    this.invitations = new Invitations(parts, byMail);
    const { setupCodes, verification, invitations, mail, pace } = this;
    this.registration = new Registration(parts, { setupCodes, verification, invitations, mail, pace });
    this.registrants = new Registrants(parts);
    this.limits = new Limits(parts);
    const { sessions, registration } = this;
    this.social = new SocialSignIn(parts, { sessions, registration, invitations, endpoints: parts.endpoints });
    const { social } = this;
    this.panel = new PanelSignIn(parts, { sessions, social, actorOf: (token, ip) => this.anyActorOf(token, ip) });
    this.onAccountRemoved((tx, organization, _, account) => this.social.accounts.removed(tx, organization, account));
    this.credentials = new Credentials(parts);
    this.keyBook = new KeyBook(parts);
    this.onAccountRemoved(async (tx, organization, _removed, account) => {
      await this.keyBook.gone(tx, organization, await deleteKeysOf(tx, organization, account));
    });
    this.exports = new DataExports(this, (actor) => this.stands(actor));
    this.addressBans = new AddressBans(this, parts.cursors);
    this.violations = new Violations(this, parts.tally);
    this.onAccountRemoved(async (tx, organization, _removed, account) => {
      await forgetViolations(tx, organization, account);
    });
    this.access.onRemoved(removeGroupRows);
    this.onAccountRemoved((tx, organization, _removed, account) => removeMailOf(tx, organization, account));
    this.access.onChanged((tx, organization, changes) =>
      requireNoStaffByMembers(tx, this.access.of(organization), changes),
    );
  }

  async open(): Promise<void> {
    await this.book.open();
    await this.addressBook.open();
    this.keyBook.open();
    await this.mail.open();
  }

  /**
   * Whoever a request is from; null without a credential. Where signing in is optional, a bad credential is none.
   * @throws {Problem} `token-invalid`, `account-banned`, `account-not-verified`, `account-deactivated`, `second-factor-needed`
   */
  async authenticate(request: FastifyRequest): Promise<Actor | null> {
    const { authorization } = request.headers;
    const [scheme, credential = ""] = authorization?.trim().split(/\s+/) ?? [];
    if (scheme === undefined || scheme === "")
      return request.routeOptions.config.cookie ? this.byCookie(request) : null;
    try {
      if (scheme.toLowerCase() !== "bearer") throw problem("token-invalid");
      if (isKey(credential)) return await this.byKey(credential, request);
      return request.routeOptions.config.beforeSecondFactor
        ? await this.anyActorOf(credential, request.ip)
        : await this.actorOf(credential, request.ip);
    } catch (error) {
      if (request.routeOptions.config.auth === "optional" && error instanceof Problem && error.status < 500)
        return null;
      throw error;
    }
  }

  /**
   * Whoever an API key stands for, narrowed by it. It opens what says that it opens to keys, takes REMOTE_AGENTS.USE of its account at every use,
   * and ends with the account's right to come in.
   * @throws {Problem} `token-invalid`, `key-ended`, `key-address-refused`, `key-not-for-this`, `key-read-only`, `feature-off`, and as `authenticate`
   */
  private async byKey(credential: string, { ip, routeOptions }: FastifyRequest): Promise<Actor> {
    const live = await this.keyBook.find(credential);
    if (!live) throw problem("token-invalid", { detail: "there is no such API key" });
    const { organization, account, readOnly } = live;
    this.addressBook.require(organization, ip);
    const access = this.access.of(organization);
    await requireActive(access, account, this.now());
    if (isOver(live, this.now())) throw problem("key-ended");
    if (!isFrom(live, ip)) throw problem("key-address-refused");
    const { keys } = routeOptions.config;
    if (keys === undefined) throw problem("key-not-for-this");
    if (readOnly && keys !== "reads") throw problem("key-read-only");
    const owner: Actor = { organization, subject: account, name: account, from: "api", ip };
    access.require(owner, "REMOTE_AGENTS.USE");
    if (!live.secondFactor && (await this.demand.appliesTo(organization, account)))
      throw problem("second-factor-needed", { detail: "whoever made this key had shown no second factor" });
    this.keyBook.noteUse(live);
    return { ...owner, key: await this.keyBook.keyNow(live), keyId: live.id, keyLimits: live.limits };
  }

  /** Whose session's cookie it is, where pages show something by its address alone; null for every other. @throws {Problem} `account-…` */
  private async byCookie({ cookies, ip }: FastifyRequest): Promise<Actor | null> {
    const claims = await this.sessions.claimsOf(cookies[REFRESH_COOKIE]);
    const actor = claims && userActor(claims, await this.book.find(claims.organization, claims.session), ip);
    if (!actor) return null;
    this.addressBook.require(actor.organization, ip);
    await requireActive(this.access.of(actor), actor.subject, this.now());
    await this.demand.require(actor);
    return actor;
  }

  /** Whoever holds this access token or service credential. @throws {Problem} as `authenticate` */
  async actorOf(credential: string, ip: string): Promise<Actor> {
    const actor = await this.anyActorOf(credential, ip);
    await this.demand.require(actor);
    return actor;
  }

  /** The same, also of whoever has yet to set up the second factor that their role takes. */
  async anyActorOf(credential: string, ip: string): Promise<Actor> {
    const actor = Credentials.isOne(credential)
      ? serviceActor(await this.credentials.serviceOf(credential), ip)
      : await this.userOf(credential, ip);
    if (!actor) throw problem("token-invalid");
    this.addressBook.require(actor.organization, ip);
    await requireActive(this.access.of(actor), actor.subject, this.now());
    return actor;
  }

  /** The same for a credential that this server knows and that opens the door; null for every other, which `actorOf` then looks into. */
  recognise(credential: string, ip: string): Actor | null {
    const actor = Credentials.isOne(credential)
      ? serviceActor(this.credentials.recall(credential), ip)
      : this.knownUserOf(credential, ip);
    return actor &&
      !this.addressBook.isBanned(actor.organization, ip) &&
      isActive(this.access.of(actor), actor.subject, this.now()) &&
      this.demand.isSurelyMet(actor)
      ? actor
      : null;
  }

  private async userOf(token: string, ip: string): Promise<Actor | null> {
    const claims = await this.tokens.readAccess(token);
    return claims && userActor(claims, await this.book.find(claims.organization, claims.session), ip);
  }

  private knownUserOf(token: string, ip: string): Actor | null {
    const claims = this.tokens.recall(token);
    return claims && userActor(claims, this.book.recall(claims.organization, claims.session), ip);
  }

  /** Tells people of something by mail, where there is a mail server. */
  tell(organization: string, accounts: readonly string[], kind: NoticeKind, facts?: NoticeFacts): Promise<void> {
    return this.notices.tell(organization, accounts, kind, facts);
  }

  /** Counts what somebody was refused while they were answered: no request was refused then. */
  violated(actor: Actor, violation: Violation): Promise<void> {
    return this.violations.note({ actor, ip: actor.ip, violation });
  }

  /** Where a person's picture is fetched; null: there is none. */
  setAvatar(tx: Tx, organization: string, account: string, url: string | null): Promise<void> {
    return setAvatar(tx, organization, account.slice("user:".length), { url, at: this.now() });
  }

  /** What people see of principals; what is gone is left out. */
  names(organization: string, principals: readonly string[]): Promise<Map<string, Person>> {
    return personsOf(this.store.db, organization, principals);
  }

  /** Ends all sessions of an account. */
  async endSessions(
    { organization, account }: { organization: string; account: string },
    because: string,
  ): Promise<void> {
    await this.sessions.endSessions(organization, account, because);
  }

  /** Called for each session that ends before its time, on whatever server; running answers are to be cut. */
  onSessionEnded(listener: (end: SessionEnd) => void): () => void {
    return this.book.onEnded(listener);
  }

  /** Who knows the models of endpoints: keys may be for those of some. */
  keepEndpoints(modelsOf: ModelsOf): void {
    this.keyBook.keepEndpoints(modelsOf);
  }

  /** Called for each API key that is revoked, on whatever server; running answers are to be cut. */
  onKeyEnded(listener: (end: KeyEnd) => void): () => void {
    return this.keyBook.onEnded(listener);
  }

  /** Whether a session takes no second factor any more. */
  hasSecondFactor(organization: string, session: string): Promise<boolean> {
    return this.book.hasSecondFactor(organization, session);
  }

  /** @param slug of the organization where somebody wants to come in. @throws {Problem} `address-banned` */
  requireAddress(slug: string | undefined, ip: string): void {
    const organization = this.access.findOrganization(slug)?.id;
    if (organization !== undefined) this.addressBook.require(organization, ip);
  }

  /** Whether whoever acts does so from an address that is banned by now. */
  isAddressBanned({ organization, ip }: Pick<Actor, "organization" | "ip">): boolean {
    return this.addressBook.isBanned(organization, ip);
  }

  /** Called for each organization in which an address was banned, on whatever server; running answers are to be cut. */
  onAddressBanned(listener: (organization: string) => void): () => void {
    return this.addressBook.onBanned(listener);
  }

  /** Who tells what people own that the engine does not hold. */
  keepBelongings(belongings: Belongings): void {
    this.belongings = belongings;
  }

  /** Called inside the transaction that bans somebody, or lifts their ban, from the page of people. */
  onBan(listener: BanListener): void {
    this.bans.onBan(listener);
  }

  /** What the parts above keep of a person is in their export, too. */
  onExport(part: ExportPart): void {
    this.exports.contribute(part);
  }

  /** Whether the session that they came by is in force, and their account active, as far as this server has heard. */
  private stands(actor: Actor): boolean {
    const { organization, session = "", subject } = actor;
    if (this.book.recall(organization, session)?.account !== subject) return false;
    try {
      return isActive(this.access.of(actor), subject, this.now());
    } catch {
      return false;
    }
  }

  /** Called inside the transaction that removes an account, for what others keep for it. */
  onAccountRemoved(listener: AccountRemovalListener): void {
    this.removalListeners.push(listener);
  }

  async accountRemoved(tx: Tx, organization: string, removed: readonly string[], account: string): Promise<void> {
    for (const listener of this.removalListeners) await listener(tx, organization, removed, account);
  }

  /** What the start prints; null where the first registration needs no code, or was made. */
  setupCode(): Promise<string | null> {
    return this.setupCodes.show();
  }

  isSetupCodeNeeded(): Promise<boolean> {
    return this.setupCodes.isNeeded();
  }

  /** No account yet: whoever registers first is super admin. */
  isFirstRun(): Promise<boolean> {
    return this.setupCodes.isFirstRun();
  }

  /** What was asked for, and is answered before it is done, is done. */
  settled(): Promise<void> {
    return this.pace.settled();
  }

  async close(): Promise<void> {
    this.exports.close();
    await this.settled();
    this.violations.close();
    await this.mail.close();
    await this.addressBook.close();
    await this.keyBook.close();
    await this.book.close();
  }
}

const isOver = ({ key: { endsAt = null } }: LiveKey, now: number): boolean => endsAt !== null && endsAt <= now;

function userActor({ id, organization }: SessionClaims, session: LiveSession | null, ip: string): Actor | null {
  const subject = `user:${id}`;
  if (session?.account !== subject) return null;
  return { organization, subject, name: subject, from: "api", session: session.id, ip };
}

function serviceActor(service: { organization: string; id: string } | null, ip: string): Actor | null {
  if (!service) return null;
  const subject = `service:${service.id}`;
  return { organization: service.organization, subject, name: subject, from: "api", ip };
}
