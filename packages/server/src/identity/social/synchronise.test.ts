import type { JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite, onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { Pretender } from "./testing/pretender.ts";
import { openIdEnv, signInAs, tokenOf } from "./testing/traveller.ts";

let pretender: Pretender;
const opened: { house: House; database: EmptyDatabase }[] = [];
const logged: string[] = [];

beforeAll(async () => {
  pretender = await Pretender.start();
});
afterAll(() => pretender.stop());
afterEach(async () => {
  for (const { house, database } of opened.splice(0)) {
    await house.close();
    await database.remove();
  }
});

async function open(env: Record<string, string>): Promise<House> {
  logged.length = 0;
  const database = await emptySqlite();
  const house = await houseOn(database, openIdEnv(pretender, env), { logged });
  opened.push({ house, database });
  await house.person("first");
  return house;
}

const person = { sub: "ada", email: "ada@example.com", email_verified: true };
const enter = (house: House, claims: JWTPayload) => signInAs(house, pretender, { ...person, ...claims });
const engineOf = (house: House) => house.access.of(house.access.findOrganization()?.id ?? "").engine;

/** Signs in; what is the account then? */
async function standingAs(house: House, claims: JWTPayload) {
  const { id } = await tokenOf(house, (await enter(house, claims)).cookie);
  return standingOf(house, id);
}

async function standingOf(house: House, id: string) {
  const { db } = house.store;
  const account = `user:${id}`;
  const { primary_role } = await db
    .selectFrom("accounts")
    .select("primary_role")
    .where("account", "=", account)
    .executeTakeFirstOrThrow();
  const roles = await db.selectFrom("role_holdings").select("role").where("holder", "=", account).execute();
  const memberships = await db.selectFrom("memberships").select("group_name").where("member", "=", account).execute();
  const groups = await db
    .selectFrom("groups")
    .select("name")
    .where("id", "in", ["", ...memberships.map(({ group_name: group }) => group.slice("group:".length))])
    .orderBy("name")
    .execute();
  return { id, role: primary_role, roles: roles.map(({ role }) => role), groups: groups.map(({ name }) => name) };
}

async function lastEntry(house: House) {
  const { actor, reason, changes } = await house.store.db
    .selectFrom("log")
    .select(["actor", "reason", "changes"])
    .orderBy("revision", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return { actor, reason, kinds: (JSON.parse(changes) as { kind: string }[]).map(({ kind }) => kind) };
}

const REQUIRED = { OPENID_REQUIRED_ROLE: "staff,crew", OPENID_REQUIRED_ROLE_PARAMETER_PATH: "realm_access.roles" };
const ADMINS = { OPENID_ADMIN_ROLE: "boss", OPENID_ADMIN_ROLE_PARAMETER_PATH: "roles" };
const ROLES = { OPENID_ROLE_SYNC_ENABLED: "true", OPENID_ROLE_SYNC_ROLE_PRIORITY: "EDITORS,READERS,ADMIN" };
const GROUPS = { OPENID_GROUPS_SYNC: "true" };
const CREATE = { ...GROUPS, OPENID_GROUPS_CREATE: "true" };

describe("the required role", () => {
  test.each<[string, JWTPayload, boolean]>([
    ["one of them, in a list", { realm_access: { roles: ["other", "crew"] } }, true],
    ["one of them, in a text", { realm_access: { roles: "other,staff" } }, true],
    ["a claim whose name has the dots", { "realm_access.roles": ["staff"] }, true],
    ["another", { realm_access: { roles: ["other"] } }, false],
    ["one that only begins like it", { realm_access: { roles: ["staffer"] } }, false],
    ["a text in which it is a word", { realm_access: { roles: "not staff" } }, false],
    ["no claim", {}, false],
    ["a way that ends early", { realm_access: "roles" }, false],
    ["a list where the way goes on", { realm_access: [{ roles: ["staff"] }] }, false],
    ["names that are no texts", { realm_access: { roles: [["staff"], { staff: true }, 1, null] } }, false],
    ["more than anybody has", { realm_access: { roles: Array.from({ length: 201 }, () => "staff") } }, false],
  ])("%s", async (_, claims, isIn) => {
    const house = await open(REQUIRED);
    expect((await enter(house, claims)).to).toBe(isIn ? "/" : "/login?redirect=false&error=role-missing");
  });

  test("nobody without it gets an account, and the log says why", async () => {
    const house = await open(REQUIRED);
    await enter(house, {});
    expect(await house.store.db.selectFrom("identities").select("id").execute()).toEqual([]);
    expect(logged.join()).toContain("required role: the claim is not there");
  });

  test("a role without its claim is a wrong setting", async () => {
    await expect(open({ OPENID_REQUIRED_ROLE: "staff" })).rejects.toThrow("OPENID_REQUIRED_ROLE_PARAMETER_PATH");
  });
});

describe("the admin role", () => {
  test("gives ADMIN, and takes it when it has gone", async () => {
    const house = await open(ADMINS);
    expect(await standingAs(house, { roles: ["boss"] })).toMatchObject({ role: "role:USER", roles: ["role:ADMIN"] });
    expect(await standingAs(house, { roles: [] })).toMatchObject({ role: "role:USER", roles: [] });
    expect(await lastEntry(house)).toEqual({
      actor: "system:openid",
      reason: "sign-in through openid",
      kinds: ["role-taken"],
    });
  });

  test("what somebody gave stays", async () => {
    const house = await open(ADMINS);
    const { id } = await standingAs(house, {});
    await house.operate("POST", `/api/admin/users/${id}/roles`, { role: "ADMIN" });
    await enter(house, { roles: ["boss"] });
    expect(await standingAs(house, {})).toMatchObject({ roles: ["role:ADMIN"] });
  });

  test("a super admin stays one, with and without it", async () => {
    const house = await open(ADMINS);
    const { id } = await standingAs(house, {});
    await house.operate("PATCH", `/api/admin/users/${id}`, { role: "SUPER_ADMIN" });
    for (const roles of [["boss"], []])
      expect(await standingAs(house, { roles })).toMatchObject({ role: "role:SUPER_ADMIN", roles: [] });
  });

  test("without the setting nothing is taken", async () => {
    const database = await emptySqlite();
    const store = await database.open();
    const before = await houseOn(database, openIdEnv(pretender, ADMINS), { store });
    await before.person("first");
    await enter(before, { roles: ["boss"] });
    await before.app.close();
    const house = await houseOn(database, openIdEnv(pretender), { store });
    opened.push({ house, database });
    expect(await standingAs(house, {})).toMatchObject({ roles: ["role:ADMIN"] });
  });
});

describe("the synchronised role", () => {
  async function withRoles(env: Record<string, string> = ROLES) {
    const house = await open(env);
    for (const name of ["EDITORS", "READERS"]) await house.operate("POST", "/api/admin/roles", { name });
    return house;
  }

  test.each<[string, JWTPayload, string]>([
    ["the first of the priority", { roles: ["READERS", "EDITORS"] }, "role:EDITORS"],
    ["the one that is there", { roles: ["READERS", "x"] }, "role:READERS"],
    ["none: the fallback", { roles: ["x"] }, "role:USER"],
    ["no claim: the fallback", {}, "role:USER"],
    ["never ADMIN", { roles: ["ADMIN"] }, "role:USER"],
    ["never SUPER_ADMIN", { roles: ["SUPER_ADMIN"] }, "role:USER"],
  ])("%s", async (_, claims, role) => {
    expect(await standingAs(await withRoles(), claims)).toMatchObject({ role, roles: [] });
  });

  test("follows the claim, and goes back to the fallback", async () => {
    const house = await withRoles();
    await enter(house, { roles: ["EDITORS"] });
    expect(await standingAs(house, { roles: ["READERS"] })).toMatchObject({ role: "role:READERS" });
    expect(await standingAs(house, {})).toMatchObject({ role: "role:USER" });
  });

  test.each(["MODERATOR", "ADMIN", "SUPER_ADMIN"])("a staff role that somebody gave stays: %s", async (role) => {
    const house = await withRoles();
    const { id } = await standingAs(house, {});
    await house.operate("PATCH", `/api/admin/users/${id}`, { role });
    expect(await standingAs(house, { roles: ["EDITORS"] })).toMatchObject({ role: `role:${role}` });
  });

  test("a role that is not there changes nothing, and is said", async () => {
    const house = await open(ROLES);
    expect(await standingAs(house, { roles: ["EDITORS"] })).toMatchObject({ role: "role:USER" });
    expect(logged.join()).toContain("there is no role `EDITORS`");
  });

  test("ADMIN as fallback is not taken either", async () => {
    const house = await withRoles({ ...ROLES, OPENID_ROLE_SYNC_FALLBACK_ROLE: "ADMIN" });
    expect(await standingAs(house, {})).toMatchObject({ role: "role:USER" });
  });
});

describe("groups of the provider", () => {
  test("are made, joined and left, in one commit each, by the system and with its reason", async () => {
    const house = await open(CREATE);
    const before = engineOf(house).revision;
    expect((await standingAs(house, { groups: ["Sales", "/eu/ops"] })).groups).toEqual(["/eu/ops", "Sales"]);
    expect(engineOf(house).revision).toBe(before + 1);
    expect((await lastEntry(house)).kinds.toSorted()).toEqual([
      "membership-set",
      "membership-set",
      "resource-added",
      "resource-added",
      "user-added",
    ]);
    expect((await standingAs(house, { groups: ["Sales"] })).groups).toEqual(["Sales"]);
    expect(await lastEntry(house)).toMatchObject({ actor: "system:openid", kinds: ["membership-removed"] });
    const now = engineOf(house).revision;
    await enter(house, { groups: ["Sales"] });
    expect(engineOf(house).revision).toBe(now);
  });

  test("a second person joins the same group", async () => {
    const house = await open(CREATE);
    await enter(house, { groups: ["Sales"] });
    await enter(house, { sub: "ben", email: "ben@example.com", groups: ["Sales"] });
    expect(await house.store.db.selectFrom("groups").select(["name", "source"]).execute()).toEqual([
      { name: "Sales", source: "openid" },
    ]);
  });

  test("are not made unless the operator says so; those that are there are joined", async () => {
    const house = await open(GROUPS);
    const made = await house.operate("POST", "/api/admin/groups", {
      name: "Sales people",
      source: "openid",
      idOnTheSource: "Sales",
    });
    expect(made.statusCode).toBe(201);
    expect((await standingAs(house, { groups: ["Sales", "Ops"] })).groups).toEqual(["Sales people"]);
    expect(logged.join()).toContain("there is no group `Ops`");
  });

  test("a group of ours that has the name is not meant", async () => {
    const house = await open(CREATE);
    await house.operate("POST", "/api/admin/groups", { name: "Sales" });
    await enter(house, { groups: ["Sales"] });
    expect(await house.store.db.selectFrom("groups").select("source").orderBy("source").execute()).toEqual([
      { source: "local" },
      { source: "openid" },
    ]);
  });

  test("a membership that somebody gave is not taken", async () => {
    const house = await open(CREATE);
    const { id } = await standingAs(house, {});
    await enter(house, { sub: "ben", email: "ben@example.com", groups: ["Sales"] });
    const group = await house.store.db.selectFrom("groups").select("id").executeTakeFirstOrThrow();
    await house.operate("POST", `/api/admin/groups/${group.id}/members`, { userId: id });
    await enter(house, { groups: ["Sales"] });
    expect((await standingAs(house, { groups: [] })).groups).toEqual(["Sales"]);
  });

  test("one that somebody took away meanwhile is not in the way", async () => {
    const house = await open(CREATE);
    const { id } = await standingAs(house, { groups: ["Sales"] });
    const group = await house.store.db.selectFrom("groups").select("id").executeTakeFirstOrThrow();
    await house.operate("DELETE", `/api/admin/groups/${group.id}/members/${id}`);
    expect((await standingAs(house, { groups: [] })).groups).toEqual([]);
    expect((await standingAs(house, { groups: ["Sales"] })).groups).toEqual(["Sales"]);
  });

  test("nor is a group that was deleted meanwhile", async () => {
    const house = await open(CREATE);
    await enter(house, { groups: ["Sales"] });
    const group = await house.store.db.selectFrom("groups").select("id").executeTakeFirstOrThrow();
    await house.operate("DELETE", `/api/admin/groups/${group.id}`);
    expect((await standingAs(house, { groups: [] })).groups).toEqual([]);
  });

  test("what another identity of the same account gave is that one's to take", async () => {
    const house = await open(CREATE);
    const { id } = await standingAs(house, { groups: ["Sales"] });
    const mine = await house.store.db.selectFrom("identities").selectAll().executeTakeFirstOrThrow();
    await house.store.transact((tx) =>
      tx
        .insertInto("identities")
        .values({ ...mine, id: "other", subject: "the same person" })
        .execute(),
    );
    await enter(house, { groups: [] });
    expect((await standingOf(house, id)).groups).toEqual(["Sales"]);
  });

  test.each<[string, JWTPayload]>([
    ["too many for a token (Entra ID)", { _claim_names: { groups: "src1" }, _claim_sources: { src1: {} } }],
    ["too many for a token (implicit)", { hasgroups: true }],
    ["more than two hundred", { groups: Array.from({ length: 201 }, (_, n) => `g${n}`) }],
    ["no list", { groups: { Sales: true } }],
  ])("a list that cannot be read takes nobody out: %s", async (_, claims) => {
    const house = await open(CREATE);
    await enter(house, { groups: ["Sales"] });
    const before = engineOf(house).revision;
    expect((await standingAs(house, claims)).groups).toEqual(["Sales"]);
    expect(engineOf(house).revision).toBe(before);
    expect(logged.join()).toContain("memberships stay as they are");
    // And once it can be read again, what it gave is still its own to take.
    expect((await standingAs(house, { groups: [] })).groups).toEqual([]);
  });

  test("hostile names are left out, and said", async () => {
    const house = await open(CREATE);
    const groups = ["__proto__", "constructor", "x".repeat(257), "a\0b", "a\u202eb", 7, null, {}, ["Sales"], "Ops"];
    expect((await standingAs(house, { groups })).groups).toEqual(["Ops"]);
    expect(logged.join()).toContain("9 of 10 values are no names");
  });

  describe("that carry a staff role or a capability", () => {
    async function staffGroup(house: House) {
      await enter(house, { sub: "ben", email: "ben@example.com", groups: ["Sales"] });
      const { id } = await house.store.db.selectFrom("groups").select("id").executeTakeFirstOrThrow();
      const access = house.access.of(house.access.findOrganization()?.id ?? "");
      await access.commit(
        { organization: access.id, subject: "operator", name: "cli:test", from: "cli" },
        async () => ({
          changes: [{ kind: "role-given", holder: `group:${id}`, role: "role:MODERATOR", expiresAt: null }],
          result: null,
        }),
      );
      return id;
    }

    test("are not filled, and it is said", async () => {
      const house = await open(CREATE);
      await staffGroup(house);
      expect((await standingAs(house, { groups: ["Sales"] })).groups).toEqual([]);
      expect(logged.join()).toContain("carries a staff role or a capability");
    });

    test("nor those below one that does", async () => {
      const house = await open(CREATE);
      const inner = await staffGroup(house);
      const access = house.access.of(house.access.findOrganization()?.id ?? "");
      const outer = (await house.operate("POST", "/api/admin/groups", { name: "Outer" })).json<{
        group: { id: string };
      }>().group.id;
      await access.commit(
        { organization: access.id, subject: "operator", name: "cli:test", from: "cli" },
        async () => ({
          changes: [
            { kind: "role-taken", holder: `group:${inner}`, role: "role:MODERATOR" },
            { kind: "role-given", holder: `group:${outer}`, role: "role:MODERATOR", expiresAt: null },
            { kind: "membership-set", member: `group:${inner}`, group: `group:${outer}`, expiresAt: null },
          ],
          result: null,
        }),
      );
      expect((await standingAs(house, { groups: ["Sales"] })).groups).toEqual([]);
    });

    test("are filled where the operator says so for that group", async () => {
      const house = await open(CREATE);
      const id = await staffGroup(house);
      await house.operate("PATCH", `/api/admin/groups/${id}`, { filledWithStaff: true });
      expect((await standingAs(house, { groups: ["Sales"] })).groups).toEqual(["Sales"]);
    });

    test("which takes the operator, not `manage:groups`", async () => {
      const house = await open(CREATE);
      const id = await staffGroup(house);
      const admin = await house.person("admin");
      await house.operate("PATCH", `/api/admin/users/${admin.id}`, { role: "ADMIN" });
      const answer = await house.call("PATCH", `/api/admin/groups/${id}`, { filledWithStaff: true }, admin.token);
      expect(answer.statusCode).toBe(403);
      const first = await house.signIn("first");
      const done = await house.call("PATCH", `/api/admin/groups/${id}`, { filledWithStaff: true }, first.token);
      expect(done.statusCode).toBe(200);
    });
  });
});

describe("other tokens of the sign-in", () => {
  test("a claim of the access token counts once the token is believed", async () => {
    const house = await open({ ...ADMINS, OPENID_ADMIN_ROLE_TOKEN_KIND: "access" });
    const { arrive, depart } = await import("./testing/traveller.ts");
    const through = async (more: JWTPayload, key?: "another's") => {
      const way = await depart(house);
      const idToken = await pretender.sign(pretender.claims(way.url, person));
      const { nonce: _, ...claims } = pretender.claims(way.url, { sub: "ada", roles: ["boss"], ...more });
      const accessToken = await pretender.sign(claims, { typ: "at+jwt", ...(key && { key }) });
      const { cookie } = await arrive(house, way, { code: pretender.codeFor(way.url, { idToken, accessToken }) });
      return (await standingOf(house, (await tokenOf(house, cookie)).id)).roles;
    };
    expect(await through({})).toEqual(["role:ADMIN"]);
    expect(await through({}, "another's")).toEqual([]);
    expect(await through({ aud: "account", azp: "gatehouse" })).toEqual(["role:ADMIN"]);
    expect(await through({ aud: "account", azp: "another" })).toEqual([]);
  });
});

onEveryDatabase("claims of a sign-in", (empty) => {
  test("groups are made, joined and left", async () => {
    const house = await houseOn(await empty(), openIdEnv(pretender, { ...CREATE, ...ADMINS }));
    await house.person("first");
    expect(await standingAs(house, { groups: ["Ops", "Sales"], roles: "boss" })).toMatchObject({
      groups: ["Ops", "Sales"],
      roles: ["role:ADMIN"],
    });
    expect(await standingAs(house, { groups: ["Ops"] })).toMatchObject({ groups: ["Ops"], roles: [] });
    await house.close();
  });
});
