import { Command, Option } from "commander";
import type { Client, Query } from "../connection/client.ts";
import { inOneLine, table } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Counts {
  conversations: number;
  messages: number;
  tokensIn: number;
  tokensOut: number;
  answers: number;
  untold: number;
  cost: number;
  costAssumed: number;
}
interface Ranked extends Counts {
  id: string | null;
  name: string | null;
  isGone?: boolean;
  active?: number;
  /** Whose, of a key. */
  accountName?: string | null;
}
interface Totals {
  periods: (Counts & { from: string; active: number })[];
}
interface Ranking {
  from: string;
  things?: Ranked[];
  groups?: Ranked[];
  people?: Ranked[];
  keys?: Ranked[];
}

const lists = { model: "models", agent: "agents", group: "groups", user: "people", key: "keys" } as const;
interface Options {
  by?: keyof typeof lists;
  period: "day" | "week" | "month";
  from?: string;
  sort: string;
  limit: string;
}

export const usageCommand = (session: Session): Command =>
  new Command("usage")
    .summary("How much the workspace is used, and what that costs: over time, or by model, agent, group, user or key")
    .description(
      "Without --by: all people together, period by period. COST is at the prices of `tokenConfig`, NO PRICE at LibreChat's default where none is known, both in USD; CREDITS is both together, in credits; UNTOLD: answers whose tokens nobody told, so that Gatehouse counted them itself.",
    )
    .addOption(
      new Option("--by <what>", "model, agent, group, user or key: one period, the most first").choices(
        Object.keys(lists),
      ),
    )
    .addOption(new Option("--period <period>", "day, week or month").choices(["day", "week", "month"]).default("month"))
    .option("--from <day>", "with --by: a day in the period (default: today)")
    .addOption(
      new Option("--sort <order>", "with --by: messages, conversations, tokens or cost")
        .choices(["messages", "conversations", "tokens", "cost"])
        .default("messages"),
    )
    .option("--limit <count>", "with --by: at most so many, up to 100; without: so many periods, up to 60", "12")
    .action(
      session.connected(async ({ client, out }, options: Options) => {
        if (options.by === undefined) {
          const totals = await overTime(client, options);
          out.show(totals, ({ periods }) =>
            asTable(["FROM", "ACTIVE"], periods, (one) => [one.from, String(one.active)]),
          );
          return;
        }
        const ranking = await ranked(client, options.by, options);
        out.show(ranking, ({ from, things, groups, people, keys }) => {
          const rows = things ?? groups ?? people ?? keys ?? [];
          if (rows.length === 0) return `Nothing is counted for the ${options.period} of ${from}.`;
          return asTable(["NAME", "ACTIVE"], rows, (one) => [
            nameOf(one),
            one.active === undefined ? "" : String(one.active),
          ]);
        });
      }),
    );

const overTime = (client: Client, { period, limit }: Options) =>
  client.get<Totals>("/api/admin/usage", { by: period, periods: limit });

const ranked = (client: Client, by: keyof typeof lists, { period, from, sort, limit }: Options) => {
  const query: Query = { by: period, from, sort, limit };
  return client.get<Ranking>(`/api/admin/usage/${lists[by]}`, query);
};

const nameOf = ({ name, id, isGone, accountName }: Ranked): string => {
  const whose = accountName ? ` of ${accountName}` : "";
  return inOneLine(`${name ?? id ?? "(no name for you)"}${whose}${isGone ? " (gone)" : ""}`);
};

const asTable = <Row extends Counts>(heads: string[], rows: readonly Row[], first: (row: Row) => string[]): string =>
  table(
    rows.map((row) => [
      ...first(row),
      ...[row.conversations, row.messages, row.tokensIn, row.tokensOut].map(String),
      ...[
        dollars(row.cost),
        dollars(row.costAssumed),
        credits(row.cost + row.costAssumed),
        `${row.untold}/${row.answers}`,
      ],
    ]),
    [...heads, "CONVERSATIONS", "MESSAGES", "TOKENS IN", "TOKENS OUT", "COST", "NO PRICE", "CREDITS", "UNTOLD"],
  );

/** Of thousandths of a credit; 1,000,000 credits are 1 USD. */
const dollars = (thousandths: number): string => (thousandths / 1_000_000_000).toFixed(4);

const credits = (thousandths: number): string =>
  (thousandths / 1_000).toLocaleString("en-US", { maximumFractionDigits: 3 });
