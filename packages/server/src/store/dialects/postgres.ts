import { Kysely, PostgresDialect, sql } from "kysely";
import type pg from "pg";
import { migrate } from "../migrations/index.ts";
import type { Dialect } from "../migrations/migration.ts";
import type { Tables } from "../tables.ts";
import type { Database, StoreLog } from "./database.ts";
import { channel, followerOn } from "./postgres-follow.ts";
import { poolOf } from "./postgres-pool.ts";

const definitions: Dialect = {
  text: sql`text collate "C"`,
  bytes: sql`bytea`,
  keyed: sql``,
};

/**
 * A PostgreSQL server, shared with other Gatehouse processes.
 * @throws {StoreUnavailable} if it cannot be reached @throws {DatabaseTooNew}
 */
export async function openPostgres(databaseUrl: string, log: StoreLog): Promise<Database> {
  const connection: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: "gatehouse",
    connectionTimeoutMillis: 5_000,
  };
  const pool = poolOf({ ...connection, max: 10, keepAlive: true }, log);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, definitions);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const follower = followerOn(connection, db, log);
  return {
    kind: "postgres",
    reads: db,
    // Whatever the server's default: after the wait for the head's lock, its new value must be seen.
    begin: () => db.startTransaction().setIsolationLevel("read committed").execute(),
    laneOf: (organization) => organization,
    lockHead: (tx, organization) =>
      // Not `for update`: rows that name the organization (users, agents …) may be written meanwhile.
      tx
        .selectFrom("organizations")
        .select(["revision", "revision_at"])
        .where("id", "=", organization)
        .forNoKeyUpdate()
        .executeTakeFirst(),
    announce: async (tx, organization, revision) => {
      await sql`select pg_notify(${channel}, ${`${organization} ${revision}`})`.execute(tx);
    },
    committed: () => {}, // heard by the notification, as on every other server
    follow: follower.follow,
    lastHeardAt: follower.lastHeardAt,
    readConsistently: (work) =>
      db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(work),
    close: async () => {
      await follower.close();
      await db.destroy();
    },
  };
}
