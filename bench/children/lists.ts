// Pages of 50 and counts: of everybody in turn, of somebody who has everything through `everyone`, of somebody to whom most is denied.
import type { Change } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";
import { timesOf } from "../measure/times.ts";
import { randomOf } from "../world/random.ts";
import { agentName, makeWorld, userName } from "../world/world.ts";
import { loadedEngine, taskOf } from "./task.ts";

const { grants, snapshot, isQuick } = taskOf(process.argv);
const PAGE = 50;
const DEEP = 100;
const CALLS = isQuick ? 2_000 : 10_000;
const NEWCOMER = "user:newcomer";
const DENIED = "user:denied";
const DENIED_IN_FRONT = "user:deniedinfront";

const figures = new Figures(grants);
const world = makeWorld(grants);
const engine = loadedEngine(snapshot);
addSpecialSubjects();

const random = randomOf(11);
const subjects = Array.from({ length: CALLS * 2 }, () => userName(Math.floor(random() * world.users)));
measure("typical", (index) => subjects[index % subjects.length]!);
measure("everyone-heavy", () => NEWCOMER);
measure("deny-heavy", () => DENIED);
// One such page passes over a number of things that grows with the world.
const worst = timesOf(Math.ceil(CALLS / 10 / Math.max(1, grants / 1_000_000)), () => page(DENIED_IN_FRONT, null));
figures.addTimes("page of 50, all denies in front", worst, "the first 90 % of what everyone reaches is denied");
figures.addTimes(
  "count",
  timesOf(CALLS / 20, (index) => {
    engine.countResources(subjects[index]!, "use", "agent");
  }),
  "exact to 10,000",
);
compareWithCheck();
figures.send();

function measure(kind: string, subjectOf: (index: number) => string): void {
  figures.addTimes(
    `page of 50, ${kind}`,
    timesOf(CALLS, (index) => page(subjectOf(index), null)),
  );
  const { after, number } = deep(subjectOf(0));
  if (after === null) return;
  figures.addTimes(
    `page 100 of 50, ${kind}`,
    timesOf(CALLS, () => page(subjectOf(0), after)),
    number === DEEP ? "by cursor" : `by cursor; there are only ${number} pages`,
  );
}

function page(subject: string, after: string | null): string | null {
  return engine.listResources(subject, "use", "agent", { limit: PAGE, after }).next;
}

/** The cursor of page 100, or of the last one. */
function deep(subject: string): { after: string | null; number: number } {
  let after: string | null = null;
  let number = 1;
  for (let next = page(subject, null); next !== null && number < DEEP; next = page(subject, next)) {
    after = next;
    number++;
  }
  return { after, number };
}

/** One who is in no group and owns nothing; and two like this to whom nine in ten of the things that this one reaches are denied. */
function addSpecialSubjects(): void {
  engine.apply(
    [NEWCOMER, DENIED, DENIED_IN_FRONT].map(
      (user): Change => ({ kind: "user-added", user, role: "role:USER", status: "active" }),
    ),
  );
  const reached = listed(NEWCOMER);
  const changes: Change[] = [];
  let id = world.grants + 1;
  const deny = (principal: string, resource: string) =>
    changes.push({
      kind: "grant-set",
      grant: { id: id++, principal, resource, allow: [], deny: ["use"], expiresAt: null, condition: null },
    });
  reached.forEach((resource, place) => {
    if (place % 10 !== 0) deny(DENIED, resource);
    if (place < reached.length * 0.9) deny(DENIED_IN_FRONT, resource);
  });
  engine.apply(changes);
}

/** All of it, page by page. */
function listed(subject: string): string[] {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer = engine.listResources(subject, "use", "agent", { limit: 500, after });
    found.push(...answer.resources);
    if (answer.next === null) return found;
    after = answer.next;
  }
}

/** Listed if and only if `check` says yes: for a few subjects, all of it. */
function compareWithCheck(): void {
  const names = Array.from({ length: world.agents }, (_, agent) => agentName(agent)).sort();
  const asked = isQuick ? 3 : 10;
  for (const subject of [NEWCOMER, DENIED, DENIED_IN_FRONT, ...subjects.slice(0, asked)]) {
    const expected = names.filter((resource) => engine.check(subject, "use", resource).allowed);
    if (listed(subject).join() !== expected.join())
      throw new Error(`the list of ${subject} differs from what check says`);
  }
  figures.add("lists equal to check", asked + 3, "of them", "subjects, every agent asked for each");
}
