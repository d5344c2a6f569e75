import type { Selectable } from "kysely";
import type { LedgerBudgetsTable, Tx } from "../../store/index.ts";

export type BudgetRow = Selectable<LedgerBudgetsTable>;

/** Those of these principals that have one. Served by the primary key. */
export const budgetsOf = (db: Tx, organization: string, principals: readonly string[]): Promise<BudgetRow[]> =>
  principals.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom("ledger_budgets")
        .selectAll()
        .where("organization_id", "=", organization)
        .where("principal", "in", principals)
        .orderBy("principal")
        .orderBy("whose")
        .execute();

/** Served by the primary key. */
export async function principalsWithBudgets(db: Tx, organization: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("ledger_budgets")
    .select("principal")
    .distinct()
    .where("organization_id", "=", organization)
    .execute();
  return new Set(rows.map(({ principal }) => principal));
}

/** Those of administrators, in the order of their principals. Served by the primary key. */
export const listBudgets = (db: Tx, organization: string, after: string, limit: number): Promise<BudgetRow[]> =>
  db
    .selectFrom("ledger_budgets")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("principal", ">", after)
    .where("whose", "=", "administration")
    .orderBy("principal")
    .limit(limit)
    .execute();

export async function saveBudget(tx: Tx, row: BudgetRow): Promise<void> {
  const { amount, period, set_by, set_at } = row;
  await tx
    .insertInto("ledger_budgets")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "principal", "whose"]).doUpdateSet({ amount, period, set_by, set_at }),
    )
    .execute();
}

export async function deleteBudget(
  tx: Tx,
  organization: string,
  principal: string,
  whose: BudgetRow["whose"],
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("ledger_budgets")
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("whose", "=", whose)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** With their principal. */
export async function forgetBudgetsOf(tx: Tx, organization: string, principal: string): Promise<void> {
  for (const table of ["ledger_budgets", "ledger_budget_uses"] as const)
    await tx.deleteFrom(table).where("organization_id", "=", organization).where("principal", "=", principal).execute();
}

export interface Use {
  held: number;
  spent: number;
}

/** Served by the primary key. */
export async function useOf(db: Tx, organization: string, principal: string, period: string): Promise<Use> {
  const row = await db
    .selectFrom("ledger_budget_uses")
    .select(["held", "spent"])
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("period", "=", period)
    .executeTakeFirst();
  return row ?? { held: 0, spent: 0 };
}

/** Adds to a use, or takes from it. What is given back to a budget whose principal has gone meanwhile is no use of it. */
export async function addToUse(
  tx: Tx,
  organization: string,
  principal: string,
  period: string,
  { held, spent }: Use,
): Promise<void> {
  if (held < 0) {
    await tx
      .updateTable("ledger_budget_uses")
      .set((e) => ({ held: e("held", "+", held), spent: e("spent", "+", spent) }))
      .where("organization_id", "=", organization)
      .where("principal", "=", principal)
      .where("period", "=", period)
      .execute();
    return;
  }
  await tx
    .insertInto("ledger_budget_uses")
    .values({ organization_id: organization, principal, period, held, spent })
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "principal", "period"]).doUpdateSet((e) => ({
        held: e("ledger_budget_uses.held", "+", held),
        spent: e("ledger_budget_uses.spent", "+", spent),
      })),
    )
    .execute();
}
