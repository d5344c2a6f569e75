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

/** Those that there are, by the uuids of clients, in no order. Served by files_by_file_id. */
export async function findFiles(db: Tx, organization: string, fileIds: readonly string[]): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for (let from = 0; from < fileIds.length; from += 500)
    rows.push(
      ...(await db
        .selectFrom("files")
        .selectAll()
        .where("organization_id", "=", organization)
        .where("file_id", "in", fileIds.slice(from, from + 500))
        .execute()),
    );
  return rows;
}

/** Those that there are, by the ids of their rows, in no order. Served by the primary key. */
export async function findFilesById(db: Tx, organization: string, ids: readonly string[]): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for (let from = 0; from < ids.length; from += 500)
    rows.push(
      ...(await db
        .selectFrom("files")
        .selectAll()
        .where("organization_id", "=", organization)
        .where("id", "in", ids.slice(from, from + 500))
        .execute()),
    );
  return rows;
}

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

/** One more message has them: what was used stays. Served by the primary key. */
export const countUse = (tx: Tx, organization: string, ids: readonly string[]) =>
  tx
    .updateTable("files")
    .set((e) => ({ usage: e("usage", "+", 1), expires_at: null }))
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();

/** Makes them a part of a conversation (`conversations.id`). Served by the primary key. */
export const putIntoConversation = (tx: Tx, organization: string, conversation: string, ids: readonly string[]) =>
  tx
    .updateTable("files")
    .set({ conversation_id: conversation })
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();

/** They are no part of it any more. Served by the primary key. */
export const takeFromConversation = (tx: Tx, organization: string, conversation: string, ids: readonly string[]) =>
  tx
    .updateTable("files")
    .set({ conversation_id: null })
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .where("conversation_id", "=", conversation)
    .execute();

/** They are this account's from now on. Served by the primary key. */
export const setAccount = (tx: Tx, organization: string, account: string, ids: readonly string[]) =>
  tx.updateTable("files").set({ account }).where("organization_id", "=", organization).where("id", "in", ids).execute();

/** Served by files_by_conversation. */
export async function countFilesIn(db: Tx, organization: string, conversation: string): Promise<number> {
  const { count } = await db
    .selectFrom("files")
    .select((e) => e.fn.countAll<number | string>().as("count"))
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversation)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What is a part of these conversations (`conversations.id`), as `access/unheld.ts` wants it. Served by files_by_conversation. */
export async function contentsOfConversations(db: Tx, organization: string, ids: readonly string[]) {
  const contents = [];
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("files")
      .select(["id", "account", "conversation_id"])
      .where("organization_id", "=", organization)
      .where("conversation_id", "in", ids.slice(from, from + 500))
      .orderBy("id")
      .execute();
    for (const { id, account, conversation_id } of rows)
      contents.push({ resource: `file:${id}`, owner: account, parent: `conversation:${conversation_id}` });
  }
  return contents;
}

/** Uploads that nobody used in time; at most `limit`. Served by files_by_expiry. */
export const listUnused = (db: Tx, now: number, limit: number) =>
  db
    .selectFrom("files")
    .select(["organization_id", "id"])
    .where("expires_at", "is not", null)
    .where("expires_at", "<=", now)
    .limit(limit)
    .execute();

/** Of these, those that are still unused. Served by the primary key. */
export const listUnusedOf = (tx: Tx, organization: string, ids: readonly string[], now: number) =>
  tx
    .selectFrom("files")
    .select("id")
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .where("expires_at", "<=", now)
    .execute();

/** @param expiresAt null: they stay. Served by the primary key. */
export const setExpiry = (tx: Tx, organization: string, ids: readonly string[], expiresAt: number | null) =>
  tx
    .updateTable("files")
    .set({ expires_at: expiresAt })
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();

/** Puts off the end of an account's own that wait for their first use. Served by files_by_file_id. @returns how many of these there are */
export async function putOff(
  tx: Tx,
  organization: string,
  account: string,
  fileIds: readonly string[],
  expiresAt: number,
): Promise<number> {
  const own = (await findFiles(tx, organization, fileIds)).filter((row) => row.account === account);
  const waiting = own.filter((row) => row.expires_at !== null).map(({ id }) => id);
  if (waiting.length > 0) await setExpiry(tx, organization, waiting, expiresAt);
  return own.length;
}

/** A file on an agent, who put it there, and whether whoever may use the agent may view it (`shown`). */
export type LentFileRow = FileRow & { lender: string; mode: "lent" | "shown" };

/** What is attached to an agent (`agent:<id>`) as lent or shown, oldest first; whether its lender may still share it is the engine's to say. Served by the primary keys of attachments and files. */
export async function listLentFiles(db: Tx, organization: string, agent: string): Promise<LentFileRow[]> {
  const attached = await db
    .selectFrom("attachments")
    .select(["thing", "mode", "attached_by"])
    .where("organization_id", "=", organization)
    .where("agent", "=", agent)
    .where("mode", "in", ["lent", "shown"])
    .where("thing", "like", "file:%")
    .execute();
  const byId = new Map(attached.map((one) => [one.thing.slice("file:".length), one]));
  const rows: LentFileRow[] = [];
  for (const row of await findFilesById(db, organization, [...byId.keys()])) {
    const { attached_by: lender = "", mode } = byId.get(row.id) ?? {};
    rows.push({ ...row, lender, mode: mode === "shown" ? "shown" : "lent" });
  }
  return rows.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
}

/** Whose files are and of which conversation they are a part, by the ids of their rows, as `access/unheld.ts` wants it. Served by the primary key. */
export async function rowsOfFiles(db: Tx, organization: string, ids: readonly string[]) {
  const found = new Map<string, { owner: string; partOf: string | null }>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("files")
      .select(["id", "account", "conversation_id"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const { id, account, conversation_id } of rows)
      found.set(id, { owner: account, partOf: conversation_id === null ? null : `conversation:${conversation_id}` });
  }
  return found;
}
