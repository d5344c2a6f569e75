import type { Insertable, Selectable } from "kysely";
import type { RateLimitsTable, Tx } from "../../store/index.ts";

export type RateRow = Selectable<RateLimitsTable>;

/** All of an organization, some hundred at most. Served by rate_limits_by_principal. */
export const listRates = (db: Tx, organization: string): Promise<RateRow[]> =>
  db
    .selectFrom("rate_limits")
    .selectAll()
    .where("organization_id", "=", organization)
    .orderBy("principal")
    .orderBy("model")
    .orderBy("shared")
    .execute();

export const findRate = (db: Tx, organization: string, id: string): Promise<RateRow | undefined> =>
  db
    .selectFrom("rate_limits")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** Served by rate_limits_by_principal. */
export const findRateFor = (
  db: Tx,
  { organization_id, principal, model, shared }: Pick<RateRow, "organization_id" | "principal" | "model" | "shared">,
): Promise<RateRow | undefined> =>
  db
    .selectFrom("rate_limits")
    .selectAll()
    .where("organization_id", "=", organization_id)
    .where("principal", "=", principal)
    .where("model", "=", model)
    .where("shared", "=", shared)
    .executeTakeFirst();

export async function insertRate(tx: Tx, row: Insertable<RateLimitsTable>): Promise<void> {
  await tx.insertInto("rate_limits").values(row).execute();
}

export async function replaceRate(tx: Tx, { organization_id, id, ...values }: RateRow): Promise<void> {
  await tx
    .updateTable("rate_limits")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();
}

export async function deleteRate(tx: Tx, organization: string, id: string): Promise<void> {
  await tx.deleteFrom("rate_limits").where("organization_id", "=", organization).where("id", "=", id).execute();
}

/** Of a principal that goes. Served by rate_limits_by_principal. @returns whether there was one */
export async function deleteRatesOf(tx: Tx, organization: string, principal: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("rate_limits")
    .where("organization_id", "=", organization)
    .where("principal", "=", principal)
    .executeTakeFirst();
  return Number(numDeletedRows) > 0;
}
