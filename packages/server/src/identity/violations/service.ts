import type { OrganizationAccess } from "../../access/index.ts";
import { type Actor, systemActor } from "../../http/actor.ts";
import { onOccasion } from "../../http/occasion.ts";
import { Problem, problem, type Violation } from "../../http/problem.ts";
import { noteEvent, type Tally } from "../../store/index.ts";
import { findAccount, findUserById } from "../accounts/queries.ts";
import { lineOf } from "../addresses/range.ts";
import type { Identity } from "../identity.ts";
import { commitPeople, knowsAccount, requireAdministration } from "../rules.ts";
import { isCrossing, nextBanAt } from "./crossings.ts";
import { addViolation, forgetOldAddresses, forgetViolations, violationsOf } from "./queries.ts";
import { scoreOf, violationInWords } from "./types.ts";

const DAY = 24 * 60 * 60_000;
/** Whoever did nothing from an address for so long begins anew. */
const ADDRESS_KEPT_MS = 30 * DAY;
const PURGE_MS = 60 * 60_000;

/** Who was refused, as far as that is known. */
export interface Refused {
  /** Null: whoever it was had not signed in. */
  actor: Actor | null;
  ip: string | undefined;
  violation: Violation;
}

interface Counted {
  organization: string;
  subject: string;
  type: string;
  score: number;
  /** From where it came. */
  ip: string | undefined;
}

/**
 * What people are refused because they do too much of it, counted for each account and type as LibreChat does; and the bans that follow.
 * A failed sign-in counts against the address that it comes from and never against the account: whoever knows an address could lock its owner
 * out otherwise (docs/guides/violations.md).
 */
export class Violations {
  private readonly identity: Identity;
  private readonly tally: Tally;
  private readonly timer: NodeJS.Timeout;
  /** One after the other for each subject: a flood of refusals holds one connection to the database, not all. */
  private readonly waiting = new Map<string, Promise<unknown>>();

  constructor(identity: Identity, tally: Tally) {
    this.identity = identity;
    this.tally = tally;
    this.timer = setInterval(() => void this.purge(), PURGE_MS).unref();
  }

  /** Counts one, and bans where that follows. Never throws: whoever was refused hears of that. */
  async note({ actor, ip, violation }: Refused): Promise<void> {
    const { log } = this.identity;
    try {
      const account = actor && /^(user|service):/.test(actor.subject) ? actor.subject : null;
      const organization = actor?.organization ?? violation.organization ?? this.identity.access.findOrganization()?.id;
      if (organization === undefined) return;
      const score = violation.score ?? scoreOf(this.identity.settings.limits, violation.type);
      const isAddress = account === null && violation.type === "logins" && violation.organization !== undefined;
      const line = isAddress && this.identity.settings.limits.bans.addresses ? lineOf(ip ?? "") : null;
      const subject = account ?? (line && `address:${line.text}`);
      this.tally.note({
        organization,
        kind: "violation",
        about: account === null ? [] : [account],
        facts: { type: violation.type, score: subject === null ? 0 : score, isScored: subject !== null },
      });
      if (subject !== null) await this.count({ organization, subject, type: violation.type, score, ip });
    } catch (error) {
      log.error({ err: error, type: violation.type }, "a violation could not be counted");
    }
  }

  /** By type, for whoever may see the person. @throws {Problem} `forbidden`, `resource-not-found` */
  async list(actor: Actor, id: string) {
    const access = await this.accessTo(actor, id);
    const account = `user:${id}`;
    access.require(actor, "read:users", account);
    const { store, bans, now, settings } = this.identity;
    const { enabled, interval } = settings.limits.bans;
    const rows = await violationsOf(store.db, access.id, account);
    return {
      violations: rows.map(({ type, score, times, last_at }) => ({
        type,
        words: violationInWords(type),
        times: Number(times),
        score: Number(score),
        nextBanAt: nextBanAt(Number(score), interval),
        lastAt: new Date(Number(last_at)).toISOString(),
      })),
      bans: enabled,
      mayForget: isAllowed(() => bans.require(access, actor, account, [now()])),
    };
  }

  /** For whoever may lift a ban of theirs: all of them. @throws {Problem} `forbidden`, `hand-on-refused`, `resource-not-found` */
  async forget(actor: Actor, id: string): Promise<void> {
    const access = await this.accessTo(actor, id);
    const account = `user:${id}`;
    const { bans, now } = this.identity;
    await commitPeople(access, actor, async (tx) => {
      requireAdministration(access, actor);
      bans.require(access, actor, account, [now()]);
      const types = await forgetViolations(tx, access.id, account);
      if (types.length > 0)
        await noteEvent(tx, {
          organization: access.id,
          kind: "violations-forgotten",
          actor: actor.name,
          about: [account],
          facts: { types },
          at: now(),
        });
      return { changes: [], result: null };
    });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async count(one: Counted): Promise<void> {
    const key = `${one.organization} ${one.subject}`;
    const former = this.waiting.get(key) ?? Promise.resolve();
    const mine = former.catch(() => undefined).then(() => this.countNow(one));
    this.waiting.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.waiting.get(key) === mine) this.waiting.delete(key);
    }
  }

  private async countNow({ organization, subject, type, score, ip }: Counted): Promise<void> {
    const { store, now, settings, log } = this.identity;
    const after = await store.transact((tx) => addViolation(tx, { organization, subject, type, score, at: now() }));
    const { enabled, interval, durationMs, addresses } = settings.limits.bans;
    log.info({ subject, type, score: after }, "a violation was counted");
    if (!enabled || !isCrossing(after - score, after, interval)) return;
    const until = now() + durationMs;
    const access = this.identity.access.of(organization);
    const actor = { ...systemActor(organization, "system:violations"), from: "api" };
    const reason = `By itself: ${violationInWords(type)} (score ${after} of \`${type}\`; a ban follows every ${interval}).`;
    // Not on the occasion of whoever is banned: it is not they who ban.
    await onOccasion({ actor }, async () => {
      const isBanned =
        subject.startsWith("user:") && (await this.banAccount(access, actor, subject, { until, reason }));
      const seen = subject.startsWith("address:") || (isBanned && addresses) ? ip : undefined;
      const address = seen === undefined ? null : lineOf(seen);
      if (address) await this.identity.addressBans.banAlone(access, actor, address, { until, reason });
    });
  }

  /** As a moderator does. @returns whether they are banned by now. Whom nobody may be without is not banned: that is said in the log. */
  private async banAccount(
    access: OrganizationAccess,
    actor: Actor,
    account: string,
    { until, reason }: { until: number; reason: string },
  ): Promise<boolean> {
    const { bans, log, store } = this.identity;
    const standing = await findAccount(store.db, access.id, account);
    const end = standing?.banned_until ?? null;
    // Nobody's longer ban becomes a short one.
    if (!standing) return false;
    if (standing.banned && (end === null || end > until)) return true;
    try {
      await bans.ban(actor, account.slice("user:".length), { until: new Date(until).toISOString(), reason });
      log.warn({ account, reason }, "an account was banned by itself");
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "last-super-admin") throw error;
      log.warn({ account, reason }, "the last super admin is not banned");
      return false;
    }
  }

  private async accessTo(actor: Actor, id: string): Promise<OrganizationAccess> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor);
    const user = await findUserById(this.identity.store.db, access.id, id);
    if (!user || !knowsAccount(access, actor, `user:${id}`)) throw problem("resource-not-found");
    return access;
  }

  private async purge(): Promise<void> {
    const { store, now, log } = this.identity;
    await store
      .transact((tx) => forgetOldAddresses(tx, now() - ADDRESS_KEPT_MS))
      .catch((error: unknown) => log.warn({ err: error }, "old violations could not be forgotten"));
  }
}

function isAllowed(ask: () => void): boolean {
  try {
    ask();
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
