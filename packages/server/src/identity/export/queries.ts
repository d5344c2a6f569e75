import type { Selectable } from "kysely";
import type { DataExportsTable, Tx } from "../../store/index.ts";

export type ExportRow = Selectable<DataExportsTable>;
export type Running = Pick<ExportRow, "organization_id" | "account" | "token_hash">;

/** In the place of a former ticket, which ends. @returns false: a download is running, and nothing was done */
export async function saveTicket(tx: Tx, row: Omit<ExportRow, "lease_until">): Promise<boolean> {
  const { organization_id: _, account: __, ...values } = row;
  const saved = await tx
    .insertInto("data_exports")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "account"])
        .doUpdateSet({ ...values, lease_until: null })
        .where((e) =>
          e.or([e("data_exports.lease_until", "is", null), e("data_exports.lease_until", "<=", row.created_at)]),
        ),
    )
    .returning("account")
    .executeTakeFirst();
  return saved !== undefined;
}

/** Uses it up. @returns false: it is none that this session has, in force */
export async function takeTicket(
  tx: Tx,
  { organization_id, account, token_hash }: Running,
  { session, now, leaseUntil }: { session: string; now: number; leaseUntil: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("data_exports")
    .set({ lease_until: leaseUntil })
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("token_hash", "=", token_hash)
    .where("session_id", "=", session)
    .where("lease_until", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @returns false: it is not the one that runs any more */
export async function renewLease(tx: Tx, { organization_id, account, token_hash }: Running, until: number) {
  const { numUpdatedRows } = await tx
    .updateTable("data_exports")
    .set({ lease_until: until })
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("token_hash", "=", token_hash)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function removeExport(tx: Tx, { organization_id, account, token_hash }: Running): Promise<void> {
  await tx
    .deleteFrom("data_exports")
    .where("organization_id", "=", organization_id)
    .where("account", "=", account)
    .where("token_hash", "=", token_hash)
    .execute();
}
