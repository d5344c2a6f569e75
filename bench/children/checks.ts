// Checks a second: by handles, by held names, from freshly parsed JSON; beside bare Map look-ups that know the same direct pairs.
import type { PermissionEngine } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";
import { compete } from "../measure/rounds.ts";
import { makeQuestions, namesOf } from "../world/questions.ts";
import { agentName, GRANTS_EACH, makeWorld, principalName, userName, type World } from "../world/world.ts";
import { loadedEngine, taskOf } from "./task.ts";

const { grants, snapshot, isQuick } = taskOf(process.argv);
const ROUNDS = isQuick ? 5 : 9;
const BY_HANDLE = 1_000_000;
const BY_NAME = 400_000;
const FROM_JSON = 200_000;
/** Above this a Map of strings takes more memory than everything else together. */
const LARGEST_STRING_MAP = 2_000_000;

const figures = new Figures(grants);
const world = makeWorld(grants);
const questions = makeQuestions(world, BY_HANDLE);
const engine = loadedEngine(snapshot);
byHandle();
byName();
fromJson();
figures.send();

function byHandle(): void {
  const subjects = questions.users.map((user) => engine.handle(userName(user)));
  const resources = questions.agents.map((agent) => engine.handle(agentName(agent)));
  const pairs = pairsOf(world, engine);
  const { handles, map } = compete(
    {
      map: { count: BY_HANDLE, run: () => lookedUp(pairs, subjects, resources) },
      handles: { count: BY_HANDLE, run: () => allowed(engine, subjects, engine.bit("agent", "use"), resources) },
    },
    ROUNDS,
  );
  figures.add("checks by handle", handles.perSecond, "per second");
  figures.add("checks by handle, first round", handles.firstPerSecond, "per second", "nothing warm");
  figures.add("Map of packed pairs", map.perSecond, "per second", `${pairs.size} direct pairs`);
  figures.add("checks by handle ÷ Map of packed pairs", handles.ratio, "times");
  const yes = allowed(engine, subjects, engine.bit("agent", "use"), resources);
  figures.add("questions answered yes", yes / BY_HANDLE, "of them");
}

function byName(): void {
  const { subjects, resources } = namesOf(questions, BY_NAME);
  const handles = new Map<string, number>();
  for (const name of [...subjects, ...resources]) handles.set(name, handles.size);
  const strings = grants <= LARGEST_STRING_MAP ? stringPairsOf(world) : null;
  const result = compete(
    {
      names: { count: BY_NAME, run: () => checked(engine, subjects, resources) },
      two: { count: BY_NAME, run: () => foundTwice(handles, subjects, resources) },
      strings: { count: strings ? BY_NAME : 0, run: () => (strings ? joined(strings, subjects, resources) : 0) },
    },
    ROUNDS,
  );
  figures.add("checks from held ids", result.names.perSecond, "per second");
  figures.add(
    "Map of names, asked twice",
    result.two.perSecond,
    "per second",
    "the limit of anything that takes names",
  );
  if (strings) figures.add("Map of joined pairs", result.strings.perSecond, "per second", "joined at each question");
}

function fromJson(): void {
  const { subjects, resources } = namesOf(questions, FROM_JSON);
  const texts = subjects.map((subject, index) =>
    JSON.stringify({ subject, action: "use", resource: resources[index] }),
  );
  const { json, parse } = compete(
    {
      json: { count: FROM_JSON, run: () => parsedAndChecked(engine, texts) },
      parse: { count: FROM_JSON, run: () => onlyParsed(texts) },
    },
    ROUNDS,
  );
  figures.add("checks from fresh JSON", json.perSecond, "per second", "parsing included");
  figures.add("JSON.parse alone", parse.perSecond, "per second", "the limit of anything that takes JSON");
}

function allowed(from: PermissionEngine, subjects: Int32Array, bit: number, resources: Int32Array): number {
  let yes = 0;
  for (let index = 0; index < subjects.length; index++)
    if (from.allows(subjects[index]!, bit, resources[index]!)) yes++;
  return yes;
}

function lookedUp(pairs: Map<number, number>, subjects: Int32Array, resources: Int32Array): number {
  let yes = 0;
  for (let index = 0; index < subjects.length; index++)
    if (pairs.get(packed(subjects[index]!, resources[index]!)) !== undefined) yes++;
  return yes;
}

function checked(from: PermissionEngine, subjects: string[], resources: string[]): number {
  let yes = 0;
  for (let index = 0; index < subjects.length; index++)
    if (from.check(subjects[index]!, "use", resources[index]!).allowed) yes++;
  return yes;
}

function foundTwice(handles: Map<string, number>, subjects: string[], resources: string[]): number {
  let sum = 0;
  for (let index = 0; index < subjects.length; index++)
    sum += handles.get(subjects[index]!)! ^ handles.get(resources[index]!)!;
  return sum;
}

function joined(pairs: Set<string>, subjects: string[], resources: string[]): number {
  let yes = 0;
  for (let index = 0; index < subjects.length; index++) if (pairs.has(subjects[index]! + resources[index]!)) yes++;
  return yes;
}

function parsedAndChecked(from: PermissionEngine, texts: string[]): number {
  let yes = 0;
  for (const text of texts) {
    const { subject, action, resource } = questionIn(text);
    if (from.check(subject, action, resource).allowed) yes++;
  }
  return yes;
}

function onlyParsed(texts: string[]): number {
  let sum = 0;
  for (const text of texts) sum += questionIn(text).subject.length;
  return sum;
}

function questionIn(text: string): { subject: string; action: string; resource: string } {
  return JSON.parse(text);
}

/** One double of two handles; both stay below 2^26, so it is exact. */
function packed(subject: number, resource: number): number {
  return subject * 2 ** 26 + resource;
}

/** Every grant's principal and resource: the same direct pairs that the engine holds. */
function pairsOf(from: World, engine: PermissionEngine): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let agent = 0; agent < from.agents; agent++) {
    const resource = engine.handle(agentName(agent));
    for (let grant = agent * GRANTS_EACH; grant < (agent + 1) * GRANTS_EACH; grant++)
      pairs.set(packed(engine.handle(principalName(from, from.principal[grant]!)), resource), 1);
  }
  return pairs;
}

function stringPairsOf(from: World): Set<string> {
  const pairs = new Set<string>();
  for (let grant = 0; grant < from.agents * GRANTS_EACH; grant++)
    pairs.add(principalName(from, from.principal[grant]!) + agentName(Math.floor(grant / GRANTS_EACH)));
  return pairs;
}
