import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine, type PermissionEngine } from "../src/engine.ts";
import { type Change, EngineError } from "../src/types.ts";
import { compileCondition, someConditions } from "./conditions.ts";
import { initialChanges } from "./initial.ts";
import * as a from "./names.ts";
import { told } from "./story.ts";
import { someStory } from "./worlds.ts";

/*
 * `simulate` against asking every pair before the changes and after them: in random organizations the two say the same.
 */
const subjects = [...a.accounts, "visitor"];
const seed = Number(process.env.ORACLE_SEED ?? 20_261_129);

/** `user:ada update agent:a`. */
type Rights = Set<string>;

function rightsIn(engine: PermissionEngine, now: number): { rights: Rights; powers: Rights } {
  const resources = engine.state().flatMap((change) => (change.kind === "resource-added" ? [change.resource] : []));
  const rights = new Set<string>();
  const powers = new Set<string>();
  for (const subject of subjects) {
    for (const resource of resources)
      for (const action of [...Object.keys(engine.typeOf(resource.split(":", 1)[0]!)!.actions), "hide", "restore"])
        if (engine.check(subject, action, resource, { now }).allowed) rights.add(`${subject} ${action} ${resource}`);
    if (subject !== "visitor")
      for (const feature of ["AGENTS.USE", "AGENTS.SHARE", "PROMPTS.USE", "SHARED_LINKS.CREATE"])
        if (engine.check(subject, feature, undefined, { now }).allowed) powers.add(`${subject} ${feature}`);
  }
  return { rights, powers };
}

const without = (one: Rights, other: Rights) => [...one].filter((right) => !other.has(right)).sort();

/** Every page of what was simulated, as rights. */
function simulatedRights(engine: PermissionEngine, changes: readonly Change[], now: number) {
  const simulated = engine.simulate(changes, { now });
  const bySubject = { gained: [] as string[], lost: [] as string[] };
  const byThing = { gained: [] as string[], lost: [] as string[] };
  const powers = { gained: [] as string[], lost: [] as string[] };
  const sums = { gained: 0, lost: 0 };
  for (const { subject, gained, lost, powers: its } of simulated.bySubject().rows) {
    sums.gained += gained;
    sums.lost += lost;
    for (const { resource, ...its } of simulated.of(subject).rows) {
      bySubject.gained.push(...its.gained.map((action) => `${subject} ${action} ${resource}`));
      bySubject.lost.push(...its.lost.map((action) => `${subject} ${action} ${resource}`));
    }
    powers.gained.push(...its.gained.map((power) => `${subject} ${power}`));
    powers.lost.push(...its.lost.map((power) => `${subject} ${power}`));
  }
  for (const { resource, ...tally } of simulated.byThing().rows) {
    const { rows } = simulated.on(resource);
    expect(simulated.only(resource)).toMatchObject({ ...tally, subjects: rows.length, things: 1 });
    for (const { subject, ...its } of rows) {
      byThing.gained.push(...its.gained.map((action) => `${subject} ${action} ${resource}`));
      byThing.lost.push(...its.lost.map((action) => `${subject} ${action} ${resource}`));
    }
  }
  return { bySubject, byThing, powers, sums, totals: { gained: simulated.gained, lost: simulated.lost } };
}

test("what changes would make otherwise is what asking every pair before and after tells", () => {
  const met = { transactions: 0, gained: 0, lost: 0 };
  fc.assert(
    fc.property(someStory, fc.constantFrom(1_000, 1_500, 2_500), (story, now) => {
      const engine = createEngine({ compile: compileCondition });
      engine.apply(initialChanges());
      for (const [place, { changes }] of story.steps.entries()) {
        if (changes.length === 0) continue;
        const before = rightsIn(engine, now);
        const bytes = engine.snapshot();
        let simulated: ReturnType<typeof simulatedRights> | null = null;
        try {
          simulated = simulatedRights(engine, changes, now);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          expect(() => engine.apply(changes)).toThrow(EngineError);
          continue;
        }
        expect(Buffer.compare(engine.snapshot(), bytes)).toBe(0);
        engine.apply(changes);
        const after = rightsIn(engine, now);
        const gained = without(after.rights, before.rights);
        const lost = without(before.rights, after.rights);
        const at = `step ${place} of ${told({ steps: story.steps.slice(0, place + 1) })}`;
        expect(simulated.bySubject.gained.sort(), at).toEqual(gained);
        expect(simulated.bySubject.lost.sort(), at).toEqual(lost);
        expect(simulated.byThing.gained.sort(), at).toEqual(gained);
        expect(simulated.byThing.lost.sort(), at).toEqual(lost);
        expect(simulated.totals, at).toEqual({ gained: gained.length, lost: lost.length });
        expect(simulated.sums, at).toEqual(simulated.totals);
        for (const power of without(after.powers, before.powers)) expect(simulated.powers.gained, at).toContain(power);
        for (const power of without(before.powers, after.powers)) expect(simulated.powers.lost, at).toContain(power);
        met.transactions++;
        met.gained += gained.length;
        met.lost += lost.length;
      }
    }),
    { seed, numRuns: 25, endOnFailure: true },
  );
  expect(met.transactions).toBeGreaterThan(500);
  expect(met.gained).toBeGreaterThan(1_000);
  expect(met.lost).toBeGreaterThan(200);
}, 300_000);

describe("what is simulated", () => {
  const users = Array.from({ length: 30 }, (_, index) => `user:u${String(index).padStart(2, "0")}`);
  const agents = ["agent:a", "agent:b", "agent:c"];
  const engine = createEngine();
  const shared: Change[] = agents.map((resource, index) => ({
    kind: "grant-set",
    grant: {
      id: index + 1,
      principal: "group:g",
      resource,
      allow: ["use", "execute"],
      deny: [],
      expiresAt: null,
      condition: null,
    },
  }));
  engine.apply([
    ...initialChanges(),
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.USE", on: true },
    ...users.map((user): Change => ({ kind: "user-added", user, role: "role:USER", status: "active" })),
    { kind: "resource-added", resource: "group:g", owner: "organization", state: "active" },
    ...users.map((member): Change => ({ kind: "membership-set", member, group: "group:g", expiresAt: null })),
    ...agents.map((resource): Change => ({ kind: "resource-added", resource, owner: users[0]!, state: "active" })),
  ]);

  test("is counted once, whoever has it already left out", () => {
    const simulated = engine.simulate(shared);
    expect(simulated).toMatchObject({ gained: 29 * 3 * 2, lost: 0, subjects: 29, gaining: 29, losing: 0, things: 3 });
    expect(simulated.of("user:u00").rows).toEqual([]);
    expect(simulated.of("user:u07").rows).toEqual(
      agents.map((resource) => ({ resource, gained: ["use", "execute"], lost: [] })),
    );
  });

  test("is shown page by page, each once and in order", () => {
    const simulated = engine.simulate(shared);
    const seen: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = simulated.bySubject({ limit: 7, ...(after && { after }) });
      seen.push(...page.rows.map(({ subject }) => subject));
      after = page.next;
    }
    expect(seen).toEqual(users.slice(1));
    expect(simulated.byThing({ limit: 2 })).toMatchObject({ rows: [{ gained: 58 }, { gained: 58 }], next: "agent:b" });
    expect(simulated.on("agent:b", { limit: 1 })).toMatchObject({ rows: [{ subject: "user:u01" }], next: "user:u01" });
    expect(simulated.on("agent:none").rows).toEqual([]);
    for (const limit of [0, 501, 1.5]) expect(() => simulated.bySubject({ limit })).toThrow(EngineError);
  });

  test("is told of one thing alone, without what else somebody gains", () => {
    const feature: Change = { kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_USERS", on: true };
    const simulated = engine.simulate([...shared, feature]);
    expect(simulated).toMatchObject({ subjects: 30, gaining: 30, things: 3 });
    const only = simulated.only("agent:b");
    expect(only).toMatchObject({ gained: 58, lost: 0, subjects: 29, gaining: 29, losing: 0, things: 1 });
    expect(only.bySubject({ limit: 1 }).rows).toEqual([
      { subject: "user:u01", gained: 2, lost: 0, powers: { gained: [], lost: [] } },
    ]);
    expect(simulated.only("agent:none")).toMatchObject({ gained: 0, lost: 0, subjects: 0, things: 0 });
  });

  test("is refused where more would have to be asked than is done at once, before anything is", () => {
    const crowd = createEngine({ compile: compileCondition });
    const many = 8_000;
    crowd.apply([
      ...initialChanges(),
      ...Array.from(
        { length: many },
        (_, index): Change => ({
          kind: "user-added",
          user: `user:${index}`,
          role: "role:USER",
          status: "active",
        }),
      ),
      ...Array.from(
        { length: 70 },
        (_, index): Change => ({
          kind: "resource-added",
          resource: `prompt:${index}`,
          owner: "organization",
          state: "active",
        }),
      ),
    ]);
    const conditional = Array.from(
      { length: 70 },
      (_, index): Change => ({
        kind: "grant-set",
        grant: {
          id: index + 1,
          principal: "everyone",
          resource: `prompt:${index}`,
          allow: ["use"],
          deny: [],
          expiresAt: null,
          condition: someConditions[0]!,
        },
      }),
    );
    expect(() => crowd.simulate(conditional)).toThrow(/more people and things/);
  });

  test("is as nothing where the changes change nothing, and is refused where they do not fit", () => {
    expect(engine.simulate([])).toMatchObject({ gained: 0, lost: 0, subjects: 0, things: 0 });
    expect(() => engine.simulate([{ kind: "role-taken", holder: "user:u00", role: "role:NONE" }])).toThrow(EngineError);
    expect(engine.check("user:u07", "use", "agent:a").allowed).toBe(false);
  });
});
