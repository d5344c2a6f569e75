import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmptyDatabase, onEveryDatabase } from "../store/testing/databases.ts";
import type { StateFile } from "./file.ts";
import { openPlace, type Place } from "./testing/place.ts";

/*
 * Whatever an organization is, and however it came to be that: applied to another one, its file makes one that has the same file.
 */
const people = ["ada", "ben", "cy", "dee"].map((name) => `user:${name}@example.org`);
const groups = ["Research", "Sales: EMEA", "# 3", "yes"];
const [everybodys = "", ...carrying] = [...groups].reverse();
const roles = ["Editors", "Auditors of 'x'"];

const until = fc.option(fc.constantFrom("2090-01-01T00:00:00.000Z", "2100-06-30T12:34:56.789Z"), { nil: undefined });
const text = fc.constantFrom("", "plain", "a: b # c", "two\nlines", '"quoted"', "\u2028", "- x", "ÄÖ 漢字 👩‍👩‍👧");
const some = <T>(all: readonly T[]) => fc.subarray([...all]);
const held = some(roles).chain((names) =>
  fc.tuple(...names.map((role) => fc.record({ role: fc.constant(role), until }))),
);
const group = (name: string, place: number) =>
  fc.record({
    name: fc.constant(name),
    description: text,
    owner: fc.constantFrom("organization", ...people),
    organizationWide: name === everybodys ? fc.boolean() : fc.constant(false),
    roles: name === everybodys ? fc.constant([]) : held,
    // Only of those behind it, so that there is no circle.
    members: some([
      ...people,
      ...groups
        .slice(place + 1)
        .filter((one) => one !== everybodys)
        .map((one) => `group:${one}`),
    ]).chain((members) => fc.tuple(...members.map((who) => fc.record({ who: fc.constant(who), until })))),
  });
const holders = [...people, ...carrying.map((name) => `group:${name}`), ...roles.map((name) => `role:${name}`)];
const distinct = <T>(all: T[], keyOf: (one: T) => string) => [...new Map(all.map((one) => [keyOf(one), one])).values()];

const organization: fc.Arbitrary<StateFile> = fc
  .record({
    roles: fc.tuple(
      ...roles.map((name) =>
        fc.record({
          name: fc.constant(name),
          description: text,
          rank: fc.integer({ min: 0, max: 79 }),
          features: fc.constantFrom<Record<string, string[]>>(
            {},
            { AGENTS: ["USE"] },
            { AGENTS: ["CREATE", "USE"], PROMPTS: ["USE"] },
          ),
        }),
      ),
    ),
    people: fc.tuple(
      ...people.map((who) =>
        fc.record({
          email: fc.constant(who.slice("user:".length)),
          name: fc.constantFrom("Somebody", "Somebody: else", "ÄÖ"),
          username: fc.constant(null),
          role: who === people[0] ? fc.constant("SUPER_ADMIN") : fc.constantFrom("USER", "MODERATOR", ...roles),
          status:
            who === people[0]
              ? fc.constant("active" as const)
              : fc.constantFrom("active" as const, "deactivated" as const),
          hidden: fc.boolean(),
          roles: held,
        }),
      ),
    ),
    groups: fc.tuple(...groups.map(group)),
    capabilities: fc
      .array(
        fc.record({
          to: fc.constantFrom(...holders),
          capability: fc.constantFrom("read:users", "manage:users", "manage:agents"),
          scope: fc.option(fc.constantFrom(...groups.map((name) => `group:${name}`)), { nil: undefined }),
          until,
        }),
        { maxLength: 5 },
      )
      .map((all) => distinct(all, ({ to, capability, scope }) => `${to} ${capability} ${scope}`)),
    grants: fc.array(
      fc.record({
        on: fc.constantFrom(...groups.map((name) => `group:${name}`)),
        to: fc.constantFrom(...holders),
        role: fc.constantFrom("member", "owner"),
        deny: fc.constantFrom([], ["delete"]),
        until,
      }),
      { maxLength: 6 },
    ),
    overrides: fc.constantFrom(
      [],
      [{ for: "role:USER", priority: 3, active: true, values: { interface: { customWelcome: "Hi" } }, removed: [] }],
    ),
  })
  .map((all) => ({ gatehouse: "state/1", ...all }) as unknown as StateFile);

onEveryDatabase("any organization", (given) => {
  let database: [EmptyDatabase, EmptyDatabase];
  let [first, second]: [Place, Place] = [] as never;
  beforeEach(async () => {
    database = [await given(), await given()];
    first = await openPlace(database[0]);
    second = await openPlace(database[1]);
  });
  afterEach(async () => {
    await first.close();
    await second.close();
  });

  test("comes to be the same elsewhere by its file", async () => {
    // Capabilities of the built-in roles are everybody's, and are not taken away by the files that are made up here.
    const builtIn = await first.file("?sections=capabilities,roles");
    const whole = (wish: StateFile): StateFile => ({
      ...wish,
      roles: [...(builtIn.roles ?? []), ...(wish.roles ?? [])],
      capabilities: [...(builtIn.capabilities ?? []), ...(wish.capabilities ?? [])],
    });
    await fc.assert(
      fc.asyncProperty(organization, organization, async (before, after) => {
        for (const wish of [before, after]) {
          const state = whole(wish);
          const plan = await first.plan(state, { remove: true }, "operator");
          expect(plan.refused).toEqual([]);
          await first.apply(state, { remove: true, plan: plan.plan }, "operator");
          expect((await first.plan(state, { remove: true }, "operator")).lines).toEqual([]);
        }
        const file = await first.file();
        expect((await first.plan(file, { remove: true })).lines).toEqual([]);
        await second.apply(file, { remove: true }, "operator");
        expect(withoutIds(await second.text())).toBe(withoutIds(await first.text()));
        expect(await second.plan(file, { remove: true }, "operator")).toMatchObject({ lines: [], unlisted: [] });
      }),
      { numRuns: 12, endOnFailure: true },
    );
    for (const place of [first, second])
      expect(await place.ok("operator", "GET", "/api/gatehouse/doctor")).toMatchObject({ healthy: true });
  }, 120_000);
});

const withoutIds = (text: string): string => text.replaceAll(/"[0-9a-f]{24}"/g, '""');
