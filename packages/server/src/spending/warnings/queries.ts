import type { Selectable } from "kysely";
import type { SpendingWarningsTable, Tx } from "../../store/index.ts";

export type WarningRow = Selectable<SpendingWarningsTable>;
/** What is nearly spent: a budget in a period, or a balance. */
export type Nearly = Pick<WarningRow, "principal" | "whose" | "period" | "amount" | "spent" | "every">;
export type NearlyName = Pick<Nearly, "principal" | "whose" | "period">;
export type Warned = Pick<WarningRow, keyof NearlyName | "warned_at">;

/** What warnings of a balance stand under. */
export const balanceOf = (principal: string) => ({ principal, whose: "balance", period: "all" }) as const;

/** Of which of these anybody was warned, and when last. Served by the primary key. */
export const warnedOf = (db: Tx, organization: string, principals: readonly string[]): Promise<Warned[]> =>
  db
    .selectFrom("spending_warnings")
    .select((e) => ["principal", "whose", "period", e.fn.max("warned_at").as("warned_at")])
    .groupBy(["principal", "whose", "period"])
    .where("organization_id", "=", organization)
    .where("principal", "in", principals)
    .execute();

/** @returns whether it was not there already: another server may be as quick */
export async function insertWarning(tx: Tx, row: WarningRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("spending_warnings")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** There is more of it again: who gets to its end once more is warned once more. */
export async function deleteWarningsOf(tx: Tx, organization: string, { principal, whose, period }: NearlyName) {
  await tx
    .deleteFrom("spending_warnings")
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("whose", "=", whose)
    .where("period", "=", period)
    .execute();
}

/** Of a budget that goes, or that is raised; in whatever period. Served by the primary key. */
export async function forgetWarningsOfBudget(
  tx: Tx,
  organization: string,
  { principal, whose }: Pick<NearlyName, "principal" | "whose">,
): Promise<void> {
  await tx
    .deleteFrom("spending_warnings")
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .where("whose", "=", whose)
    .execute();
}

/** What somebody has not read, the newest first. Served by spending_warnings_by_account. */
export const unreadOf = (db: Tx, organization: string, account: string, limit: number): Promise<WarningRow[]> =>
  db
    .selectFrom("spending_warnings")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("seen", "=", 0)
    .orderBy("warned_at", "desc")
    .orderBy("principal")
    .orderBy("whose")
    .limit(limit)
    .execute();

export async function markRead(tx: Tx, organization: string, account: string): Promise<void> {
  await tx
    .updateTable("spending_warnings")
    .set({ seen: 1 })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("seen", "=", 0)
    .execute();
}

/** Of periods that are over; what never begins anew stays, so that nobody is warned of it twice. Served by spending_warnings_by_time. */
export async function forgetWarningsBefore(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom("spending_warnings").where("warned_at", "<", before).where("every", "<>", "none").execute();
}

/** Whoever was warned, or what it was about, goes. */
export async function forgetWarningsOf(tx: Tx, organization: string, name: string): Promise<void> {
  for (const column of ["account", "principal"] as const)
    await tx
      .deleteFrom("spending_warnings")
      .where("organization_id", "=", organization)
      .where(column, "=", name)
      .execute();
}
