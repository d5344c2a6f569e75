import type { Insertable, Selectable } from "kysely";
import type { LedgerBalancesTable, LedgerEntriesTable, LedgerReservationsTable, Tx } from "../../store/index.ts";

export type BalanceRow = Selectable<LedgerBalancesTable>;
export type ReservationRow = Selectable<LedgerReservationsTable>;

/** Served by the primary key. */
export const findBalance = (db: Tx, organization: string, account: string): Promise<BalanceRow | undefined> =>
  db
    .selectFrom("ledger_balances")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .executeTakeFirst();

export async function insertBalance(tx: Tx, row: Insertable<LedgerBalancesTable>): Promise<void> {
  await tx.insertInto("ledger_balances").values(row).execute();
}

/** @throws {Error} where there is none any more: the account was removed meanwhile */
export async function updateBalance(tx: Tx, row: Insertable<LedgerBalancesTable>): Promise<void> {
  const { organization_id, account, ...values } = row;
  const { numUpdatedRows } = await tx
    .updateTable("ledger_balances")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error("the account was removed meanwhile");
}

export async function insertEntries(tx: Tx, entries: readonly LedgerEntriesTable[]): Promise<void> {
  if (entries.length > 0) await tx.insertInto("ledger_entries").values(entries).execute();
}

/** Served by the primary key. */
export const findReservation = (
  tx: Tx,
  organization: string,
  account: string,
  id: string,
): Promise<ReservationRow | undefined> =>
  tx
    .selectFrom("ledger_reservations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("id", "=", id)
    .executeTakeFirst();

/** Of one account, those whose time is over and that still hold something. Served by the primary key: an account has few. */
export const overdueOf = (tx: Tx, organization: string, account: string, now: number): Promise<ReservationRow[]> =>
  tx
    .selectFrom("ledger_reservations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("is_expired", "=", 0)
    .where("expires_at", "<=", now)
    .execute();

/** Accounts that have such ones, in whatever organization. Served by ledger_reservations_by_end. */
export const accountsOverdue = (db: Tx, now: number, limit: number) =>
  db
    .selectFrom("ledger_reservations")
    .select(["organization_id", "account"])
    .distinct()
    .where("is_expired", "=", 0)
    .where("expires_at", "<=", now)
    .limit(limit)
    .execute();

export async function insertReservation(tx: Tx, row: Insertable<LedgerReservationsTable>): Promise<void> {
  await tx.insertInto("ledger_reservations").values(row).execute();
}

export async function markExpired(tx: Tx, { organization_id, account, id }: ReservationRow): Promise<void> {
  await tx
    .updateTable("ledger_reservations")
    .set({ is_expired: 1, amount: 0, budget_held: 0 })
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("id", "=", id)
    .execute();
}

export async function deleteReservation(tx: Tx, { organization_id, account, id }: ReservationRow): Promise<void> {
  await tx
    .deleteFrom("ledger_reservations")
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("id", "=", id)
    .execute();
}

/** Those that nobody will settle any more. Served by ledger_reservations_by_end. */
export async function forgetExpired(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom("ledger_reservations").where("is_expired", "=", 1).where("expires_at", "<=", before).execute();
}

/** Served by the primary key, once for each. */
export async function findBalances(
  db: Tx,
  organization: string,
  accounts: readonly string[],
): Promise<Map<string, BalanceRow>> {
  if (accounts.length === 0) return new Map();
  const rows = await db
    .selectFrom("ledger_balances")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "in", accounts)
    .execute();
  return new Map(rows.map((row) => [row.account, row]));
}

/**
 * The books of somebody whose account is gone: by nobody's name from now on, and of nobody's conversations. What was spent stays spent. In this order
 * whoever settles an answer of theirs at this moment finds no balance, and writes nothing.
 */
export async function forgetBooksOf(tx: Tx, organization: string, account: string, nobody: string): Promise<void> {
  const rename = (table: "ledger_balances" | "ledger_reservations") =>
    tx
      .updateTable(table)
      .set({ account: nobody })
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .execute();
  await rename("ledger_balances");
  await tx
    .updateTable("ledger_entries")
    .set((e) => ({
      account: nobody,
      actor: e.case().when("actor", "=", account).then(nobody).else(e.ref("actor")).end(),
      conversation_id: null,
      reason: null,
    }))
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
  await rename("ledger_reservations");
}
