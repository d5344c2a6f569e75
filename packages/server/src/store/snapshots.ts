import { createHash } from "node:crypto";
import type { Database, StoreLog } from "./dialects/database.ts";
import type { Transactions } from "./transactions.ts";

export interface Snapshot {
  revision: number;
  bytes: Uint8Array;
}

const kept = 2;
/** A snapshot may be hundreds of megabytes; neither database likes such a value in one piece. */
const partBytes = 1024 * 1024;

const checksumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Keeps the engine's snapshot of this revision, and the last two of the organization in all.
 * Equal states have equal bytes, so a second server that saves the same revision changes nothing.
 */
export async function saveSnapshot(
  { transactions, now }: { transactions: Transactions; now: () => number },
  organization: string,
  revision: number,
  bytes: Uint8Array,
): Promise<void> {
  const parts = Math.ceil(bytes.length / partBytes);
  const values = { size: bytes.length, parts, checksum: checksumOf(bytes), created_at: now() };
  await transactions.run(null, async (tx) => {
    await tx
      .insertInto("snapshots")
      .values({ organization_id: organization, revision, ...values })
      .onConflict((conflict) => conflict.columns(["organization_id", "revision"]).doUpdateSet(values))
      .execute();
    const old = tx
      .deleteFrom("snapshot_parts")
      .where("organization_id", "=", organization)
      .where("revision", "=", revision);
    await old.execute();
    for (let part = 0; part < parts; part++) {
      const slice = bytes.subarray(part * partBytes, (part + 1) * partBytes);
      await tx
        .insertInto("snapshot_parts")
        .values({ organization_id: organization, revision, part, bytes: slice })
        .execute();
    }
    const newest = await tx
      .selectFrom("snapshots")
      .select("revision")
      .where("organization_id", "=", organization)
      .orderBy("revision", "desc")
      .limit(kept)
      .execute();
    const oldestKept = newest.at(-1)?.revision ?? revision;
    await tx
      .deleteFrom("snapshots")
      .where("organization_id", "=", organization)
      .where("revision", "<", oldestKept)
      .execute();
  });
}

/** The newest snapshot that is whole, or null; a damaged one is passed over with a warning (the log has everything). */
export function latestSnapshot(
  { database, log }: { database: Database; log: StoreLog },
  organization: string,
): Promise<Snapshot | null> {
  return database.readConsistently(async (db) => {
    const snapshots = await db
      .selectFrom("snapshots")
      .select(["revision", "size", "parts", "checksum"])
      .where("organization_id", "=", organization)
      .orderBy("revision", "desc")
      .execute();
    for (const { revision, size, parts, checksum } of snapshots) {
      const bytes = new Uint8Array(size);
      let filled = 0;
      for (let part = 0; part < parts; part++) {
        const row = await db
          .selectFrom("snapshot_parts")
          .select("bytes")
          .where("organization_id", "=", organization)
          .where("revision", "=", revision)
          .where("part", "=", part)
          .executeTakeFirst();
        if (row === undefined || filled + row.bytes.length > size) break;
        bytes.set(row.bytes, filled);
        filled += row.bytes.length;
      }
      if (filled === size && checksumOf(bytes) === checksum) return { revision, bytes };
      log.warn(
        { organization, revision },
        "a snapshot is damaged and is not used; the state is built from what is whole",
      );
    }
    return null;
  });
}
