import { type Change, SUPER_ADMIN, USER } from "@gatehouse/engine";
import type { PeoplePlace } from "../../access/firstPeople.ts";
import { administered, contextOf, type OrganizationAccess, requireMay, whyNot } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { toExpiry } from "../../http/schemas.ts";
import { newId, noteEvent, personSearchText, type Tx } from "../../store/index.ts";
import { previewThings } from "../belongings/preview.ts";
import { AS_EVER, type ThingsPreview, type ThingsWish } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { hashPassword, makePassword } from "../passwords.ts";
import { roleGiven, roleTaken } from "../roles/holdings.ts";
import { knownRole } from "../roles/names.ts";
import { type Committed, commitPeople, knowsAccount, requireAdministration } from "../rules.ts";
import { requireActingOn } from "./acting.ts";
import { type Acting, type AdminView, actedBy, adminViews, type Givable } from "./adminShapes.ts";
import { givableRoles } from "./givable.ts";
import { HIDDEN_BY_ADMINISTRATOR, SHOWN } from "./hidden.ts";
import {
  type AccountPlace,
  countAccounts,
  findUserByEmail,
  findUserById,
  hasUser,
  hasUsername,
  listAccounts,
  searchAccounts,
  touchUser,
  type UserRow,
} from "./queries.ts";
import { insertUser } from "./registration.ts";
import { accountGone } from "./removal.ts";

export interface UserWish {
  name: string;
  email: string;
  password?: string | undefined;
  username?: string | null | undefined;
  role?: string | undefined;
  /** Default: true. */
  emailVerified?: boolean | undefined;
}

export interface UserEdit {
  name?: string | undefined;
  email?: string | undefined;
  username?: string | null | undefined;
  status?: "active" | "deactivated" | undefined;
  role?: string | undefined;
  hidden?: boolean | undefined;
}

type CheckVersion = (version: number) => void;

/** Other people's accounts: for whoever holds the capability, outranks them, and holds every capability that they hold. */
export class Users {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** A page of everybody, or, by name, of those whose name, username or address holds what was typed. */
  async list(
    actor: Actor,
    { search, ...place }: AccountPlace & { search?: string | undefined },
  ): Promise<{ users: AdminView[]; total: number }> {
    if (search !== undefined) return this.search(actor, search, place);
    const { access, within } = this.reading(actor);
    const { db } = this.identity.store;
    const rows = await listAccounts(db, access.id, place, within);
    const total = within === null ? await countAccounts(db, access.id) : within.people;
    return { users: await this.shown(access, actor, rows), total };
  }

  async search(actor: Actor, typed: string, place: PeoplePlace): Promise<{ users: AdminView[]; total: number }> {
    const { access, within } = this.reading(actor);
    const { rows, total } = await searchAccounts(this.identity.store.db, access.id, typed, place, within);
    return { users: await this.shown(access, actor, rows), total };
  }

  async get(actor: Actor, id: string): Promise<AdminView> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    await this.row(this.identity.store.db, access, id);
    access.require(actor, "read:users", `user:${id}`);
    return this.view(access, id);
  }

  /** By which capabilities the actor may act on somebody, and why not by the others: rank and what they hold are asked, as for the act itself. */
  acting(actor: Actor, id: string): Acting[] {
    const access = this.identity.access.of(actor);
    return actedBy.map((capability) => {
      const refused = isOperator(actor)
        ? null
        : whyNot(access, actor, (may) => may.actOn(actor.subject, `user:${id}`, capability, contextOf(actor)));
      return { capability, reason: refused?.code ?? null, missing: [...(refused?.missing ?? [])] };
    });
  }

  /** See {@link givableRoles}. */
  givable(actor: Actor, id: string): Promise<Givable> {
    return givableRoles(this.identity.store.db, this.identity.access.of(actor), actor, `user:${id}`);
  }

  /** @returns the account and, where none was given, its first password */
  async create(actor: Actor, wish: UserWish): Promise<Committed<{ user: AdminView; password?: string }>> {
    const access = this.accessFor(actor, "manage:users");
    const password = wish.password ?? makePassword();
    const hash = await hashPassword(password);
    const id = newId();
    const { revision } = await commitPeople(access, actor, async (tx) => {
      const role = await this.roleOf(tx, access, actor, wish.role ?? USER.slice("role:".length));
      requireMay(access, actor, (may) => may.makeAccount(actor.subject, "user", role, contextOf(actor)));
      if (await findUserByEmail(tx, access.id, wish.email))
        throw problem("already-exists", { detail: `there is an account with the address \`${wish.email}\`` });
      if (wish.username && (await hasUsername(tx, access.id, wish.username)))
        throw problem("already-exists", { detail: `there is an account with the username \`${wish.username}\`` });
      // The first one of an organization is its super admin, whatever was asked.
      const isFirst = isOperator(actor) && !(await hasUser(tx, access.id));
      const { name, email, username, emailVerified: isVerified = true } = wish;
      if (isFirst && !isVerified)
        throw problem("request-invalid", { detail: "the first account is super admin: its address is verified" });
      await insertUser(tx, access.id, {
        id,
        name,
        email,
        username: username ?? null,
        password: hash,
        isVerified,
        now: this.identity.now(),
      });
      if (!isVerified) await this.identity.verification.ask(tx, access.id, { id, email });
      const status = isVerified || this.identity.registration.admitsUnverified() ? "active" : "unverified";
      return {
        changes: [{ kind: "user-added", user: `user:${id}`, role: isFirst ? SUPER_ADMIN : role, status }],
        result: null,
      };
    });
    this.identity.mail.wake();
    return {
      revision,
      result: { user: await this.view(access, id), ...(wish.password === undefined && { password }) },
    };
  }

  async edit(actor: Actor, id: string, wish: UserEdit, checkVersion: CheckVersion): Promise<Committed<AdminView>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const account = `user:${id}`;
    const { revision, result: ended } = await commitPeople(access, actor, async (tx) => {
      const { changes, ended } = await this.editInside(tx, access, actor, id, wish, checkVersion);
      return { changes, result: ended };
    });
    this.identity.sessions.ended(access.id, account, ended);
    this.identity.mail.wake();
    return { revision, result: await this.view(access, id) };
  }

  /**
   * The same inside of a commit of the caller's, who then tells of the sessions that ended and wakes the mail.
   * @throws {Problem} as {@link edit}
   */
  async editInside(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    id: string,
    wish: UserEdit,
    checkVersion: CheckVersion = () => undefined,
    reason?: string,
  ): Promise<{ changes: Change[]; ended: string[] }> {
    const account = `user:${id}`;
    const user = await this.knownRow(tx, access, actor, id);
    requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:users", contextOf(actor)));
    checkVersion(user.version);
    const [former] = await adminViews(tx, access.id, [user], this.identity.now(), true);
    const changes: Change[] = [];
    if (wish.status !== undefined && wish.status !== former?.status)
      changes.push({ kind: "account-status-set", account, status: wish.status });
    if (wish.role !== undefined && wish.role !== former?.role) {
      const role = await this.roleOf(tx, access, actor, wish.role, account);
      requireMay(access, actor, (may) => may.setPrimaryRole(actor.subject, account, role, contextOf(actor)));
      changes.push({ kind: "primary-role-set", user: account, role });
    }
    await this.save(tx, access, user, wish, former?.status === "unverified");
    const fields = editedFields(user, wish);
    if (fields.length > 0)
      await noteEvent(tx, {
        organization: access.id,
        kind: "account-edited",
        actor: actor.name,
        about: [account],
        facts: { fields },
        ...(reason !== undefined && { details: { reason } }),
      });
    const ended =
      wish.status === "deactivated"
        ? await this.identity.sessions.endInside(tx, access.id, account, "deactivated")
        : [];
    return { changes, ended };
  }

  /** Of an account that is made in the same transaction: whoever looks for people does not find it. */
  async hideNew(tx: Tx, access: OrganizationAccess, account: string): Promise<void> {
    await tx
      .updateTable("users")
      .set({ hidden: HIDDEN_BY_ADMINISTRATOR })
      .where("organization_id", "=", access.id)
      .where("id", "=", account.slice("user:".length))
      .execute();
  }

  /**
   * Sends a link for a new password to the person alone: neither the answer nor any list holds it.
   * @throws {Problem} `address-not-confirmed` where somebody else wrote the address: whoever did could take the account over
   */
  async resetPassword(actor: Actor, id: string): Promise<void> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    await commitPeople(access, actor, async (tx) => {
      const user = await this.knownRow(tx, access, actor, id);
      requireMay(access, actor, (may) => may.actOn(actor.subject, `user:${id}`, "manage:users", contextOf(actor)));
      await this.identity.passwordReset.send(tx, access, user);
      return { changes: [], result: null };
    });
    this.identity.mail.wake();
  }

  /**
   * For whoever lost theirs: the password alone signs in again, and every session ends. Nothing happens where there is none.
   * @throws {Problem} `forbidden` for one's own, which takes a code
   */
  async resetSecondFactor(actor: Actor, id: string): Promise<Committed<AdminView>> {
    const { access: organizations, secondFactors, sessions, mail, log } = this.identity;
    const access = organizations.of(actor);
    requireAdministration(access, actor);
    const account = `user:${id}`;
    if (actor.subject === account)
      throw problem("forbidden", { detail: "your own is switched off on your account page, with a code" });
    const { revision, result: ended } = await commitPeople(access, actor, async (tx) => {
      const user = await this.knownRow(tx, access, actor, id);
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:users", contextOf(actor)));
      if (!(await secondFactors.forget(tx, { organization: access.id, account }))) return { changes: [], result: [] };
      await this.touch(tx, access, id);
      await secondFactors.tell(tx, access.id, user, "second-factor-reset");
      await noteEvent(tx, {
        organization: access.id,
        kind: "second-factor-reset",
        actor: actor.name,
        about: [account],
      });
      return { changes: [], result: await sessions.endInside(tx, access.id, account, "second-factor-reset") };
    });
    sessions.ended(access.id, account, ended);
    mail.wake();
    log.info({ account, by: actor.name }, "two-factor sign-in was reset");
    return { revision, result: await this.view(access, id) };
  }

  /** What would become of somebody's things. @throws {Problem} as {@link remove} */
  async things(actor: Actor, id: string, wish: ThingsWish): Promise<ThingsPreview> {
    await requireActingOn(this.identity.store.db, this.identity.access.of(actor), actor, id);
    return previewThings(this.identity, actor, `user:${id}`, wish);
  }

  /** By itself, what others still reach of theirs becomes the organization's; the rest goes with them. */
  async remove(
    actor: Actor,
    id: string,
    checkVersion: CheckVersion,
    wish: ThingsWish = AS_EVER,
  ): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const account = `user:${id}`;
    if (actor.subject === account) throw problem("forbidden", { detail: "your own account is not deleted here" });
    const { revision, result: ended } = await commitPeople(access, actor, async (tx) => {
      const user = await this.knownRow(tx, access, actor, id);
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:users", contextOf(actor)));
      checkVersion(user.version);
      return accountGone(this.identity, tx, access, { account, actor, wish });
    });
    this.identity.sessions.ended(access.id, account, ended);
    return { revision, result: null };
  }

  /** An additional role. */
  async giveRole(
    actor: Actor,
    id: string,
    wish: { role: string; expiresAt?: string | null | undefined },
  ): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const holder = `user:${id}`;
    const expiresAt = toExpiry(wish.expiresAt);
    return commitPeople(access, actor, async (tx) => {
      await this.knownRow(tx, access, actor, id);
      requireManaging(access, actor, holder);
      const role = await this.roleOf(tx, access, actor, wish.role, holder);
      const changes = await roleGiven(tx, access, actor, { holder, role, expiresAt });
      await this.touch(tx, access, id);
      return { changes, result: null };
    });
  }

  async takeRole(actor: Actor, id: string, name: string): Promise<Committed<null>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const holder = `user:${id}`;
    return commitPeople(access, actor, async (tx) => {
      await this.knownRow(tx, access, actor, id);
      requireManaging(access, actor, holder);
      const role = await this.roleOf(tx, access, actor, name, holder);
      const changes = await roleTaken(tx, access, actor, { holder, role });
      await this.touch(tx, access, id);
      return { changes, result: null };
    });
  }

  /**
   * The row of an account that the actor may know of: whoever has no capability over it hears what they would hear if it were not there.
   * @throws {Problem} `resource-not-found`
   */
  private async knownRow(tx: Tx, access: OrganizationAccess, actor: Actor, id: string): Promise<UserRow> {
    // Asked once more, on the revision before the write's own.
    requireAdministration(access, actor);
    const row = await this.row(tx, access, id);
    if (!knowsAccount(access, actor, `user:${id}`)) throw problem("resource-not-found");
    return row;
  }

  private async save(
    tx: Tx,
    access: OrganizationAccess,
    user: UserRow,
    wish: UserEdit,
    isUnverified: boolean,
  ): Promise<void> {
    const name = wish.name ?? user.name;
    const email = wish.email ?? user.email;
    const username = wish.username === undefined ? user.username : wish.username;
    // An address that somebody else wrote is not verified; an administrator who lets an account in has verified it.
    const isSame = email === user.email;
    const isLetIn = isUnverified && wish.status === "active";
    const isVerified = isSame && (user.email_verified === 1 || isLetIn);
    const isWaiting = isUnverified && wish.status === undefined;
    if (!isSame) await this.identity.verification.addressWritten(tx, access.id, user, { email, isWaiting });
    await tx
      .updateTable("users")
      .set((e) => ({
        name,
        email,
        username,
        email_verified: isVerified ? 1 : 0,
        ...(!isSame && { address_unconfirmed: isWaiting ? (0 as const) : (1 as const) }),
        ...(wish.hidden !== undefined && { hidden: wish.hidden ? HIDDEN_BY_ADMINISTRATOR : SHOWN }),
        search_text: personSearchText(name, username, email),
        version: e("version", "+", 1),
        updated_at: this.identity.now(),
      }))
      .where("organization_id", "=", access.id)
      .where("id", "=", user.id)
      .execute();
  }

  /** Whom the actor may read: everybody (null), or the people of some groups. @throws {Problem} `forbidden` */
  private reading(actor: Actor) {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    return { access, within: administered(access, actor, "read:users") };
  }

  private shown(access: OrganizationAccess, actor: Actor, rows: readonly UserRow[]): Promise<AdminView[]> {
    const known = rows.filter(({ id }) => access.may(actor, "read:users", `user:${id}`));
    return adminViews(this.identity.store.db, access.id, known, this.identity.now());
  }

  private touch(tx: Tx, access: OrganizationAccess, id: string): Promise<void> {
    return touchUser(tx, access.id, `user:${id}`, this.identity.now());
  }

  private accessFor(actor: Actor, capability: string): OrganizationAccess {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, capability);
    return access;
  }

  /** @param user whose role it may be, where one is looked at */
  private async roleOf(tx: Tx, access: OrganizationAccess, actor: Actor, name: string, user?: string): Promise<string> {
    const role = await knownRole(tx, access, actor, name, user);
    if (role === undefined) throw problem("request-invalid", { detail: `there is no role \`${name.slice(0, 80)}\`` });
    return role;
  }

  private async row(db: Tx, access: OrganizationAccess, id: string): Promise<UserRow> {
    const user = await findUserById(db, access.id, id);
    if (!user) throw problem("resource-not-found");
    return user;
  }

  private async view(access: OrganizationAccess, id: string): Promise<AdminView> {
    const { db } = this.identity.store;
    const [view] = await adminViews(db, access.id, [await this.row(db, access, id)], this.identity.now(), true);
    if (!view) throw problem("resource-not-found");
    return view;
  }
}

/** The right over an account that one knows of: asked before what there is to give is looked for. */
function requireManaging(access: OrganizationAccess, actor: Actor, account: string): void {
  if (!access.may(actor, "manage:users", account)) access.require(actor, "manage:users");
}

/** What of an account's row differs from a wish, by name; its status and role are changes of permissions. */
function editedFields(user: UserRow, wish: UserEdit): string[] {
  const hidden = wish.hidden === undefined ? undefined : wish.hidden ? HIDDEN_BY_ADMINISTRATOR : SHOWN;
  const wished = { name: wish.name, email: wish.email, username: wish.username, hidden };
  return Object.entries(wished)
    .filter(([field, value]) => value !== undefined && value !== user[field as keyof UserRow])
    .map(([field]) => field);
}
