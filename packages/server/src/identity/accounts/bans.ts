import type { Change } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { type Committed, commitPeople, knowsAccount, requireAdministration } from "../rules.ts";
import { type AdminView, adminViews } from "./adminShapes.ts";
import { findUserById, touchUser } from "./queries.ts";

/** A ban that is written, or, with `until` undefined, lifted. */
export interface BanEvent {
  organization: string;
  account: string;
  by: Actor;
  until: number | null | undefined;
  reason: string;
  /** What it follows from, as whoever bans calls it. */
  cause?: string;
}
export type BanListener = (tx: Tx, ban: BanEvent) => Promise<void>;

/** Bans of accounts: for whoever holds the capability (for short or for any length), outranks them, and holds what they hold. */
export class Bans {
  private readonly identity: Identity;
  private readonly listeners: BanListener[] = [];

  constructor(identity: Identity) {
    this.identity = identity;
  }

  onBan(listener: BanListener): void {
    this.listeners.push(listener);
  }

  async ban(actor: Actor, id: string, wish: { until: string | null; reason: string }): Promise<Committed<AdminView>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const account = `user:${id}`;
    const until = toExpiry(wish.until);
    const { revision, result: ended } = await commitPeople(
      access,
      actor,
      async (tx) => {
        const banned = await this.banInside(tx, access, actor, account, { until, reason: wish.reason });
        await this.announce(tx, { organization: access.id, account, by: actor, until, reason: wish.reason });
        return { changes: banned.changes, result: banned.ended };
      },
      wish.reason,
    );
    this.ended(access, account, ended);
    return { revision, result: await this.view(access, id) };
  }

  async liftBan(actor: Actor, id: string): Promise<Committed<AdminView>> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const account = `user:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      const changes = await this.liftInside(tx, access, actor, account);
      if (changes.length > 0)
        await this.announce(tx, { organization: access.id, account, by: actor, until: undefined, reason: "" });
      return { changes, result: null };
    });
    this.identity.mail.wake();
    return { revision, result: await this.view(access, id) };
  }

  /**
   * Inside of a transaction that is about more; the caller then calls {@link ended}.
   * @throws {Problem} `resource-not-found`, `forbidden`, `hand-on-refused`, `request-invalid` for an end that is over
   */
  async banInside(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    account: string,
    { until, reason }: { until: number | null; reason: string },
  ): Promise<{ changes: Change[]; ended: string[] }> {
    if (until !== null && until <= this.identity.now())
      throw problem("request-invalid", { detail: "`until` has passed" });
    const former = await this.knownView(tx, access, actor, account);
    // Whoever may ban for short neither bans for longer nor makes somebody else's long ban a short one.
    this.require(access, actor, account, [until, ...(former.banned ? [toExpiry(former.bannedUntil)] : [])]);
    await touchUser(tx, access.id, account, this.identity.now());
    const ended = await this.identity.sessions.endInside(tx, access.id, account, "banned");
    const words = until === null ? "" : inWords(until);
    await this.identity.notices.write(tx, access.id, [account], "banned", { until: words, reason });
    return { changes: [{ kind: "ban-set", account, until }], ended };
  }

  /** The same for lifting one: no changes where there is none. {@link Mail.wake} afterwards. @throws {Problem} as {@link banInside} */
  async liftInside(tx: Tx, access: OrganizationAccess, actor: Actor, account: string): Promise<Change[]> {
    const former = await this.knownView(tx, access, actor, account);
    this.require(access, actor, account, [former.banned ? toExpiry(former.bannedUntil) : this.identity.now()]);
    await touchUser(tx, access.id, account, this.identity.now());
    if (!former.banned) return [];
    await this.identity.notices.write(tx, access.id, [account], "ban-lifted");
    return [{ kind: "ban-lifted", account }];
  }

  /** Tells those who keep what was decided, inside of the transaction. */
  async announce(tx: Tx, ban: BanEvent): Promise<void> {
    for (const listener of this.listeners) await listener(tx, ban);
  }

  /** Sessions end at once in memory, and the letter leaves. */
  ended(access: OrganizationAccess, account: string, sessions: readonly string[]): void {
    this.identity.sessions.ended(access.id, account, sessions);
    this.identity.mail.wake();
  }

  /** @param ends those of the bans that are made, changed or lifted; null: for good. @throws {Problem} `forbidden`, `hand-on-refused` */
  require(access: OrganizationAccess, actor: Actor, account: string, ends: readonly (number | null)[]): void {
    requireMay(access, actor, (may) => may.actOn(actor.subject, account, this.capabilityFor(ends), contextOf(actor)));
  }

  /** What bans with these ends take. */
  capabilityFor(ends: readonly (number | null)[]): "ban:users" | "ban:users:short" {
    const longest = this.identity.now() + this.identity.settings.moderation.shortBanMs;
    return ends.every((end) => end !== null && end <= longest) ? "ban:users:short" : "ban:users";
  }

  /** @throws {Problem} `resource-not-found` also for whoever may not know of the account */
  private async knownView(tx: Tx, access: OrganizationAccess, actor: Actor, account: string): Promise<AdminView> {
    // Asked once more, on the revision before the write's own.
    requireAdministration(access, actor);
    const row = await findUserById(tx, access.id, account.slice("user:".length));
    const [view] = row ? await adminViews(tx, access.id, [row], this.identity.now()) : [];
    if (!view || !knowsAccount(access, actor, account)) throw problem("resource-not-found");
    return view;
  }

  private async view(access: OrganizationAccess, id: string): Promise<AdminView> {
    const { db } = this.identity.store;
    const row = await findUserById(db, access.id, id);
    const [view] = row ? await adminViews(db, access.id, [row], this.identity.now(), true) : [];
    if (!view) throw problem("resource-not-found");
    return view;
  }
}

/** `2026-12-24 18:30 UTC`, for letters, which know nobody's time zone. */
const inWords = (moment: number): string => `${(fromExpiry(moment) ?? "").slice(0, 16).replace("T", " ")} UTC`;
