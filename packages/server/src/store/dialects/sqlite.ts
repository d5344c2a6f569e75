import { sql } from "kysely";
import { migrate } from "../migrations/index.ts";
import type { Dialect } from "../migrations/migration.ts";
import { takeDataDirectory } from "./data-directory.ts";
import type { Database, Following, OnRevision, StoreLog } from "./database.ts";
import { followersOf } from "./followers.ts";
import { connectSqlite } from "./sqlite-connection.ts";
import { inspectSqlite } from "./sqlite-inspection.ts";

export const definitions: Dialect = {
  text: sql`text`, // compares by bytes unless told otherwise
  bytes: sql`blob`,
  keyed: sql`without rowid`,
  searched: sql`, search_text`,
};

/**
 * The embedded database: one connection that writes, one that reads, one process.
 * @throws {DataDirectoryInUse} @throws {DatabaseTooNew} @throws {DatabaseDamaged} @throws {StoreUnavailable}
 */
export async function openSqlite(dataDir: string, log: StoreLog): Promise<Database> {
  const directory = takeDataDirectory(dataDir);
  try {
    const writes = connectSqlite(directory.databaseFile, { readOnly: false });
    await migrate(writes, definitions);
    // What SQLite does not know of the tables' sizes it guesses, and then it may walk an index of the whole organization for three ids.
    await sql`pragma analysis_limit = 400`.execute(writes);
    await sql`pragma optimize = 0x10002`.execute(writes);
    const reads = connectSqlite(directory.databaseFile, { readOnly: true });
    const followers = followersOf(log);

    return {
      kind: "sqlite",
      reads,
      begin: () => writes.startTransaction().execute(),
      laneOf: () => "the one writer",
      lockHead: (tx, organization) =>
        // The only writer is this transaction: nothing to lock.
        tx
          .selectFrom("organizations")
          .select(["revision", "revision_at"])
          .where("id", "=", organization)
          .executeTakeFirst(),
      lockName: async () => {},
      announce: async () => {},
      committed: followers.tell,
      follow: (onRevision) => followHere(onRevision),
      lastHeardAt: () => Date.now(),
      readConsistently: async (work) => {
        const db = connectSqlite(directory.databaseFile, { readOnly: true });
        try {
          return await db.transaction().execute(work);
        } finally {
          await db.destroy();
        }
      },
      inspection: inspectSqlite(reads, writes),
      close: async () => {
        await disconnect();
        directory.release();
      },
      discard: async () => {
        await disconnect();
        directory.discard();
      },
    };

    async function disconnect(): Promise<void> {
      followers.clear();
      await reads.destroy();
      await writes.destroy();
    }

    function followHere(onRevision: OnRevision): Following {
      const following = followers.add(onRevision);
      reads
        .selectFrom("organizations")
        .select(["id", "revision"])
        .execute()
        .then(
          (rows) => {
            for (const row of rows) followers.tell(row.id, row.revision);
          },
          () => {}, // closed meanwhile; a head that moves is told by `committed`
        );
      return following;
    }
  } catch (error) {
    directory.release();
    throw error;
  }
}
