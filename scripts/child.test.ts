import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { run, runForward, runTogether } from "./child.mjs";

const node = process.execPath;
const quiet = { stdio: "ignore" as const };

describe("a command in our place", () => {
  test.each([0, 1, 7])("gives its exit code: %i", async (code) => {
    expect(await runForward(node, ["-e", `process.exit(${code})`], quiet)).toBe(code);
  });

  test("that a signal ended gives 128 and the signal's number", async () => {
    expect(await runForward(node, ["-e", "process.kill(process.pid, 'SIGTERM')"], quiet)).toBe(143);
  });

  test("that does not exist is an error", async () => {
    await expect(runForward("/nowhere/program", [], quiet)).rejects.toThrow("ENOENT");
  });

  test("that fails stops a task with its exit code", async () => {
    await expect(run(node, ["-e", "process.exit(3)"], { ...quiet, what: "the build" })).rejects.toMatchObject({
      message: "the build failed",
      exitCode: 3,
    });
  });
});

/** Starts a runner in a process of its own, whose command counts the signals that it hears. */
async function runner(command: string, options: string) {
  const code = `
    import { runForward } from ${JSON.stringify(new URL("./child.mjs", import.meta.url).href)};
    process.exitCode = await runForward(process.execPath, ["-e", ${JSON.stringify(command)}], ${options});`;
  const process_ = spawn(node, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  process_.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  while (!printed.includes("ready")) await once(process_.stdout, "data");
  const ended = once(process_, "close");
  return {
    kill: (signal: NodeJS.Signals) => process_.kill(signal),
    ended: async () => {
      await ended;
      return { code: process_.exitCode, printed };
    },
  };
}

describe("a wish to stop", () => {
  const polite = `
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => { console.log("heard " + signal); setTimeout(() => process.exit(0), 300); });
    setInterval(() => {}, 1000); console.log("ready");`;

  test.each(["SIGINT", "SIGTERM"] as const)("reaches the command: %s", async (signal) => {
    const process_ = await runner(polite, "{}");
    process_.kill(signal);
    const { code, printed } = await process_.ended();
    expect(code).toBe(0);
    expect(printed.match(/heard/g)).toHaveLength(1);
    expect(printed).toContain(`heard ${signal}`);
  });

  test("that arrives twice is passed on once", async () => {
    const process_ = await runner(polite, "{}");
    process_.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 100));
    process_.kill("SIGINT");
    expect((await process_.ended()).printed.match(/heard/g)).toHaveLength(1);
  });

  test("that the command does not follow ends it all the same", async () => {
    const stubborn = `process.on("SIGINT", () => {}); process.on("SIGTERM", () => console.log("reminded")); setInterval(() => {}, 1000); console.log("ready");`;
    const process_ = await runner(stubborn, "{ patienceMs: 600 }");
    process_.kill("SIGINT");
    const { code, printed } = await process_.ended();
    expect(code).toBe(137);
    expect(printed).toContain("reminded");
  });
});

test("of commands side by side, the first that ends takes the others with it", async () => {
  const forever = { command: node, args: ["-e", "setInterval(() => {}, 1000)"], ...quiet };
  const short = { command: node, args: ["-e", "process.exit(5)"], ...quiet };
  expect(await runTogether([forever, short])).toBe(5);
});
