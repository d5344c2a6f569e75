import { fork } from "node:child_process";
import { join } from "node:path";
import type { Measurement } from "./measurement.ts";

/** What 10 million grants and the lists of questions about them take, with room. */
const HEAP_MB = 12_000;

/**
 * Measures in a process of its own, so that nothing of one part weighs on another.
 * @param what a file of `children/`, without `.ts`
 * @throws if the process ends in any way but well
 */
export function measureInChild(what: string, args: readonly string[]): Promise<Measurement[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "../children", `${what}.ts`), args, {
      execArgv: [...process.execArgv.filter(isCondition), "--expose-gc", `--max-old-space-size=${HEAP_MB}`],
    });
    let measured: Measurement[] = [];
    child.on("message", (figures: Measurement[]) => {
      measured = figures;
      // It is done; what its databases still hold open is nobody's concern.
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve(measured);
      else reject(new Error(`measuring \`${what}\` ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** From source or compiled, as whoever started it wanted. */
function isCondition(argument: string): boolean {
  return argument.startsWith("--conditions");
}
