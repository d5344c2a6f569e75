import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";

interface Odd {
  account: string;
}

/**
 * What must be true of every account's books. Changes nothing.
 * @returns what is wrong, in words; empty: nothing is
 * Cost: reads all entries of the organization once.
 */
export async function verifyLedger(
  db: Tx,
  organization: string,
): Promise<{ accounts: number; entries: number; problems: string[] }> {
  const sumOf = (pocket: string) =>
    sql`sum(case when credited = ${pocket} then amount else 0 end) - sum(case when debited = ${pocket} then amount else 0 end)`;
  const { rows: otherwise } = await sql<Odd>`select coalesce(b.account, e.account) as account
    from (select account, available, held, spent, issued, entries from ledger_balances where organization_id = ${organization}) b
    full join (
      select account, ${sumOf("available")} as available, ${sumOf("held")} as held, ${sumOf("spent")} as spent,
        ${sumOf("issued")} as issued, count(*) as entries, max(number) as last
      from ledger_entries where organization_id = ${organization} group by account
    ) e on e.account = b.account
    where coalesce(b.available, 0) <> coalesce(e.available, 0) or coalesce(b.held, 0) <> coalesce(e.held, 0)
      or coalesce(b.spent, 0) <> coalesce(e.spent, 0) or coalesce(b.issued, 0) <> coalesce(e.issued, 0)
      or coalesce(b.entries, 0) <> coalesce(e.entries, 0) or coalesce(b.entries, 0) <> coalesce(e.last, 0)
    order by 1 limit 20`.execute(db);
  const { rows: unbalanced } =
    await sql<Odd>`select account from ledger_balances where organization_id = ${organization}
    and (available + held + spent + issued <> 0 or available < 0 or held < 0 or spent < 0 or issued > 0)
    order by 1 limit 20`.execute(db);
  const { rows: heldOtherwise } = await sql<Odd>`select coalesce(b.account, r.account) as account
    from (select account, held from ledger_balances where organization_id = ${organization}) b
    full join (select account, sum(amount) as held from ledger_reservations where organization_id = ${organization} group by account) r
      on r.account = b.account
    where coalesce(b.held, 0) <> coalesce(r.held, 0) order by 1 limit 20`.execute(db);
  const { rows: counts } = await sql<{ accounts: number; entries: number }>`select
    (select count(*) from ledger_balances where organization_id = ${organization}) as accounts,
    (select count(*) from ledger_entries where organization_id = ${organization}) as entries`.execute(db);
  return {
    accounts: Number(counts[0]?.accounts ?? 0),
    entries: Number(counts[0]?.entries ?? 0),
    problems: [
      ...otherwise.map(({ account }) => `the balance of \`${account}\` is not the sum of its entries`),
      ...unbalanced.map(({ account }) => `the pockets of \`${account}\` do not balance`),
      ...heldOtherwise.map(({ account }) => `what is held of \`${account}\` is not what its reservations hold`),
    ],
  };
}
