import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agentOf } from "./testing/agentOf.ts";
import { patternOf, stepsOf } from "./testing/guideSteps.ts";
import { Installation } from "./testing/installation.ts";

/* docs/guides/command-line.md, run from its top to its end on a running server: every command of it does what it says. */
const GUIDE = join(import.meta.dirname, "../../../docs/guides/command-line.md");

let installation: Installation;
let agent = "";
let adasPassword = "";

beforeAll(async () => {
  installation = await Installation.make();
  await installation.serve();
}, 60_000);
afterAll(() => installation.remove());

test.each(stepsOf(readFileSync(GUIDE, "utf8")))("$line", async ({ env, args, code, prints }) => {
  if (args.includes("$AGENT") && agent === "")
    agent = await agentOf(installation.url, { email: "ada@example.com", password: adasPassword });
  const given = args.map((arg) => (arg === "$AGENT" ? agent : arg));
  const ran = await installation.gatehouse(given, { env });
  expect(ran, ran.out + ran.err).toMatchObject({ code });
  if (code < 2) expect(ran.err).toBe("");
  if (prints !== undefined) expect(ran.out.trimEnd()).toMatch(patternOf(prints));
  if (args.includes("ada@example.com")) adasPassword = /this once: (\S+)/.exec(ran.out)?.[1] ?? "";
});
