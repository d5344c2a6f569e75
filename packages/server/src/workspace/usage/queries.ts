import { type Expression, type SqlBool, sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import type { Tx } from "../../store/index.ts";
import { type CountedColumns, type Counts, columnsOf, counters, countsOf } from "./counts.ts";
import { measureOf } from "./rankings/measures.ts";
import type { UsageOrder } from "./schemas.ts";

export interface Totals extends Counts {
  active: number;
}

const sums = sql.join(
  counters.map((name) => sql`coalesce(sum(${sql.ref(name)}), 0) as ${sql.ref(name)}`),
  sql`, `,
);

/** Of periods that are over and were added up. Served by the primary key. */
export async function keptTotals(
  db: Tx,
  organization: string,
  periods: readonly string[],
): Promise<Map<string, Totals>> {
  const rows = await db
    .selectFrom("usage_totals")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("period", "in", periods)
    .execute();
  return new Map(rows.map((row) => [row.period, { active: Number(row.active), ...countsOf(row) }]));
}

/** Adds up one period. Served by the primary key; grows with the people who were active in it. */
export async function addUp(db: Tx, organization: string, period: string): Promise<Totals> {
  const { rows } = await sql<CountedColumns & { active: number }>`select count(*) as active, ${sums}
    from usage_periods where organization_id = ${organization} and period = ${period}`.execute(db);
  return { active: Number(rows[0]?.active ?? 0), ...countsOf(rows[0]) };
}

export async function keepTotals(tx: Tx, organization: string, period: string, totals: Totals): Promise<void> {
  await tx
    .insertInto("usage_totals")
    .values({
      organization_id: organization,
      period,
      active: totals.active,
      ...columnsOf(totals),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface PersonRow extends Counts {
  account: string;
  lastAt: number;
}

/** Where a list goes on: after this one. */
export interface UsagePlace {
  value: number;
  account: string;
}

const orders = {
  messages: sql<number>`messages`,
  conversations: sql<number>`conversations`,
  tokens: sql<number>`(tokens_in + tokens_out)`,
  cost: sql<number>`(cost + cost_assumed)`,
  lastAt: sql<number>`last_at`,
} as const satisfies Record<UsageOrder, unknown>;

export const placeOf = (order: UsageOrder, row: PersonRow): UsagePlace => ({
  account: row.account,
  value: order === "lastAt" ? row.lastAt : measureOf(order, row),
});

/**
 * Who was active in a period, the most first. Served by the index of the order (usage_by_…).
 * @param within these people only: a few by the primary key and sorted, of many each by the primary key of memberships
 */
export async function listUsage(
  db: Tx,
  organization: string,
  period: string,
  {
    order,
    after,
    limit,
    within,
  }: { order: UsageOrder; after: UsagePlace | undefined; limit: number; within: Within | null },
): Promise<PersonRow[]> {
  const by = orders[order];
  // The first half is what the index can be entered by.
  const behind = after
    ? sql<boolean>`${by} <= ${after.value} and (${by} < ${after.value} or account < ${after.account})`
    : sql<boolean>`1 = 1`;
  const { rows } = await sql<AccountRow>`select account, last_at, ${sql.join(counters.map((name) => sql.ref(name)))}
    from usage_periods where organization_id = ${organization} and period = ${period} and ${behind} and account >= 'user:'
      and ${amongThem(organization, within)}
    order by ${by} desc, account desc limit ${limit}`.execute(db);
  return rows.map(personOf);
}

function amongThem(organization: string, within: Within | null): Expression<SqlBool> {
  if (within === null) return sql`1 = 1`;
  return areFew(within)
    ? sql`account in ${namesWithin(organization, within)}`
    : isWithin(organization, sql`usage_periods.account`, within);
}

/** Periods added up for some people alone; one in which nobody was active is left out. Served by the primary key. */
export async function addUpWithin(
  db: Tx,
  organization: string,
  periods: readonly string[],
  within: Within,
): Promise<Map<string, Totals>> {
  const { rows } = await sql<
    CountedColumns & { active: number; period: string }
  >`select period, count(*) as active, ${sums}
    from usage_periods where organization_id = ${organization} and period in (${sql.join(periods)})
      and ${amongThem(organization, within)} group by period`.execute(db);
  return new Map(rows.map((row) => [row.period, { active: Number(row.active), ...countsOf(row) }]));
}

/** What one account did in these periods. Served by the primary key, once for each. */
export async function usageOf(
  db: Tx,
  organization: string,
  account: string,
  periods: readonly string[],
): Promise<(PersonRow & { period: string })[]> {
  const rows = await db
    .selectFrom("usage_periods")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("period", "in", periods)
    .where("account", "=", account)
    .execute();
  return rows.map((row) => ({ ...personOf(row), period: row.period }));
}

interface AccountRow extends CountedColumns {
  account: string;
  last_at: number;
}

const personOf = (row: AccountRow): PersonRow => ({
  account: row.account,
  lastAt: Number(row.last_at),
  ...countsOf(row),
});
