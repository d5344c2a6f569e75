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

/** Of one organization: each role by the name that it has, and by the one that it was made with. Served by the primary keys of both tables. */
export async function readRoleNames(db: Tx, organization: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("roles")
    .leftJoin("role_texts", (join) =>
      join
        .onRef("role_texts.organization_id", "=", "roles.organization_id")
        .onRef("role_texts.role", "=", "roles.role"),
    )
    .select(["roles.role", "role_texts.name"])
    .where("roles.organization_id", "=", organization)
    .execute();
  return new Set(rows.flatMap(({ role, name }) => [role.slice("role:".length), ...(name === null ? [] : [name])]));
}
