import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* What docs/guides/settings.md does on the command line, on a running server. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/settings.md");
const steps = readFileSync(GUIDE, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("gatehouse "));

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
  await installation.json("user", "create", "ada@example.com", "Ada");
  await installation.json("user", "create", "ben@example.com", "Ben");
}, 60_000);
afterAll(() => installation.remove());

const wordsOf = (command: string) => [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

test("has commands", () => expect(steps).toHaveLength(8));

test.each(steps)("%s", async (step) => {
  const ran = await installation.gatehouse(wordsOf(step).slice(1));
  expect(ran, ran.out + ran.err).toMatchObject({ code: 0, err: "" });
  if (step.includes("config set")) expect(ran.out).toBe('APP_TITLE: "Acme Chat" (database)\n');
  if (step.includes("--for"))
    expect(ran.out).toMatch(/interface\.customWelcome +"Good morning, Ben" +override of user Ben/);
  if (step.endsWith("list")) expect(ran.out).toMatch(/role:USER.*"presets":false/);
});

test("what is refused is said in words", async () => {
  const refused = await installation.gatehouse(["config", "set", "LOGIN_MAX", "0"]);
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain("could sign in any more");
  const empty = await installation.gatehouse(["config", "set", "APP_TITLE", ""]);
  expect(empty).toMatchObject({ code: 2, err: expect.stringContaining("gatehouse config unset APP_TITLE") });
  const nobody = await installation.gatehouse(["override", "set", "role:NONE", "interface.presets", "false"]);
  expect(nobody.code).not.toBe(0);
});
