import { existsSync } from "node:fs";
import { build } from "../build.mjs";
import { runTogether } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

// The server from source, started again at each change; the console built again at each change. One address, one
// process to stop, and a data directory of its own.
export default task(async (args) => {
  await install();
  await build();
  const env = {
    ...process.env,
    DATA_DIR: process.env.DATA_DIR ?? "./data/dev",
    GATEHOUSE_SAMPLE_DATA: process.env.GATEHOUSE_SAMPLE_DATA ?? "true",
  };
  const server = {
    command: process.execPath,
    args: [
      "--conditions=gatehouse-source",
      "--watch",
      "--watch-preserve-output",
      inRoot("packages/server/src/main.ts"),
      ...args,
    ],
    env,
  };
  const console = {
    command: process.execPath,
    args: [inRoot("node_modules/vite/bin/vite.js"), "build", "--watch", "--logLevel", "warn"],
    cwd: inRoot("packages/console"),
    env,
  };
  const code = await runTogether(existsSync(inRoot("packages/console/vite.config.ts")) ? [server, console] : [server]);
  return code >= 128 ? 0 : code; // ended by a signal: somebody wished it to
});
