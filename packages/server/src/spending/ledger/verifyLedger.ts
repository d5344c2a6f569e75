import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";
import { readCounted } from "../budgets/holding.ts";

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
  const budgets = await budgetsHeldOtherwise(db, organization);
  return {
    accounts: Number(counts[0]?.accounts ?? 0),
    entries: Number(counts[0]?.entries ?? 0),
    problems: [
      ...otherwise.map(({ account }) => `the balance of \`${account}\` is not the sum of its entries`),
      ...unbalanced.map(({ account }) => `the pockets of \`${account}\` do not balance`),
      ...heldOtherwise.map(({ account }) => `what is held of \`${account}\` is not what its reservations hold`),
      ...budgets.map((principal) => `what is held in the budget of \`${principal}\` is not what reservations hold`),
    ],
  };
}

/** Budgets in which another amount is held than reservations say; at most 20. */
async function budgetsHeldOtherwise(db: Tx, organization: string): Promise<string[]> {
  const reservations = await db
    .selectFrom("ledger_reservations")
    .select(["budgets", "budget_held"])
    .where("organization_id", "=", organization)
    .where("budget_held", ">", 0)
    .execute();
  const held = new Map<string, number>();
  const add = (principal: string, period: string, amount: number) => {
    const key = JSON.stringify([principal, period]);
    held.set(key, (held.get(key) ?? 0) + amount);
  };
  for (const { budgets, budget_held } of reservations)
    for (const [principal, period] of readCounted(budgets)) add(principal, period, budget_held);
  const uses = await db
    .selectFrom("ledger_budget_uses")
    .select(["principal", "period", "held"])
    .where("organization_id", "=", organization)
    .where("held", "<>", 0)
    .execute();
  for (const { principal, period, held: counted } of uses) add(principal, period, -counted);
  const otherwise = [...held].filter(([, amount]) => amount !== 0).map(([key]) => JSON.parse(key)[0]);
  return [...new Set<string>(otherwise)].toSorted().slice(0, 20);
}
