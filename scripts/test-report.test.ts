import { expect, test } from "vitest";
import { closingLine, countResults, secondTries } from "./test-report.mjs";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test.each([
  ["all passed", [file("passed", "passed", "passed")], 0, [], "2 passed, 0 failed, 0 skipped"],
  ["left out", [file("passed", "passed", "skipped", "pending", "todo")], 0, [], "1 passed, 0 failed, 3 skipped"],
  ["a failure", [file("failed", "passed", "failed"), file("passed", "passed")], 1, [], "2 passed, 1 failed, 0 skipped"],
  ["a file that does not load", [file("failed"), file("passed", "passed")], 1, [], "1 passed, 1 failed, 0 skipped"],
  ["a hook that failed after its tests", [file("failed", "passed")], 1, [], "1 passed, 1 failed, 0 skipped"],
  ["an unhandled rejection", [file("passed", "passed")], 1, [], "1 passed, 1 failed, 0 skipped"],
  [
    "a server missing where it must not be",
    [file("passed", "passed", "skipped")],
    0,
    ["Redis"],
    "1 passed, 1 failed, 1 skipped",
  ],
  ["no file at all", [], 1, [], "0 passed, 1 failed, 0 skipped"],
])("%s", (_what, testResults, exitCode, missing, line) => {
  expect(closingLine(countResults({ testResults }, { exitCode, missing }))).toBe(line);
});

test("a run without a report has failed", () => {
  const counts = countResults(null, { exitCode: 1 });
  expect(closingLine(counts)).toBe("0 passed, 1 failed, 0 skipped");
  expect(counts.problems).toEqual(["The test runner ended without a report."]);
});

test("what passed at its second try is named, with what it failed on", () => {
  const assertionResults = [
    { status: "passed", fullName: "opens", failureMessages: ["Timeout of a click\n    at somewhere"] },
    { status: "passed", fullName: "closes", failureMessages: [] },
    { status: "failed", fullName: "saves", failureMessages: ["No"] },
  ];
  expect(secondTries({ testResults: [{ status: "failed", assertionResults }] })).toEqual([
    "Passed at its second try: opens (Timeout of a click)",
  ]);
});
