import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

const programs = {
  engine: "packages/engine/oracle/soak.ts",
  ledger: "packages/server/src/spending/testing/soak.ts",
};

// -- engine --minutes N: how long; -- ledger --operations N: how many. Without a name the engine. From source, so that it needs no build.
export default task(async (args) => {
  await install();
  const [name, ...rest] = args[0] in programs ? args : ["engine", ...args];
  return runForward(process.execPath, ["--conditions=gatehouse-source", inRoot(programs[name]), ...rest]);
});
