import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

// -- --minutes N: how long. From source, so that it needs no build.
export default task(async (args) => {
  await install();
  return runForward(process.execPath, [
    "--conditions=gatehouse-source",
    inRoot("packages/engine/oracle/soak.ts"),
    ...args,
  ]);
});
