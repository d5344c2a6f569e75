import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import { countPeople, firstPeople, type Searched } from "../../access/firstPeople.ts";
import type { Tx } from "../../store/index.ts";
import type { Tables } from "../../store/tables.ts";
import { HIDDEN_BY_ADMINISTRATOR, type Hidden } from "./hidden.ts";

export type UserRow = NonNullable<Awaited<ReturnType<typeof findUserById>>>;

export function findUserById(db: Tx, organization: string, id: string) {
  return db
    .selectFrom("users")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** @param email lower-cased and trimmed */
export function findUserByEmail(db: Tx, organization: string, email: string) {
  return db
    .selectFrom("users")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("email", "=", email)
    .executeTakeFirst();
}

/**
 * One page of accounts by name. Served by users_by_name.
 * @param within these people only: a few are looked up by memberships_by_group and sorted; of many, users_by_name is walked, and each is asked
 */
export function listAccounts(
  db: Tx,
  organization: string,
  { limit, offset }: { limit: number; offset: number },
  within: Within | null,
) {
  const accounts = db.selectFrom("users").selectAll().where("organization_id", "=", organization);
  return among(accounts, organization, within).orderBy("name").orderBy("id").limit(limit).offset(offset).execute();
}

export async function countAccounts(db: Tx, organization: string): Promise<number> {
  const { total } = await db
    .selectFrom("users")
    .select((e) => e.fn.countAll().as("total"))
    .where("organization_id", "=", organization)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/**
 * The first accounts by name whose name, username or address holds what was typed, and how many do. Cost: see firstPeople.
 * @param within these people only, as in `listAccounts`
 */
export async function searchAccounts(
  db: Tx,
  organization: string,
  typed: string,
  limit: number,
  within: Within | null = null,
) {
  const narrowed = (people: Searched) => among(people, organization, within);
  const { ids, total } = await firstPeople(db, organization, typed, limit, narrowed);
  if (ids.length === 0) return { rows: [], total: 0 };
  const rows = await db
    .selectFrom("users")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return { rows, total: total ?? (await countPeople(db, organization, typed, narrowed)) };
}

function among<O>(
  accounts: SelectQueryBuilder<Tables, "users", O>,
  organization: string,
  within: Within | null,
): SelectQueryBuilder<Tables, "users", O> {
  if (within === null) return accounts;
  const isAmong = areFew(within)
    ? sql<SqlBool>`users.id in (select substr(its.member, 6) from ${namesWithin(organization, within)} as its)`
    : isWithin(organization, sql<string>`'user:' || users.id`, within);
  return accounts.where(isAmong);
}

/** The row changes with what hangs on it, and is held until the transaction ends. @param account `user:…` */
export async function touchUser(tx: Tx, organization: string, account: string, at: number): Promise<void> {
  await tx
    .updateTable("users")
    .set((e) => ({ version: e("version", "+", 1), updated_at: at }))
    .where("organization_id", "=", organization)
    .where("id", "=", account.slice("user:".length))
    .execute();
}

/** @param picture `url`: where it is fetched, null for none */
export async function setAvatar(
  tx: Tx,
  organization: string,
  id: string,
  { url, at }: { url: string | null; at: number },
): Promise<void> {
  await tx
    .updateTable("users")
    .set((e) => ({ avatar: url, version: e("version", "+", 1), updated_at: at }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** By a person's own wish: one that an administrator hid meanwhile stays so. */
export async function setHidden(tx: Tx, organization: string, id: string, hidden: Hidden): Promise<void> {
  await tx
    .updateTable("users")
    .set({ hidden })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("hidden", "!=", HIDDEN_BY_ADMINISTRATOR)
    .execute();
}

/** Whether there is any person in the organization yet. */
export async function hasUser(db: Tx, organization: string): Promise<boolean> {
  const found = await db
    .selectFrom("accounts")
    .select("account")
    .where("organization_id", "=", organization)
    .where("kind", "=", "user")
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** What decides of an account, for showing: `undefined` where there is none. */
export function findAccount(db: Tx, organization: string, account: string) {
  return db
    .selectFrom("accounts")
    .select(["account", "status", "primary_role", "banned", "banned_until"])
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .executeTakeFirst();
}
