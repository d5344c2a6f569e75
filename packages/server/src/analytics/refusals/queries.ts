import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";

/** What was asked, of a thing of which type, and which rule said no. */
export interface RefusalKey {
  asked: string;
  type: string;
  rule: string;
}

/** What was refused in a period, at most `most` different ones and those that one batch may bring. Served by the primary key. */
export const keysOf = (db: Tx, organization: string, period: string, most: number): Promise<RefusalKey[]> =>
  db
    .selectFrom("refusal_counts")
    .select(["asked", "type", "rule"])
    .where("organization_id", "=", organization)
    .where("period", "=", period)
    .limit(most * 2)
    .execute();

/** @param rows each key once, in order */
export async function addRefusals(
  tx: Tx,
  organization: string,
  period: string,
  rows: readonly (RefusalKey & { times: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto("refusal_counts")
    .values(rows.map((row) => ({ ...row, organization_id: organization, period })))
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "period", "asked", "type", "rule"])
        .doUpdateSet((e) => ({ times: e("refusal_counts.times", "+", e.ref("excluded.times")) })),
    )
    .execute();
}

/** The most frequent ones of a period. Served by the primary key: a day has some thousand at most. */
export async function mostRefused(
  db: Tx,
  organization: string,
  period: string,
  limit: number,
): Promise<(RefusalKey & { times: number })[]> {
  const rows = await db
    .selectFrom("refusal_counts")
    .select(["asked", "type", "rule", "times"])
    .where("organization_id", "=", organization)
    .where("period", "=", period)
    .orderBy("times", "desc")
    .orderBy("asked")
    .orderBy("type")
    .orderBy("rule")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, times: Number(row.times) }));
}

/** How often anything was refused, period by period; periods without any are left out. Served by the primary key. */
export async function refusedIn(
  db: Tx,
  organization: string,
  periods: readonly string[],
): Promise<Map<string, { times: number; different: number }>> {
  const { rows } = await sql<{ period: string; times: number; different: number }>`
    select period, sum(times) as times, count(*) as different from refusal_counts
    where organization_id = ${organization} and period in (${sql.join([...periods])}) group by period`.execute(db);
  return new Map(
    rows.map(({ period, times, different }) => [period, { times: Number(times), different: Number(different) }]),
  );
}
