import type { Insertable, Selectable } from "kysely";
import type { AvatarsTable, Tx } from "../../store/index.ts";

export type AvatarRow = Selectable<AvatarsTable>;

/** Served by the primary key. */
export const findAvatar = (db: Tx, organization: string, id: string): Promise<AvatarRow | undefined> =>
  db
    .selectFrom("avatars")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertAvatar = (tx: Tx, row: Insertable<AvatarsTable>) => tx.insertInto("avatars").values(row).execute();

/**
 * What these (accounts, agents: at most 500) were shown by goes. Served by avatars_by_picture_of.
 * @param kept the picture that stays
 * @returns the ids of those that went: their bytes are to be removed afterwards, else the sweep does
 */
export async function deleteAvatars(
  tx: Tx,
  organization: string,
  pictureOf: readonly string[],
  kept: string | null = null,
): Promise<string[]> {
  let query = tx.deleteFrom("avatars").where("organization_id", "=", organization).where("picture_of", "in", pictureOf);
  if (kept !== null) query = query.where("id", "!=", kept);
  return (await query.returning("id").execute()).map(({ id }) => id);
}

/** Those of these ids that are pictures'. Served by the primary key. */
export async function avatarsAmong(db: Tx, organization: string, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("avatars")
      .select("id")
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const { id } of rows) found.add(id);
  }
  return found;
}
