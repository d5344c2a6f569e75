import type { FastifyBaseLogger } from "fastify";
import { problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { addressKey, type Store } from "../../store/index.ts";
import { bansInForce, deleteEndedBans } from "./queries.ts";
import { holds } from "./range.ts";

/** How often a server asks which addresses another one banned; with the answer's time, the published bound is 2 s. */
const POLL_MS = 1_000;
const PURGE_MS = 60_000;
const MOST_REMEMBERED = 20_000;

interface Held {
  id: string;
  first: string;
  last: string;
  until: number | null;
}

/** The addresses that are banned, in memory: each request is held against them. */
export class AddressBook {
  private readonly store: Store;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly listeners = new Set<(organization: string) => void>();
  private bans = new Map<string, Held[]>();
  /** What was found of an address, by organization and address: asked at every request. */
  private readonly found = new Map<string, Held[]>();
  private timers: NodeJS.Timeout[] = [];
  private working: Promise<void> | undefined;
  private state = "";

  constructor({ store, log, now }: { store: Store; log: FastifyBaseLogger; now: () => number }) {
    this.store = store;
    this.log = log;
    this.now = now;
  }

  async open(): Promise<void> {
    await this.load();
    this.every(PURGE_MS, () => this.store.transact((tx) => deleteEndedBans(tx, this.now())));
    if (this.store.kind === "postgres") this.every(POLL_MS, () => this.load());
  }

  /** Reads them anew; whoever listens hears of it where there is another one. */
  async load(): Promise<void> {
    const rows = await bansInForce(this.store.db, this.now());
    const state = JSON.stringify(rows.map(({ organization_id, id, until }) => [organization_id, id, until]));
    if (state === this.state) return;
    const known = new Set([...this.bans.values()].flatMap((held) => held.map(({ id }) => id)));
    this.state = state;
    this.bans = new Map(
      [...Map.groupBy(rows, (row) => row.organization_id)].map(([organization, own]) => [
        organization,
        own.map(({ id, first_key: first, last_key: last, until }) => ({ id, first, last, until })),
      ]),
    );
    this.found.clear();
    for (const [organization, held] of this.bans)
      if (held.some(({ id }) => !known.has(id))) for (const listener of this.listeners) listener(organization);
  }

  /** Until when nobody comes in from an address: null is for good; undefined: they may. */
  endOf(organization: string, ip: string | undefined): number | null | undefined {
    const all = this.bans.get(organization);
    if (ip === undefined || all === undefined) return undefined;
    const name = `${organization} ${ip}`;
    let those = this.found.get(name);
    if (!those) {
      const key = addressKey(ip);
      those = key === null ? [] : all.filter((ban) => holds(ban, key));
      if (this.found.size >= MOST_REMEMBERED) this.found.clear();
      this.found.set(name, those);
    }
    const now = this.now();
    let end: number | null | undefined;
    for (const { until } of those) {
      if (until === null) return null;
      if (until > now && until > (end ?? 0)) end = until;
    }
    return end;
  }

  isBanned(organization: string, ip: string | undefined): boolean {
    return this.endOf(organization, ip) !== undefined;
  }

  /** @throws {Problem} `address-banned` */
  require(organization: string, ip: string | undefined): void {
    const end = this.endOf(organization, ip);
    if (end === undefined) return;
    const until = fromExpiry(end);
    throw problem("address-banned", {
      detail: `nobody comes in from your address${until === null ? "" : ` until ${until.slice(0, 16).replace("T", " ")} UTC`}`,
      extra: { until },
    });
  }

  /** Called for each organization in which an address was banned, on whatever server; must not throw. */
  onBanned(listener: (organization: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.working;
  }

  private every(ms: number, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      this.working ??= work()
        .catch((error: unknown) => this.log.warn({ err: error }, "banned addresses could not be read"))
        .finally(() => {
          this.working = undefined;
        });
    }, ms);
    timer.unref();
    this.timers.push(timer);
  }
}
