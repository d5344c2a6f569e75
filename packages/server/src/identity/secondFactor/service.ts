import type { FastifyBaseLogger } from "fastify";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Store, type Tx } from "../../store/index.ts";
import { findUserById, touchUser, type UserRow } from "../accounts/queries.ts";
import { DAY } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { IdentityParts } from "../parts.ts";
import { verifyPassword } from "../passwords.ts";
import { findSession, setSecondFactor } from "../sessions/queries.ts";
import type { Client, Sessions, SignedIn } from "../sessions/service.ts";
import { Codes, type Owner } from "./codes.ts";
import type { Demand } from "./demand.ts";
import {
  countBackupCodes,
  findFactor,
  insertPending,
  isOn,
  removeFactor,
  replaceBackupCodes,
  switchOn,
  takeForTry,
  updateFactor,
  useBackupCode,
} from "./queries.ts";
import type { Code } from "./schemas.ts";
import type { SecondSteps } from "./secondSteps.ts";

/** Whoever signed in so recently need not say the password again. */
const RECENT_MS = 10 * 60_000;
/** How long what was begun waits for its first code. */
const PENDING_MS = 60 * 60_000;
const NOTICE_LIFE_MS = 7 * DAY;
/** Wrong codes in a row that cost nothing; each one after them doubles the wait. */
const FREE_TRIES = 5;
const SHORTEST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;

type Wish = Partial<Code> & { password?: string | undefined };
type Told = "second-factor-on" | "second-factor-off" | "second-factor-reset";

/** Signing in with a code of an app besides the password: set up, asked for, switched off. Codes are used once, and guessed by nobody. */
export class SecondFactors {
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly codes: Codes;
  private readonly sessions: Sessions;
  private readonly steps: SecondSteps;
  private readonly demand: Demand;
  private readonly mail: Mail;

  constructor(
    { store, settings, secrets, log, now }: IdentityParts,
    { sessions, steps, demand, mail }: { sessions: Sessions; steps: SecondSteps; demand: Demand; mail: Mail },
  ) {
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.now = now;
    this.codes = new Codes(secrets.credsKey);
    this.sessions = sessions;
    this.steps = steps;
    this.demand = demand;
    this.mail = mail;
  }

  async state(actor: Actor) {
    await this.person(actor);
    const { db } = this.store;
    const owner = ownerOf(actor);
    const factor = await findFactor(db, owner, "on");
    return {
      enabled: factor !== undefined,
      required: await this.demand.appliesTo(owner.organization, owner.account),
      since: factor ? new Date(factor.created_at).toISOString() : null,
      backupCodesLeft: factor ? await countBackupCodes(db, owner) : 0,
      needsPassword: factor === undefined && !(await this.isRecent(actor)),
    };
  }

  /**
   * A new secret and new backup codes, which wait for {@link confirm}; what was on stays on until then.
   * @param wish where one is on: a code of it; otherwise the password, unless the person signed in just now
   * @throws {Problem} `second-factor-wrong`, `reauthentication-needed`, `password-wrong`, `rate-limited`
   */
  async begin(actor: Actor, wish: Wish): Promise<{ otpauthUrl: string; backupCodes: string[] }> {
    const user = await this.person(actor);
    const owner = ownerOf(actor);
    if (await isOn(this.store.db, owner)) await this.spend(owner, wish);
    else await this.requireSamePerson(actor, user, wish.password);
    const { otpauthUrl, sealed } = this.codes.make(owner, { issuer: this.settings.appTitle, label: user.email });
    const { codes, hashes } = this.codes.makeBackup(owner);
    await this.store.transact((tx) => insertPending(tx, owner, { sealed, hashes, now: this.now() }));
    return { otpauthUrl, backupCodes: codes };
  }

  /** Switches on what was begun; the other sessions end. @throws {Problem} `second-factor-wrong`, `conflict` where nothing was begun */
  async confirm(actor: Actor, token: string): Promise<void> {
    const owner = ownerOf(actor);
    await this.person(actor);
    const pending = await findFactor(this.store.db, owner, "pending");
    if (!pending || this.now() - pending.created_at > PENDING_MS) throw nothingBegun();
    const now = this.now();
    const step = this.codes.stepOf(pending.sealed, owner, token, now);
    if (step === null) throw problem("second-factor-wrong");
    await this.changed(actor, "second-factor-on", async (tx) => {
      if (!(await switchOn(tx, owner, { sealed: pending.sealed, step, now }))) throw nothingBegun();
    });
  }

  /** A code of it, where it is on: for what cannot be undone. @throws {Problem} `second-factor-wrong`, `request-invalid` without one, `rate-limited` */
  async requireWhereOn(actor: Actor, code: Partial<Code>): Promise<void> {
    const owner = ownerOf(actor);
    if (await isOn(this.store.db, owner)) await this.spend(owner, code);
  }

  /** Whether a code is right: of what was begun, which does not use it up, or else of what is on, which does. @throws {Problem} */
  async verify(actor: Actor, code: Code): Promise<void> {
    const owner = ownerOf(actor);
    await this.person(actor);
    const pending = code.token === undefined ? undefined : await findFactor(this.store.db, owner, "pending");
    if (!pending) return this.spend(owner, code);
    if (this.codes.stepOf(pending.sealed, owner, code.token ?? "", this.now()) === null)
      throw problem("second-factor-wrong");
  }

  /** The other sessions end. @throws {Problem} `forbidden` where a role of theirs takes it, `second-factor-wrong`, `conflict` */
  async switchOff(actor: Actor, code: Code): Promise<void> {
    const owner = ownerOf(actor);
    await this.person(actor);
    if (await this.demand.appliesTo(owner.organization, owner.account))
      throw problem("forbidden", { detail: "a role of yours takes two-factor sign-in: it stays on" });
    await this.spend(owner, code);
    await this.changed(actor, "second-factor-off", async (tx) => void (await removeFactor(tx, owner)));
  }

  /** Those of before are of no use any more. @throws {Problem} `second-factor-wrong`, `conflict` */
  async renewBackupCodes(actor: Actor, code: Code): Promise<string[]> {
    const owner = ownerOf(actor);
    await this.person(actor);
    await this.spend(owner, code);
    const { codes, hashes } = this.codes.makeBackup(owner);
    await this.store.transact(async (tx) => {
      await replaceBackupCodes(tx, owner, hashes);
      const { organization, account } = owner;
      await noteEvent(tx, { organization, kind: "backup-codes-made", actor: actor.name, about: [account] });
    });
    this.log.info({ account: owner.account }, "backup codes were made anew");
    return codes;
  }

  /**
   * The second step of a sign-in: begins the session that the first one did not.
   * @throws {Problem} `second-factor-over` for a token that was used, has ended, or is none; `second-factor-wrong`, `rate-limited`, `account-…`
   */
  async enter(tempToken: string, code: Code, client: Client): Promise<Required<SignedIn>> {
    const { organization, account, provider } = await this.steps.require(tempToken);
    const user = await findUserById(this.store.db, organization, account.slice("user:".length));
    if (!user) throw problem("second-factor-over");
    await this.spend({ organization, account }, code).catch((error: unknown) => {
      throw this.sessions.noteRefused(error, "second-factor", { organization, user, client });
    });
    return this.sessions.enterWithCode(user, provider, client, async (tx) => {
      await this.steps.use(tx, tempToken);
      // Switched off or reset since: by whoever may, and with it the step is over.
      if (!(await isOn(tx, { organization, account }))) throw problem("second-factor-over");
    });
  }

  /** Whom a second step is of, for its limit. @throws {Problem} `second-factor-over` */
  whose(tempToken: string): Promise<Owner> {
    return this.steps.require(tempToken);
  }

  /**
   * Takes it away inside of a transaction that is about more; ends no session.
   * @returns whether there was one that was on
   */
  async forget(tx: Tx, owner: Owner): Promise<boolean> {
    const was = await isOn(tx, owner);
    await removeFactor(tx, owner);
    return was;
  }

  /** What is kept of somebody's who comes from LibreChat with one; see {@link Codes.keep}. */
  keep(owner: Owner, secret: string, sums: readonly string[]): { sealed: string; hashes: string[] } {
    return this.codes.keep(owner, secret, sums);
  }

  /** That it changed, to the person. {@link Mail.wake} afterwards. */
  async tell(tx: Tx, organization: string, { id, email }: Pick<UserRow, "id" | "email">, kind: Told): Promise<void> {
    const account = `user:${id}`;
    // Where no mail server is, nobody needs to read this for them.
    if (!this.mail.isConfigured) return;
    const expiresAt = this.now() + NOTICE_LIFE_MS;
    await this.mail.write(tx, organization, { kind, to: email, account, facts: {}, expiresAt });
  }

  /** What is on or off now counts for this session, and for no other. */
  private async changed(actor: Actor, kind: Told, change: (tx: Tx) => Promise<void>): Promise<void> {
    const { organization, subject: account, session = "" } = actor;
    const passed = kind === "second-factor-on";
    const ended = await this.store.transact(async (tx) => {
      // Holds the row, as signing in does: no session begins meanwhile that does not know of it.
      await touchUser(tx, organization, account, this.now());
      await change(tx);
      await setSecondFactor(tx, organization, session, passed);
      const user = await findUserById(tx, organization, account.slice("user:".length));
      if (user) await this.tell(tx, organization, user, kind);
      await noteEvent(tx, { organization, kind, actor: actor.name, about: [account] });
      return this.sessions.endInside(tx, organization, account, kind, { except: session });
    });
    this.sessions.ended(organization, account, ended);
    this.sessions.secondFactorSet(session, passed);
    this.mail.wake();
    this.log.info({ account }, `two-factor sign-in was switched ${passed ? "on" : "off"}`);
  }

  /** Uses a code up. A wrong one counts; after a few in a row nobody's is looked at for a while. @throws {Problem} */
  private async spend(owner: Owner, code: Partial<Code>): Promise<void> {
    if (code.token === undefined && code.backupCode === undefined)
      throw problem("request-invalid", { detail: "give `token` or `backupCode`: two-factor sign-in is on" });
    const now = this.now();
    const isRight = await this.store.transact(async (tx) => {
      const factor = await takeForTry(tx, owner, now);
      if (!factor) throw await this.whyNoTry(tx, owner, now);
      const step = code.token === undefined ? null : this.codes.stepOf(factor.sealed, owner, code.token, now);
      const isFresh = step !== null && step > (factor.last_step ?? 0);
      const isBackup =
        code.backupCode !== undefined &&
        (await useBackupCode(tx, owner, this.codes.backupHashes(owner, code.backupCode), now));
      if (isFresh || isBackup)
        await updateFactor(tx, owner, { failures: 0, waits_until: null, ...(isFresh && { last_step: step }) });
      else await updateFactor(tx, owner, { waits_until: waitAfter(factor.failures, now) });
      return isFresh || isBackup;
    });
    if (!isRight) throw problem("second-factor-wrong");
  }

  private async whyNoTry(tx: Tx, owner: Owner, now: number) {
    const factor = await findFactor(tx, owner, "on");
    if (!factor) return problem("conflict", { detail: "two-factor sign-in is off" });
    const seconds = Math.max(1, Math.ceil(((factor.waits_until ?? now) - now) / 1000));
    return problem("rate-limited", {
      detail: `too many wrong codes: try again in ${seconds} s`,
      headers: { "Retry-After": String(seconds) },
    });
  }

  /** A session alone sets nothing up that its owner could not get rid of. */
  private async requireSamePerson(actor: Actor, user: UserRow, password: string | undefined): Promise<void> {
    if (password === undefined) {
      if (!(await this.isRecent(actor))) throw problem("reauthentication-needed");
    } else if (!(await verifyPassword(user.password_hash, password))) throw problem("password-wrong");
  }

  private async isRecent({ organization, session }: Actor): Promise<boolean> {
    const found = session === undefined ? undefined : await findSession(this.store.db, organization, session);
    return found !== undefined && this.now() - found.created_at <= RECENT_MS;
  }

  private async person(actor: Actor): Promise<UserRow> {
    const user =
      actor.subject.startsWith("user:") &&
      actor.session !== undefined &&
      (await findUserById(this.store.db, actor.organization, actor.subject.slice("user:".length)));
    if (!user) throw problem("forbidden", { detail: "only people do this, and signed in" });
    return user;
  }
}

const ownerOf = ({ organization, subject }: Actor): Owner => ({ organization, account: subject });

const nothingBegun = () =>
  problem("conflict", { detail: "nothing was begun, or too long ago", extra: { help: "Begin to set it up again." } });

/** @param failures in a row, this one with them */
function waitAfter(failures: number, now: number): number | null {
  if (failures < FREE_TRIES) return null;
  return now + Math.min(SHORTEST_WAIT_MS * 2 ** Math.min(failures - FREE_TRIES, 10), LONGEST_WAIT_MS);
}
