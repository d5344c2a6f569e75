import { type Expression, type SqlBool, sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import type { Tx } from "../../store/index.ts";
import type { UsageOrder } from "./schemas.ts";

export interface Totals {
  active: number;
  conversations: number;
  messages: number;
  tokensIn: number;
  tokensOut: number;
}

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
  return new Map(
    rows.map(({ period, active, conversations, messages, tokens_in, tokens_out }) => [
      period,
      {
        active: Number(active),
        conversations: Number(conversations),
        messages: Number(messages),
        tokensIn: Number(tokens_in),
        tokensOut: Number(tokens_out),
      },
    ]),
  );
}

/** Adds up one period. Served by the primary key; grows with the people who were active in it. */
export async function addUp(db: Tx, organization: string, period: string): Promise<Totals> {
  const row = await db
    .selectFrom("usage_periods")
    .select((e) => [
      e.fn.countAll<number | bigint>().as("active"),
      e.fn.coalesce(e.fn.sum<number | string>("conversations"), sql<number>`0`).as("conversations"),
      e.fn.coalesce(e.fn.sum<number | string>("messages"), sql<number>`0`).as("messages"),
      e.fn.coalesce(e.fn.sum<number | string>("tokens_in"), sql<number>`0`).as("tokensIn"),
      e.fn.coalesce(e.fn.sum<number | string>("tokens_out"), sql<number>`0`).as("tokensOut"),
    ])
    .where("organization_id", "=", organization)
    .where("period", "=", period)
    .executeTakeFirstOrThrow();
  return {
    active: Number(row.active),
    conversations: Number(row.conversations),
    messages: Number(row.messages),
    tokensIn: Number(row.tokensIn),
    tokensOut: Number(row.tokensOut),
  };
}

export async function keepTotals(tx: Tx, organization: string, period: string, totals: Totals): Promise<void> {
  await tx
    .insertInto("usage_totals")
    .values({
      organization_id: organization,
      period,
      active: totals.active,
      conversations: totals.conversations,
      messages: totals.messages,
      tokens_in: totals.tokensIn,
      tokens_out: totals.tokensOut,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface PersonRow {
  account: string;
  conversations: number;
  messages: number;
  tokens_in: number;
  tokens_out: number;
  last_at: number;
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
  lastAt: sql<number>`last_at`,
} as const satisfies Record<UsageOrder, unknown>;

export const placeOf = (order: UsageOrder, row: PersonRow): UsagePlace => ({
  account: row.account,
  value: {
    messages: row.messages,
    conversations: row.conversations,
    tokens: row.tokens_in + row.tokens_out,
    lastAt: row.last_at,
  }[order],
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
  const { rows } = await sql<PersonRow>`select account, conversations, messages, tokens_in, tokens_out, last_at
    from usage_periods where organization_id = ${organization} and period = ${period} and ${behind} and account >= 'user:'
      and ${amongThem(organization, within)}
    order by ${by} desc, account desc limit ${limit}`.execute(db);
  return rows.map(numbers);
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
  const { rows } = await sql<Record<keyof Totals | "period", string | number>>`select period, count(*) as active,
    sum(conversations) as conversations, sum(messages) as messages,
    sum(tokens_in) as ${sql.ref("tokensIn")}, sum(tokens_out) as ${sql.ref("tokensOut")}
    from usage_periods where organization_id = ${organization} and period in (${sql.join(periods)})
      and ${amongThem(organization, within)} group by period`.execute(db);
  return new Map(
    rows.map(({ period, active, conversations, messages, tokensIn, tokensOut }) => [
      String(period),
      {
        active: Number(active),
        conversations: Number(conversations),
        messages: Number(messages),
        tokensIn: Number(tokensIn),
        tokensOut: Number(tokensOut),
      },
    ]),
  );
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
  return rows.map((row) => ({ ...numbers(row), period: row.period }));
}

/** PostgreSQL tells large numbers as texts. */
function numbers({ account, conversations, messages, tokens_in, tokens_out, last_at }: PersonRow): PersonRow {
  return {
    account,
    conversations: Number(conversations),
    messages: Number(messages),
    tokens_in: Number(tokens_in),
    tokens_out: Number(tokens_out),
    last_at: Number(last_at),
  };
}
