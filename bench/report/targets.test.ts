import { describe, expect, test } from "vitest";
import type { Measurement } from "../measure/measurement.ts";
import { judge } from "./targets.ts";

const figures: Measurement[] = [
  { name: "checks", grants: 1_000, value: 500, unit: "per second" },
  { name: "checks", grants: 10_000, value: 200, unit: "per second" },
  { name: "page", grants: 1_000, value: 50, unit: "µs" },
  { name: "page", grants: 10_000, value: 75, unit: "µs" },
];

describe("a target is judged", () => {
  test.each([
    ["a rate that is reached", { name: "checks", grants: 1_000, atLeast: 400 }, 500, 1.25, true],
    ["a rate that is missed", { name: "checks", grants: 10_000, atLeast: 400 }, 200, 0.5, false],
    ["a time within its bound", { name: "page", grants: 1_000, atMost: 100 }, 50, 2, true],
    ["a time past its bound", { name: "page", grants: 10_000, atMost: 60 }, 75, 0.8, false],
    [
      "a rate against a smaller world, as times",
      { name: "checks", grants: 10_000, timesThatAt: 1_000, atMost: 2 },
      2.5,
      0.8,
      false,
    ],
    ["a time against a smaller world", { name: "page", grants: 10_000, timesThatAt: 1_000, atMost: 3 }, 1.5, 2, true],
  ])("%s", (_, target, measured, ratio, isMet) => {
    expect(judge(target, figures)).toMatchObject({ measured, ratio, isMet });
  });

  test("not at all where nothing was measured", () => {
    expect(judge({ name: "checks", grants: 7, atLeast: 1 }, figures)).toBeNull();
    expect(judge({ name: "checks", grants: 1_000, timesThatAt: 7, atMost: 2 }, figures)).toBeNull();
  });
});
