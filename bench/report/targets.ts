import type { Measurement } from "../measure/measurement.ts";

/** What is asked of a figure. */
export interface Target {
  /** The figure's name. */
  name: string;
  /** On which world; 0: a figure that does not depend on it. */
  grants: number;
  /** In the figure's unit. */
  atLeast?: number;
  atMost?: number;
  /** The time at this size ÷ the time at that one is judged, instead of the figure. */
  timesThatAt?: number;
}

const MILLION = 1_000_000;
const pages = ["typical", "everyone-heavy", "deny-heavy"].flatMap((kind) => [
  `page of 50, ${kind}`,
  `page 100 of 50, ${kind}`,
]);
const changes = ["grant", "grant taken away", "owner", "membership", "membership taken away", "feature"];

/** What the measurements must show (docs/guides/benchmarks.md says where each comes from). */
export const targets: readonly Target[] = [
  { name: "checks by handle ÷ Map of packed pairs", grants: MILLION, atLeast: 0.7 },
  { name: "checks by handle", grants: MILLION, atLeast: 2 * MILLION },
  { name: "checks from held ids", grants: MILLION, atLeast: 600_000 },
  { name: "checks from fresh JSON", grants: MILLION, atLeast: 350_000 },
  { name: "checks by handle", grants: 10 * MILLION, timesThatAt: MILLION, atMost: 2 },
  { name: "checks from held ids", grants: 10 * MILLION, timesThatAt: MILLION, atMost: 2 },
  { name: "checks from fresh JSON", grants: 10 * MILLION, timesThatAt: MILLION, atMost: 2 },
  ...[MILLION, 10 * MILLION].flatMap((grants) => [
    { name: "memory of a grant", grants, atMost: 80 },
    { name: "memory of a grant, after questions", grants, atMost: 80 },
  ]),
  { name: "loaded from a snapshot", grants: MILLION, atMost: 1000 },
  ...[MILLION, 10 * MILLION].flatMap((grants) => [
    ...pages.map((name) => ({ name, grants, atMost: 100 })),
    ...changes.map((change) => ({ name: `applied: ${change}`, grants, atMost: 20 })),
  ]),
  { name: "HTTP check ÷ bare node:http", grants: 0, atLeast: 0.7 },
  ...[10_000, 100_000, MILLION].flatMap((grants) =>
    ["10,000", "3"].map((reached) => ({
      name: `page of 100 of ${reached} agents over HTTP, p99`,
      grants,
      atMost: 15,
    })),
  ),
  { name: "slowest page of any table with 100,000 people, p99", grants: 0, atMost: 30 },
  ...["a group of 10,000 leaves 10,000 things", "a feature is switched off for 10,000"].map((what) => ({
    name: `simulated: ${what}`,
    grants: 0,
    atMost: 1_000,
  })),
  ...["one server", "two servers"].map((where) => ({
    name: `a right is taken, ${where}: all over after`,
    grants: 0,
    atMost: 1_000,
  })),
  ...["SQLite", "PostgreSQL"].flatMap((name) => [
    { name: `a model asked through Gatehouse, ${name}: added at p50`, grants: 0, atMost: 1 },
    { name: `streams through Gatehouse ÷ a bare proxy, ${name}`, grants: 0, atLeast: 0.5 },
  ]),
  ...["SQLite", "PostgreSQL"].flatMap((name) => [
    { name: `moving in, ${name}`, grants: 0, atLeast: 5_000 },
    { name: `moving in, ${name}: most memory`, grants: 0, atMost: 1_000 },
  ]),
  { name: "memory besides, of 1 GiB up and down", grants: 0, atMost: 150 },
  { name: "HTTP batches of 1,000, answers", grants: 0, atLeast: 200_000 },
];

/** A target beside what was measured; null where that was not measured in this run. */
export interface Judgement {
  target: Target;
  measured: number;
  unit: Measurement["unit"];
  /** How far it is over (a rate) or under (a time, a size) the target: 1 just meets it, more is better. */
  ratio: number;
  isMet: boolean;
}

export function judge(target: Target, figures: readonly Measurement[]): Judgement | null {
  const at = (grants: number) => figures.find((one) => one.name === target.name && one.grants === grants);
  const figure = at(target.grants);
  if (!figure) return null;
  let measured = figure.value;
  let { unit } = figure;
  if (target.timesThatAt !== undefined) {
    const other = at(target.timesThatAt);
    if (!other) return null;
    measured = unit === "per second" ? other.value / figure.value : figure.value / other.value;
    unit = "times";
  }
  const ratio = target.atLeast !== undefined ? measured / target.atLeast : (target.atMost ?? 0) / measured;
  return { target, measured, unit, ratio, isMet: ratio >= 1 };
}
