import type { Change } from "@gatehouse/engine";
import type { Kysely } from "kysely";
import { CONFIG_PREFIX, type ConfigWork, writeConfig } from "./configHeads.ts";
import type { Database, Following, Inspection, OnRevision, StoreLog } from "./dialects/database.ts";
import { openPostgres } from "./dialects/postgres.ts";
import { openSqlite } from "./dialects/sqlite.ts";
import { streamState } from "./load-state.ts";
import { head, type LogEntry, readLog } from "./log.ts";
import { createOrganization, type Organization } from "./organizations.ts";
import { latestSnapshot, type Snapshot, saveSnapshot } from "./snapshots.ts";
import type { Tables } from "./tables.ts";
import { type Transactions, type Tx, transactionsOn } from "./transactions.ts";
import { type Author, type Work, type Written, write } from "./write.ts";

export interface StoreOptions {
  /** Where the embedded database lies; made if it is not there. Not used with `databaseUrl`. */
  dataDir: string;
  /** `postgres://…`; absent: the embedded database. */
  databaseUrl?: string | undefined;
  log?: StoreLog;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

export interface Store {
  readonly kind: "sqlite" | "postgres";
  /** For reading; sees what is committed. Writes go through `write` and `transact`. */
  readonly db: Kysely<Tables>;
  /** A transaction of an organization under its next revision; see `write.ts`. */
  write<T>(organization: string, author: Author, work: (tx: Tx, head: number) => Promise<Work<T>>): Promise<Written<T>>;
  /**
   * A transaction that takes no revision: content, sessions, counters. It must not touch the state tables.
   * `work` may be run more than once, and must use `tx` only.
   * @param alone transactions with the same name here (or one of them) come one after the other, on all servers: each sees what the former wrote
   */
  transact<T>(work: (tx: Tx) => Promise<T>, alone?: string | readonly string[]): Promise<T>;
  createOrganization(wish: { name: string; slug: string; id?: string }): Promise<Organization>;
  /** The newest revision. @throws {UnknownOrganization} */
  head(organization: string): Promise<number>;
  readLog(organization: string, after: number, limit: number): Promise<LogEntry[]>;
  /** The whole permission state as changes for an empty engine. For large organizations use `streamState`. */
  loadState(organization: string): Promise<{ changes: Change[]; revision: number }>;
  /** The same in pieces, in order; resolves to the revision. */
  streamState(organization: string, take: (changes: Change[]) => void | Promise<void>): Promise<number>;
  saveSnapshot(organization: string, revision: number, bytes: Uint8Array): Promise<void>;
  latestSnapshot(organization: string): Promise<Snapshot | null>;
  /** Tells the heads of all organizations, and then each new one, this process's own included; may repeat itself. */
  follow(onRevision: OnRevision): Following;
  /** A change of configuration (`settings`, `overrides/<organization>`); see `configHeads.ts`. */
  writeConfig<T>(
    name: string,
    work: (tx: Tx, version: number) => Promise<ConfigWork<T>>,
  ): Promise<{ version: number; result: T }>;
  /** Tells of each new version of configuration by its name, this process's own included; may repeat itself. */
  followConfig(onVersion: OnRevision): Following;
  /** When (ms since 1970) this process last heard from the log; SQLite: now. Meaningful while somebody follows. */
  lastHeardAt(): number;
  /** One unchanging view of the whole database beside everything else, for long reads. */
  readConsistently<T>(work: (db: Tx) => Promise<T>): Promise<T>;
  readonly inspection: Inspection;
  /** Ends the connections and gives the data directory back; may be called again. */
  close(): Promise<void>;
  /** Closes, and takes an embedded database away with everything in it; one on a server stays. */
  discard(): Promise<void>;
}

/**
 * Opens the store and brings its schema up to date.
 * @throws {DataDirectoryInUse} if another process has the data directory
 * @throws {DatabaseTooNew} if a newer Gatehouse wrote it
 * @throws {StoreUnavailable} {@link DatabaseDamaged}
 */
export async function openStore({ dataDir, databaseUrl, log = silent, now = Date.now }: StoreOptions): Promise<Store> {
  const database = databaseUrl ? await openPostgres(databaseUrl, log) : await openSqlite(dataDir, log);
  return storeOn({ database, transactions: transactionsOn(database), log, now });
}

interface Parts {
  database: Database;
  transactions: Transactions;
  log: StoreLog;
  now: () => number;
}

function storeOn(parts: Parts): Store {
  const { database, transactions } = parts;
  let closing: Promise<void> | undefined;
  return {
    kind: database.kind,
    db: database.reads,
    write: (organization, author, work) => write(parts, organization, author, work),
    transact: (work, alone) =>
      transactions.run(null, async (tx) => {
        // In one order, so that two never wait for each other.
        for (const name of [alone ?? []].flat().toSorted()) await database.lockName(tx, name);
        return work(tx);
      }),
    createOrganization: async (wish) => {
      const organization = await createOrganization(parts, wish);
      database.committed(organization.id, organization.revision);
      return organization;
    },
    head: (organization) => head(database.reads, organization),
    readLog: (organization, after, limit) => readLog(database.reads, organization, after, limit),
    loadState: async (organization) => {
      const changes: Change[] = [];
      const revision = await streamState(database, organization, (some) => {
        for (const change of some) changes.push(change);
      });
      return { changes, revision };
    },
    streamState: (organization, take) => streamState(database, organization, take),
    saveSnapshot: (organization, revision, bytes) => saveSnapshot(parts, organization, revision, bytes),
    latestSnapshot: (organization) => latestSnapshot(parts, organization),
    follow: (onRevision) =>
      database.follow((name, revision) => {
        if (!name.startsWith(CONFIG_PREFIX)) onRevision(name, revision);
      }),
    writeConfig: (name, work) => writeConfig(parts, name, work),
    followConfig: (onVersion) =>
      database.follow((name, version) => {
        if (name.startsWith(CONFIG_PREFIX)) onVersion(name.slice(CONFIG_PREFIX.length), version);
      }),
    lastHeardAt: database.lastHeardAt,
    readConsistently: database.readConsistently,
    inspection: database.inspection,
    close: () => {
      closing ??= database.close();
      return closing;
    },
    discard: () => {
      closing ??= database.discard();
      return closing;
    },
  };
}

const silent: StoreLog = { info: () => {}, warn: () => {} };
