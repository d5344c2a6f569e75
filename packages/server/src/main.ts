import { createGatehouse } from "./app.ts";
import { ConfigurationError } from "./config/index.ts";
import { greeting } from "./start/greeting.ts";
import { seedSampleData } from "./start/sampleData.ts";
import { StoreError } from "./store/index.ts";

/**
 * Starts Gatehouse and serves until SIGINT or SIGTERM.
 * @returns when it has stopped
 * @throws {ConfigurationError} {@link StoreError} if it cannot start
 */
export async function serve(): Promise<void> {
  const began = performance.now();
  // From the first moment: whoever wants it stopped while it starts gets a clean stop, too.
  const stopped = stopSignal();
  const gatehouse = await createGatehouse({ env: process.env, cwd: process.cwd() });
  // Before anybody can come: whoever finds it ready finds the sample data.
  if (process.env.GATEHOUSE_SAMPLE_DATA === "true") await seedSampleData(gatehouse);
  const address = await gatehouse.listen();
  console.log(await greeting(gatehouse, address, performance.now() - began));
  await stopped;
  console.log("Stopping …");
  await gatehouse.close();
}

/** The first signal ends it; further ones while it stops are the same wish. */
function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop());
  });
}

if (import.meta.main) {
  try {
    await serve();
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof StoreError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
  process.exit();
}
