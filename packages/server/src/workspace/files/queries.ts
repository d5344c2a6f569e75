import type { Insertable, Selectable } from "kysely";
import type { FilesTable, Tx } from "../../store/index.ts";

export type FileRow = Selectable<FilesTable>;

/** Served by files_by_file_id. */
export const findFile = (db: Tx, organization: string, fileId: string): Promise<FileRow | undefined> =>
  db
    .selectFrom("files")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("file_id", "=", fileId)
    .executeTakeFirst();

/** An account's own, newest first. Served by files_by_account. */
export const listFiles = (db: Tx, organization: string, account: string, limit: number): Promise<FileRow[]> =>
  db
    .selectFrom("files")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();

export const insertFile = (tx: Tx, row: Insertable<FilesTable>): Promise<FileRow> =>
  tx.insertInto("files").values(row).returningAll().executeTakeFirstOrThrow();

export const deleteFiles = (tx: Tx, organization: string, ids: readonly string[]) =>
  tx.deleteFrom("files").where("organization_id", "=", organization).where("id", "in", ids).execute();

/** Whose files are, by the ids of their rows. Served by the primary key. */
export async function ownersOfFiles(db: Tx, organization: string, ids: readonly string[]) {
  const owners = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("files")
      .select(["id", "account"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const { id, account } of rows) owners.set(id, account);
  }
  return owners;
}
