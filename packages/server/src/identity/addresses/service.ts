import type { OrganizationAccess } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import type { Cursors } from "../../http/cursor.ts";
import { Problem, problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { addressKey, newId, noteEvent, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { commitPeople, requireAdministration } from "../rules.ts";
import { revokeSessionsFrom } from "../sessions/queries.ts";
import {
  type AddressBanRow,
  countBans,
  countNeighbours,
  deleteBan,
  findBan,
  findBanOf,
  insertBan,
  listBans,
  neighbours,
} from "./queries.ts";
import { type AddressRange, holds, isPrivate, isTooWide, readRange, WIDEST } from "./range.ts";
import type { AddressBanView, Danger } from "./schemas.ts";
import { whyNotThere } from "./whoSitsThere.ts";

const DAY = 24 * 60 * 60_000;
const MOST_BANS = 1_000;
const MOST_COUNTED = 1_000;
const MOST_TOLD = 50;

/** From where somebody asks: their own address, and the next machine, which is the proxy where there is one. */
export interface Standpoint {
  ip: string | undefined;
  peer: string | undefined;
}

interface Wish {
  address: string;
  reason: string;
  until: string | null;
  evenThough?: readonly Danger[] | undefined;
}

/** Bans of addresses: for whoever may ban anybody, for any length. */
export class AddressBans {
  private readonly identity: Identity;
  private readonly cursors: Cursors;

  constructor(identity: Identity, cursors: Cursors) {
    this.identity = identity;
    this.cursors = cursors;
  }

  /** @throws {Problem} `forbidden`, `cursor-invalid` */
  async list(actor: Actor, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
    const access = this.accessFor(actor);
    const question = ["addresses", access.id];
    const after = cursor === undefined || cursor === "" ? undefined : this.cursors.read(question, cursor);
    const { store, now } = this.identity;
    const rows = await listBans(store.db, access.id, { now: now(), after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      bans: await this.shown(access, page),
      nextCursor: last ? this.cursors.sign(question, last.id) : null,
    };
  }

  /** Who else sits there: whoever may see people looks before they ban. @throws {Problem} `forbidden`, `request-invalid` */
  async preview(
    actor: Actor,
    standpoint: Standpoint,
    wish: { address: string; days: number; limit: number; cursor?: string | undefined },
  ) {
    const access = this.accessFor(actor);
    requireAdministration(access, actor, "read:users");
    const range = requireRange(wish.address);
    const { store, now } = this.identity;
    const question = ["neighbours", access.id, range.text, wish.days];
    const offset =
      wish.cursor === undefined || wish.cursor === "" ? 0 : Number(this.cursors.read(question, wish.cursor));
    const since = now() - wish.days * DAY;
    const rows = await neighbours(store.db, access.id, range, { since, offset, limit: wish.limit + 1 });
    const page = rows.slice(0, wish.limit);
    const names = await this.identity.names(
      access.id,
      page.map(({ account }) => account),
    );
    return {
      address: range.text,
      people: await countNeighbours(store.db, access.id, range, { since, most: MOST_COUNTED }),
      names: page.map(({ account, lastSeenAt, sessions }) => ({
        id: account.slice(account.indexOf(":") + 1),
        name: names.get(account)?.name ?? null,
        lastSeenAt: new Date(lastSeenAt).toISOString(),
        sessions,
      })),
      nextCursor: rows.length > wish.limit ? this.cursors.sign(question, String(offset + wish.limit)) : null,
      dangers: dangersOf(range, actor, standpoint),
      isBanned: (await findBanOf(store.db, access.id, range.text)) !== undefined,
      whyNot:
        (await whyNotThere(store.db, { identity: this.identity, access }, { actor, ip: standpoint.ip, range }))
          ?.detail ?? null,
    };
  }

  /**
   * In the place of a former ban of the same address. Sessions that are there end, and what is answered there stops.
   * @throws {Problem} `address-unsafe` where a danger was not named, `hand-on-refused` and `last-super-admin` where somebody is signed in there whom
   * one may not ban, `request-invalid`, `forbidden`, `too-many-bans`
   */
  async ban(actor: Actor, standpoint: Standpoint, wish: Wish): Promise<AddressBanView> {
    const access = this.accessFor(actor);
    const range = requireRange(wish.address);
    const until = toExpiry(wish.until);
    if (until !== null && until <= this.identity.now())
      throw problem("request-invalid", { detail: "`until` has passed" });
    const dangers = dangersOf(range, actor, standpoint).filter((one) => !wish.evenThough?.includes(one));
    if (dangers.length > 0)
      throw problem("address-unsafe", {
        detail: dangers.map((danger) => inWords[danger]).join("; "),
        extra: { dangers },
      });
    const row = await this.write(access, actor, range, { until, reason: wish.reason, ip: standpoint.ip });
    const [shown] = await this.shown(access, [row]);
    if (!shown) throw new Error("a ban that was just written");
    return shown;
  }

  /** By Gatehouse itself. Never of a network of one's own, or where a super admin is signed in. @returns whether it is banned by now */
  async banAlone(
    access: OrganizationAccess,
    actor: Actor,
    range: AddressRange,
    { until, reason }: { until: number; reason: string },
  ): Promise<boolean> {
    if (isPrivate(range)) return false;
    const former = await findBanOf(this.identity.store.db, access.id, range.text);
    if (former && (former.until === null || former.until > until)) return true;
    try {
      await this.write(access, actor, range, { until, reason, ip: undefined });
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "hand-on-refused") throw error;
      this.identity.log.warn({ why: error.detail }, "an address is not banned by itself");
      return false;
    }
  }

  /** @throws {Problem} `resource-not-found`, `forbidden` */
  async lift(actor: Actor, id: string): Promise<void> {
    const access = this.accessFor(actor);
    await commitPeople(access, actor, async (tx) => {
      requireAdministration(access, actor, "ban:users");
      const row = await findBan(tx, access.id, id);
      if (!row || !(await deleteBan(tx, access.id, id))) throw problem("resource-not-found");
      await noteEvent(tx, {
        organization: access.id,
        kind: "address-unbanned",
        actor: actor.name,
        facts: { id },
        details: { address: row.address },
        at: this.identity.now(),
      });
      return { changes: [], result: null };
    });
    await this.identity.addressBook.load();
  }

  private async write(
    access: OrganizationAccess,
    actor: Actor,
    range: AddressRange,
    { until, reason, ip }: { until: number | null; reason: string; ip: string | undefined },
  ): Promise<AddressBanRow> {
    const { now, addressBook, sessions, log } = this.identity;
    // No permission changes; but nobody loses the right to it meanwhile.
    const { result } = await commitPeople(access, actor, async (tx) => {
      requireAdministration(access, actor, "ban:users");
      if ((await countBans(tx, access.id)) >= MOST_BANS && !(await findBanOf(tx, access.id, range.text)))
        throw problem("too-many-bans", { detail: `there are ${MOST_BANS}` });
      const refusal = await whyNotThere(tx, { identity: this.identity, access }, { actor, ip, range });
      if (refusal) throw refusal;
      const at = now();
      const row = await insertBan(tx, {
        organization_id: access.id,
        id: newId(at),
        address: range.text,
        first_key: range.first,
        last_key: range.last,
        reason,
        banned_by: actor.name,
        created_at: at,
        until,
      });
      const ended = await revokeSessionsFrom(tx, { organization: access.id, range, now: at });
      await noteBan(tx, actor, row, ended);
      return { changes: [], result: { row, ended } };
    });
    await addressBook.load();
    for (const [account, those] of Map.groupBy(result.ended, (one) => one.account))
      sessions.ended(
        access.id,
        account,
        those.map(({ id }) => id),
      );
    log.info({ id: result.row.id, by: actor.name, sessions: result.ended.length }, "an address was banned");
    return result.row;
  }

  private accessFor(actor: Actor): OrganizationAccess {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "ban:users");
    return access;
  }

  private async shown(access: OrganizationAccess, rows: readonly AddressBanRow[]): Promise<AddressBanView[]> {
    const people = rows.map((row) => row.banned_by).filter((name) => name.startsWith("user:"));
    const names = await this.identity.names(access.id, [...new Set(people)]);
    return rows.map(({ id, address, reason, banned_by, created_at, until }) => ({
      id,
      address,
      reason,
      bannedBy: names.get(banned_by)?.name ?? (banned_by.startsWith("user:") ? null : banned_by),
      createdAt: new Date(created_at).toISOString(),
      until: fromExpiry(until),
    }));
  }
}

const noteBan = async (tx: Tx, actor: Actor, row: AddressBanRow, ended: readonly { account: string }[]) =>
  noteEvent(tx, {
    organization: row.organization_id,
    kind: "address-banned",
    actor: actor.name,
    about: [...new Set(ended.map(({ account }) => account))].slice(0, MOST_TOLD),
    facts: { id: row.id, until: fromExpiry(row.until), sessions: ended.length },
    // Personal: they can be erased.
    details: { address: row.address, reason: row.reason },
    at: row.created_at,
  });

/** @throws {Problem} `request-invalid` */
function requireRange(written: string): AddressRange {
  const range = readRange(written);
  if (range === null) throw problem("request-invalid", { detail: "`address` is no address, and no range of them" });
  if (isTooWide(range))
    throw problem("request-invalid", {
      detail: `\`address\` takes in too much: at widest /${WIDEST.v4}, of IPv6 /${WIDEST.v6}`,
    });
  return range;
}

const inWords: Readonly<Record<Danger, string>> = {
  own: "you sit there yourself",
  private: "it is this machine's, or a network of your own",
  proxy: "the proxy in front of this server sits there",
};

function dangersOf(range: AddressRange, actor: Actor, { ip, peer }: Standpoint): Danger[] {
  const isIn = (address: string | undefined) => {
    const key = address === undefined ? null : addressKey(address);
    return key !== null && holds(range, key);
  };
  return [
    ...(!isOperator(actor) && isIn(ip) ? (["own"] as const) : []),
    ...(isPrivate(range) ? (["private"] as const) : []),
    ...(peer !== undefined && peer !== ip && isIn(peer) ? (["proxy"] as const) : []),
  ];
}
