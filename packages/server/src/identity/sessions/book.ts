import type { FastifyBaseLogger } from "fastify";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import { allLiveSessions, findSession, purgeSessions, stillLive } from "./queries.ts";

export interface LiveSession {
  organization: string;
  id: string;
  /** `user:…` */
  account: string;
  expiresAt: number;
  /** Whether it takes no second factor any more: one was shown, or a provider's counts. */
  secondFactor: boolean;
}

export type SessionEnd = { organization: string; session: string; account: string };

interface Held extends LiveSession {
  seenAt: number;
  /** Refresh tokens that this server replaced a moment ago, and when. */
  superseded: Map<string, number>;
}

/** How often a server asks which of its sessions were ended by another one; with the answer's time, the published bound is 2 s. */
const POLL_MS = 1_000;
/** Without an answer for so long, sessions are no longer believed. */
const BLIND_AFTER_MS = 10_000;
/** Sessions that were not used for longer hold no access token in force. */
const IN_USE_MS = 30 * 60_000;
const PURGE_MS = 60 * 60_000;
const KEPT_AFTER_END_MS = 7 * 24 * 60 * 60_000;
const PIECE = 500;

/** The sessions in force, in memory: what ends one ends its access tokens with the next request. */
export class SessionBook {
  private readonly sessions = new Map<string, Held>();
  private readonly listeners = new Set<(end: SessionEnd) => void>();
  private readonly store: Store;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly timers: NodeJS.Timeout[] = [];
  private polling: Promise<void> | undefined;
  private heardAt = 0;

  constructor({ store, log, now }: { store: Store; log: FastifyBaseLogger; now: () => number }) {
    this.store = store;
    this.log = log;
    this.now = now;
  }

  async open(): Promise<void> {
    for (const { organization_id, id, account, expires_at, second_factor } of await allLiveSessions(
      this.store.db,
      this.now(),
    ))
      this.begin({
        organization: organization_id,
        id,
        account,
        expiresAt: expires_at,
        secondFactor: second_factor === 1,
      });
    this.heardAt = this.now();
    this.every(PURGE_MS, () => this.purge());
    if (this.store.kind === "postgres") this.every(POLL_MS, () => this.poll());
  }

  begin(session: LiveSession): void {
    this.sessions.set(session.id, { ...session, seenAt: this.now(), superseded: new Map() });
  }

  /**
   * The session, if it is in force; one that another server began is looked up.
   * @throws {Problem} `not-current` if this server has not heard for long which ones were ended: it is not the token that is wrong
   */
  async find(organization: string, id: string): Promise<LiveSession | null> {
    if (this.isBlind()) throw problem("not-current");
    if (!this.sessions.has(id)) await this.lookUp(organization, id);
    return this.recall(organization, id);
  }

  /** The session, if it is in force and this server knows it. */
  recall(organization: string, id: string): LiveSession | null {
    const held = this.sessions.get(id);
    const now = this.now();
    if (held?.organization !== organization || held.expiresAt <= now || this.isBlind()) return null;
    held.seenAt = now;
    return held;
  }

  /** Whether it takes no second factor any more, also where another server heard so a moment ago. */
  async hasSecondFactor(organization: string, id: string): Promise<boolean> {
    const held = await this.find(organization, id);
    if (!held || held.secondFactor || this.store.kind === "sqlite") return held?.secondFactor ?? false;
    this.setSecondFactor(id, (await findSession(this.store.db, organization, id))?.second_factor === 1);
    return held.secondFactor;
  }

  setSecondFactor(id: string, secondFactor: boolean): void {
    const held = this.sessions.get(id);
    if (held) held.secondFactor = secondFactor;
  }

  /** Ends it in memory; the row is the caller's. */
  end(organization: string, account: string, ids: Iterable<string>): void {
    for (const id of ids) {
      this.sessions.delete(id);
      for (const listener of this.listeners) listener({ organization, account, session: id });
    }
  }

  /** Called for every session that ends before its time, wherever it was ended; must not throw. */
  onEnded(listener: (end: SessionEnd) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  superseded(id: string, hash: string): void {
    this.sessions.get(id)?.superseded.set(hash, this.now());
  }

  /** Was this token replaced here, at most so long ago? */
  wasSuperseded(id: string, hash: string, withinMs: number): boolean {
    const superseded = this.sessions.get(id)?.superseded;
    if (!superseded) return false;
    for (const [old, at] of superseded) if (this.now() - at > withinMs) superseded.delete(old);
    return superseded.has(hash);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.polling;
  }

  /** Has it not been heard for long which sessions another server ended? */
  private isBlind(): boolean {
    return this.store.kind === "postgres" && this.now() - this.heardAt > BLIND_AFTER_MS;
  }

  private async lookUp(organization: string, id: string): Promise<void> {
    if (this.store.kind === "sqlite") return;
    const row = await findSession(this.store.db, organization, id);
    if (!row || row.revoked_at !== null || row.expires_at <= this.now()) return;
    this.begin({
      organization,
      id,
      account: row.account,
      expiresAt: row.expires_at,
      secondFactor: row.second_factor === 1,
    });
  }

  private async poll(): Promise<void> {
    const asked = this.now();
    const inUse = [...this.sessions.values()].filter((one) => asked - one.seenAt < IN_USE_MS);
    for (const [organization, sessions] of Map.groupBy(inUse, (one) => one.organization))
      for (let from = 0; from < sessions.length; from += PIECE) {
        const some = sessions.slice(from, from + PIECE);
        const live = await stillLive(
          this.store.db,
          organization,
          some.map(({ id }) => id),
          asked,
        );
        for (const held of some) {
          const secondFactor = live.get(held.id);
          if (secondFactor === undefined) this.end(organization, held.account, [held.id]);
          else held.secondFactor = secondFactor;
        }
      }
    // What nobody used for a while may have been ended elsewhere: looked up again when it comes back.
    for (const held of this.sessions.values()) if (asked - held.seenAt >= IN_USE_MS) this.sessions.delete(held.id);
    this.heardAt = asked;
  }

  private async purge(): Promise<void> {
    const now = this.now();
    for (const held of this.sessions.values()) if (held.expiresAt <= now) this.sessions.delete(held.id);
    await this.store.transact((tx) => purgeSessions(tx, now - KEPT_AFTER_END_MS));
  }

  private every(ms: number, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      this.polling ??= work()
        .catch((error: unknown) => this.log.warn({ err: error }, "sessions could not be compared with the database"))
        .finally(() => {
          this.polling = undefined;
        });
    }, ms);
    timer.unref();
    this.timers.push(timer);
  }
}
