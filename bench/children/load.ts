// How long a snapshot takes to load, and what a grant weighs afterwards. Nothing else is held by this process.
import { readFileSync } from "node:fs";
import { createEngine } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";
import { makeQuestions } from "../world/questions.ts";
import { agentName, makeWorld, userName } from "../world/world.ts";
import { taskOf } from "./task.ts";

const { grants, snapshot } = taskOf(process.argv);
const figures = new Figures(grants);
const bytes = readFileSync(snapshot);
const engine = createEngine();

const before = held();
const began = performance.now();
engine.restore(bytes);
figures.add("loaded from a snapshot", performance.now() - began, "ms", "by a process that has loaded nothing before");
const loaded = held();
figures.add("memory of a grant", (loaded - before) / engine.grantCount, "bytes", "as loaded");
if (engine.grantCount !== grants) throw new Error(`${engine.grantCount} grants were loaded instead of ${grants}`);
if (Buffer.compare(engine.snapshot(), bytes) !== 0) throw new Error("a loaded engine writes another snapshot");

askEverybody();
figures.add("memory of a grant, after questions", (held() - before) / grants, "bytes", "every user asked once");
figures.send();

/** Each user asks something, so that what the engine keeps for each is there. A function, so that the world is forgotten. */
function askEverybody(): void {
  const world = makeWorld(grants);
  const questions = makeQuestions(world, world.users);
  for (let user = 0; user < world.users; user++)
    engine.check(userName(user), "use", agentName(questions.agents[user]!));
}

function held(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
