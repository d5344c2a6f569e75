import { type Insertable, type Selectable, sql } from "kysely";
import type { LedgerBalancesTable, LedgerEntriesTable, LedgerReservationsTable, Store, Tx } from "../../store/index.ts";

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

/** From so many on they go as one parameter: a parameter for each field costs more than the rows themselves. */
const MANY = 32;

export async function insertEntries(
  tx: Tx,
  kind: Store["kind"],
  entries: readonly LedgerEntriesTable[],
): Promise<void> {
  if (entries.length >= MANY) await insertMany[kind](tx, entries);
  else if (entries.length > 0) await tx.insertInto("ledger_entries").values(entries).execute();
}

const typeOf = {
  ...{ organization_id: "text", account: "text", number: "bigint", at: "bigint", kind: "text", debited: "text" },
  ...{ credited: "text", amount: "bigint", actor: "text", reservation: "text", model: "text", agent: "text" },
  ...{ key_id: "text", context: "text", conversation_id: "text", tokens_in: "bigint", tokens_out: "bigint" },
  ...{ prompt_rate: "bigint", completion_rate: "bigint", reason: "text" },
} satisfies Record<keyof LedgerEntriesTable, "text" | "bigint">;
const columns = Object.keys(typeOf) as (keyof typeof typeOf)[];
const into = sql`insert into ledger_entries (${sql.join(columns.map((column) => sql.ref(column)))})`;

const insertMany: Record<Store["kind"], (tx: Tx, entries: readonly LedgerEntriesTable[]) => Promise<unknown>> = {
  sqlite: (tx, entries) => {
    // A list for each: what is looked up by its place is found sooner.
    const rows = JSON.stringify(entries.map((entry) => columns.map((column) => entry[column])));
    const fields = columns.map((_, place) => sql`value ->> ${sql.lit(place)}`);
    return sql`${into} select ${sql.join(fields)} from json_each(${rows})`.execute(tx);
  },
  postgres: (tx, entries) => {
    const fields = Object.entries(typeOf).map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`);
    return sql`${into} select * from json_to_recordset(${JSON.stringify(entries)}::json) as entry(${sql.join(fields)})`.execute(
      tx,
    );
  },
};

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

/** Those of an account that servers hold for many calls. Served by the primary key. */
export const slicesOf = (tx: Tx, organization: string, account: string): Promise<ReservationRow[]> =>
  tx
    .selectFrom("ledger_reservations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("groups_written", "is not", null)
    .where("is_expired", "=", 0)
    .execute();

export async function updateReservation(
  tx: Tx,
  { organization_id, account, id }: ReservationRow,
  values: Pick<ReservationRow, "amount" | "budget_held" | "expires_at" | "groups_written">,
): Promise<void> {
  await tx
    .updateTable("ledger_reservations")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("id", "=", id)
    .execute();
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
