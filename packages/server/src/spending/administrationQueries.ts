import { sql } from "kysely";
import { isWithin, type Within } from "../access/administered.ts";
import { matches, type Tx } from "../store/index.ts";
import { type BalanceRow, findBalances } from "./ledger/queries.ts";

export interface AccountRow {
  /** `user:64f0…` or `service:64f0…` */
  account: string;
  name: string;
  /** Programs have none. */
  email: string | null;
  balance: BalanceRow | undefined;
}

interface Asked {
  search: string | undefined;
  /** The last account of the page before; empty: there is none. */
  after: string;
  within: Within | null;
  limit: number;
}

/**
 * People in the order of their ids, and behind them services, with their books. Whoever administers the people of some groups alone sees no services.
 * Served by the primary keys; with a search it walks until the page is full.
 */
export async function accountsWithBalances(db: Tx, organization: string, asked: Asked): Promise<AccountRow[]> {
  const people = asked.after.startsWith("service:") ? [] : await peopleAfter(db, organization, asked);
  const room = asked.limit - people.length;
  const services =
    room > 0 && asked.within === null ? await servicesAfter(db, organization, { ...asked, limit: room }) : [];
  const accounts = [...people, ...services];
  const balances = await findBalances(
    db,
    organization,
    accounts.map(({ account }) => account),
  );
  return accounts.map((row) => ({ ...row, balance: balances.get(row.account) }));
}

type Found = Omit<AccountRow, "balance">;

async function peopleAfter(db: Tx, organization: string, { search, after, within, limit }: Asked): Promise<Found[]> {
  const people = await db
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("organization_id", "=", organization)
    .where("id", ">", idIn(after, "user"))
    .$if(search !== undefined && search !== "", (all) => all.where((e) => matches(e.ref("search_text"), search ?? "")))
    .$if(within !== null, (all) =>
      all.where(
        within === null ? sql<boolean>`1 = 1` : isWithin(organization, sql<string>`'user:' || users.id`, within),
      ),
    )
    .orderBy("id")
    .limit(limit)
    .execute();
  return people.map(({ id, name, email }) => ({ account: `user:${id}`, name, email }));
}

async function servicesAfter(db: Tx, organization: string, { search, after, limit }: Asked): Promise<Found[]> {
  const services = await db
    .selectFrom("services")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where("id", ">", idIn(after, "service"))
    .$if(search !== undefined && search !== "", (all) =>
      all.where((e) => matches(e.fn<string>("lower", ["name"]), search ?? "")),
    )
    .orderBy("id")
    .limit(limit)
    .execute();
  return services.map(({ id, name }) => ({ account: `service:${id}`, name, email: null }));
}

const idIn = (account: string, type: "user" | "service"): string =>
  account.startsWith(`${type}:`) ? account.slice(type.length + 1) : "";

/** The newest first. Served by the primary key. */
export const entriesBefore = (db: Tx, organization: string, account: string, before: number | null, limit: number) =>
  db
    .selectFrom("ledger_entries")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .$if(before !== null, (all) => all.where("number", "<", before ?? 0))
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
