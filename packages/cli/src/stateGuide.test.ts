import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

/* What docs/guides/organization-as-a-file.md does on the command line. */
const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/organization-as-a-file.md"), "utf8");
const steps = guide.split("\n").filter((line) => /^(DATA_DIR=\S+ )?gatehouse /.test(line));
const [, research = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.make();
  await installation.json("user", "create", "ada@example.com", "Ada");
  await writeFile(join(installation.cwd, "research.yaml"), research);
}, 60_000);
afterAll(() => installation.remove());

test("has commands", () => expect(steps).toHaveLength(12));

/** The exit codes that the guide says, in its order. */
const codes = [0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0];

test.each(steps.map((step, place) => ({ step, code: codes[place] })))("$step", async ({ step, code }) => {
  const [, folder, command = "", file] = /^(?:DATA_DIR=(\S+) )?gatehouse (.*?)(?: > (\S+))?$/.exec(step) ?? [];
  // What is tried on the copy is another change.
  const changed = research.replace("rank: 20", "rank: 30");
  if (step.includes("./copy gatehouse state apply")) await writeFile(join(installation.cwd, "research.yaml"), changed);
  const ran = await installation.gatehouse(command.split(" "), {
    ...(folder !== undefined && { env: { DATA_DIR: join(installation.cwd, folder) } }),
  });
  expect(ran, ran.out + ran.err).toMatchObject({ code, err: "" });
  if (file !== undefined) await writeFile(join(installation.cwd, file), ran.out);
});
