import { sql } from "kysely";
import { isWithin, type Within } from "../access/administered.ts";
import { matches, type Tx } from "../store/index.ts";
import { type BalanceRow, findBalances } from "./ledger/queries.ts";

export interface AccountRow {
  id: string;
  name: string;
  email: string;
  balance: BalanceRow | undefined;
}

/** People in the order of their ids, with their books. Served by the primary keys; with a search it walks people until the page is full. */
export async function accountsWithBalances(
  db: Tx,
  organization: string,
  { search, after, within, limit }: { search: string | undefined; after: string; within: Within | null; limit: number },
): Promise<AccountRow[]> {
  const people = await db
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("organization_id", "=", organization)
    .where("id", ">", after)
    .$if(search !== undefined && search !== "", (all) => all.where((e) => matches(e.ref("search_text"), search ?? "")))
    .$if(within !== null, (all) =>
      all.where(
        within === null ? sql<boolean>`1 = 1` : isWithin(organization, sql<string>`'user:' || users.id`, within),
      ),
    )
    .orderBy("id")
    .limit(limit)
    .execute();
  const balances = await findBalances(
    db,
    organization,
    people.map(({ id }) => `user:${id}`),
  );
  return people.map((person) => ({ ...person, balance: balances.get(`user:${person.id}`) }));
}

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
