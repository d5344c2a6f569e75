import type { Insertable, Selectable } from "kysely";
import { type OpeningsTable, type Tx, toSwitch } from "../../store/index.ts";

export type OpeningRow = Selectable<OpeningsTable>;

/** Where a list goes on: after this one, towards the older. */
export interface Place {
  at: number;
  id: string;
}

export const insertOpening = (tx: Tx, row: Insertable<OpeningsTable>): Promise<OpeningRow> =>
  tx.insertInto("openings").values(row).returningAll().executeTakeFirstOrThrow();

export const findOpening = (db: Tx, organization: string, id: string): Promise<OpeningRow | undefined> =>
  db
    .selectFrom("openings")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const closeOpening = (tx: Tx, organization: string, id: string, closedAt: number): Promise<OpeningRow> =>
  tx
    .updateTable("openings")
    .set({ closed_at: closedAt })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Newest first. Served by openings_by_moment; of one owner by openings_by_owner. */
export function listOpenings(
  db: Tx,
  organization: string,
  { owner, after, limit }: { owner?: string; after: Place | undefined; limit: number },
): Promise<OpeningRow[]> {
  let query = db.selectFrom("openings").selectAll().where("organization_id", "=", organization);
  if (owner !== undefined) query = query.where("owner", "=", owner);
  if (after !== undefined)
    query = query.where((e) =>
      e.and([
        // Said twice: this half is what the index can be entered by.
        e("opened_at", "<=", after.at),
        e.or([e("opened_at", "<", after.at), e("id", "<", after.id)]),
      ]),
    );
  return query.orderBy("opened_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** At most `most`. */
export async function countUnseen(db: Tx, organization: string, owner: string, most: number): Promise<number> {
  const rows = await db
    .selectFrom("openings")
    .select("id")
    .where("organization_id", "=", organization)
    .where("owner", "=", owner)
    .where("seen", "=", toSwitch(false))
    .limit(most)
    .execute();
  return rows.length;
}

export async function markOpeningsSeen(tx: Tx, organization: string, owner: string): Promise<void> {
  await tx
    .updateTable("openings")
    .set({ seen: toSwitch(true) })
    .where("organization_id", "=", organization)
    .where("owner", "=", owner)
    .where("seen", "=", toSwitch(false))
    .execute();
}

/** What is told of a sealed thing without opening it: no name, no text. */
export interface SealedRow {
  id: string;
  publicId: string;
  createdAt: number;
  updatedAt: number;
  bytes: number | null;
  isArchived: boolean;
}

/** Somebody's conversations, the newest first. Temporary ones that have ended are left out. Served by conversations_by_creation, once for each half. */
export async function listSealedConversations(
  db: Tx,
  organization: string,
  account: string,
  { after, limit, now }: { after: Place | undefined; limit: number; now: number },
): Promise<SealedRow[]> {
  const half = async (archived: boolean) => {
    let query = db
      .selectFrom("conversations")
      .select(["id", "conversation_id", "created_at", "updated_at"])
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .where("is_archived", "=", toSwitch(archived))
      .where((e) => e.or([e("expires_at", "is", null), e("expires_at", ">", now)]));
    if (after !== undefined)
      query = query.where((e) =>
        e.and([e("created_at", "<=", after.at), e.or([e("created_at", "<", after.at), e("id", ">", after.id)])]),
      );
    const rows = await query.orderBy("created_at", "desc").orderBy("id").limit(limit).execute();
    return rows.map((row) => ({
      id: row.id,
      publicId: row.conversation_id,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      bytes: null,
      isArchived: archived,
    }));
  };
  const rows = [...(await half(false)), ...(await half(true))];
  return rows.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** Somebody's files, the newest first. Served by files_by_account. */
export async function listSealedFiles(
  db: Tx,
  organization: string,
  account: string,
  { after, limit }: { after: Place | undefined; limit: number },
): Promise<SealedRow[]> {
  let query = db
    .selectFrom("files")
    .select(["id", "file_id", "bytes", "created_at", "updated_at"])
    .where("organization_id", "=", organization)
    .where("account", "=", account);
  if (after !== undefined)
    query = query.where((e) =>
      e.and([e("created_at", "<=", after.at), e.or([e("created_at", "<", after.at), e("id", ">", after.id)])]),
    );
  const rows = await query.orderBy("created_at", "desc").orderBy("id").limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    publicId: row.file_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    bytes: row.bytes,
    isArchived: false,
  }));
}
