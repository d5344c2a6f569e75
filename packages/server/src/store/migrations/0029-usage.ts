import { type Kysely, sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: who is active and how much is asked, by day, week and month, without reading all messages. Cost: messages and conversations that there
 * are are read once, in pieces, and counted.
 */
export const usage: MigrationOf = ({ text, keyed }) => ({
  up: async (db) => {
    await run(db, [
      // What an account did in a period: `d2026-11-30`, `w2026-11-30` (from that Monday on), `m2026-11-01`; UTC.
      sql`create table usage_periods (
        organization_id ${text} not null,
        period ${text} not null,
        account ${text} not null,
        conversations bigint not null default 0,
        messages bigint not null default 0,
        tokens_in bigint not null default 0,
        tokens_out bigint not null default 0,
        last_at bigint not null,
        primary key (organization_id, period, account)
      ) ${keyed}`,
      // Who did most in a period? One index for each order of the table.
      sql`create index usage_by_messages on usage_periods (organization_id, period, messages, account)`,
      sql`create index usage_by_conversations on usage_periods (organization_id, period, conversations, account)`,
      sql`create index usage_by_tokens on usage_periods (organization_id, period, (tokens_in + tokens_out), account)`,
      sql`create index usage_by_moment on usage_periods (organization_id, period, last_at, account)`,
      // What does this account leave?
      sql`create index usage_by_account on usage_periods (organization_id, account)`,
      // A period that is over, all accounts together.
      sql`create table usage_totals (
        organization_id ${text} not null,
        period ${text} not null,
        active bigint not null,
        conversations bigint not null,
        messages bigint not null,
        tokens_in bigint not null,
        tokens_out bigint not null,
        primary key (organization_id, period)
      ) ${keyed}`,
    ]);
    await countAll(db, "messages");
    await countAll(db, "conversations");
  },
});

const PIECE = 10_000;
const DAY_MS = 86_400_000;

interface Row {
  organization_id: string;
  id: string;
  account: string;
  created_at: number | string;
  tokens: number | null;
  is_persons: number;
}

/** In the order of the primary key, piece by piece. */
async function countAll(db: Kysely<unknown>, table: "messages" | "conversations"): Promise<void> {
  const columns =
    table === "messages"
      ? sql`token_count as tokens, is_created_by_user as is_persons`
      : sql`null as tokens, 1 as is_persons`;
  let [organization, id] = ["", ""];
  for (;;) {
    const { rows } = await sql<Row>`select organization_id, id, account, created_at, ${columns} from ${sql.table(table)}
      where (organization_id, id) > (${organization}, ${id}) order by organization_id, id limit ${PIECE}`.execute(db);
    const counted = new Map<
      string,
      { row: Row; period: string; count: number; tokensIn: number; tokensOut: number; at: number }
    >();
    for (const row of rows.filter(({ account }) => account.startsWith("user:")))
      for (const period of periodsAt(Number(row.created_at))) {
        const key = `${row.organization_id} ${period} ${row.account}`;
        const one = counted.get(key) ?? { row, period, count: 0, tokensIn: 0, tokensOut: 0, at: 0 };
        one.count += Number(row.is_persons);
        one[row.is_persons ? "tokensIn" : "tokensOut"] += row.tokens ?? 0;
        one.at = Math.max(one.at, Number(row.created_at));
        counted.set(key, one);
      }
    for (const { row, period, count, tokensIn, tokensOut, at } of counted.values())
      await sql`insert into usage_periods (organization_id, period, account, ${sql.ref(table)}, tokens_in, tokens_out, last_at)
        values (${row.organization_id}, ${period}, ${row.account}, ${count}, ${tokensIn}, ${tokensOut}, ${at})
        on conflict (organization_id, period, account) do update set
          ${sql.ref(table)} = usage_periods.${sql.ref(table)} + excluded.${sql.ref(table)},
          tokens_in = usage_periods.tokens_in + excluded.tokens_in,
          tokens_out = usage_periods.tokens_out + excluded.tokens_out,
          last_at = case when excluded.last_at > usage_periods.last_at then excluded.last_at else usage_periods.last_at end`.execute(
        db,
      );
    const last = rows.at(-1);
    if (!last || rows.length < PIECE) return;
    [organization, id] = [last.organization_id, last.id];
  }
}

/** As the server names them; a migration stays what it is. */
function periodsAt(at: number): string[] {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return [`d${day(at)}`, `w${day(at - sinceMonday * DAY_MS)}`, `m${day(at).slice(0, 7)}-01`];
}
