import type { Change } from "@gatehouse/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyTables } from "./index.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { organizationOf, writeChanges } from "./testing/organizations.ts";

/** A wish about one of a few things; whether it is a change that fits depends on what was before. */
const wishes = fc.array(
  fc.record({
    what: fc.constantFrom("grant", "membership", "feature", "resource", "parent"),
    on: fc.boolean(),
    which: fc.integer({ min: 1, max: 4 }),
    value: fc.constantFrom(null, 1_000, 2_000),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The wishes as changes that fit, one after the other. */
function* fitting(
  steps: readonly { what: string; on: boolean; which: number; value: number | null }[],
): Generator<Change> {
  const there = new Set<string>();
  const retired = new Set<string>();
  for (const { what, on, which, value } of steps) {
    const thing = `${what} ${which}`;
    const had = there.has(thing);
    if (on) there.add(thing);
    else there.delete(thing);
    const grant = {
      id: which,
      principal: "everyone",
      resource: "agent:a",
      deny: [],
      expiresAt: value,
      condition: null,
    };
    if (what === "grant" && on) yield { kind: "grant-set", grant: { ...grant, allow: value === null ? ["use"] : [] } };
    if (what === "grant" && !on && had) yield { kind: "grant-removed", resource: "agent:a", id: which };
    if (what === "membership" && on)
      yield { kind: "membership-set", member: `user:${which}`, group: "group:g", expiresAt: value };
    if (what === "membership" && !on && had)
      yield { kind: "membership-removed", member: `user:${which}`, group: "group:g" };
    if (what === "feature") yield { kind: "feature-set", role: "role:USER", feature: `AGENTS.${which}`, on };
    if (what === "parent" && on && !had) yield { kind: "parent-added", resource: "file:f", parent: `project:${which}` };
    if (what === "parent" && !on && had)
      yield { kind: "parent-removed", resource: "file:f", parent: `project:${which}` };
    if (what === "resource" && !retired.has(thing)) {
      if (on && !had)
        yield { kind: "resource-added", resource: `file:${which}`, owner: "organization", state: "active" };
      if (on && had) yield { kind: "owner-set", resource: `file:${which}`, owner: `user:${which}` };
      if (!on && had) {
        retired.add(thing);
        yield { kind: "resource-removed", resource: `file:${which}` };
      }
    }
  }
}

onEveryDatabase("effects", (given) => {
  test("brought together in one transaction they leave the same rows as one by one", async () => {
    const store = await (await given()).open();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(wishes, async (steps) => {
        const changes = [...fitting(steps)];
        const together = await organizationOf(store, `together-${count}`);
        const apart = await organizationOf(store, `apart-${count++}`);
        await writeChanges(store, together, changes);
        for (const change of changes) await writeChanges(store, apart, [change]);
        expect((await store.loadState(together)).changes).toEqual((await store.loadState(apart)).changes);
        expect((await verifyTables(store, together)).problems).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
