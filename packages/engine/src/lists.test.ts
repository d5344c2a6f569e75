import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, createEngine, type PermissionEngine } from "./index.ts";
import { roles } from "./testing/given.ts";

const LATER = 4_000_000_000_000;

/** A world in which somebody reaches many projects, so that what lies in them is found by looking through everything. */
interface Wish {
  projects: number;
  agents: number;
  /** Of 100 agents, how many lie in a project. */
  inside: number;
  /** Of 100 projects, how many everybody reaches. */
  open: number;
  seed: number;
}

const wishes = fc.record<Wish>({
  projects: fc.integer({ min: 1, max: 60 }),
  agents: fc.integer({ min: 1, max: 1_300 }),
  inside: fc.integer({ min: 0, max: 100 }),
  open: fc.integer({ min: 0, max: 100 }),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
});

function randomOf(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

function worldOf({ projects, agents, inside, open, seed }: Wish): PermissionEngine {
  const under = randomOf(seed);
  const engine = createEngine();
  engine.apply(roles());
  const changes: Change[] = [];
  const name = (type: string, index: number) => `${type}:${((index * 7919) % 10_007).toString(36)}`;
  for (const user of ["ada", "ben"])
    changes.push({ kind: "user-added", user: `user:${user}`, role: "role:USER", status: "active" });
  let id = 1;
  const grant = (principal: string, resource: string, deny = false, expiresAt: number | null = null) =>
    changes.push({
      kind: "grant-set",
      grant: {
        id: id++,
        principal,
        resource,
        allow: deny ? [] : [resource.startsWith("project:") ? "view" : "use"],
        deny: deny ? [resource.startsWith("project:") ? "view" : "use"] : [],
        expiresAt,
        condition: null,
      },
    });
  const owner = () => (under(10) === 0 ? "user:ben" : "organization");
  for (let index = 0; index < projects; index++) {
    const project = name("project", index);
    changes.push({ kind: "resource-added", resource: project, owner: owner(), state: "active" });
    if (index > 0 && under(5) === 0)
      changes.push({ kind: "parent-added", resource: project, parent: name("project", under(index)) });
    if (under(100) < open) grant("everyone", project);
    if (under(10) === 0) grant("user:ben", project, true);
  }
  for (let index = 0; index < agents; index++) {
    const agent = name("agent", index);
    changes.push({ kind: "resource-added", resource: agent, owner: owner(), state: "active" });
    if (under(100) < inside)
      changes.push({ kind: "parent-added", resource: agent, parent: name("project", under(projects)) });
    if (under(6) === 0) grant("everyone", agent, false, under(4) === 0 ? LATER : null);
    if (under(9) === 0) grant("user:ben", agent, under(2) === 0);
  }
  engine.apply(changes);
  return engine;
}

/** Page after page. */
function listed(engine: PermissionEngine, subject: string, limit: number): string[] {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const { resources, next } = engine.listResources(subject, "use", "agent", { limit, after });
    found.push(...resources);
    if (next === null) return found;
    after = next;
  }
}

function allowed(engine: PermissionEngine, subject: string): string[] {
  return agentsOf(engine)
    .filter((agent) => engine.check(subject, "use", agent).allowed)
    .sort();
}

function agentsOf(engine: PermissionEngine): string[] {
  const names: string[] = [];
  for (const change of engine.state())
    if (change.kind === "resource-added" && change.resource.startsWith("agent:")) names.push(change.resource);
  return names;
}

function restored(engine: PermissionEngine): PermissionEngine {
  const copy = createEngine();
  copy.restore(engine.snapshot());
  return copy;
}

/** Takes some agents away, brings some of these back, and makes new ones between the others. */
function stir(engine: PermissionEngine, seed: number): void {
  const under = randomOf(seed);
  for (const agent of agentsOf(engine).filter(() => under(4) === 0)) {
    engine.apply(engine.removalOf(agent).changes);
    if (under(2) === 0) continue;
    engine.apply([{ kind: "resource-added", resource: agent, owner: "user:ben", state: "active" }]);
  }
  for (let index = 0; index < 20; index++) {
    const agent = `agent:${under(36 ** 3).toString(36)}x${index}`;
    engine.apply([
      { kind: "resource-added", resource: agent, owner: under(2) ? "user:ada" : "user:ben", state: "active" },
    ]);
  }
}

describe("the pages of a list together are what check allows, in the order of names", () => {
  test.each([
    ["as it was built", (engine: PermissionEngine) => engine],
    ["read from a snapshot", restored],
    [
      "read from a snapshot and changed since",
      (engine: PermissionEngine) => {
        const copy = restored(engine);
        stir(copy, 5);
        return copy;
      },
    ],
  ])("%s", (_, of) => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 60 }), (wish, limit) => {
        const engine = of(worldOf(wish));
        for (const subject of ["user:ada", "user:ben"])
          expect(listed(engine, subject, limit)).toEqual(allowed(engine, subject));
        expect(Buffer.from(restored(engine).snapshot()).equals(engine.snapshot())).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
