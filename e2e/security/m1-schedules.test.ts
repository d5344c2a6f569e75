import { describe, expect, test } from "vitest";
import { type Given, onEveryDatabase } from "../../packages/server/src/store/testing/databases.ts";
import { House, PASSWORD } from "./support/house.ts";

/*
 * M1: many at the same moment, against the real store; what must hold holds afterwards, on both databases.
 */
async function houseOn(given: Given): Promise<House> {
  const { options } = await given();
  return House.open(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl });
}

const registering = (house: House, email: string) =>
  house.call("POST", {
    url: "/api/auth/register",
    body: { name: "Somebody", email, password: PASSWORD, confirm_password: PASSWORD },
  });

/** How each of them was answered, counted. */
const counted = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]));

async function superAdmins(house: House): Promise<number> {
  const { db } = house.gatehouse.store;
  const rows = await db
    .selectFrom("accounts")
    .select("account")
    .where("primary_role", "=", "role:SUPER_ADMIN")
    .execute();
  return rows.length;
}

onEveryDatabase("at the same moment", (given) => {
  const withHouse = async (work: (house: House) => Promise<void>) => {
    const house = await houseOn(given);
    try {
      await work(house);
    } finally {
      await house.close();
    }
  };

  test("twenty first registrations: one super admin, nineteen members", () =>
    withHouse(async (house) => {
      const emails = Array.from({ length: 20 }, (_, index) => `first-${index}@example.org`);
      const answers = await Promise.all(emails.map((email) => registering(house, email)));
      expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 20 });
      expect(await superAdmins(house)).toBe(1);
      const { db } = house.gatehouse.store;
      expect(await db.selectFrom("users").select("id").execute()).toHaveLength(20);
    }));

  test("ten registrations of one address: one account", () =>
    withHouse(async (house) => {
      await registering(house, "ada@example.org");
      const answers = await Promise.all(Array.from({ length: 10 }, () => registering(house, "Same@example.org")));
      expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 10 });
      const { db } = house.gatehouse.store;
      expect(
        await db.selectFrom("users").select("email").where("email", "=", "same@example.org").execute(),
      ).toHaveLength(1);
      expect(await db.selectFrom("accounts").select("account").execute()).toHaveLength(2);
    }));

  test("the last two super admins demote, deactivate, ban and delete each other: one stays", () =>
    withHouse(async (house) => {
      const people = await Promise.all(
        ["ada", "ben"].map(async (name) => {
          const id = await house.person(`${name}@example.org`, "role:SUPER_ADMIN");
          return { id, token: (await house.signIn(`${name}@example.org`)).token };
        }),
      );
      const [ada, ben] = people;
      if (!ada || !ben) throw new Error("two people were made");
      const against = (by: typeof ada, whom: typeof ada) => [
        house.call("PATCH", { url: `/api/admin/users/${whom.id}`, body: { role: "USER" } }, by.token),
        house.call("PATCH", { url: `/api/admin/users/${whom.id}`, body: { status: "deactivated" } }, by.token),
        house.call("POST", { url: `/api/admin/users/${whom.id}/ban`, body: { until: null, reason: "war" } }, by.token),
        house.call("DELETE", { url: `/api/admin/users/${whom.id}` }, by.token),
      ];
      const answers = await Promise.all([...against(ada, ben), ...against(ben, ada)]);
      for (const { status, text } of answers) expect(status, text).toBeLessThan(500);
      const { engine } = house.gatehouse.access.of(house.here);
      const inPower = people.filter(({ id }) => engine.check(`user:${id}`, "manage:configs").allowed);
      expect(inPower).toHaveLength(1);
    }));

  test("the same grant, twenty times, by LibreChat's dialog: one grant", () =>
    withHouse(async (house) => {
      const owner = await house.person("owner@example.org");
      await house.change([{ kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: true }]);
      const friend = await house.person("friend@example.org");
      const { token } = await house.signIn("owner@example.org");
      const agent = await house.call(
        "POST",
        { url: "/api/agents", body: { name: "A", provider: "echo", model: "echo" } },
        token,
      );
      const { _id } = agent.body;
      const share = { updated: [{ type: "user", id: friend, accessRoleId: "agent_viewer" }] };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          house.call("PUT", { url: `/api/permissions/agent/${_id}`, body: share }, token),
        ),
      );
      expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 20 });
      const { engine } = house.gatehouse.access.of(house.here);
      expect(engine.grantsOn(`agent:${_id}`)).toHaveLength(1);
      expect(engine.check(`user:${owner}`, "share", `agent:${_id}`).allowed).toBe(true);
    }));

  test("one id, registered by ten at once: made once, and everybody else is told", () =>
    withHouse(async (house) => {
      await house.person("owner@example.org");
      const { token } = await house.signIn("owner@example.org");
      const put = () => house.call("PUT", { url: "/api/access/resources/prompt/one", body: { label: "x" } }, token);
      const statuses = (await Promise.all(Array.from({ length: 10 }, put))).map(({ status }) => status);
      expect(counted(statuses)).toEqual({ 201: 1, 200: 9 });
    }));

  test("revisions have no gaps, and the state in memory is the one on disk", () =>
    withHouse(async (house) => {
      const { token } = await (async () => {
        await house.person("ada@example.org", "role:SUPER_ADMIN");
        return house.signIn("ada@example.org");
      })();
      const make = (index: number) =>
        house.call("POST", { url: "/api/admin/groups", body: { name: `Group ${index}` } }, token);
      const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => make(index)));
      const revisions = answers.map(({ headers }) => Number(headers["gatehouse-revision"])).sort((a, b) => a - b);
      expect(new Set(revisions).size).toBe(30);
      const { store, access } = house.gatehouse;
      const log = await store.readLog(house.here, 0, 500);
      expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index + 1));
      expect(access.of(house.here).engine.revision).toBe(log.length);
      const doctor = await house.call("GET", { url: "/api/gatehouse/doctor" }, token);
      expect(doctor.body.findings.filter((one: { result: string }) => one.result === "problem")).toEqual([]);
    }));
});

describe("a limit", () => {
  test("on sign-ins is not overshot by asking at the same moment", async () => {
    const house = await House.open({ LOGIN_MAX: "5", LOGIN_WINDOW: "5" });
    try {
      const body = { email: "nobody@example.org", password: "wrong" };
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => house.call("POST", { url: "/api/auth/login", body })),
      );
      expect(counted(answers.map(({ status }) => status))).toEqual({ 401: 5, 429: 25 });
    } finally {
      await house.close();
    }
  });
});
