import { type Change, USER } from "@gatehouse/engine";
import { type Access, contextOf, type OrganizationAccess, refused, requireMay } from "../../access/index.ts";
import { type Actor, isOperator, OPERATOR } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Store, type Tx } from "../../store/index.ts";
import { findUserByEmail } from "../accounts/queries.ts";
import { DAY, inWords, type Links, makeToken } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { IdentityParts } from "../parts.ts";
import { personsOf } from "../persons.ts";
import { knownRole, roleNames } from "../roles/names.ts";
import { requireAdministration } from "../rules.ts";
import { hashToken } from "../sessions/tokens.ts";
import { givable, isNothing, type Presets, readPresets } from "./presets.ts";
import {
  findInvitation,
  findInvitationByToken,
  findOpenInvitation,
  groupNames,
  type InvitationRow,
  insertInvitation,
  isInvited,
  listInvitations,
  removeInvitation,
  setInvitationToken,
  setLeftOut,
  takeInvitation,
} from "./queries.ts";
import type { InvitationsQuery, InvitationView, InvitationWish } from "./schemas.ts";

const LIFE_MS = 7 * DAY;
const LONGEST_LIFE_MS = 90 * DAY;
/** Stands for a group that the reader may not see: no group has such an id. */
const WITHHELD = "withheld";

/** Addresses that are invited to make an account, with roles and groups that they then begin with. */
export class Invitations {
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

  /** Whoever makes accounts may, and gives what they could give to an account. @throws {Problem} the refusal of the rules */
  async create(actor: Actor, wish: InvitationWish): Promise<InvitationView> {
    const access = this.administered(actor);
    const now = this.now();
    const expiresAt = wish.expiresAt === undefined ? now + LIFE_MS : Date.parse(wish.expiresAt);
    if (expiresAt <= now || expiresAt > now + LONGEST_LIFE_MS)
      throw problem("request-invalid", { detail: "`expiresAt` must lie within the next 90 days" });
    const { result: row } = await access.commit(actor, async (tx) => {
      this.administered(actor);
      const presets = await this.presetsOf(tx, access, actor, wish);
      const given = givable(access, actor, `user:${newId()}`, presets);
      if (!given) requireMay(access, actor, (may) => may.makeAccount(actor.subject, "user", USER, contextOf(actor)));
      if (given?.refused) throw refused(given.refused);
      if (await findUserByEmail(tx, access.id, wish.email))
        throw problem("already-exists", { detail: `there is an account with the address \`${wish.email}\`` });
      if (await isInvited(tx, access.id, wish.email, now))
        throw problem("already-exists", {
          detail: `\`${wish.email}\` is invited already`,
          extra: { help: "Send that invitation again, or withdraw it first." },
        });
      const row: InvitationRow = {
        organization_id: access.id,
        id: newId(),
        email: wish.email,
        inviter: isOperator(actor) ? actor.name : actor.subject,
        presets: JSON.stringify(presets),
        token_hash: null,
        expires_at: expiresAt,
        created_at: now,
        accepted_at: null,
        account: null,
        left_out: null,
      };
      await noteEvent(tx, {
        organization: access.id,
        kind: "invitation-made",
        actor: actor.name,
        about: [`invitation:${row.id}`],
        details: { typed: row.email },
      });
      return { changes: [], result: await this.send(tx, row, (sent) => insertInvitation(tx, sent)) };
    });
    this.mail.wake();
    return this.view(access, actor, row);
  }

  async list(actor: Actor, query: InvitationsQuery): Promise<{ invitations: InvitationView[]; total: number }> {
    const access = this.administered(actor);
    const { rows, total } = await listInvitations(this.store.db, access.id, query);
    return { invitations: await this.views(access, actor, rows), total };
  }

  /** Another letter with another link; the former one ends. */
  async resend(actor: Actor, id: string): Promise<InvitationView> {
    const access = this.administered(actor);
    const row = await this.store.transact(async (tx) => {
      const row = await this.open(tx, access, id);
      if (row.expires_at <= this.now())
        throw problem("conflict", { detail: "the invitation has ended", extra: { help: "Invite the address anew." } });
      return this.send(tx, row, ({ token_hash }) => setInvitationToken(tx, row, token_hash ?? ""));
    });
    this.mail.wake();
    return this.view(access, actor, row);
  }

  /** Its link opens nothing any more. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    const access = this.administered(actor);
    await this.store.transact(async (tx) => {
      await removeInvitation(tx, await this.open(tx, access, id));
      const about = [`invitation:${id}`];
      await noteEvent(tx, { organization: access.id, kind: "invitation-withdrawn", actor: actor.name, about });
    });
  }

  /** The invitation that a link means, if it holds for this address. @throws {Problem} `invitation-invalid` */
  async require(token: string, email: string): Promise<InvitationRow> {
    const row = await findInvitationByToken(this.store.db, hashToken(token));
    if (!row || row.email !== email || row.expires_at <= this.now()) throw problem("invitation-invalid");
    return row;
  }

  /**
   * The open invitation of an address that the person has shown to be theirs; null also where it holds nothing, as its inviter is gone or
   * may invite nobody any more.
   */
  async openFor(db: Tx, access: OrganizationAccess, email: string): Promise<InvitationRow | null> {
    const row = await findOpenInvitation(db, access.id, email, this.now());
    return row && givable(access, inviterOf(row), `user:${newId()}`, readPresets(row.presets)) ? row : null;
  }

  /**
   * Closes it where its address has an account already: nothing of it is given. @throws {Problem} `invitation-invalid`
   */
  async close(tx: Tx, token: string, account: string): Promise<void> {
    const row = await takeInvitation(tx, hashToken(token), { account, now: this.now() });
    if (!row) throw problem("invitation-invalid");
    await setLeftOut(tx, row, row.presets);
  }

  /**
   * Uses it up, in the transaction that makes the account; what it gives is asked once more of what its inviter may give now.
   * @returns the changes with which the account begins
   * @throws {Problem} `invitation-invalid`, also where the inviter is gone or may invite nobody any more
   */
  async accept(
    tx: Tx,
    access: OrganizationAccess,
    { tokenHash, email, user }: { tokenHash: string; email: string; user: string },
  ): Promise<Change[]> {
    const row = await takeInvitation(tx, tokenHash, { account: user, now: this.now() });
    if (row?.organization_id !== access.id || row.email !== email) throw problem("invitation-invalid");
    const given = givable(access, inviterOf(row), user, readPresets(row.presets));
    if (!given) throw problem("invitation-invalid");
    await noteEvent(tx, {
      organization: access.id,
      kind: "invitation-accepted",
      actor: user,
      from: "api",
      about: [user, `invitation:${row.id}`, row.inviter],
    });
    if (!isNothing(given.leftOut)) await setLeftOut(tx, row, JSON.stringify(given.leftOut));
    return given.changes;
  }

  /** The letter, with a new link, and what keeps its hash. */
  private async send(tx: Tx, row: InvitationRow, keep: (row: InvitationRow) => Promise<void>): Promise<InvitationRow> {
    const token = makeToken();
    const sent = { ...row, token_hash: hashToken(token) };
    await keep(sent);
    const names = await personsOf(tx, row.organization_id, [row.inviter]);
    await this.mail.write(tx, row.organization_id, {
      kind: "invitation",
      to: row.email,
      account: null,
      invitation: row.id,
      facts: {
        link: this.links.page("/register", { token, email: row.email, ...this.elsewhere(row.organization_id) }),
        life: inWords(row.expires_at - this.now()),
        inviter: names.get(row.inviter)?.name ?? "An administrator",
      },
      expiresAt: row.expires_at,
    });
    return sent;
  }

  /** Signing in through a provider takes the name of an organization that is not the first. */
  private elsewhere(organization: string): { organization?: string } {
    const found = this.access.list().find(({ id }) => id === organization);
    return found === undefined || found.ordinal === 1 ? {} : { organization: found.slug };
  }

  private async presetsOf(tx: Tx, access: OrganizationAccess, actor: Actor, wish: InvitationWish): Promise<Presets> {
    const roleOf = async (name: string) => {
      const role = await knownRole(tx, access, actor, name);
      if (role === undefined) throw problem("request-invalid", { detail: `there is no role \`${name.slice(0, 80)}\`` });
      return role;
    };
    const role = wish.role === undefined ? USER : await roleOf(wish.role);
    const roles = await Promise.all([...new Set(wish.roles)].map(roleOf));
    return {
      role,
      roles: roles.filter((one) => one !== role),
      groups: [...new Set(wish.groups)].map((id) => `group:${id}`),
    };
  }

  private administered(actor: Actor): OrganizationAccess {
    const access = this.access.of(actor);
    requireAdministration(access, actor, "manage:users");
    return access;
  }

  private async open(tx: Tx, access: OrganizationAccess, id: string): Promise<InvitationRow> {
    const row = await findInvitation(tx, access.id, id);
    if (!row) throw problem("resource-not-found");
    if (row.token_hash === null) throw problem("conflict", { detail: "the invitation was accepted already" });
    return row;
  }

  private async view(access: OrganizationAccess, actor: Actor, row: InvitationRow): Promise<InvitationView> {
    const [view] = await this.views(access, actor, [row]);
    if (!view) throw problem("resource-not-found");
    return view;
  }

  private async views(
    access: OrganizationAccess,
    actor: Actor,
    rows: readonly InvitationRow[],
  ): Promise<InvitationView[]> {
    const { db } = this.store;
    const presets = new Map(rows.map(({ id, presets }) => [id, readPresets(presets)]));
    const ids = [...presets.values()].flatMap(({ groups }) => groups.map((group) => group.slice("group:".length)));
    const [roles, groups, persons] = await Promise.all([
      roleNames(db, access.id),
      groupNames(db, access.id, [...new Set(ids)]),
      personsOf(db, access.id, [...new Set(rows.map(({ inviter }) => inviter))]),
    ]);
    const nameOf = (role: string) => roles.get(role) ?? role.slice("role:".length);
    const seesAll = access.may(actor, "read:groups");
    const inNames = (given: Presets) => ({
      role: given.role === null ? null : nameOf(given.role),
      roles: given.roles.map(nameOf),
      groups: given.groups.map((group) => {
        const id = group.slice("group:".length);
        if (!seesAll && !access.may(actor, "view", group)) return { id: WITHHELD, name: "a group you may not see" };
        return { id, name: groups.get(id) ?? "a group that is gone" };
      }),
    });
    const now = this.now();
    return rows.map((row) => ({
      id: row.id,
      email: row.email,
      ...inNames(presets.get(row.id) ?? { role: null, roles: [], groups: [] }),
      status: row.token_hash === null ? "accepted" : row.expires_at <= now ? "expired" : "open",
      inviter: { id: row.inviter, name: persons.get(row.inviter)?.name ?? row.inviter },
      account: row.account?.slice("user:".length) ?? null,
      leftOut: row.left_out === null ? null : inNames(readPresets(row.left_out)),
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      acceptedAt: row.accepted_at === null ? null : new Date(row.accepted_at).toISOString(),
    }));
  }
}

/** Whoever invited, as they are now: without the session or key by which they did. */
function inviterOf({ organization_id: organization, inviter }: InvitationRow): Actor {
  const isPerson = /^(user|service):/.test(inviter);
  return { organization, subject: isPerson ? inviter : OPERATOR, name: inviter, from: "api" };
}
