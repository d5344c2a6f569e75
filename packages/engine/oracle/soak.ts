import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { createEngine } from "../src/engine.ts";
import { compileCondition } from "./conditions.ts";
import { runStories } from "./run.ts";

/**
 * Compares the engine with the plain evaluator for as long as told; ends with 1 and the smallest story at a difference.
 * @example node --conditions=gatehouse-source packages/engine/oracle/soak.ts --minutes 10
 * @example node --conditions=gatehouse-source packages/engine/oracle/soak.ts --minutes 0.1 --seed 4711
 */
const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } });
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? randomInt(2 ** 30) : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("soak: --minutes takes a number above 0, --seed a whole number");
  process.exit(2);
}

const startedAt = performance.now();
const progressEveryMs = 10_000;
let toldAt = startedAt;

const run = runStories(
  seed,
  () => createEngine({ compile: compileCondition }),
  ({ stories, tally }) => {
    const now = performance.now();
    const seconds = Math.round((now - startedAt) / 1000);
    if (now - toldAt >= progressEveryMs) {
      toldAt = now;
      console.log(`${seconds} s: ${stories} stories, ${tally.questions} questions compared, no difference`);
    }
    return now - startedAt >= minutes * 60_000;
  },
);

if (run.difference !== null) {
  console.error(`The engine and the plain evaluator differ:\n${run.difference}`);
  process.exit(1);
}
console.log(`${run.stories} stories from seed ${seed}, ${run.tally.questions} questions compared, no difference`);
