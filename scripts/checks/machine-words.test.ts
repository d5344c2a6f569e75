import { expect, test } from "vitest";
import { machineWordsIn } from "./machine-words.mjs";

// Put together here, since the check reads this file too.
const path = (...parts: string[]) => `/${parts.join("/")}`;

test.each([
  [`data in ${path("root", "project")}`, 1],
  [`see "${path("home", "ada", "gatehouse")}"`, 1],
  [`one\n${path("Users", "ada", "x")} and ${path("work", "x")}`, 2],
  [["registry", "npmjs", "org"].join("."), 1],
  ["./work/x, packages/root/y, https://example.org/work/z", 0],
  ["/api/users/ada, /var/lib/gatehouse, the root", 0],
])("%j names the machine %i times", (text, times) => {
  expect(machineWordsIn("docs/page.md", text)).toHaveLength(times);
});

test("a lock file does not say where packages came from", () => {
  const text = `"resolved": "${"https"}://mirror.example/left-pad.tgz"`;
  expect(machineWordsIn("package-lock.json", text)).toEqual([expect.stringContaining("package-lock.json:1")]);
});
