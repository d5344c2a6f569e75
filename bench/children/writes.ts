// What it takes to apply one change of each kind, in the loaded world; every change takes its own `apply`, as in a server.
import type { Change } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";
import { timesOf } from "../measure/times.ts";
import { randomOf } from "../world/random.ts";
import { agentName, groupName, groupsOf, makeWorld, userName } from "../world/world.ts";
import { loadedEngine, taskOf } from "./task.ts";

const { grants, snapshot, isQuick } = taskOf(process.argv);
const CALLS = isQuick ? 5_000 : 20_000;
const figures = new Figures(grants);
const world = makeWorld(grants);
const engine = loadedEngine(snapshot);
const random = randomOf(13);
const under = (end: number) => Math.floor(random() * end);
const someUser = () => userName(under(world.users));
const someGroup = () => groupName(under(world.groups));
const someAgent = () => agentName(under(world.agents));
/** Somebody asks between the changes, so that what is kept for questions is there to be brought up to date. */
const asked = Array.from({ length: 200 }, () => [someUser(), someAgent()] as const);

grantsSet();
measure("owner", () => ({ kind: "owner-set", resource: someAgent(), owner: someUser() }));
memberships();
features();
groupEdges();
figures.send();

function grantsSet(): void {
  let id = world.grants + 1;
  const set: { resource: string; id: number }[] = [];
  measure("grant", (index) => {
    const principal = index % 50 === 0 ? "everyone" : index % 3 === 0 ? someUser() : someGroup();
    const resource = someAgent();
    set.push({ resource, id });
    const grant = { id: id++, principal, resource, allow: ["use"], deny: [], expiresAt: null, condition: null };
    return { kind: "grant-set", grant };
  });
  measure("grant taken away", (index) => ({ kind: "grant-removed", ...set[index]! }));
}

function memberships(): void {
  const pairs = Array.from({ length: CALLS * 2 }, () => {
    const user = under(world.users);
    const mine = groupsOf(world, user);
    let group = under(world.groups);
    while (mine.has(group)) group = under(world.groups);
    return { member: userName(user), group: groupName(group) };
  });
  const seen = new Set<string>();
  const fresh = pairs.filter(({ member, group }) => seen.size !== seen.add(member + group).size);
  const at = (index: number) => fresh[index % fresh.length]!;
  measure("membership", (index) => ({ kind: "membership-set", ...at(index), expiresAt: null }));
  measure("membership taken away", (index) => ({ kind: "membership-removed", ...at(index) }));
}

function features(): void {
  measure("feature", (index) => ({
    kind: "feature-set",
    role: "role:USER",
    feature: "BOOKMARKS.USE",
    on: index % 2 === 0,
  }));
  const after = timesOf(CALLS / 10, (index) => {
    engine.apply([{ kind: "feature-set", role: "role:USER", feature: "BOOKMARKS.USE", on: index % 2 === 0 }]);
    const [subject, resource] = asked[index % asked.length]!;
    engine.check(subject, "use", resource);
  });
  figures.addTimes("feature, and the first check after it", after, "what is kept of a subject is made again");
}

/** Edges between groups that had none below or above them: the tree keeps its depth of three. */
function groupEdges(): void {
  const upper = world.groups >> 1;
  const edges = Array.from({ length: CALLS }, (_, index) => {
    const member = groupName(upper + (index % (world.groups - upper)));
    return { member, group: groupName(under(upper)) };
  });
  const known = new Set<string>();
  for (let group = upper; group < world.groups; group++)
    known.add(groupName(group) + groupName(world.groupAbove[group]!));
  const fresh = edges.filter(({ member, group }) => known.size !== known.add(member + group).size);
  const count = Math.floor(fresh.length / 1.2);
  measure("group edge", (index) => ({ kind: "membership-set", ...fresh[index]!, expiresAt: null }), count);
  measure("group edge taken away", (index) => ({ kind: "membership-removed", ...fresh[index]! }), count);
}

function measure(name: string, change: (index: number) => Change, count = CALLS): void {
  const changes = Array.from({ length: count + Math.ceil(count / 10) }, (_, index) => change(index));
  for (const [subject, resource] of asked) engine.check(subject, "use", resource);
  figures.addTimes(
    `applied: ${name}`,
    timesOf(count, (index) => engine.apply([changes[index]!])),
  );
}
