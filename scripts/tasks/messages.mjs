import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

// Every text of the console into `packages/console/locales/<language>/messages.po`; what is translated there stays.
export default task(async () => {
  await install();
  const lingui = inRoot("node_modules/@lingui/cli/dist/lingui.js");
  return runForward(process.execPath, [lingui, "extract"], { cwd: inRoot("packages/console") });
});
