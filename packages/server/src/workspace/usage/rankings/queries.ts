import { sql } from "kysely";
import type { Tx } from "../../../store/index.ts";
import { type CountedColumns, type Counts, counters, countsOf } from "../counts.ts";

/** Where adding up goes on: after this row. */
export interface Place {
  name: string;
  account: string;
}

export interface ThingSum extends Counts {
  thing: string;
  active: number;
}

const columns = sql.join(counters.map((name) => sql.ref(name)));
const sums = sql.join(counters.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`));

/**
 * Adds up some rows of a period by thing, in the order of the primary key, which serves it: at most `limit` rows, so that nobody waits long for it
 * where the database is in this process.
 * @returns a thing may come again in the next piece; no `next`: that was all
 */
export async function sumThings(
  db: Tx,
  organization: string,
  period: string,
  type: string,
  after: Place | undefined,
  limit: number,
): Promise<{ sums: ThingSum[]; next: Place | undefined }> {
  const from = after ? sql`(thing, account) > (${after.name}, ${after.account})` : sql`thing >= ${`${type}:`}`;
  const { rows } = await sql<CountedColumns & { thing: string; active: number; last: string }>`
    select thing, count(*) as active, max(account) as last, ${sums} from (
      select thing, account, ${columns} from usage_things
      where organization_id = ${organization} and period = ${period} and ${from} and thing < ${`${type};`}
      order by thing, account limit ${limit}) as piece
    group by thing order by thing`.execute(db);
  const told = rows.map((row) => ({ thing: row.thing, active: Number(row.active), ...countsOf(row) }));
  const last = rows.at(-1);
  const isAll = told.reduce((sum, { active }) => sum + active, 0) < limit;
  return { sums: told, next: last && !isAll ? { name: last.thing, account: last.last } : undefined };
}

/** What people did in a period, some accounts at a time. Served by the primary key. */
export async function someAccounts(
  db: Tx,
  organization: string,
  period: string,
  after: string,
  limit: number,
): Promise<(Counts & { account: string })[]> {
  const rows = await db
    .selectFrom("usage_periods")
    .select(["account", ...counters])
    .where("organization_id", "=", organization)
    .where("period", "=", period)
    .where("account", ">", after)
    .orderBy("account")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ account: row.account, ...countsOf(row) }));
}

/** Those of these API keys that there are. Served by the primary key of api_keys. */
export async function keysNamed(
  db: Tx,
  organization: string,
  ids: readonly string[],
): Promise<Map<string, { name: string; account: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("api_keys")
    .select(["id", "name", "account"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, ...key }) => [id, key]));
}
