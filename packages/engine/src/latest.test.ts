import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, createEngine, type Dated, type LatestRequest, type PermissionEngine } from "./index.ts";
import { roles } from "./testing/given.ts";

const MANY = 1_000_000;

/** One agent: how Ben reaches it, and when it was changed. */
interface Wish {
  ways: readonly ("owned" | "granted" | "by his group" | "in a project" | "denied")[];
  /** null: it has no date. */
  at: number | null;
}

const wishes = fc.array(
  fc.record<Wish>({
    ways: fc.uniqueArray(fc.constantFrom("owned", "granted", "by his group", "in a project", "denied"), {
      maxLength: 3,
    }),
    at: fc.option(fc.integer({ min: 1, max: 9 })),
  }),
  { maxLength: 40 },
);

const nameOf = (index: number) => `agent:${((index * 7) % 41).toString(36).padStart(2, "0")}`;

function worldOf(agents: readonly Wish[]): PermissionEngine {
  const engine = createEngine();
  engine.apply(roles());
  let id = 1;
  const grant = (principal: string, resource: string, actions: string[], deny = false): Change => ({
    kind: "grant-set",
    grant: {
      id: id++,
      principal,
      resource,
      allow: deny ? [] : actions,
      deny: deny ? actions : [],
      expiresAt: null,
      condition: null,
    },
  });
  engine.apply([
    { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
    { kind: "resource-added", resource: "group:all", owner: "organization", state: "active" },
    { kind: "membership-set", member: "user:ben", group: "group:all", expiresAt: null },
    { kind: "resource-added", resource: "project:one", owner: "organization", state: "active" },
    grant("user:ben", "project:one", ["view"]),
  ]);
  agents.forEach(({ ways, at }, index) => {
    const resource = nameOf(index);
    const owner = ways.includes("owned") ? "user:ben" : "organization";
    const changes: Change[] = [{ kind: "resource-added", resource, owner, state: "active" }];
    if (ways.includes("granted")) changes.push(grant("user:ben", resource, ["use"]));
    if (ways.includes("by his group")) changes.push(grant("group:all", resource, ["use"]));
    if (ways.includes("denied")) changes.push(grant("user:ben", resource, ["use"], true));
    if (ways.includes("in a project")) changes.push({ kind: "parent-added", resource, parent: "project:one" });
    engine.apply(changes);
    engine.date(resource, at);
  });
  return engine;
}

const latest = (engine: PermissionEngine, request: Partial<LatestRequest> = {}) =>
  engine.listLatest("user:ben", "use", "agent", { most: MANY, ...request });

/** Page after page. */
function listed(engine: PermissionEngine, request: Partial<LatestRequest>): Dated[] {
  const found: Dated[] = [];
  for (let after: Dated | null = null; ; ) {
    const page = latest(engine, { ...request, after });
    if (!page) throw new Error("too many to choose from");
    found.push(...page.resources);
    if (page.next === null) return found;
    after = page.next;
  }
}

/** What check allows, last changed first. */
function expected(engine: PermissionEngine, agents: readonly Wish[]): Dated[] {
  return agents
    .map(({ at }, index) => ({ resource: nameOf(index), at }))
    .filter(({ resource }) => engine.check("user:ben", "use", resource).allowed)
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0) || (a.resource < b.resource ? -1 : 1));
}

describe("what was changed last comes first", () => {
  test("the pages together are what check allows, each once; of one moment in the order of names; without a date last", () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 7 }), (agents, limit) => {
        const engine = worldOf(agents);
        expect(listed(engine, { limit })).toEqual(expected(engine, agents));
      }),
    );
  });

  test("only what the subject owns, and only what else is asked of it", () => {
    fc.assert(
      fc.property(wishes, (agents) => {
        const engine = worldOf(agents);
        const own = new Set(agents.flatMap(({ ways }, index) => (ways.includes("owned") ? [nameOf(index)] : [])));
        const accept = (resource: string) => resource > nameOf(3);
        expect(listed(engine, { limit: 3, own: true, accept })).toEqual(
          expected(engine, agents).filter(({ resource }) => own.has(resource) && accept(resource)),
        );
      }),
    );
  });
});

const two: Wish[] = [
  { ways: ["granted"], at: 5 },
  { ways: ["granted"], at: 6 },
];

describe("what must be known first", () => {
  test("a thing that was never dated is named, and nothing is listed", () => {
    const engine = worldOf(two);
    engine.apply([{ kind: "resource-added", resource: "agent:new", owner: "user:ben", state: "active" }]);
    expect(latest(engine)).toEqual({ resources: [], next: null, undated: ["agent:new"] });
    engine.date("agent:new", 7);
    expect(latest(engine)?.resources[0]).toEqual({ resource: "agent:new", at: 7 });
  });

  test("what is made anew under a former name has no date", () => {
    const engine = worldOf(two);
    engine.apply(engine.removalOf(nameOf(0)).changes);
    engine.apply([{ kind: "resource-added", resource: nameOf(0), owner: "user:ben", state: "active" }]);
    expect(latest(engine)?.undated).toEqual([nameOf(0)]);
  });

  test("dates are no part of the state", () => {
    const engine = worldOf(two);
    const before = engine.snapshot();
    engine.date(nameOf(0), 100);
    engine.date("agent:unknown", 100);
    expect(engine.snapshot()).toEqual(before);
    const copy = createEngine();
    copy.restore(before);
    expect(latest(copy)?.undated).toEqual([nameOf(0), nameOf(1)].sort());
  });
});

test("where there may be more to choose from than wanted, nothing is answered", () => {
  const engine = worldOf(two);
  expect(latest(engine, { most: 1 })).toBeNull();
  expect(latest(engine, { most: 2 })?.resources).toHaveLength(2);
});

test("a stranger gets an empty page, another type's cursor and an unknown type are refused", () => {
  const engine = worldOf(two);
  expect(engine.listLatest("user:nobody", "use", "agent", { most: MANY })?.resources).toEqual([]);
  expect(() => latest(engine, { after: { resource: "prompt:a", at: 1 } })).toThrow("another question");
  expect(() => engine.listLatest("user:ben", "use", "nothing", { most: MANY })).toThrow("no type");
});
