import { build } from "../build.mjs";
import { runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { withPostgres } from "../services/with-services.mjs";
import { task } from "./task.mjs";

// Measures what is shipped, the compiled packages; PostgreSQL is a peer where there is one.
export default task(async (args) => {
  await install();
  await build();
  return withPostgres((env) =>
    runForward(process.execPath, ["--expose-gc", inRoot("bench/main.ts"), ...args], {
      env: { ...process.env, ...env },
    }),
  );
});
