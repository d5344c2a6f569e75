import type { StoredSettings } from "../../config/index.ts";
import type { Tx } from "../../store/index.ts";

/** All of them: some hundred at most. */
export async function readStored(db: Tx): Promise<StoredSettings> {
  const rows = await db.selectFrom("stored_settings").select(["key", "value"]).orderBy("key").execute();
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** Served by the primary key. @param value null: it goes */
export async function writeStored(
  tx: Tx,
  { key, value, changedBy, at }: { key: string; value: string | null; changedBy: string; at: number },
): Promise<void> {
  if (value === null) {
    await tx.deleteFrom("stored_settings").where("key", "=", key).execute();
    return;
  }
  const row = { value, changed_by: changedBy, changed_at: at };
  await tx
    .insertInto("stored_settings")
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
    .execute();
}

/** Of all organizations: settings are the same for them. */
export async function countPeople(db: Tx): Promise<number> {
  const { count } = await db
    .selectFrom("users")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
