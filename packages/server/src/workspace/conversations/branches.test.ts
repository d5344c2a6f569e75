import { describe, expect, test } from "vitest";
import { branchOf, type ForkOption, fromLevelOf, ROOT } from "./branches.ts";

/** Two answers to the first question; the second one was asked on, twice. */
const messages = (
  [
    ["q1", ROOT],
    ["a1", "q1"],
    ["a2", "q1"],
    ["q2", "a2"],
    ["q2b", "a2"],
    ["b2", "q2"],
    ["b3", "q2"],
    ["q3", "b3"],
    ["other", null],
  ] as const
).map(([message_id, parent_message_id]) => ({ message_id, parent_message_id }));
const ids = (rows: readonly { message_id: string }[]) => rows.map((row) => row.message_id).join(" ");

describe("a fork takes along", () => {
  test.each<[ForkOption, string, string]>([
    ["directPath", "b2", "q1 a2 q2 b2"],
    ["directPath", "q1", "q1"],
    ["includeBranches", "b2", "q1 a1 a2 q2 q2b b2 b3"],
    ["includeBranches", "q2", "q1 a1 a2 q2 q2b"],
    ["targetLevel", "a1", "q1 a1 a2 other"],
    ["targetLevel", "b2", "q1 a1 a2 q2 q2b b2 b3 other"],
  ])("by %s at %s: %s", (option, target, expected) => {
    expect(ids(branchOf(messages, target, option))).toBe(expected);
  });

  test("from a level on: what is deeper, without what was before", () => {
    const rows = fromLevelOf(messages, "q2");
    expect(ids(rows)).toBe("q2 q2b b2 b3 q3");
    expect(rows.map((row) => row.parent_message_id)).toEqual([ROOT, ROOT, "q2", "q2", "b3"]);
  });

  test("an end, also where parents go in a circle", () => {
    const circle = [
      { message_id: "x", parent_message_id: "y" },
      { message_id: "y", parent_message_id: "x" },
    ];
    for (const option of ["directPath", "includeBranches", "targetLevel"] as const)
      expect(ids(branchOf(circle, "x", option))).toBe("x y");
  });
});
