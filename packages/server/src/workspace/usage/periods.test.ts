import { expect, test } from "vitest";
import { beginOf, endOf, lastPeriods, periodsAt } from "./periods.ts";

test.each([
  ["a Monday begins its week", "2026-11-30T00:00:00Z", ["d2026-11-30", "w2026-11-30", "m2026-11-01"]],
  ["a Sunday ends it", "2026-12-06T23:59:59Z", ["d2026-12-06", "w2026-11-30", "m2026-12-01"]],
  ["a week crosses the year", "2027-01-01T12:00:00Z", ["d2027-01-01", "w2026-12-28", "m2027-01-01"]],
])("%s", (_, at, periods) => expect(periodsAt(Date.parse(at))).toEqual(periods));

test("the last periods follow each other without a gap", () => {
  const at = Date.parse("2027-01-03T10:00:00Z");
  expect(lastPeriods("month", at, 3)).toEqual(["2026-11-01", "2026-12-01", "2027-01-01"]);
  expect(lastPeriods("week", at, 2)).toEqual(["2026-12-21", "2026-12-28"]);
  for (const kind of ["day", "week", "month"] as const)
    for (const begin of lastPeriods(kind, at, 5)) expect(beginOf(kind, endOf(kind, begin) - 1)).toBe(begin);
});
