import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended, Installation, type Ran } from "../packages/cli/src/testing/installation.ts";

/* docs/guides/librechat-commands.md: LibreChat's names, as npm runs them, and ours, on one installation. */
const ROOT = join(import.meta.dirname, "..");
const guide = await readFile(join(ROOT, "docs/guides/librechat-commands.md"), "utf8");
const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const steps = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"));
/** `create-user` → `gatehouse user create`, as the table says. */
const commandOf = new Map(
  [...guide.matchAll(/^\| `([a-z-]+)[^`]*` \| `([^`]+)` \|/gm)].map(([, script = "", command = ""]) => [
    script,
    command,
  ]),
);

let here: Installation;
beforeAll(async () => {
  here = await Installation.make();
  await here.serve();
  // Who is there already: the last super admin is neither banned nor deleted.
  await here.json("user", "create", "ada@example.com", "Ada");
});
afterAll(() => here.remove());

/** From the root, as whoever has the checkout; nobody sits at a terminal. */
function npm(args: readonly string[]): Promise<Ran> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, HOME, NODE_COMPILE_CACHE, DATA_DIR: join(here.cwd, "data"), DATABASE_URL: "" };
  return ended(spawn("npm", args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] }));
}

/** The first of them as npm runs it; the others, of which it does the same, as what they stand for. */
let isFirst = true;
function run([, script = "", ...args]: readonly string[]): Promise<Ran> {
  if (isFirst) {
    isFirst = false;
    return npm(["run", script, ...args]);
  }
  const [, ...command] = (commandOf.get(script) ?? "").split(" ");
  return here.gatehouse([...command, ...(args[0] === "--" ? args.slice(1) : args)]);
}

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

describe("the guide of LibreChat's commands", () => {
  test("runs each of the scripts that it names", () => {
    const shown = new Set(steps.flatMap((step) => /^npm run ([a-z-]+)/.exec(step)?.[1] ?? []));
    expect(commandOf.size).toBe(10);
    expect([...shown].toSorted()).toEqual([...commandOf.keys()].toSorted());
  });

  test.each([...commandOf])("%s is `%s`", (script, command) => {
    expect(scripts[script]).toBe(`node scripts/run.mjs ${command}`);
  });

  test.each(steps)("%s", async (step) => {
    const [line = "", comment = ""] = step.split(/\s+#\s/);
    const [name = "", ...args] = wordsOf(line);
    const { code, out, err } = await (name === "npm" ? run(args) : here.gatehouse(args));
    expect(code, out + err).toBe(Number(/exit code (\d)/.exec(comment)?.[1] ?? 0));
  });
});

test("what a program reads of a script is JSON alone, and the exit code is the command's", async () => {
  const { code, out } = await npm(["run", "--silent", "set-balance", "--", "ada@example.com", "--json"]);
  expect([code, JSON.parse(out).code]).toEqual([2, "wrong-usage"]);
});
