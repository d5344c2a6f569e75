import type { Insertable, Selectable } from "kysely";
import { type OpeningsTable, type Switch, type Tx, toSwitch } from "../../store/index.ts";

/** With whether the owner that it is listed for has seen it. */
export type OpeningRow = Selectable<OpeningsTable> & { seen: Switch };

/** Where a list goes on: after this one, towards the older. */
export interface Place {
  at: number;
  id: string;
}

/** @param others who owns files that lie in it, besides its owner */
export async function insertOpening(
  tx: Tx,
  row: Insertable<OpeningsTable>,
  others: readonly string[],
): Promise<OpeningRow> {
  const inserted = await tx.insertInto("openings").values(row).returningAll().executeTakeFirstOrThrow();
  const { organization_id, id: opening_id, opened_at } = row;
  const owners = [...new Set([row.owner, ...others])].map((owner) => ({
    organization_id,
    opening_id,
    owner,
    opened_at,
  }));
  for (let from = 0; from < owners.length; from += 500)
    await tx
      .insertInto("opening_owners")
      .values(owners.slice(from, from + 500))
      .execute();
  return { ...inserted, seen: toSwitch(false) };
}

/** Joined by the primary key of opening_owners: with what its first owner has seen. */
const openingsOf = (db: Tx, organization: string) =>
  db
    .selectFrom("openings")
    .innerJoin("opening_owners as told", (join) =>
      join
        .onRef("told.organization_id", "=", "openings.organization_id")
        .onRef("told.opening_id", "=", "openings.id")
        .onRef("told.owner", "=", "openings.owner"),
    )
    .selectAll("openings")
    .select("told.seen")
    .where("openings.organization_id", "=", organization);

export const findOpening = (db: Tx, organization: string, id: string): Promise<OpeningRow | undefined> =>
  openingsOf(db, organization).where("openings.id", "=", id).executeTakeFirst();

export async function closeOpening(tx: Tx, organization: string, id: string, closedAt: number): Promise<void> {
  await tx
    .updateTable("openings")
    .set({ closed_at: closedAt })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** Those whose grants are taken away before their end. Served by openings_by_resource. */
export async function closeOpeningsOf(
  tx: Tx,
  organization: string,
  grants: readonly { resource: string; id: number }[],
  closedAt: number,
): Promise<void> {
  await tx
    .updateTable("openings")
    .set({ closed_at: closedAt })
    .where("organization_id", "=", organization)
    .where("resource", "in", [...new Set(grants.map(({ resource }) => resource))])
    .where(
      "grant_id",
      "in",
      grants.map(({ id }) => id),
    )
    .where("closed_at", "is", null)
    .where("ends_at", ">", closedAt)
    .execute();
}

interface PageOf {
  after: Place | undefined;
  limit: number;
}

/** Newest first. Served by openings_by_moment; those of one thing by openings_by_resource. */
export function listOpenings(
  db: Tx,
  organization: string,
  { resource, after, limit }: PageOf & { resource: string | undefined },
): Promise<OpeningRow[]> {
  let query = openingsOf(db, organization);
  if (resource !== undefined) query = query.where("openings.resource", "=", resource);
  if (after !== undefined)
    query = query.where((e) =>
      e.and([
        // Said twice: this half is what the index can be entered by.
        e("openings.opened_at", "<=", after.at),
        e.or([e("openings.opened_at", "<", after.at), e("openings.id", "<", after.id)]),
      ]),
    );
  return query.orderBy("openings.opened_at", "desc").orderBy("openings.id", "desc").limit(limit).execute();
}

/** Those that show something of one owner's, newest first. Served by opening_owners_by_owner. */
export function listOpeningsFor(
  db: Tx,
  organization: string,
  owner: string,
  { after, limit }: PageOf,
): Promise<OpeningRow[]> {
  let query = db
    .selectFrom("opening_owners as told")
    .innerJoin("openings", (join) =>
      join.onRef("openings.organization_id", "=", "told.organization_id").onRef("openings.id", "=", "told.opening_id"),
    )
    .selectAll("openings")
    .select("told.seen")
    .where("told.organization_id", "=", organization)
    .where("told.owner", "=", owner);
  if (after !== undefined)
    query = query.where((e) =>
      e.and([
        e("told.opened_at", "<=", after.at),
        e.or([e("told.opened_at", "<", after.at), e("told.opening_id", "<", after.id)]),
      ]),
    );
  return query.orderBy("told.opened_at", "desc").orderBy("told.opening_id", "desc").limit(limit).execute();
}

/** At most `most`. Served by opening_owners_by_owner. */
export async function countUnseen(db: Tx, organization: string, owner: string, most: number): Promise<number> {
  const rows = await db
    .selectFrom("opening_owners")
    .select("opening_id")
    .where("organization_id", "=", organization)
    .where("owner", "=", owner)
    .where("seen", "=", toSwitch(false))
    .limit(most)
    .execute();
  return rows.length;
}

/** Served by opening_owners_by_owner. */
export async function markOpeningsSeen(tx: Tx, organization: string, owner: string): Promise<void> {
  await tx
    .updateTable("opening_owners")
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
