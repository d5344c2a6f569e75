import { build } from "../build.mjs";
import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { serverProgram } from "../places.mjs";
import { task } from "./task.mjs";

export default task(async (args) => {
  await install();
  await build();
  return runForward(process.execPath, [serverProgram, ...args]);
});
