import type { Actor } from "../../http/actor.ts";
import { beginOf, lastPeriods, periodName } from "../../workspace/usage/periods.ts";
import { Remembered } from "../../workspace/usage/rankings/remembered.ts";
import { requireReading } from "../../workspace/usage/reading.ts";
import type { AnalyticsParts } from "../parts.ts";
import type { RefusalsAnswer, RefusalsQuery } from "../schemas.ts";
import { mostRefused, refusedIn } from "./queries.ts";

/** Nobody reads further; the total counts all. */
const MOST_TOLD = 200;

/** What people are refused, and by which rule: how often, and nobody's name. Who it was stands in the trail. */
export class Refusals {
  private readonly parts: AnalyticsParts;
  private readonly remembered: Remembered<RefusalsAnswer>;

  constructor(parts: AnalyticsParts) {
    this.parts = parts;
    this.remembered = new Remembered(parts.now);
  }

  /** @throws {Problem} `forbidden` without `read:usage` or `read:insights` */
  async most(actor: Actor, { by, from, periods }: RefusalsQuery): Promise<RefusalsAnswer> {
    requireReading(this.parts.access.of(actor), actor);
    const { organization } = actor;
    const now = this.parts.now();
    const begin = beginOf(by, from === undefined ? now : Date.parse(`${from}T00:00:00Z`));
    const begins = lastPeriods(by, now, periods);
    return this.remembered.of(JSON.stringify([organization, by, begin, begins]), async () => {
      const { db } = this.parts.store;
      const period = periodName(by, begin);
      const names = begins.map((one) => periodName(by, one));
      const refused = await refusedIn(db, organization, [...new Set([...names, period])]);
      return {
        from: begin,
        total: refused.get(period)?.times ?? 0,
        different: refused.get(period)?.different ?? 0,
        refusals: await mostRefused(db, organization, period, MOST_TOLD),
        periods: begins.map((one) => ({ from: one, times: refused.get(periodName(by, one))?.times ?? 0 })),
      };
    });
  }
}
