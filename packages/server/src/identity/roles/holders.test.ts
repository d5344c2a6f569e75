import { expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn } from "../testing/house.ts";
import { findHolders } from "./findHolders.ts";

const ROLES = "/api/admin/roles";

interface Held {
  house: House;
  /** `role:…` */
  role: string;
  /** By the first part of the address. */
  ids: Record<string, string>;
}

onEveryDatabase("searching who holds a role", (given) => {
  /** Editors: Ben by his primary role, another Ben besides until tomorrow, Cleo both ways, the group "Bench", the service Benwiki; Benjamin has it not. */
  const withEditors = async (then: (held: Held) => Promise<void>) => {
    const house = await houseOn(await given());
    try {
      const ok = async (method: "POST" | "PATCH", path: string, body: object) => {
        const answer = await house.operate(method, path, body);
        expect(answer.statusCode, answer.body).toBeLessThan(300);
        return answer.json();
      };
      const role = (await ok("POST", ROLES, { name: "Editors" })).role._id;
      const ids: Record<string, string> = {};
      for (const [name, email] of [
        ["Ada", "ada@example.org"],
        ["Cleo", "cleo@example.org"],
        ["Ben", "ben1@example.org"],
        ["Ben", "ben2@example.org"],
        ["Benjamin", "outside@example.org"],
      ] as const)
        ids[email.slice(0, email.indexOf("@"))] = (await ok("POST", "/api/admin/users", { name, email })).user.id;
      for (const userId of [ids.ben1, ids.cleo]) await ok("POST", `${ROLES}/Editors/members`, { userId });
      await ok("POST", `/api/admin/users/${ids.ben2}/roles`, { role: "Editors", expiresAt: TOMORROW });
      await ok("POST", `/api/admin/users/${ids.cleo}/roles`, { role: "Editors", expiresAt: TOMORROW });
      const { group } = await ok("POST", "/api/admin/groups", { name: "Bench", description: "Who write for Cleo" });
      await ok("POST", `${ROLES}/Editors/members`, { groupId: group._id, expiresAt: TOMORROW });
      const { service } = await ok("POST", "/api/admin/services", { name: "Benwiki" });
      await ok("POST", `${ROLES}/Editors/members`, { serviceId: service.id });
      await then({ house, role, ids });
    } finally {
      await house.close();
    }
  };
  const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
  const holders = async ({ house }: Held, query: string) => {
    const { members, total } = (await house.operate("GET", `${ROLES}/Editors/members?${query}`)).json();
    return { told: members.map(({ name, email }: { name: string; email: string }) => email || name), total, members };
  };

  test("whoever reads roles alone finds nobody who is hidden, and counts none", () =>
    withEditors(async ({ house, ids }) => {
      const { id, token } = await house.person("zoe");
      for (const capability of ["access:admin", "read:roles"]) {
        const wish = { principalType: "user", principalId: id, capability };
        expect((await house.operate("POST", "/api/admin/grants", wish)).statusCode).toBeLessThan(300);
      }
      await house.operate("PATCH", `/api/admin/users/${id}`, { role: "USER" });
      const cleos = async () =>
        (await house.call("GET", `${ROLES}/Editors/members?search=cleo%40`, undefined, token)).json().total;
      expect(await cleos()).toBe(1);
      await house.operate("PATCH", `/api/admin/users/${ids.cleo}`, { hidden: true });
      expect(await cleos()).toBe(0);
    }));

  test("people, groups and services by a part of the name, people also of the address, by name", () =>
    withEditors(async (all) => {
      const bens = ["ben1", "ben2"].sort((a, b) => ((all.ids[a] ?? "") < (all.ids[b] ?? "") ? -1 : 1));
      const byName = [...bens.map((one) => `${one}@example.org`), "Bench", "Benwiki"];
      expect(await holders(all, "search=BEN")).toMatchObject({ told: byName, total: 4 });
      expect(await holders(all, "search=ben&limit=2&offset=1")).toMatchObject({ told: byName.slice(1, 3), total: 4 });
      expect(await holders(all, "search=cleo%40")).toMatchObject({ told: ["cleo@example.org"], total: 1 });
    }));

  test("nobody who has it not, and nothing by what is written about a group", () =>
    withEditors(async (all) => {
      expect(await holders(all, "search=benjamin")).toMatchObject({ told: [], total: 0 });
      expect(await holders(all, "search=who%20write")).toMatchObject({ told: [], total: 0 });
    }));

  test("until when they have it stands beside; as primary role without an end, also where it was given besides", () =>
    withEditors(async (all) => {
      const endOf = async (typed: string) => (await holders(all, `search=${typed}`)).members[0].expiresAt;
      expect(await endOf("ben2")).toBe(TOMORROW);
      expect(await endOf("bench")).toBe(TOMORROW);
      expect([await endOf("ben1"), await endOf("cleo"), await endOf("benwiki")]).toEqual([null, null, null]);
    }));

  test("a role that many hold is searched the other way round, and finds the same", () =>
    withEditors(async ({ house, role }) => {
      const organization = house.access.list()[0]?.id ?? "";
      for (const typed of ["ben", "example", "outside", "none"]) {
        const found = (isWide: boolean) => findHolders(house.store.db, organization, { role, typed, isWide });
        expect(await found(true), typed).toEqual(await found(false));
      }
    }));

  test("too short a part is refused", () =>
    withEditors(async ({ house }) => {
      const answer = await house.operate("GET", `${ROLES}/Editors/members?search=a`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, "request-invalid"]);
    }));
});
