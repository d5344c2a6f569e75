import { expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { type House, houseOn, type SignedInPerson } from "./testing/house.ts";

const DAY_MS = 86_400_000;
const GROUPS = "/api/admin/groups";
const ROLES = "/api/admin/roles";
const POWERS = "/api/admin/grants";

interface Places {
  house: House;
  group: string;
  inner: string;
  ben: SignedInPerson;
}

/*
 * Ben is in the group Course until tomorrow, with the group Helpers in it until then; he has the role Editors besides, and a power, as long. Cy has
 * all of this without an end. Then two days pass.
 */
onEveryDatabase("what has ended", (given) => {
  const twoDaysLater = async (then: (places: Places) => Promise<void>) => {
    const house = await houseOn(await given());
    try {
      const ok = async (method: "POST" | "PATCH", path: string, body: object) => {
        const answer = await house.operate(method, path, body);
        expect(answer.statusCode, answer.body).toBeLessThan(300);
        return answer.json();
      };
      await house.person("ada");
      const [ben, cy] = [await house.person("ben"), await house.person("cy")];
      const [group, inner] = [
        (await ok("POST", GROUPS, { name: "Course" })).group._id as string,
        (await ok("POST", GROUPS, { name: "Helpers" })).group._id as string,
      ];
      await ok("POST", ROLES, { name: "Editors" });
      const expiresAt = new Date(house.identity.now() + DAY_MS).toISOString();
      for (const [{ id }, end] of [
        [ben, { expiresAt }],
        [cy, {}],
      ] as const) {
        await ok("POST", `${GROUPS}/${group}/members`, { userId: id, ...end });
        await ok("POST", `/api/admin/users/${id}/roles`, { role: "Editors", ...end });
        await ok("POST", POWERS, { principalType: "user", principalId: id, capability: "read:prompts", ...end });
      }
      await ok("POST", `${GROUPS}/${group}/members`, { groupId: inner, expiresAt });
      house.wait(2 * DAY_MS);
      await then({ house, group, inner, ben });
    } finally {
      await house.close();
    }
  };
  const read = async ({ house }: Places, path: string) => (await house.operate("GET", path)).json();
  const ended = (rows: { name: string; ended: boolean }[]) => rows.map((one) => [one.name, one.ended]);

  test("is not counted of a group, and is no member of it", () =>
    twoDaysLater(async (places) => {
      const { group } = await read(places, `${GROUPS}/${places.group}`);
      expect(group).toMatchObject({ memberCount: 1, subgroupIds: [] });
      expect(group.memberIds).toHaveLength(1);
      const [listed] = (await read(places, `${GROUPS}?memberIds=none&sort=members&order=desc`)).groups;
      expect(listed).toMatchObject({ name: "Course", memberCount: 1, memberIds: [], subgroupIds: [] });
      const found = await read(places, "/api/permissions/search-principals?q=Course&type=group");
      expect(found.results[0]).toMatchObject({ name: "Course", memberCount: 1 });
    }));

  test.each(["", "?search=e"])("is marked among the members%s, and not counted", (query) =>
    twoDaysLater(async (places) => {
      const listed = await read(places, `${GROUPS}/${places.group}/members${query && "?search=example"}`);
      expect(listed).toMatchObject({ total: 2, current: 1 });
      expect(ended(listed.members).sort()).toEqual([
        ["ben Example", true],
        ["cy Example", false],
      ]);
    }),
  );

  test("is marked among the groups in a group", () =>
    twoDaysLater(async (places) => {
      const { groups } = await read(places, `${GROUPS}/${places.group}/subgroups?memberIds=none`);
      expect(groups).toMatchObject([{ _id: places.inner, membership: { ended: true } }]);
    }));

  test.each(["", "?search=example"])("is marked among the holders of a role%s, and not counted", (query) =>
    twoDaysLater(async (places) => {
      const listed = await read(places, `${ROLES}/Editors/members${query}`);
      expect(listed).toMatchObject({ total: 2, current: 1 });
      expect(ended(listed.members).sort()).toEqual([
        ["ben Example", true],
        ["cy Example", false],
      ]);
    }),
  );

  test("is marked on somebody's page", () =>
    twoDaysLater(async (places) => {
      const { user } = await read(places, `/api/admin/users/${places.ben.id}`);
      expect(user.roles).toMatchObject([{ role: "Editors", ended: true }]);
      const { grants } = await read(places, `${POWERS}/user/${places.ben.id}`);
      expect(grants).toMatchObject([{ capability: "read:prompts", ended: true }]);
    }));

  test("stands in no list of who has which power", () =>
    twoDaysLater(async (places) => {
      const { grants } = await read(places, POWERS);
      const people = (grants as { principalType: string; principalName: string }[]).filter(
        ({ principalType }) => principalType === "user",
      );
      expect(people.map(({ principalName }) => principalName)).toEqual(["cy Example"]);
    }));

  test("is nothing that somebody loses who leaves", () =>
    twoDaysLater(async ({ house, ben }) => {
      const told = (await house.operate("POST", `/api/admin/users/${ben.id}/leaving/preview`, {})).json();
      expect(told).toMatchObject({ memberships: [], roles: [], capabilities: [] });
    }));

  test("counts again when it is given another end", () =>
    twoDaysLater(async (places) => {
      const { house, group, ben } = places;
      const later = { userId: ben.id, expiresAt: new Date(house.identity.now() + DAY_MS).toISOString() };
      const answer = await house.operate("POST", `${GROUPS}/${group}/members`, later);
      expect(answer.json().group.memberCount).toBe(2);
    }));
});
