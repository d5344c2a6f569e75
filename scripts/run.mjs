#!/usr/bin/env node
// The door to every task: `node scripts/run.mjs <task> [arguments]`. This file and what it imports at the top run on
// Node 20 too; the tasks themselves run on the Node that the project is made for.
import { fileURLToPath } from "node:url";
import { runForward } from "./child.mjs";
import { isNewEnough, requiredMajor, runtimePath, withFirstOnPath } from "./runtime.mjs";

const tasks = {
  start: "install and build what changed, then serve",
  dev: "serve from source with sample data, follow changes",
  build: "compile the packages and the console where their inputs changed",
  test: "start the databases that the tests need, run the tests",
  check: "format, lint, types, unused code, directions of imports, links",
  soak: "compare the engine with the plain evaluator for as long as told",
  bench: "measure beside the peers (-- --quick: in 5 minutes)",
  messages: "write down what the console says, for whoever translates it",
  gatehouse: "the command line from this checkout",
};

const [task, ...args] = process.argv.slice(2);

if (task === undefined || !Object.hasOwn(tasks, task)) {
  if (task !== undefined && task !== "--help") console.error(`There is no task \`${task}\`.\n`);
  console.error("Usage: node scripts/run.mjs <task> [arguments]\n");
  for (const [name, what] of Object.entries(tasks)) console.error(`  ${name.padEnd(10)} ${what}`);
  process.exit(task === "--help" ? 0 : 2);
}

if (isNewEnough(process.versions.node)) {
  // npm exec leaves PATH as it is, and a user may have called this file by the path of a Node: what follows uses this one.
  process.env.PATH = withFirstOnPath(process.execPath, process.env.PATH);
  const { default: run } = await import(`./tasks/${task}.mjs`);
  process.exitCode = await run(args);
} else {
  const { path, origin } = runtimePath();
  console.error(`Node ${process.versions.node} is too old: going on with Node ${requiredMajor} (${origin}).`);
  const env = { ...process.env, PATH: withFirstOnPath(path, process.env.PATH) };
  // More patient than the inner runner, which must have the time to end what it started.
  process.exitCode = await runForward(path, [fileURLToPath(import.meta.url), task, ...args], {
    env,
    patienceMs: 30_000,
  });
}
