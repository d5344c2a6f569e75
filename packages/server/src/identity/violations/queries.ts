import type { Selectable } from "kysely";
import type { Tx, ViolationsTable } from "../../store/index.ts";

export type ViolationRow = Selectable<ViolationsTable>;

/**
 * Counts one more, in one statement: of several at the same moment, on whatever server, each hears of another score. Served by the primary key.
 * @returns the score with this one
 */
export async function addViolation(
  tx: Tx,
  {
    organization,
    subject,
    type,
    score,
    at,
  }: { organization: string; subject: string; type: string; score: number; at: number },
): Promise<number> {
  const row = await tx
    .insertInto("violations")
    .values({ organization_id: organization, subject, type, score, times: 1, last_at: at })
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "subject", "type"]).doUpdateSet((e) => ({
        score: e("violations.score", "+", score),
        times: e("violations.times", "+", 1),
        last_at: at,
      })),
    )
    .returning("score")
    .executeTakeFirstOrThrow();
  return Number(row.score);
}

/** Served by the primary key; there are some ten types. */
export const violationsOf = (db: Tx, organization: string, subject: string): Promise<ViolationRow[]> =>
  db
    .selectFrom("violations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("subject", "=", subject)
    .orderBy("type")
    .execute();

/** @returns of which types there were any */
export async function forgetViolations(tx: Tx, organization: string, subject: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom("violations")
    .where("organization_id", "=", organization)
    .where("subject", "=", subject)
    .returning("type")
    .execute();
  return rows.map(({ type }) => type).toSorted();
}

/** Counters of addresses that nobody failed to sign in from for long. Served by violations_by_last. */
export async function forgetOldAddresses(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom("violations").where("last_at", "<", before).where("subject", "like", "address:%").execute();
}
