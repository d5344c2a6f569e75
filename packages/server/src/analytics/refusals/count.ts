import type { Access } from "../../access/index.ts";
import type { TrailEvent, Tx } from "../../store/index.ts";
import { beginOf, periodName, periodsAt } from "../../workspace/usage/periods.ts";
import { addRefusals, keysOf, type RefusalKey } from "./queries.ts";

/** Different ones of a day: what is beyond is counted together, whatever somebody makes up to be refused. */
export const MOST_OF_A_DAY = 1_000;
const LONGEST = 200;
const OTHERS: RefusalKey = { asked: "", type: "", rule: "" };

/**
 * Counts the refusals among what is written to the trail, in the same transaction, by what was asked and which rule said no: by nobody's name.
 * Cost: for each organization among them the day's counts are read (at most {@link MOST_OF_A_DAY} and as many as a batch has), and some rows written.
 */
export async function countRefusals(access: Access, tx: Tx, events: readonly TrailEvent[]): Promise<void> {
  const refused = events.filter(({ kind }) => kind === "refused");
  const days = Map.groupBy(
    refused,
    ({ organization, at = 0 }) => `${organization} ${periodName("day", beginOf("day", at))}`,
  );
  // In one order, whoever writes: two servers never wait for each other.
  for (const [key, some] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [organization = "", day = ""] = key.split(" ");
    const known = new Set((await keysOf(tx, organization, day, MOST_OF_A_DAY)).map(nameOf));
    const isThere = access.list().some(({ id }) => id === organization);
    const isType = (name: string) => isThere && access.of(organization).engine.typeOf(name) !== undefined;
    const counted = new Map<string, RefusalKey & { times: number }>();
    for (const event of some) {
      const asked = keyOf(event, isType);
      const isRoom = known.has(nameOf(asked)) || known.size < MOST_OF_A_DAY;
      const one = isRoom ? asked : OTHERS;
      known.add(nameOf(one));
      const sum = counted.get(nameOf(one)) ?? { ...one, times: 0 };
      sum.times += typeof event.facts?.count === "number" ? event.facts.count : 1;
      counted.set(nameOf(one), sum);
    }
    const rows = [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    for (const period of periodsAt(some[0]?.at ?? 0)) await addRefusals(tx, organization, period, rows);
  }
}

function keyOf({ facts = {}, about = [] }: TrailEvent, isType: (name: string) => boolean): RefusalKey {
  const [of = ""] = (about[0] ?? "").split(":");
  const asked = facts.action ?? facts.route;
  const rule = facts.reason ?? facts.code;
  return { asked: short(asked), type: isType(of) ? of : "", rule: short(rule) };
}

const short = (fact: unknown): string => (typeof fact === "string" ? fact.slice(0, LONGEST).toWellFormed() : "");

const nameOf = ({ asked, type, rule }: RefusalKey): string => JSON.stringify([asked, type, rule]);
