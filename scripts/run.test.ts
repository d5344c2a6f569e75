import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { inRoot } from "./places.mjs";

const run = (...args: string[]) =>
  spawnSync(process.execPath, [inRoot("scripts/run.mjs"), ...args], { encoding: "utf8", timeout: 20_000 });

test.each([
  [["--help"], 0],
  [[], 2],
  [["polish"], 2],
  [["toString"], 2],
])("%j exits with %i and lists the tasks", (args, status) => {
  const answer = run(...args);
  expect(answer.status).toBe(status);
  for (const task of ["start", "dev", "build", "test", "check", "soak", "bench", "gatehouse"])
    expect(answer.stderr).toMatch(new RegExp(`^  ${task} `, "m"));
});

test("arguments reach the task, and its exit code comes back", () => {
  const answer = run("check", "no-such-check");
  expect(answer.status).toBe(2);
  expect(answer.stderr).toContain("no-such-check");
});
