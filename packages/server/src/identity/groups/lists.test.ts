import { expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn } from "../testing/house.ts";
import { findMembers } from "./findMembers.ts";

const GROUPS = "/api/admin/groups";
const USERS = "/api/admin/users";

interface Team {
  house: House;
  team: string;
  /** By name. */
  ids: Record<string, string>;
}

onEveryDatabase("lists of groups and of who is in them", (given) => {
  /** Team: Ada, two of the name Ben, Cleo and the service Wiki; Bureau: Ada; Attic: nobody. */
  const withTeam = async (then: (team: Team) => Promise<void>) => {
    const house = await houseOn(await given());
    try {
      const ok = async (method: "POST" | "PATCH", path: string, body: object) => {
        const answer = await house.operate(method, path, body);
        expect(answer.statusCode, answer.body).toBeLessThan(300);
        return answer.json();
      };
      const ids: Record<string, string> = {};
      for (const [name, email] of [
        ["Cleo", "cleo@example.org"],
        ["Ada", "ada@example.org"],
        ["Ben", "ben1@example.org"],
        ["Ben", "ben2@example.org"],
        ["Benjamin outside", "outside@example.org"],
      ] as const)
        ids[email.slice(0, email.indexOf("@"))] = (await ok("POST", USERS, { name, email })).user.id;
      const made = async (name: string) => (await ok("POST", GROUPS, { name })).group._id as string;
      const [team, bureau] = [await made("Team"), await made("Bureau")];
      await made("Attic");
      const wiki = (await ok("POST", "/api/admin/services", { name: "Benwiki" })).service.id;
      for (const userId of ["cleo", "ada", "ben1", "ben2"])
        await ok("POST", `${GROUPS}/${team}/members`, { userId: ids[userId] });
      await ok("POST", `${GROUPS}/${team}/members`, { serviceId: wiki });
      await ok("POST", `${GROUPS}/${bureau}/members`, { userId: ids.ada });
      await then({ house, team, ids });
    } finally {
      await house.close();
    }
  };
  const groupsBy = async (house: House, query: string) => {
    const { groups, total } = (await house.operate("GET", `${GROUPS}?memberIds=none&${query}`)).json();
    return [groups.map(({ name }: { name: string }) => name), total];
  };
  const membersBy = async ({ house, team }: Team, query: string, token?: string) => {
    const path = `${GROUPS}/${team}/members?${query}`;
    const answer =
      token === undefined ? await house.operate("GET", path) : await house.call("GET", path, undefined, token);
    const { members, total } = answer.json();
    return [members.map(({ name, email }: { name: string; email: string }) => email || name), total];
  };

  test("groups go by name or by how many are in them, either way and page by page", () =>
    withTeam(async ({ house }) => {
      expect(await groupsBy(house, "")).toEqual([["Attic", "Bureau", "Team"], 3]);
      expect(await groupsBy(house, "order=desc")).toEqual([["Team", "Bureau", "Attic"], 3]);
      expect(await groupsBy(house, "sort=members")).toEqual([["Attic", "Bureau", "Team"], 3]);
      expect(await groupsBy(house, "sort=members&order=desc&limit=1")).toEqual([["Team"], 3]);
      expect(await groupsBy(house, "sort=members&order=desc&limit=1&offset=1")).toEqual([["Bureau"], 3]);
      expect(await groupsBy(house, "sort=members&order=desc&search=t")).toEqual([["Team", "Attic"], 2]);
      expect(await groupsBy(house, "sort=members&offset=9")).toEqual([[], 3]);
    }));

  test("members are found by a part of name and address, by name, and nobody who is not in it", () =>
    withTeam(async (all) => {
      const found = ["ben1@example.org", "ben2@example.org"];
      const byId = found.toSorted((a, b) => ((all.ids[a.slice(0, 4)] ?? "") < (all.ids[b.slice(0, 4)] ?? "") ? -1 : 1));
      expect(await membersBy(all, "search=BEN")).toEqual([[...byId, "Benwiki"], 3]);
      expect(await membersBy(all, "search=ben&limit=1&offset=1")).toEqual([[byId[1]], 3]);
      expect(await membersBy(all, "search=cleo%40")).toEqual([["cleo@example.org"], 1]);
      expect(await membersBy(all, "search=outside")).toEqual([[], 0]);
    }));

  test("a large group is searched the other way round, and finds the same", () =>
    withTeam(async ({ house, team }) => {
      const access = house.access.of(house.access.list()[0]?.id ?? "");
      const isIn = (member: string) => access.engine.hasMember(`group:${team}`, member);
      for (const typed of ["ben", "example", "outside", "none"]) {
        const wish = { group: `group:${team}`, typed };
        expect(await findMembers(house.store.db, access.id, { ...wish, isIn }), typed).toEqual(
          await findMembers(house.store.db, access.id, { ...wish, isIn: undefined }),
        );
      }
    }));

  test("whoever looks after a group finds nobody in it who is hidden, and counts none", () =>
    withTeam(async (all) => {
      const { house, team, ids } = all;
      const owner = await house.person("dora");
      await house.operate("POST", `/api/access/resources/group/${team}/grants`, {
        principal: `user:${owner.id}`,
        role: "owner",
      });
      expect((await membersBy(all, "search=cleo", owner.token))[1]).toBe(1);
      await house.operate("PATCH", `${USERS}/${ids.cleo}`, { hidden: true });
      expect(await membersBy(all, "search=cleo", owner.token)).toEqual([[], 0]);
      const [listed, total] = await membersBy(all, "limit=100", owner.token);
      expect(total).toBe(listed.length);
      expect((await membersBy(all, "search=cleo"))[1]).toBe(1);
    }));

  test.for(["?sort=secrets", "?order=up", "/team/members?search=a"])("refuses %s", (path) =>
    withTeam(async ({ house, team }) => {
      const answer = await house.operate("GET", `${GROUPS}${path.replace("team", team)}`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, "request-invalid"]);
    }),
  );
});
