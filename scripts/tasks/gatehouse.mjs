import { build } from "../build.mjs";
import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

export default task(async (args) => {
  // Standard output belongs to the command: with --json a program reads it.
  await install({ say: console.error });
  await build({ say: console.error });
  return runForward(process.execPath, [inRoot("packages/cli/bin/gatehouse.mjs"), ...args]);
});
