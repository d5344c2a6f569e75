import type { Tx } from "./transactions.ts";

/** A value that belongs to the whole installation, or null. Keys are paths: `secrets/jwt`, `declared-state/<organization>`. */
export async function readInstallation(db: Tx, key: string): Promise<string | null> {
  const row = await db.selectFrom("installation").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeInstallation(tx: Tx, key: string, value: string): Promise<void> {
  const row = { value, updated_at: Date.now() };
  await tx
    .insertInto("installation")
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
    .execute();
}

/** The value of this key; if there is none, `value` becomes it. Of several servers that start together all get the same one. */
export async function ensureInstallation(tx: Tx, key: string, value: string): Promise<string> {
  await tx
    .insertInto("installation")
    .values({ key, value, updated_at: Date.now() })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  return (await readInstallation(tx, key)) ?? value;
}
