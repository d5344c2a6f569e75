import { describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../store/index.ts";
import type { Checks } from "./check.ts";
import { fine } from "./finding.ts";
import { oneByOne, sideBySide } from "./running.ts";

const never = new Promise<never>(() => undefined);
const fails = (error: unknown) => async () => {
  throw error;
};
const run = (checks: Checks<null>, way = sideBySide, limitMs = 20) =>
  way(checks, null, { limitMs, failed: () => undefined });

describe.each([
  ["side by side", sideBySide],
  ["one by one", oneByOne],
])("checks, %s", (_, way) => {
  test("one that never answers is given up, and the others are heard", async () => {
    const findings = await run({ silent: () => never, other: () => [fine("well")] }, way);
    expect(findings).toMatchObject([
      { check: "silent", result: "warning", code: "check-took-too-long" },
      { check: "other", result: "ok", detail: "well" },
    ]);
  });

  test("one that fails is a finding, and the others are heard", async () => {
    const findings = await run({ broken: fails(new Error("x")), other: () => [fine("well")] }, way);
    expect(findings).toMatchObject([
      { check: "broken", result: "problem", code: "check-failed" },
      { check: "other", result: "ok" },
    ]);
  });
});

test("one that is given up is told so: it reads no further", async () => {
  let told: AbortSignal | undefined;
  await run({
    long: (_, signal) => {
      told = signal;
      return never;
    },
  });
  expect(told?.aborted).toBe(true);
});

test("one that is given up, and can say what it found until then, is heard", async () => {
  const findings = await run({
    long: (_, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve([fine("half of it is well")]))),
  });
  expect(findings).toMatchObject([{ check: "long", result: "ok", detail: "half of it is well" }]);
});

test.each([
  ["an address with a password", new Error("connect postgres://gatehouse:canary@db"), "It failed unexpectedly."],
  [
    "an error of the system",
    Object.assign(new Error("canary"), { code: "ECONNREFUSED" }),
    "It failed with ECONNREFUSED.",
  ],
  ["our own words", new StoreUnavailable("the disk is full"), "the database is not available: the disk is full."],
])("of what failed only what is safe is told: %s", async (_, error, cause) => {
  const findings = await run({ broken: fails(error) });
  expect(findings).toMatchObject([{ cause }]);
  expect(JSON.stringify(findings)).not.toContain("canary");
});
