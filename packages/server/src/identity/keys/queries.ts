import type { Insertable, Selectable, Updateable } from "kysely";
import type { ApiKeysTable, Tx } from "../../store/index.ts";

export type KeyRow = Selectable<ApiKeysTable>;

/** By the key that is in force, else by the one that it took the place of. Served by api_keys_by_hash and api_keys_by_former_hash. */
export async function findByHash(db: Tx, hash: string): Promise<KeyRow | undefined> {
  const all = db.selectFrom("api_keys").selectAll();
  return (
    (await all.where("key_hash", "=", hash).executeTakeFirst()) ??
    (await all.where("former_hash", "=", hash).executeTakeFirst())
  );
}

/** Served by the primary key. */
export const findKey = (db: Tx, organization: string, id: string): Promise<KeyRow | undefined> =>
  db
    .selectFrom("api_keys")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** The newest first. Served by api_keys_by_account. */
export const keysOf = (db: Tx, organization: string, account: string, most: number): Promise<KeyRow[]> =>
  ofAccount(db, organization, account)
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(most)
    .execute();

/** Served by api_keys_by_account. */
export async function countKeys(db: Tx, organization: string, account: string): Promise<number> {
  const { count } = await ofAccount(db, organization, account)
    .select((e) => e.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Those of these that there are. Served by the primary key. */
export const keysOfIds = (db: Tx, organization: string, ids: readonly string[]): Promise<KeyRow[]> =>
  db.selectFrom("api_keys").selectAll().where("organization_id", "=", organization).where("id", "in", ids).execute();

export async function insertKey(tx: Tx, row: Insertable<ApiKeysTable>): Promise<void> {
  await tx.insertInto("api_keys").values(row).execute();
}

export async function updateKey(
  tx: Tx,
  { organization_id, id }: Pick<KeyRow, "organization_id" | "id">,
  values: Updateable<ApiKeysTable>,
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();
}

export async function deleteKey(tx: Tx, organization: string, id: string): Promise<void> {
  await tx.deleteFrom("api_keys").where("organization_id", "=", organization).where("id", "=", id).execute();
}

/** All of an account's. Served by api_keys_by_account. @returns those that there were */
export const deleteKeysOf = (tx: Tx, organization: string, account: string): Promise<GoneKey[]> =>
  tx
    .deleteFrom("api_keys")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .returning(["organization_id", "id", "expires_at"])
    .execute();

export type GoneKey = Pick<KeyRow, "organization_id" | "id" | "expires_at">;

export const isLive = ({ expires_at }: Pick<KeyRow, "expires_at">, now: number): boolean =>
  expires_at === null || expires_at > now;

/** Served by api_keys_by_end. @returns those that there were */
export const purgeKeys = (tx: Tx, endedBefore: number): Promise<GoneKey[]> =>
  tx
    .deleteFrom("api_keys")
    .where("expires_at", "<", endedBefore)
    .returning(["organization_id", "id", "expires_at"])
    .execute();

const ofAccount = (db: Tx, organization: string, account: string) =>
  db.selectFrom("api_keys").where("organization_id", "=", organization).where("account", "=", account);
