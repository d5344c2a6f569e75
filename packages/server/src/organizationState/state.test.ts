import { AsyncLocalStorage } from "node:async_hooks";
import type { Change } from "@gatehouse/engine";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { systemActor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { PasswordReset } from "../identity/accounts/passwordReset.ts";
import { SystemSettings } from "../settings/index.ts";
import { newId } from "../store/index.ts";
import { type EmptyDatabase, emptySqlite, onEveryDatabase } from "../store/testing/databases.ts";
import { linesEndedAt, readApplied } from "./applied.ts";
import type { StateFile } from "./file.ts";
import type { Line } from "./schemas.ts";
import { openPlace, PASSWORD, type Place } from "./testing/place.ts";

/* The whole organization as a file (docs/guides/organization-as-a-file.md). Ada is super admin; who else there is, each test says. */

const ADA = "user:ada@example.org";
const said = (lines: readonly Line[]) => lines.map(({ does, what, how }) => `${does} ${what}${how && `: ${how}`}`);
const state = (rest: Omit<StateFile, "gatehouse" | "overrides"> & { overrides?: object[] }) => ({
  gatehouse: "state/1",
  ...rest,
});

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

  test("all that decides is made in one revision; once more, nothing is", async () => {
    await place.person("ben");
    const wish = state({
      roles: [{ name: "Editors", rank: 20, features: { AGENTS: ["USE", "CREATE"] } }],
      people: [{ email: "cy@example.org", name: "Cy", roles: ["Editors"] }],
      groups: [
        {
          name: "Research",
          owner: ADA,
          members: ["user:ben@example.org", { who: "user:cy@example.org", until: "2100-01-01T00:00:00Z" }],
        },
        { name: "All", members: ["group:Research"] },
      ],
      capabilities: [{ to: "user:ben@example.org", capability: "manage:users", scope: "group:Research" }],
      grants: [{ on: "group:All", to: "role:Editors", role: "member" }],
      settings: { APP_TITLE: "Acme" },
      overrides: [{ for: "group:Research", priority: 10, values: { interface: { customWelcome: "Hello" } } }],
    });
    const plan = await place.plan(wish);
    expect(plan).toMatchObject({ refused: [], noImpact: null, counts: { add: 12, change: 0, remove: 0 } });
    expect(said(plan.lines)).toEqual([
      "add person ben@example.org / capability manage:users over group:Research",
      "add group All / grant to role:Editors: allow view",
      "add group All: name All; owner user:ada@example.org",
      "add group All / member group:Research",
      "add group Research: name Research; owner user:ada@example.org",
      "add group Research / member user:ben@example.org",
      "add group Research / member user:cy@example.org: until 2100-01-01T00:00:00.000Z",
      'add override for group:Research: priority 10; active yes; values {"interface":{"customWelcome":"Hello"}}',
      "add person cy@example.org: email cy@example.org; name Cy; role USER; status active",
      "add person cy@example.org / role Editors",
      "add role Editors: name Editors; rank 20; features +AGENTS.CREATE +AGENTS.USE",
      'add setting APP_TITLE: value "Acme"',
    ]);
    const before = place.revision();
    const applied = await place.apply(wish, { plan: plan.plan });
    expect(applied).toMatchObject({ invited: 1, left: [], done: { add: 12 } });
    expect(place.revision()).toBe(before + 1);
    expect(await place.plan(wish)).toMatchObject({ isDifferent: false, lines: [] });
    await place.apply(wish);
    expect(place.revision()).toBe(before + 1);
    const [entry] = await place.house.store.readLog(place.here, before, 1);
    expect(entry).toMatchObject({ reason: "state apply", actor: expect.stringMatching(/^user:/) });
    const file = await place.file();
    expect(await place.plan(file)).toMatchObject({ isDifferent: false, unlisted: [] });
    const doctor = await place.ok("operator", "GET", "/api/gatehouse/doctor");
    expect(doctor.healthy).toBe(true);
  });

  test("beside others who write all the time it ends: the last try is made while nobody else writes", async () => {
    const wish = state({ groups: [{ name: "Beside", members: [ADA] }] });
    const asSomebodyElse = AsyncLocalStorage.snapshot();
    const all: Promise<unknown>[] = [];
    let writes = 0;
    const { access } = place.house;
    const stream = place.house.store.streamState.bind(place.house.store);
    // After each reading of the organization, and before it is written, somebody else writes.
    const spy = vi.spyOn(place.house.store, "streamState").mockImplementation(async (organization, take) => {
      const revision = await stream(organization, take);
      const id = newId();
      const changes: Change[] = [{ kind: "user-added", user: `user:${id}`, role: "role:USER", status: "active" }];
      const decide = async () => ({ changes, result: null });
      const made = asSomebodyElse(() => access.of(place.here).commit(systemActor(place.here, "system:config"), decide));
      all.push(made);
      // Where the write turn is held it waits for its end, and this for nobody.
      await Promise.race([made, new Promise((wake) => setTimeout(wake, 300))]);
      if (access.of(place.here).engine.revision > revision) writes++;
      return revision;
    });
    try {
      expect(await place.apply(wish)).toMatchObject({ done: { add: 2 } });
      expect(writes).toBe(2);
      await Promise.all(all);
    } finally {
      spy.mockRestore();
    }
  });
});

describe("", () => {
  let database: EmptyDatabase;
  let place: Place;
  beforeAll(async () => {
    database = await emptySqlite();
    place = await openPlace(database);
    for (const name of ["ben", "cy", "dee"]) await place.person(name);
  });
  afterAll(async () => {
    await place.close();
    await database.remove();
  });

  const refusedBy = async (wish: object, more: object = {}, who = "ada") => {
    const before = place.revision();
    const { refused } = await place.plan(wish, more, who);
    const answer = await place.call(who, "POST", "/api/admin/state/apply", { state: wish, ...more });
    expect([answer.statusCode, answer.json().code, place.revision()]).toEqual([403, "state-refused", before]);
    expect(answer.json().refused).toEqual(refused);
    return refused.map(({ what, code }) => `${what}: ${code}`);
  };
  const faultsOf = async (wish: object, more: object = {}) => {
    const answer = await place.call("ada", "POST", "/api/admin/state/plan", { state: wish, ...more });
    expect(answer.statusCode, answer.body).toBe(400);
    return answer.json().errors as { path: string; message: string }[];
  };

  describe("what a file does not say", () => {
    test("stays: other sections, other people and groups, what a line leaves out", async () => {
      await place.apply(
        state({ groups: [{ name: "Kept", description: "Said before", members: ["user:ben@example.org"] }] }),
      );
      const plan = await place.plan(state({ groups: [{ name: "Kept" }, { name: "New" }] }));
      expect(said(plan.lines)).toEqual(["add group New: name New; owner user:ada@example.org"]);
      expect(plan.unlisted).toEqual([]);
    });

    test("is told where its section is there, and goes with `remove`", async () => {
      await place.apply(
        state({ groups: [{ name: "Going", members: ["user:ben@example.org", "user:cy@example.org"] }] }),
      );
      const wish = state({ groups: [{ name: "Going", members: ["user:cy@example.org"] }] });
      const plan = await place.plan(wish);
      expect([plan.isDifferent, said(plan.unlisted)]).toEqual([
        false,
        [
          'remove group Kept: name Kept; description "Said before"; owner user:ada@example.org',
          "remove group Going / member user:ben@example.org",
        ].sort(),
      ]);
      await place.apply(wish, { remove: true });
      const { groups = [] } = await place.file("?sections=groups");
      expect(groups.map(({ name, members }) => [name, members])).toEqual([["Going", ["user:cy@example.org"]]]);
      expect(await place.plan(wish, { remove: true })).toMatchObject({ isDifferent: false });
    });

    test("a role that goes leaves its people as USER", async () => {
      await place.apply(
        state({
          roles: [{ name: "Passing", rank: 5 }],
          people: [{ email: "dee@example.org", name: "dee", role: "Passing" }],
        }),
      );
      await place.apply(state({ roles: [] }), { remove: true });
      const { people = [], roles = [] } = await place.file();
      expect(people.find(({ email }) => email === "dee@example.org")?.role).toBe("USER");
      expect(roles.map(({ name }) => name)).toEqual(["ADMIN", "MODERATOR", "SUPER_ADMIN", "USER"]);
    });
  });

  describe("everything refused stays refused", () => {
    test("a group of one's own, by capability alone", async () => {
      const wish = state({
        groups: [{ name: "Mine" }, { name: "Theirs", owner: "organization", members: ["group:Mine"] }],
      });
      expect(await refusedBy(wish)).toEqual(["group Theirs / member group:Mine: to-oneself"]);
      expect((await place.plan(wish, {}, "operator")).refused).toEqual([]);
    });

    test("the last super admin, and one's own role", async () => {
      const people = [{ email: "ada@example.org", name: "ada", role: "USER" }];
      expect(await refusedBy(state({ people }))).toEqual(["person ada@example.org: to-oneself"]);
      expect(await refusedBy(state({ people }), {}, "operator")).toEqual(["person ada@example.org: last-super-admin"]);
    });

    test("circles", async () => {
      const groups = [
        { name: "A", members: ["group:B"] },
        { name: "B", members: ["group:A"] },
      ];
      expect(await refusedBy(state({ groups }), {}, "operator")).toEqual(["group B / member group:A: group-cycle"]);
    });

    test("staff for everybody", async () => {
      await place.apply(state({ groups: [{ name: "Everybody", organizationWide: true }] }));
      const groups = [{ name: "Staff", roles: ["MODERATOR"], members: ["group:Everybody"] }];
      const refused = await refusedBy(state({ groups }), {}, "operator");
      expect(refused).toEqual(["all of it together: not-for-everybody"]);
    });

    test("roles that people could take for each other, one that is there and one of the file", async () => {
      const roles = [{ name: "Lookalike", rank: 3 }];
      await place.apply(state({ roles }));
      const others = [
        ...roles,
        { name: "L00kalike", rank: 3 },
        { name: "Audit0rs", rank: 3 },
        { name: "Auditors", rank: 3 },
      ];
      expect(await refusedBy(state({ roles: others }))).toEqual([
        "role L00kalike: already-exists",
        "role Auditors: already-exists",
      ]);
    });

    test("settings that lock out, overrides that give rights", async () => {
      const wish = state({
        settings: { ALLOW_EMAIL_LOGIN: false },
        overrides: [{ for: "everybody", priority: 0, values: { interface: { agents: { use: true } } } }],
      });
      expect(await refusedBy(wish)).toEqual(["override for everybody: request-invalid", "settings: settings-lock-out"]);
    });
  });

  describe("people", () => {
    test("somebody new cannot sign in before they set a password by the link that is sent to them", async () => {
      const file = state({ people: [{ email: "new@example.org", name: "New", username: "newest", hidden: true }] });
      expect(await place.apply(file)).toMatchObject({ invited: 1 });
      const login = { email: "new@example.org", password: "" };
      for (const password of ["x", PASSWORD, "null"])
        expect(
          (await place.house.app.inject({ method: "POST", url: "/api/auth/login", payload: { ...login, password } }))
            .statusCode,
        ).not.toBe(200);
      const { letters } = await place.ok("operator", "GET", "/api/admin/outbox");
      expect(letters).toMatchObject([{ kind: "reset-password" }]);
      expect(await place.plan(file)).toMatchObject({ isDifferent: false });
    });

    test("nobody is made without their letter: a server that dies between leaves neither", async () => {
      const wish = state({ people: [{ email: "lost@example.org", name: "Lost" }] });
      const died = new Error("the server died");
      const spy = vi.spyOn(PasswordReset.prototype, "sendToNew").mockRejectedValue(died);
      const before = place.revision();
      const answer = await place.call("ada", "POST", "/api/admin/state/apply", { state: wish });
      expect([answer.statusCode, place.revision()]).toEqual([500, before]);
      spy.mockRestore();
      expect(await place.apply(wish)).toMatchObject({ invited: 1, done: { add: 1 } });
    });

    test("who is deactivated is signed out, and may be left out of the file then", async () => {
      const asDee = () => place.call("dee", "GET", "/api/user");
      expect((await asDee()).statusCode).toBe(200);
      const { people = [] } = await place.file("?sections=people");
      const others = state({ people: people.filter(({ email }) => email !== "dee@example.org") });
      expect(said((await place.plan(others)).unlisted)).toEqual([
        expect.stringContaining("remove person dee@example.org"),
      ]);
      await place.apply(others, { remove: true });
      expect((await asDee()).statusCode).toBeGreaterThanOrEqual(400);
      expect(await place.plan(others, { remove: true })).toMatchObject({ isDifferent: false });
      await place.apply(state({ people: [{ email: "dee@example.org", name: "dee", status: "active" }] }));
    });

    test("a new super admin comes before the former one goes", async () => {
      await place.person("sue", "SUPER_ADMIN");
      await place.apply(
        state({
          people: [
            { email: "sue@example.org", name: "sue", role: "USER" },
            { email: "cy@example.org", name: "cy", role: "SUPER_ADMIN" },
          ],
        }),
        {},
        "operator",
      );
      const { people = [] } = await place.file();
      expect(people.filter(({ role }) => role === "SUPER_ADMIN").map(({ name }) => name)).toEqual(["ada", "cy"]);
    });

    test("an address is another person's only by their id", async () => {
      const { people = [] } = await place.file();
      const ben = people.find(({ name }) => name === "ben");
      const plan = await place.plan(state({ people: [{ ...ben, email: "benjamin@example.org", name: "ben" }] }));
      expect(said(plan.lines)).toEqual(["change person ben@example.org: email ben@example.org → benjamin@example.org"]);
      expect(await faultsOf(state({ people: [{ ...ben, email: "ada@example.org", name: "ben" }] }))).toMatchObject([
        { path: "people[0].email" },
      ]);
    });
  });

  describe("ids", () => {
    test("a rename is seen as one", async () => {
      await place.apply(state({ groups: [{ name: "Before" }], roles: [{ name: "First", rank: 7 }] }));
      const { groups = [], roles = [] } = await place.file();
      const wish = state({
        groups: groups.flatMap((one) => (one.name === "Before" ? [{ ...one, name: "After" }] : [])),
        roles: roles.flatMap((one) => (one.name === "First" ? [{ ...one, name: "Second" }] : [])),
      });
      expect(said((await place.plan(wish)).lines)).toEqual([
        "change group Before: name Before → After",
        "change role First: name First → Second",
      ]);
      await place.apply(wish);
      expect((await place.plan(wish)).isDifferent).toBe(false);
    });

    test("of a group that is gone is not used again: it comes back as a new one", async () => {
      await place.apply(state({ groups: [{ name: "Back", members: ["user:ben@example.org"] }] }));
      const file = await place.file("?sections=groups");
      const { id = "" } = file.groups?.find(({ name }) => name === "Back") ?? {};
      await place.ok("ada", "DELETE", `/api/admin/groups/${id}`);
      await place.apply(file);
      const back = (await place.file()).groups?.find(({ name }) => name === "Back");
      expect([back?.members, back?.id === id]).toEqual([["user:ben@example.org"], false]);
      expect((await place.plan(file)).isDifferent).toBe(false);
    });

    test("of another organization's people and groups are not taken", async () => {
      const admin = { email: "eve@example.org", name: "Eve", password: PASSWORD };
      await place.ok("operator", "POST", "/api/gatehouse/organizations", { slug: "other", name: "Other", admin });
      const eve = await place.house.store.db
        .selectFrom("users")
        .select("id")
        .where("email", "=", admin.email)
        .executeTakeFirstOrThrow();
      await place.apply(state({ people: [{ email: "eva@example.org", name: "Eva", id: eve.id }] }));
      const eva = (await place.file()).people?.find(({ name }) => name === "Eva");
      expect([eva?.email, eva?.id === eve.id]).toEqual(["eva@example.org", false]);
    });

    test("tell apart what has one name", async () => {
      for (const _ of [1, 2]) await place.ok("ada", "POST", "/api/admin/groups", { name: "Twin" });
      const file = await place.file("?sections=groups");
      const [first] = (file.groups ?? []).filter(({ name }) => name === "Twin");
      const twin = `group:Twin#${first?.id}`;
      const member = { name: "Holds", members: [twin] };
      expect(said((await place.plan(state({ groups: [member] }))).lines)[1]).toBe(`add group Holds / member ${twin}`);
      expect(await faultsOf(state({ groups: [{ name: "Holds", members: ["group:Twin"] }] }))).toMatchObject([
        { path: "groups[0].members[0]", message: expect.stringContaining("there are several") },
      ]);
      expect((await place.plan(file)).isDifferent).toBe(false);
    });
  });

  describe("grants", () => {
    let agent: string;
    beforeAll(async () => {
      const made = await place.ok("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
      agent = `agent:${made._id}`;
    });
    const grantsOn = async (thing: string) =>
      ((await place.file("?sections=grants")).grants ?? []).filter(({ on }) => on === thing);
    const toBen = { to: "user:ben@example.org" };

    test("say the same in whatever order their actions were named", async () => {
      const hal = await place.person("hal");
      const wish = { principal: `user:${hal}`, allow: ["use", "execute"], deny: ["update", "delete"] };
      const made = await place.ok("ada", "POST", `/api/access/resources/${agent.replace(":", "/")}/grants`, wish);
      expect(await place.plan(await place.file())).toMatchObject({ isDifferent: false, lines: [] });
      await place.ok("ada", "DELETE", `/api/access/resources/${agent.replace(":", "/")}/grants/${made.grant.id}`);
    });

    test("are added, changed and taken away; what they are on is named", async () => {
      const first = { on: agent, ...toBen, role: "viewer", until: "2100-01-01T00:00:00.000Z" };
      await place.apply(state({ grants: [first] }));
      expect(await grantsOn(agent)).toEqual([{ ...first, name: "Helper" }]);
      const id = place.house.access.of(place.here).engine.grantsOn(agent)[0]?.id;
      const second = { on: agent, ...toBen, role: "editor", deny: ["delete"] };
      const plan = await place.plan(state({ grants: [second] }));
      expect(said(plan.lines)).toEqual([
        `change ${agent} / grant to user:ben@example.org: allow execute,use → execute,update,use; deny none → delete; until 2100-01-01T00:00:00.000Z → none`,
      ]);
      expect(plan.impact).toMatchObject({ gained: 1, lost: 0, subjects: { total: 1 } });
      await place.apply(state({ grants: [second] }));
      expect(place.house.access.of(place.here).engine.grantsOn(agent)).toMatchObject([{ id, deny: ["delete"] }]);
      await place.apply(state({ grants: [] }), { remove: true });
      expect(await grantsOn(agent)).toEqual([]);
    });

    test("that say the same twice are two", async () => {
      const twice = state({ grants: [1, 2].map(() => ({ on: agent, to: "user:cy@example.org", role: "viewer" })) });
      await place.apply(twice);
      expect(await grantsOn(agent)).toHaveLength(2);
      expect((await place.plan(twice)).isDifferent).toBe(false);
      await place.apply(state({ grants: (twice.grants ?? []).slice(1) }), { remove: true });
      expect(await grantsOn(agent)).toHaveLength(1);
    });

    test("on what is not here are refused, or left out if that is said", async () => {
      const wish = state({ grants: [{ on: "agent:nowhere", ...toBen, role: "viewer" }] });
      expect(await faultsOf(wish)).toEqual([{ path: "grants[0].on", message: "there is no `agent:nowhere`" }]);
      expect(await place.plan(wish, { missing: "skip" })).toMatchObject({
        isDifferent: false,
        skipped: [{ path: "grants[0].on" }],
      });
    });

    test("of what people keep for themselves are neither told nor made", async () => {
      const talk = { text: "Hello", endpoint: "echo", model: "echo" };
      await place.call("ben", "POST", "/api/agents/chat/echo", talk);
      const kept = await place.house.store.db.selectFrom("conversations").select("id").executeTakeFirst();
      const on = `conversation:${kept?.id ?? "64f000000000000000000000"}`;
      if (kept)
        await place.ok("ben", "POST", `/api/access/resources/${on.replace(":", "/")}/grants`, {
          principal: `user:${(await place.file()).people?.find(({ name }) => name === "cy")?.id}`,
          role: "viewer",
        });
      expect(await place.text()).not.toContain("conversation:");
      expect(await faultsOf(state({ grants: [{ on, ...toBen, role: "viewer" }] }))).toMatchObject([
        { path: "grants[0].on" },
      ]);
    });
  });

  describe("settings and overrides", () => {
    test("are set and taken away, by their own rules", async () => {
      const wish = state({
        settings: { APP_TITLE: "Acme", "registration.allowedDomains": ["example.org"] },
        overrides: [
          {
            for: "role:USER",
            priority: 5,
            values: { interface: { customWelcome: "Hi" } },
            removed: ["interface.presets"],
          },
        ],
      });
      await place.apply(wish);
      expect(await place.file("?sections=settings,overrides")).toMatchObject(wish);
      expect((await place.plan(wish)).isDifferent).toBe(false);
      await place.apply(state({ settings: {}, overrides: [] }), { remove: true });
      expect(await place.file("?sections=settings,overrides")).toMatchObject({ settings: {}, overrides: [] });
    });

    test("a plan says for whom they are otherwise, how many that is, and from when", async () => {
      await place.apply(
        state({ groups: [{ name: "Told", members: ["user:ben@example.org", "user:cy@example.org"] }] }),
      );
      const plan = await place.plan(
        state({
          settings: { APP_TITLE: "Told", ALLOW_REGISTRATION: true },
          overrides: [{ for: "group:Told", priority: 5, values: { interface: { customWelcome: "Hi" } } }],
        }),
      );
      expect(plan.refused).toEqual([]);
      const { users } = await place.ok("ada", "GET", "/api/admin/users?limit=100");
      expect(plan.settings).toMatchObject({
        changes: [
          { key: "APP_TITLE", concerns: "everybody", takesEffect: "at once" },
          { key: "ALLOW_REGISTRATION", concerns: "newcomers", takesEffect: "at once" },
        ],
        people: expect.any(Number),
        needsRestart: false,
      });
      expect(plan.overrides).toEqual({ people: 2, of: users.length, paths: ["interface.customWelcome"] });
      expect(await place.plan(state({ groups: [] }))).toMatchObject({ settings: null, overrides: null });
    });

    test("stand in the first organization's file alone", async () => {
      const login = { email: "eve@example.org", password: PASSWORD, organization: "other" };
      const { token } = (
        await place.house.app.inject({ method: "POST", url: "/api/auth/login", payload: login })
      ).json();
      const as = (method: "GET" | "POST", url: string, payload?: object) =>
        place.house.app.inject({
          method,
          url,
          headers: { authorization: `Bearer ${token}` },
          ...(payload && { payload }),
        });
      expect((await as("GET", "/api/admin/state")).json()).not.toHaveProperty("settings");
      const answer = await as("POST", "/api/admin/state/plan", { state: state({ settings: { APP_TITLE: "Theirs" } }) });
      expect(answer.json()).toMatchObject({ code: "state-invalid", errors: [{ path: "settings" }] });
    });

    test("ceilings are told, and follow from the settings", async () => {
      await place.apply(state({ settings: { ALLOW_PROMPTS: "false" } }));
      const file = await place.file("?sections=ceilings");
      expect(file.ceilings?.down).toEqual(["PROMPTS"]);
      const plan = await place.plan(state({ ceilings: { down: [], publicLinks: false } }), { remove: true });
      expect([plan.isDifferent, said(plan.unlisted)]).toEqual([
        false,
        ["remove ceiling of PROMPTS: it follows from the settings, and no file changes it"],
      ]);
      await place.apply(state({ settings: {} }), { remove: true });
    });
  });

  describe("a plan that was looked at", () => {
    const wish = state({ groups: [{ name: "Planned", members: ["user:ben@example.org"] }] });
    const applying = async (plan: string) =>
      (await place.call("ada", "POST", "/api/admin/state/apply", { state: wish, plan })).json();

    test("is refused where the organization changed what it says", async () => {
      const { plan } = await place.plan(wish);
      await place.ok("ada", "POST", "/api/admin/groups", { name: "Planned" });
      expect(await applying(plan)).toMatchObject({ code: "state-plan-stale" });
    });

    test("is another one where the files differ behind what is told", async () => {
      const planOf = (end: string) => {
        const interfaceOf = { interface: { customWelcome: `${"x".repeat(500)}${end}` } };
        return place.plan(state({ overrides: [{ for: "everybody", priority: 0, values: interfaceOf }] }));
      };
      const [one, other] = [await planOf("a"), await planOf("b")];
      expect(one.plan).not.toBe(other.plan);
      expect((await planOf("a")).plan).toBe(one.plan);
    });

    test("is another one where a new group has another id where it comes from; the line says it", async () => {
      const planOf = (idOnTheSource: string) =>
        place.plan(state({ groups: [{ name: "From outside", source: "openid", idOnTheSource }] }));
      const [one, other] = [await planOf("sales"), await planOf("board")];
      expect(said(one.lines)[0]).toContain("idOnTheSource sales");
      expect(one.plan).not.toBe(other.plan);
      expect((await planOf("sales")).plan).toBe(one.plan);
    });

    test("is done where only something else changed", async () => {
      const { plan } = await place.plan(wish);
      await place.ok("ada", "POST", "/api/admin/groups", { name: "Something else" });
      expect(await applying(plan)).toMatchObject({ plan, done: { add: 1 } });
    });
  });

  describe("what is changed by hand afterwards", () => {
    test("is drift, and the plan says that it takes it back", async () => {
      const wish = state({ groups: [{ name: "Watched", description: "As it is", members: ["user:ben@example.org"] }] });
      await place.apply(wish);
      const { id } = (await place.file()).groups?.find(({ name }) => name === "Watched") ?? {};
      await place.ok("ada", "PATCH", `/api/admin/groups/${id}`, { description: "Otherwise" });
      const cy = (await place.file()).people?.find(({ name }) => name === "cy")?.id;
      await place.ok("ada", "POST", `/api/admin/groups/${id}/members`, { userId: cy });
      const drift = await place.drift();
      expect(said(drift.lines)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^change group Watched: .*"Otherwise"/),
          "add group Watched / member user:cy@example.org",
        ]),
      );
      const plan = await place.plan(wish);
      expect(plan.lines).toMatchObject([{ does: "change", what: "group Watched", byHand: true }]);
      expect(plan.unlisted.filter(({ what }) => what.startsWith("group Watched"))).toMatchObject([{ byHand: true }]);
      const other = state({ groups: [{ name: "Watched", description: "As it is", members: [] }] });
      const unlisted = (await place.plan(other)).unlisted.filter(({ what }) => what.endsWith("ben@example.org"));
      expect(unlisted).toMatchObject([{ byHand: false }]);
    });

    const drifted = async () => said((await place.drift()).lines);

    test("is not what a file took away: a group with its members and grants, a role, people", async () => {
      await place.person("eli");
      await place.apply(
        state({
          roles: [{ name: "Brief", rank: 4 }],
          groups: [
            { name: "Short", members: ["user:ben@example.org"], roles: ["Brief"] },
            { name: "Parent", members: ["group:Short", "user:cy@example.org"] },
          ],
          people: [{ email: "eli@example.org", name: "eli", roles: ["Brief"] }],
          capabilities: [{ to: "user:ben@example.org", capability: "manage:users", scope: "group:Short" }],
          grants: [{ on: "group:Short", to: "user:cy@example.org", role: "member" }],
        }),
        {},
        "operator",
      );
      await place.apply(await place.file());
      expect(await drifted()).toEqual([]);
      const { groups = [], people = [] } = await place.file();
      const others = state({
        groups: groups.flatMap(({ members: _, ...one }) => (one.name === "Short" ? [] : [one])),
        people: people.filter(({ name }) => name !== "eli").map(({ roles: _, ...one }) => one),
      });
      await place.apply(others, { remove: true });
      expect(await drifted()).toEqual([]);
      const { roles = [] } = await place.file();
      await place.apply(state({ roles: roles.filter(({ name }) => name !== "Brief") }), { remove: true });
      expect(await drifted()).toEqual([]);
    });

    test("is not what was there before a file spoke of its kind", async () => {
      await place.ok("operator", "POST", "/api/gatehouse/organizations", {
        slug: "third",
        name: "Third",
        admin: { email: "tom@example.org", name: "Tom", password: PASSWORD },
      });
      const login = { email: "tom@example.org", password: PASSWORD, organization: "third" };
      const { token } = (
        await place.house.app.inject({ method: "POST", url: "/api/auth/login", payload: login })
      ).json();
      const as = async (method: "GET" | "POST", url: string, payload?: object) => {
        const headers = { authorization: `Bearer ${token}` };
        return (await place.house.app.inject({ method, url, headers, ...(payload && { payload }) })).json();
      };
      const group = await as("POST", "/api/admin/groups", { name: "Old" });
      const { users } = await as("GET", "/api/admin/users");
      await as("POST", `/api/admin/groups/${group.group?.id ?? group.id}/members`, { userId: users[0].id });
      const wish = state({ groups: [{ name: "Old" }, { name: "New", members: ["user:tom@example.org"] }] });
      await as("POST", "/api/admin/state/apply", { state: wish });
      expect(await as("GET", "/api/admin/state/drift")).toMatchObject({ lines: [] });
    });

    test("is not what came to its end", async () => {
      await place.apply(await place.file());
      const until = "2090-01-01T00:00:00.000Z";
      const wish = state({
        groups: [
          { name: "Ending", members: [{ who: "user:ben@example.org", until }] },
          { name: "Over", endsAt: until, members: ["user:cy@example.org"] },
        ],
        capabilities: [{ to: "user:ben@example.org", capability: "manage:users", scope: "group:Ending", until }],
      });
      await place.apply(wish);
      expect(await drifted()).toEqual([]);
      const lines = new Map(
        (await readApplied(place.house.store.db, place.here))?.lines
          .entries()
          .filter(([, print]) => print.includes(".")),
      );
      const ended = linesEndedAt(lines, Date.parse(until));
      expect([...ended.keys()].map((key) => key.split(" ")[0]).sort()).toEqual([
        "capability",
        "group",
        "member",
        "member",
      ]);
      expect(linesEndedAt(lines, Date.parse(until) - 1).size).toBe(0);
    });

    test("is what was refused to the settings of a file, and is not what a ceiling follows from", async () => {
      await place.apply({ ...(await place.file()), settings: { APP_TITLE: "First" } });
      const spy = vi.spyOn(SystemSettings.prototype, "change").mockRejectedValue(problem("version-mismatch"));
      const applied = await place.apply(state({ settings: { APP_TITLE: "Second" } }));
      spy.mockRestore();
      expect(applied.left).toMatchObject([{ what: "settings" }]);
      expect(await drifted()).toEqual([]);
      await place.apply(state({ settings: { APP_TITLE: "Second", ALLOW_PROMPTS: "false" } }));
      expect(await drifted()).toEqual([]);
      await place.apply(state({ settings: {} }), { remove: true });
      expect(await drifted()).toEqual([]);
    });

    test("keeps no name and no address", async () => {
      const kept = await place.house.store.db
        .selectFrom("installation")
        .select("value")
        .where("key", "=", `applied-state/${place.here}`)
        .executeTakeFirstOrThrow();
      expect(kept.value).not.toMatch(/example\.org|Watched|Otherwise/);
    });
  });

  describe("the trail", () => {
    const trail = async (kind: string) => {
      await place.house.audit.sealer.sealSoon();
      return (await place.ok("ada", "GET", `/api/audit/entries?kind=${kind}&limit=5`)).entries;
    };

    test("says of each line that a file did it", async () => {
      await place.person("flo");
      await place.apply(
        state({
          people: [{ email: "flo@example.org", name: "Florence" }],
          settings: { APP_TITLE: "By file" },
          overrides: [{ for: "role:USER", priority: 7, values: { interface: { customWelcome: "By file" } } }],
        }),
      );
      for (const kind of ["account-edited", "setting-changed", "override-changed"])
        expect([kind, (await trail(kind))[0]?.reason]).toEqual([kind, "state apply"]);
      await place.apply(state({ overrides: [] }), { remove: true });
      expect((await trail("override-removed"))[0]?.reason).toBe("state apply");
    });

    test("says who exported what of it", async () => {
      await place.file("?sections=groups,roles");
      expect((await trail("state-exported"))[0]).toMatchObject({ facts: { sections: ["groups", "roles"] } });
    });
  });

  describe("the file", () => {
    test("holds no password, no secret, no credential", async () => {
      await place.ok("ada", "POST", "/api/admin/services", { name: "CRM" });
      const { db } = place.house.store;
      const hashes = await db.selectFrom("users").select("password_hash").execute();
      const services = await db.selectFrom("services").select(["credential_hash", "credential_prefix"]).execute();
      const text = await place.text();
      for (const { password_hash } of hashes) if (password_hash) expect(text).not.toContain(password_hash);
      for (const one of services) for (const part of Object.values(one)) if (part) expect(text).not.toContain(part);
      expect((await place.file()).services).toMatchObject([{ name: "CRM", roles: [] }]);
    });

    test.each([
      ["nothing", {}, "state.gatehouse"],
      ["an unknown key", state({ other: [] } as never), "state"],
      ["a rank beyond all", state({ roles: [{ name: "A", rank: 101 }] }), "state.roles.0.rank"],
      [
        "a feature that is none",
        state({ roles: [{ name: "A", features: { constructor: ["x"] } }] }),
        "roles[0].features.constructor",
      ],
      ["a name twice", state({ groups: [{ name: "Same" }, { name: "Same" }] }), "groups[1]"],
      ["a built-in role's rank", state({ roles: [{ name: "USER", rank: 90 }] }), "roles[0].rank"],
      ["a role instead of a group", state({ groups: [{ name: "A", members: ["role:USER"] }] }), "groups[0].members[0]"],
      [
        "a capability that is none",
        state({ capabilities: [{ to: "role:ADMIN", capability: "do:all" }] }),
        "capabilities[0].capability",
      ],
      ["a role's id that means everybody", state({ roles: [{ name: "All", id: "role:__base__" }] }), "roles[0].id"],
      [
        "a source without what it calls the group",
        state({ groups: [{ name: "A", source: "openid" }] }),
        "groups[0].idOnTheSource",
      ],
      [
        "what a source calls it without the source",
        state({ groups: [{ name: "A", idOnTheSource: "a" }] }),
        "groups[0].idOnTheSource",
      ],
      [
        "two groups that are one where they come from",
        state({
          groups: ["A", "B"].map((name) => ({ name, source: "openid" as const, idOnTheSource: "the same" })),
        }),
        "groups[1].idOnTheSource",
      ],
      ["a grant of nothing", state({ grants: [{ on: "group:Going", to: "role:USER" }] }), "grants[0]"],
    ])("that says %s is refused, with the place", async (_, wish, path) => {
      const errors = await faultsOf(wish);
      expect(errors.map((one) => one.path)).toContain(path);
    });
  });
});
