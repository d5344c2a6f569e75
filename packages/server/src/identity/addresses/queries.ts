import type { ExpressionBuilder, Insertable, Selectable } from "kysely";
import type { AddressBansTable, SessionsTable, Tx } from "../../store/index.ts";
import type { AddressRange } from "./range.ts";

export type AddressBanRow = Selectable<AddressBansTable>;

/** Of all organizations; there are at most some thousand. Read every second where there are several servers. */
export const bansInForce = (db: Tx, now: number) =>
  db
    .selectFrom("address_bans")
    .select(["organization_id", "id", "first_key", "last_key", "until"])
    .where((e) => e.or([e("until", "is", null), e("until", ">", now)]))
    .orderBy("organization_id")
    .orderBy("id")
    .execute();

/** Newest first. Served by the primary key: ids begin with their time. */
export function listBans(
  db: Tx,
  organization: string,
  { now, after, limit }: { now: number; after: string | undefined; limit: number },
): Promise<AddressBanRow[]> {
  let query = db
    .selectFrom("address_bans")
    .selectAll()
    .where("organization_id", "=", organization)
    .where((e) => e.or([e("until", "is", null), e("until", ">", now)]));
  if (after !== undefined) query = query.where("id", "<", after);
  return query.orderBy("id", "desc").limit(limit).execute();
}

export const findBan = (db: Tx, organization: string, id: string): Promise<AddressBanRow | undefined> =>
  db
    .selectFrom("address_bans")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** Served by address_bans_by_address. */
export const findBanOf = (db: Tx, organization: string, address: string): Promise<AddressBanRow | undefined> =>
  db
    .selectFrom("address_bans")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("address", "=", address)
    .executeTakeFirst();

export async function countBans(db: Tx, organization: string): Promise<number> {
  const { count } = await db
    .selectFrom("address_bans")
    .select((e) => e.fn.countAll().as("count"))
    .where("organization_id", "=", organization)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @returns whether there was one */
export async function deleteBan(tx: Tx, organization: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("address_bans")
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** In the place of a former one of the same address. */
export async function insertBan(tx: Tx, row: Insertable<AddressBansTable>): Promise<AddressBanRow> {
  await tx
    .deleteFrom("address_bans")
    .where("organization_id", "=", row.organization_id)
    .where("address", "=", row.address)
    .execute();
  return tx.insertInto("address_bans").values(row).returningAll().executeTakeFirstOrThrow();
}

export async function deleteEndedBans(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom("address_bans").where("until", "<=", now).execute();
}

const isThere =
  ({ first, last }: Pick<AddressRange, "first" | "last">) =>
  (e: ExpressionBuilder<{ sessions: SessionsTable }, "sessions">) =>
    e.or([
      e.and([e("address_key", ">=", first), e("address_key", "<=", last)]),
      e.and([e("last_address_key", ">=", first), e("last_address_key", "<=", last)]),
    ]);

/** Accounts with a session in force that was last renewed there; at most `most`. Served by sessions_by_last_address. */
export async function signedInThere(
  db: Tx,
  organization: string,
  { first, last }: AddressRange,
  { now, most }: { now: number; most: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom("sessions")
    .select("account")
    .distinct()
    .where("organization_id", "=", organization)
    .where("last_address_key", ">=", first)
    .where("last_address_key", "<=", last)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .limit(most)
    .execute();
  return rows.map(({ account }) => account);
}

export interface Neighbour {
  account: string;
  lastSeenAt: number;
  sessions: number;
}

/**
 * Who signed in there or was there last, last seen first. Sessions are kept for a week after their end. Served by sessions_by_address and
 * sessions_by_last_address.
 */
export async function neighbours(
  db: Tx,
  organization: string,
  { first, last }: AddressRange,
  { since, offset, limit }: { since: number; offset: number; limit: number },
): Promise<Neighbour[]> {
  const rows = await db
    .selectFrom("sessions")
    .select((e) => ["account", e.fn.max("last_seen_at").as("seen"), e.fn.countAll().as("count")])
    .where("organization_id", "=", organization)
    .where(isThere({ first, last }))
    .where("last_seen_at", ">=", since)
    .groupBy("account")
    .orderBy("seen", "desc")
    .orderBy("account")
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(({ account, seen, count }) => ({ account, lastSeenAt: Number(seen), sessions: Number(count) }));
}

/** At most `most`. Served by sessions_by_address and sessions_by_last_address. */
export async function countNeighbours(
  db: Tx,
  organization: string,
  { first, last }: AddressRange,
  { since, most }: { since: number; most: number },
): Promise<number> {
  const rows = await db
    .selectFrom("sessions")
    .select("account")
    .distinct()
    .where("organization_id", "=", organization)
    .where(isThere({ first, last }))
    .where("last_seen_at", ">=", since)
    .limit(most)
    .execute();
  return rows.length;
}
