import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import type pg from "pg";
import { migrate } from "../migrations/index.ts";
import type { Dialect } from "../migrations/migration.ts";
import type { Tables } from "../tables.ts";
import type { Database, StoreLog } from "./database.ts";
import { channel, followerOn } from "./postgres-follow.ts";
import { inspectPostgres } from "./postgres-inspection.ts";
import { poolOf } from "./postgres-pool.ts";

const definitions: Dialect = {
  text: sql`text collate "C"`,
  bytes: sql`bytea`,
  keyed: sql``,
  searched: sql``, // an entry holds 2,700 bytes at most
};

/** Each for reading and for writing, and one that listens. */
const connections = 8;

/**
 * A PostgreSQL server, shared with other Gatehouse processes.
 * @throws {StoreUnavailable} if it cannot be reached @throws {DatabaseTooNew}
 */
export async function openPostgres(databaseUrl: string, log: StoreLog): Promise<Database> {
  const connection = connectionTo(databaseUrl);
  // Two pools: a write that reads through `reads` while it holds its connection must not wait for other such writes.
  const writes = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: poolOf({ ...connection, max: connections, keepAlive: true }, log) }),
  });
  const reads = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: poolOf({ ...connection, max: connections, keepAlive: true }, log),
      onCreateConnection: async (reader) => {
        await reader.executeQuery(CompiledQuery.raw("set session characteristics as transaction read only"));
      },
    }),
  });
  try {
    await migrate(writes, definitions);
  } catch (error) {
    await writes.destroy();
    throw error;
  }
  const follower = followerOn(connection, reads, log);
  return {
    kind: "postgres",
    reads,
    // Whatever the server's default: after the wait for the head's lock, its new value must be seen.
    begin: () => writes.startTransaction().setIsolationLevel("read committed").execute(),
    laneOf: (organization) => organization,
    lockHead: (tx, organization) =>
      // Not `for update`: rows that name the organization (users, agents …) may be written meanwhile.
      tx
        .selectFrom("organizations")
        .select(["revision", "revision_at"])
        .where("id", "=", organization)
        .forNoKeyUpdate()
        .executeTakeFirst(),
    lockName: async (tx, name) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
    },
    announce: async (tx, organization, revision) => {
      await sql`select pg_notify(${channel}, ${`${organization} ${revision}`})`.execute(tx);
    },
    committed: () => {}, // heard by the notification, as on every other server
    follow: follower.follow,
    lastHeardAt: follower.lastHeardAt,
    readConsistently: (work) =>
      reads.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(work),
    inspection: inspectPostgres(reads, writes),
    close,
    discard: close,
  };

  async function close(): Promise<void> {
    await follower.close();
    await reads.destroy();
    await writes.destroy();
  }
}

/** Whether there is a first organization; looks only. @throws {StoreUnavailable} if the server cannot be reached */
export async function hasOrganizations(databaseUrl: string): Promise<boolean> {
  const pool = poolOf({ ...connectionTo(databaseUrl), max: 1 }, { info: () => {}, warn: () => {} });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ name: string | null }>`select to_regclass('organizations') as name`.execute(db);
    if (rows[0]?.name == null) return false;
    return (await db.selectFrom("organizations").select("id").limit(1).execute()).length > 0;
  } finally {
    await db.destroy();
  }
}

const connectionTo = (databaseUrl: string): pg.ClientConfig => ({
  connectionString: databaseUrl,
  application_name: "gatehouse",
  connectionTimeoutMillis: 5_000,
});
