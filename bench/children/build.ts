// Builds the world of one size through `apply`, and leaves its snapshot for the others.
import { writeFileSync } from "node:fs";
import { type Change, createEngine } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";
import { changesOf } from "../world/changes.ts";
import { makeWorld } from "../world/world.ts";
import { taskOf } from "./task.ts";

const BATCH = 20_000;

const { grants, snapshot } = taskOf(process.argv);
const figures = new Figures(grants);
const engine = createEngine();
let spent = 0;
let count = 0;
let batch: Change[] = [];
const flush = () => {
  const began = performance.now();
  engine.apply(batch);
  spent += performance.now() - began;
  count += batch.length;
  batch = [];
};
for (const change of changesOf(makeWorld(grants))) if (batch.push(change) === BATCH) flush();
flush();
figures.add("built by apply, in batches", count / (spent / 1000), "per second", "changes");
const began = performance.now();
const bytes = engine.snapshot();
figures.add("snapshot written", performance.now() - began, "ms");
figures.add("snapshot, bytes a grant", bytes.length / grants, "bytes");
writeFileSync(snapshot, bytes);
figures.send();
