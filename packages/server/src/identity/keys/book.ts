import type { Key } from "@gatehouse/engine";
import type { FastifyBaseLogger } from "fastify";
import { addressKey, type Following, raiseConfigHead, type Store, type Tx } from "../../store/index.ts";
import { holds, readRange } from "../addresses/range.ts";
import { hashOfKey } from "./form.ts";
import type { KeyBudgets } from "./limits.ts";
import { findByHash, type GoneKey, type KeyRow, keysOfIds, purgeKeys, updateKey } from "./queries.ts";
import { entriesOf, type KeyScope, readScope } from "./scope.ts";

export interface LiveKey {
  organization: string;
  id: string;
  /** `user:…` or `service:…` */
  account: string;
  /** What travels with each question. INVARIANT: without the models of its endpoints, which {@link KeyBook.keyNow} adds. */
  key: Key;
  /** Where it names endpoints. */
  ofEndpoints: (KeyScope & { endpoints: string[] }) | null;
  readOnly: boolean;
  /** Whether whoever made it had shown a second factor. */
  secondFactor: boolean;
  /** In a minute, as its owner says. */
  limits: { requests: number | null; tokens: number | null };
  ranges: readonly { first: string; last: string }[];
}

/** Ids of the models that endpoints have at this moment; one that is not there has none. */
export type ModelsOf = (organization: string, endpoints: readonly string[]) => Promise<readonly string[]>;

export type KeyEnd = { organization: string; id: string };

interface Used {
  organization: string;
  id: string;
  terms: string;
  /** Whoever listens was told that what goes on by it is over. */
  isOver?: boolean;
}

const MOST_REMEMBERED = 20_000;
/** Its last use is written so often at most. */
const USE_EVERY_MS = 60_000;
const PURGE_MS = 60 * 60_000;
/** Ended keys are shown for so long. */
const KEPT_AFTER_END_MS = 30 * 24 * 60 * 60_000;
const PIECE = 500;
const HEAD = "keys/";

/**
 * The keys that were used here, in memory. Whatever changes a key raises a head that every server follows: each forgets then what it knows, and
 * tells whoever listens which keys there are no more. The bound is that of the change log (docs/guides/revocation.md).
 */
export class KeyBook {
  /** What their owners allow them to spend; the part above keeps it. */
  budgets: KeyBudgets | undefined;
  private readonly store: Store;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly known = new Map<string, LiveKey>();
  private readonly usedAt = new Map<string, number>();
  /** By hash, those by which something may be going on. */
  private readonly used = new Map<string, Used>();
  private modelsOf: ModelsOf = async () => [];
  private readonly listeners = new Set<(end: KeyEnd) => void>();
  private following: Following | undefined;
  private purging: NodeJS.Timeout | undefined;
  private working: Promise<unknown> = Promise.resolve();
  /** How often anything was forgotten: what was read before is not kept after. */
  private forgotten = 0;

  constructor({ store, log, now }: { store: Store; log: FastifyBaseLogger; now: () => number }) {
    this.store = store;
    this.log = log;
    this.now = now;
  }

  open(): void {
    this.following = this.store.followConfig((name) => {
      if (name.startsWith(HEAD)) this.changed(name.slice(HEAD.length));
    });
    this.purging = setInterval(() => void this.purge(), PURGE_MS).unref();
  }

  /** Deletes those that ended long ago. Never rejects. */
  purge(): Promise<void> {
    return this.work(async (tx) => this.goneEverywhere(tx, await purgeKeys(tx, this.now() - KEPT_AFTER_END_MS)));
  }

  /** The key, whether or not it has ended; null: there is none. */
  async find(credential: string): Promise<LiveKey | null> {
    const hash = hashOfKey(credential);
    const known = this.known.get(hash);
    if (known) return known;
    const { forgotten } = this;
    const row = await findByHash(this.store.db, hash);
    if (!row) return null;
    const live = liveOf(row, hash);
    if (forgotten === this.forgotten) this.remember(hash, live);
    if (this.used.size >= MOST_REMEMBERED) this.used.clear();
    this.used.set(hash, { organization: live.organization, id: live.id, terms: termsOf(row) });
    return live;
  }

  /** What a key opens at this moment. Cost: where it names endpoints, whatever their models are looked up by; otherwise nothing. */
  async keyNow({ organization, key, ofEndpoints }: LiveKey): Promise<Key> {
    if (!ofEndpoints) return key;
    return { ...key, scope: entriesOf(ofEndpoints, await this.modelsOf(organization, ofEndpoints.endpoints)) };
  }

  /** Who knows the models of endpoints. Until somebody does, endpoints have none. */
  keepEndpoints(modelsOf: ModelsOf): void {
    this.modelsOf = modelsOf;
  }

  /** Somebody came in by it. */
  noteUse({ organization, id }: LiveKey): void {
    const now = this.now();
    if (now - (this.usedAt.get(id) ?? 0) < USE_EVERY_MS) return;
    if (this.usedAt.size >= MOST_REMEMBERED) this.usedAt.clear();
    this.usedAt.set(id, now);
    void this.work((tx) => updateKey(tx, { organization_id: organization, id }, { last_used_at: now }));
  }

  /** Inside the transaction that changes keys: the other servers hear of it. The caller then calls {@link changed}. */
  async announce(tx: Tx, organization: string): Promise<void> {
    await raiseConfigHead(tx, HEAD + organization);
  }

  /** Inside the transaction that deletes keys: what is kept of them goes, too. */
  async gone(tx: Tx, organization: string, keys: readonly GoneKey[]): Promise<void> {
    await this.budgets?.forget(
      tx,
      organization,
      keys.map(({ id }) => id),
    );
  }

  /** After it: nothing is believed any more, and what was changed of a key ends what goes on by it. */
  changed(organization: string): void {
    this.forgotten++;
    this.budgets?.changed(organization);
    for (const [hash, live] of this.known) if (live.organization === organization) this.known.delete(hash);
    const used = [...this.used].filter(([, one]) => one.organization === organization);
    if (used.length > 0 && this.listeners.size > 0)
      this.working = this.working.then(() => this.tellEnded(organization, new Map(used)));
  }

  /** Called for every key that is revoked, replaced or changed, on whatever server, if it was used here; must not throw. */
  onEnded(listener: (end: KeyEnd) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.purging);
    this.following?.stop();
    await this.working;
  }

  private async tellEnded(organization: string, used: ReadonlyMap<string, Used>): Promise<void> {
    try {
      const rows = new Map<string, KeyRow>();
      const ids = [...new Set([...used.values()].map(({ id }) => id))];
      for (let from = 0; from < ids.length; from += PIECE)
        for (const row of await keysOfIds(this.store.db, organization, ids.slice(from, from + PIECE)))
          rows.set(row.id, row);
      for (const [hash, one] of used) {
        const { id, terms } = one;
        const row = rows.get(id);
        // A change is heard of more than once.
        if (one.isOver) continue;
        if (row && [row.key_hash, row.former_hash].includes(hash) && termsOf(row) === terms) continue;
        one.isOver = true;
        // It may have been used again meanwhile, as it is now: that goes on, and is listened for.
        if (this.used.get(hash) === one) this.used.delete(hash);
        for (const listener of this.listeners) listener({ organization, id });
      }
    } catch (error) {
      this.log.warn({ err: error }, "keys could not be compared with the database");
    }
  }

  private async goneEverywhere(tx: Tx, keys: readonly GoneKey[]): Promise<void> {
    for (const [organization, gone] of Map.groupBy(keys, (key) => key.organization_id))
      await this.gone(tx, organization, gone);
  }

  private remember(hash: string, live: LiveKey): void {
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    this.known.set(hash, live);
  }

  private work(write: (tx: Tx) => Promise<void>): Promise<void> {
    const written = this.store
      .transact(write)
      .catch((error: unknown) => this.log.warn({ err: error }, "keys could not be written"));
    this.working = Promise.all([this.working, written]);
    return written;
  }
}

/** Whether it may be used from an address. */
export function isFrom({ ranges }: LiveKey, ip: string | undefined): boolean {
  if (ranges.length === 0) return true;
  const key = ip === undefined ? null : addressKey(ip);
  return key !== null && ranges.some((range) => holds(range, key));
}

function liveOf(row: KeyRow, hash: string): LiveKey {
  const scope = readScope(row.scope);
  const { endpoints } = scope;
  const end = row.key_hash === hash ? row.expires_at : earlier(row.expires_at, row.former_until);
  return {
    organization: row.organization_id,
    id: row.id,
    account: row.account,
    key: { scope: entriesOf(scope), endsAt: end },
    ofEndpoints: endpoints === "all" ? null : { ...scope, endpoints },
    readOnly: scope.readOnly,
    secondFactor: row.second_factor === 1,
    limits: { requests: row.requests_per_minute, tokens: row.tokens_per_minute },
    ranges: (JSON.parse(row.addresses) as string[]).flatMap((text) => readRange(text) ?? []),
  };
}

/** What of a key, if it is changed, ends what goes on by it. */
const termsOf = ({ scope, addresses, expires_at }: KeyRow): string => JSON.stringify([scope, addresses, expires_at]);

const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
