import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import { type PeoplePlace, pageOfPeople, type Searched } from "../../access/firstPeople.ts";
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

/** Whether somebody has exactly this username. Served by users_by_username. */
export async function hasUsername(db: Tx, organization: string, username: string): Promise<boolean> {
  const found = await db
    .selectFrom("users")
    .select("id")
    .where("organization_id", "=", organization)
    .where("username", "=", username)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** What people are sorted by: a column that an index holds, and what its rows are named by in it. */
const orders = {
  name: { columns: ["name", "id"], key: "id" },
  // No two have the same.
  email: { columns: ["email"], key: "email" },
  created: { columns: ["created_at", "id"], key: "id" },
} as const;
export const accountSorts = Object.keys(orders) as [AccountSort, ...AccountSort[]];
export type AccountSort = keyof typeof orders;

export interface AccountPlace {
  limit: number;
  offset: number;
  sort: AccountSort;
  order: "asc" | "desc";
}

/**
 * One page of accounts. Served by users_by_name, _by_email or _by_creation: what is passed over is counted in the index alone.
 * @param within these people only: a few are looked up by memberships_by_group and sorted; of many, the index is walked, and each is asked
 */
export async function listAccounts(
  db: Tx,
  organization: string,
  { limit, offset, sort, order }: AccountPlace,
  within: Within | null,
) {
  const { columns, key } = orders[sort];
  let page = among(
    db.selectFrom("users").select(`${key} as key`).where("organization_id", "=", organization),
    organization,
    within,
  );
  for (const column of columns) page = page.orderBy(column, order);
  const keys = (await page.limit(limit).offset(offset).execute()).map((row) => row.key);
  return accountsBy(db, organization, key, keys);
}

/** These accounts, in the order in which they are named. Served by the primary key, and by users_by_email. */
async function accountsBy(db: Tx, organization: string, key: "id" | "email", keys: readonly string[]) {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom("users")
    .selectAll()
    .where("organization_id", "=", organization)
    .where(key, "in", keys)
    .execute();
  const found = new Map(rows.map((row) => [row[key], row]));
  return keys.flatMap((one) => found.get(one) ?? []);
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
 * A page of the accounts, by name, whose name, username or address holds what was typed, and how many do. Cost: see pageOfPeople.
 * @param within these people only, as in `listAccounts`
 */
export async function searchAccounts(
  db: Tx,
  organization: string,
  typed: string,
  place: PeoplePlace,
  within: Within | null = null,
) {
  const narrowed = (people: Searched) => among(people, organization, within);
  const { ids, total } = await pageOfPeople(db, organization, typed, place, narrowed);
  return { rows: await accountsBy(db, organization, "id", ids), total };
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
