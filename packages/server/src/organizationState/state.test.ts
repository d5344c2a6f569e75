import { afterEach, beforeEach, expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { openPlace, type Place } from "./testing/place.ts";

onEveryDatabase("the organization as a file", (given) => {
  let place: Place;
  beforeEach(async () => {
    place = await openPlace(await given());
  });
  afterEach(() => place.close());

  test("a plan of what was exported is empty, and applying it takes no revision", async () => {
    const file = await place.file();
    expect(file.gatehouse).toBe("state/1");
    expect(await place.plan(file)).toMatchObject({ isDifferent: false, lines: [], unlisted: [], refused: [] });
    const before = place.revision();
    await place.apply(file);
    expect(place.revision()).toBe(before);
  });

  test("groups, members, roles and people are made in one revision", async () => {
    await place.person("ben");
    const file = await place.file();
    const wish = {
      ...file,
      roles: [...(file.roles ?? []), { name: "Editors", rank: 20, features: { AGENTS: ["USE", "CREATE"] } }],
      people: [...(file.people ?? []), { email: "cy@example.org", name: "Cy", roles: ["Editors"] }],
      groups: [
        {
          name: "Research",
          owner: "user:ada@example.org",
          members: ["user:ben@example.org", { who: "user:cy@example.org", until: "2100-01-01T00:00:00Z" }],
        },
        { name: "All", members: ["group:Research"] },
      ],
      capabilities: [
        ...(file.capabilities ?? []),
        { to: "user:ben@example.org", capability: "manage:users", scope: "group:Research" },
      ],
      grants: [{ on: "group:All", to: "role:Editors", role: "member" }],
    };
    const plan = await place.plan(wish);
    expect(plan.refused).toEqual([]);
    expect(plan.noImpact).toBeNull();
    expect(plan.lines.map(({ does, what, how }) => `${does} ${what}: ${how}`)).toEqual([]);
    const before = place.revision();
    const applied = await place.apply(wish, { plan: plan.plan });
    expect(applied).toMatchObject({ invited: 1, left: [] });
    expect(place.revision()).toBe(before + 1);
    expect(await place.plan(wish)).toMatchObject({ isDifferent: false, lines: [] });
    await place.apply(wish);
    expect(place.revision()).toBe(before + 1);
  });
});
