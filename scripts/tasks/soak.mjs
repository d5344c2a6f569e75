import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

const ENGINE = "packages/engine/oracle/soak.ts";
const LEDGER = "packages/server/src/spending/testing/soak.ts";

// -- --minutes N: how long the engine; -- ledger --operations N: how many of the ledger. From source, so that it needs no build.
export default task(async (args) => {
  await install();
  const isLedger = args[0] === "ledger";
  const program = inRoot(isLedger ? LEDGER : ENGINE);
  return runForward(process.execPath, ["--conditions=gatehouse-source", program, ...(isLedger ? args.slice(1) : args)]);
});
