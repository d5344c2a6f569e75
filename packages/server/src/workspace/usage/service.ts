import { administered } from "../../access/administered.ts";
import { namesOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { type Counts, countsOf } from "./counts.ts";
import { beginOf, endOf, lastPeriods, type PeriodKind, periodName } from "./periods.ts";
import {
  addUp,
  addUpWithin,
  keepTotals,
  keptTotals,
  listUsage,
  type PersonRow,
  placeOf,
  type Totals,
  usageOf,
} from "./queries.ts";
import { readingUsage, requireReading } from "./reading.ts";
import type { PersonUsage, UsageAnswer, UsagePeople, UsagePeopleQuery, UsageQuery } from "./schemas.ts";

/** A server whose clock is behind may still count into a period that is over for another one. */
const SETTLED_MS = 60 * 60_000;
/** So old may be what is told of a period that is not over: who asks again and again costs nothing. */
const FRESH_MS = 10_000;
const MOST_REMEMBERED = 500;
const DAYS = 30;
const MONTHS = 12;

/** How much people use the workspace: how many, how much, who most. Never what. Counted where messages are stored (count.ts). */
export class UsageStatistics {
  private readonly parts: WorkspaceParts;
  private readonly recent = new Map<string, { at: number; totals: Totals }>();

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /**
   * The last periods, all people together, the newest last. One that is over is added up once and kept.
   * @throws {Problem} `forbidden` without `read:usage` or `read:insights`
   * Cost: grows with the periods, and once in ten seconds with the people who are active in the one of now.
   */
  async totals(actor: Actor, { by, periods }: UsageQuery): Promise<UsageAnswer> {
    const access = this.parts.access.of(actor);
    const within = administered(access, actor, ...readingUsage);
    const now = this.parts.now();
    const begins = lastPeriods(by, now, periods);
    if (within !== null) {
      const names = begins.map((begin) => periodName(by, begin));
      const totals = await addUpWithin(this.parts.store.db, access.id, names, within);
      return {
        periods: begins.map((from) => ({
          from,
          isOver: endOf(by, from) <= now,
          ...(totals.get(periodName(by, from)) ?? NOBODY),
        })),
      };
    }
    const kept = await keptTotals(
      this.parts.store.db,
      access.id,
      begins.map((begin) => periodName(by, begin)),
    );
    const told: UsageAnswer["periods"] = [];
    for (const from of begins) {
      const totals = kept.get(periodName(by, from)) ?? (await this.addedUp(access.id, by, from, now));
      told.push({ from, isOver: endOf(by, from) <= now, ...totals });
    }
    return { periods: told };
  }

  private async addedUp(organization: string, by: PeriodKind, from: string, now: number): Promise<Totals> {
    const period = periodName(by, from);
    const key = `${organization} ${period}`;
    const recent = this.recent.get(key);
    if (recent && now - recent.at < FRESH_MS) return recent.totals;
    const totals = await addUp(this.parts.store.db, organization, period);
    if (this.recent.size >= MOST_REMEMBERED) this.recent.clear();
    this.recent.set(key, { at: now, totals });
    if (endOf(by, from) + SETTLED_MS <= now)
      await this.parts.store.transact((tx) => keepTotals(tx, organization, period, totals));
    return totals;
  }

  /** Who was active in one period, the most first. @throws {Problem} `forbidden`, `cursor-invalid` */
  async people(actor: Actor, { by, from, sort, limit, cursor }: UsagePeopleQuery): Promise<UsagePeople> {
    const access = this.parts.access.of(actor);
    const within = administered(access, actor, ...readingUsage);
    const { cursors, store, now } = this.parts;
    const begin = beginOf(by, from === undefined ? now() : Date.parse(`${from}T00:00:00Z`));
    const question = ["usage", access.id, by, begin, sort, within && actor.subject];
    const after = cursor ? JSON.parse(cursors.read(question, cursor)) : undefined;
    const rows = await listUsage(store.db, access.id, periodName(by, begin), {
      ...{ order: sort, after, within, limit: limit + 1 },
    });
    const page = rows.slice(0, limit);
    const names = await namesOf(
      store.db,
      access.id,
      page.map(({ account }) => account),
    );
    const last = page.at(-1);
    return {
      from: begin,
      people: page.map((row) => ({
        id: row.account.slice("user:".length),
        name: names.get(row.account)?.name ?? null,
        ...countsIn(row),
        lastAt: iso(row.lastAt),
      })),
      nextCursor: rows.length > limit && last ? cursors.sign(question, JSON.stringify(placeOf(sort, last))) : null,
    };
  }

  /** What one person did, by day and by month. @throws {Problem} `forbidden`, `resource-not-found` */
  async person(actor: Actor, id: string): Promise<PersonUsage> {
    const access = this.parts.access.of(actor);
    const account = `user:${id}`;
    // Whoever may not ask about anybody is told so, and not who there is.
    if (!readingUsage.some((capability) => access.may(actor, capability, account))) requireReading(access, actor);
    const { store, now } = this.parts;
    const names = await namesOf(store.db, access.id, [account]);
    if (!names.has(account)) throw problem("resource-not-found");
    const told = async (kind: PeriodKind, count: number) => {
      const begins = lastPeriods(kind, now(), count);
      const periods = begins.map((begin) => periodName(kind, begin));
      const rows = new Map((await usageOf(store.db, access.id, account, periods)).map((row) => [row.period, row]));
      return begins.map((from) => ({ from, row: rows.get(periodName(kind, from)) }));
    };
    const [days, months] = [await told("day", DAYS), await told("month", MONTHS)];
    const lastAt = Math.max(0, ...months.map(({ row }) => row?.lastAt ?? 0));
    const shown = ({ from, row }: { from: string; row: PersonRow | undefined }) => ({ from, ...countsIn(row) });
    return { lastAt: lastAt === 0 ? null : iso(lastAt), days: days.map(shown), months: months.map(shown) };
  }
}

function countsIn(row: PersonRow | undefined): Counts {
  if (!row) return countsOf(undefined);
  const { account: _, lastAt: __, ...counts } = row;
  return counts;
}

const NOBODY: Totals = { active: 0, ...countsOf(undefined) };
