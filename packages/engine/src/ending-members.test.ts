import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, createEngine } from "./index.ts";
import { roles } from "./testing/given.ts";

const people = ["ada", "ben", "cy"].map((id) => `user:${id}`);
const GROUP = "group:team";

function withTeam() {
  const engine = createEngine();
  engine.apply([
    ...roles(),
    ...people.map((user): Change => ({ kind: "user-added", user, role: "role:USER", status: "active" })),
    { kind: "resource-added", resource: GROUP, owner: "organization", state: "active" },
    { kind: "resource-added", resource: "group:inner", owner: "organization", state: "active" },
  ]);
  return engine;
}
const into = (member: string, expiresAt: number | null): Change => ({
  ...{ kind: "membership-set", member, group: GROUP, expiresAt },
});

describe("whoever is in a group is counted as long as they are in it", () => {
  const engine = withTeam();
  engine.apply([into("user:ada", null), into("user:ben", 1_000), into("user:cy", 2_000), into("group:inner", 500)]);

  test.each([
    [999, 3],
    [1_000, 2],
    [1_999, 2],
    [2_000, 1],
    [0, 3],
  ])("at %i they are %i", (now, count) => expect(engine.countMembers(GROUP, now)).toBe(count));

  test("those whose membership has ended stand in the list of all", () =>
    expect(engine.countMemberships(GROUP)).toBe(3));

  test("after a snapshot it is the same", () => {
    const other = createEngine();
    other.restore(engine.snapshot());
    expect([0, 1_000, 2_000].map((now) => other.countMembers(GROUP, now))).toEqual([3, 2, 1]);
  });

  test("what is only supposed leaves nothing behind", () => {
    expect(engine.suppose([into("user:ada", 10)], (supposed) => supposed.countMembers(GROUP, 1_500))).toBe(1);
    expect(engine.countMembers(GROUP, 1_500)).toBe(2);
  });
});

test("after any changes as many are counted as have it in their principal set", () => {
  const change = fc.record({ who: fc.constantFrom(...people), end: fc.constantFrom(null, 10, 20, 30, "out" as const) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), fc.array(fc.integer({ min: 0, max: 40 })), (changes, moments) => {
      const engine = withTeam();
      for (const { who, end } of changes) {
        if (end !== "out") engine.apply([into(who, end)]);
        else if (engine.hasMember(GROUP, who))
          engine.apply([{ kind: "membership-removed", member: who, group: GROUP }]);
        for (const now of moments) {
          const inIt = people.filter((one) => engine.principalSet(one, now).includes(GROUP));
          expect(engine.countMembers(GROUP, now)).toBe(inIt.length);
        }
      }
    }),
  );
});
