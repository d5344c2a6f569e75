import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { rowOf } from "../workspace/report/csv.ts";
import type { Counts } from "../workspace/usage/counts.ts";
import { RankingQuery, UsagePeopleQuery } from "../workspace/usage/schemas.ts";
import type { AnalyticsParts } from "./parts.ts";
import type { Refusals } from "./refusals/service.ts";
import { SharingQuery, type TableQuery } from "./schemas.ts";
import type { MostShared } from "./sharing/service.ts";

type Cells = readonly (string | number | null)[];

const COUNTS = [
  "conversations",
  "messages",
  "tokensIn",
  "tokensOut",
  "answers",
  "answersWithoutNumbers",
  "creditsAtKnownPrices",
  "creditsAtDefaultPrice",
];
const countsOf = (counts: Counts): Cells => [
  ...[counts.conversations, counts.messages, counts.tokensIn, counts.tokensOut, counts.answers, counts.untold],
  ...[counts.cost / 1_000, counts.costAssumed / 1_000],
];

const PAGE = "100";

/** Every table of the page as CSV, by the services that answer the page: whoever may not see it there does not get it here. */
export class Tables {
  private readonly parts: AnalyticsParts;
  private readonly others: { sharing: MostShared; refusals: Refusals };

  constructor(parts: AnalyticsParts, others: { sharing: MostShared; refusals: Refusals }) {
    this.parts = parts;
    this.others = others;
  }

  /** The first piece is made before it is answered: a no comes as one. @throws {Problem} `forbidden`, `request-invalid` */
  async csv(actor: Actor, query: TableQuery): Promise<AsyncGenerator<string>> {
    const pieces = this.pieces(actor, query);
    const first = await pieces.next();
    return whole(first.done ? "" : first.value, pieces);
  }

  private async *pieces(actor: Actor, query: TableQuery): AsyncGenerator<string> {
    const { by, from, periods, sort, type } = query;
    const period = { by, ...(from !== undefined && { from }) };
    const { usage, usageRankings: rankings } = this.parts.workspace;
    const { sharing, refusals } = this.others;
    switch (query.table) {
      case "time": {
        const told = await usage.totals(actor, { by, periods });
        yield text(["from", "active", ...COUNTS], told.periods, (one) => [one.from, one.active, ...countsOf(one)]);
        return;
      }
      case "models":
      case "agents": {
        const kind = query.table === "models" ? "model" : "agent";
        yield* paged(RankingQuery, { ...period, sort }, async (page) => {
          const { things, nextCursor } = await rankings.things(actor, kind, page);
          const rows = things.map((one) => [
            ...[one.name, one.id, one.resource, String(one.isGone), one.active],
            ...countsOf(one),
          ]);
          return { head: ["name", "id", "resource", "isGone", "active", ...COUNTS], rows, nextCursor };
        });
        return;
      }
      case "groups":
        yield* paged(RankingQuery, { ...period, sort }, async (page) => {
          const { groups, nextCursor } = await rankings.groups(actor, page);
          const rows = groups.map((one) => [one.name, one.id, one.members, one.active, ...countsOf(one)]);
          return { head: ["name", "id", "members", "active", ...COUNTS], rows, nextCursor };
        });
        return;
      case "people":
        yield* paged(UsagePeopleQuery, { ...period, sort }, async (page) => {
          const { people, nextCursor } = await usage.people(actor, page);
          const rows = people.map((one) => [one.name, one.id, ...countsOf(one), one.lastAt]);
          return { head: ["name", "id", ...COUNTS, "lastAt"], rows, nextCursor };
        });
        return;
      case "keys":
        yield* paged(RankingQuery, { ...period, sort }, async (page) => {
          const { keys, nextCursor } = await rankings.keys(actor, page);
          const rows = keys.map((one) => [one.name, one.id, one.account, one.accountName, ...countsOf(one)]);
          return { head: ["name", "id", "account", "accountName", ...COUNTS], rows, nextCursor };
        });
        return;
      case "sharing": {
        const { things } = await sharing.most(actor, asked(SharingQuery, { type, sort }));
        yield text(["resource", "type", "name", "people", "grants"], things, (one) => [
          ...[one.resource, one.type, one.name, one.people, one.grants],
        ]);
        return;
      }
      case "refusals": {
        const told = await refusals.most(actor, { by, from, periods });
        yield text(["asked", "type", "rule", "times"], told.refusals, (one) => [
          ...[one.asked, one.type, one.rule, one.times],
        ]);
      }
    }
  }
}

async function* whole(first: string, others: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* others;
}

const text = <Row>(head: Cells, rows: readonly Row[], cellsOf: (row: Row) => Cells): string =>
  rowOf(head) + rows.map((row) => rowOf(cellsOf(row))).join("");

interface Page {
  head: Cells;
  rows: Cells[];
  nextCursor: string | null;
}

/** Each page asks anew whether it may be read. */
async function* paged<Query>(
  schema: Schema<Query>,
  query: object,
  read: (query: Query) => Promise<Page>,
): AsyncGenerator<string> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { head, rows, nextCursor }: Page = await read(asked(schema, { ...query, cursor, limit: PAGE }));
    yield (cursor === undefined ? rowOf(head) : "") + rows.map(rowOf).join("");
    cursor = nextCursor;
  }
}

interface Schema<T> {
  safeParse(given: unknown): { success: true; data: T } | { success: false };
}

/** As the page's own call would take it. @throws {Problem} `request-invalid`: an order that this table does not have */
function asked<T>(schema: Schema<T>, given: object): T {
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const read = schema.safeParse(kept);
  if (!read.success) throw problem("request-invalid", { detail: "`sort`: this table has no such order" });
  return read.data;
}
