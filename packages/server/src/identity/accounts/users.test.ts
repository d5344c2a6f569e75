import { SUPER_ADMIN } from "@gatehouse/engine";
import { describe, expect, it } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, houseOn, PASSWORD } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse, openStaffedHouse } from "../testing/staff.ts";

closeAfterEach();

const USERS = "/api/admin/users";
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe("who may act on whom", () => {
  it("follows capability and rank: status of a small edit, by actor and target", async () => {
    const { house, ada, admin, moderator, ben, cy } = await openStaffedHouse();
    const targets = { ada, admin, moderator, ben };
    const matrix: Record<string, number[]> = {};
    for (const [name, actor] of Object.entries({ ada, admin, moderator, cy })) {
      matrix[name] = [];
      for (const target of Object.values(targets)) {
        const answer = await house.call("PATCH", `${USERS}/${target.id}`, { name: "New Name" }, actor.token);
        matrix[name].push(answer.statusCode);
      }
    }
    expect(matrix).toEqual({
      //         ada  admin moderator ben
      ada: [403, 200, 200, 200], // nobody acts on themselves here
      admin: [403, 403, 200, 200],
      moderator: [403, 403, 403, 403],
      cy: [403, 403, 403, 403],
    });
  });

  it("takes holding every capability that the other holds", async () => {
    const { house, ada, admin, ben } = await openStaffedHouse();
    const rename = () => house.call("PATCH", `${USERS}/${ben.id}`, { name: "New Name" }, admin.token);
    expect((await rename()).statusCode).toBe(200);
    const given = await house.call(
      "POST",
      "/api/admin/grants",
      { principalType: "user", principalId: ben.id, capability: "read:logs" },
      ada.token,
    );
    expect(given.statusCode).toBe(201);
    expect([(await rename()).statusCode, codeOf(await rename())]).toEqual([403, "hand-on-refused"]);
  });

  it("says which roles may be given: those of which the gift itself is not refused", async () => {
    const { house, ada, admin, moderator, ben, cy } = await openStaffedHouse();
    const role = await house.call("POST", "/api/admin/roles", { name: "Auditor", description: "" }, ada.token);
    expect(role.statusCode, role.body).toBe(201);
    const all = ["ADMIN", "Auditor", "MODERATOR", "SUPER_ADMIN", "USER"];
    const tried = { headers: { "gatehouse-dry-run": "true" } };
    for (const [actor, target] of [
      [ada, ben],
      [ada, admin],
      [admin, ben],
      [admin, moderator],
      [admin, ada],
      [ada, ada],
      [moderator, cy],
    ] as const) {
      const { givable } = (await house.call("GET", `${USERS}/${target.id}`, undefined, actor.token)).json();
      const given = { primary: [] as string[], additional: [] as string[] };
      for (const name of all) {
        const primary = await house.call("PATCH", `${USERS}/${target.id}`, { role: name }, actor.token, tried);
        if (primary.statusCode === 200) given.primary.push(name);
        const additional = await house.call("POST", `${USERS}/${target.id}/roles`, { role: name }, actor.token, tried);
        if (additional.statusCode === 200) given.additional.push(name);
      }
      expect([actor.id, target.id, givable]).toEqual([actor.id, target.id, given]);
    }
  });

  it("lets a moderator ban for a week, not longer, and not turn a long ban into a short one", async () => {
    const { house, admin, moderator, ben } = await openStaffedHouse();
    const ban = (token: string, until: string | null) =>
      house.call("POST", `${USERS}/${ben.id}/ban`, { until, reason: "spam" }, token);
    expect((await ban(moderator.token, inDays(8))).statusCode).toBe(403);
    expect((await ban(moderator.token, null)).statusCode).toBe(403);
    expect((await ban(moderator.token, inDays(6))).json().user).toMatchObject({ banned: true, status: "active" });
    expect((await ban(admin.token, null)).json().user).toMatchObject({ banned: true, bannedUntil: null });
    expect((await ban(moderator.token, inDays(1))).statusCode).toBe(403);
    expect((await house.call("DELETE", `${USERS}/${ben.id}/ban`, undefined, moderator.token)).statusCode).toBe(403);
    expect((await house.call("DELETE", `${USERS}/${ben.id}/ban`, undefined, admin.token)).json().user.banned).toBe(
      false,
    );
  });

  it("gives no role above one's own, and none to oneself", async () => {
    const { house, ada, admin, ben } = await openStaffedHouse();
    const give = (token: string, id: string, role: string) =>
      house.call("PATCH", `${USERS}/${id}`, { role }, token).then(({ statusCode }) => statusCode);
    expect(await give(admin.token, ben.id, "SUPER_ADMIN")).toBe(403);
    expect(await give(admin.token, ben.id, "ADMIN")).toBe(403);
    expect(await give(admin.token, ben.id, "MODERATOR")).toBe(200);
    expect(await give(admin.token, admin.id, "SUPER_ADMIN")).toBe(403);
    expect(await give(ada.token, ada.id, "USER")).toBe(403);
  });
});

describe("a role that one may not know of is as one that is not there", () => {
  /** Ben manages the people of a group, Cy among them; Max manages all people. Neither reads roles. */
  async function openOffice() {
    const { house, ada, moderator, ben, cy } = await openStaffedHouse();
    const made = async (url: string, body: object) => (await house.call("POST", url, body, ada.token)).json();
    const { group } = await made("/api/admin/groups", { name: "Sales" });
    await made(`/api/admin/groups/${group._id}/members`, { userId: cy.id });
    const max = await house.person("max");
    await made("/api/admin/roles", { name: "Secret" });
    await made("/api/admin/roles", { name: "Theirs" });
    await made(`${USERS}/${cy.id}/roles`, { role: "Theirs" });
    const given = (principalId: string, capability: string, scope?: string) =>
      made("/api/admin/grants", { principalType: "user", principalId, capability, ...(scope && { scope }) });
    for (const { id } of [ben, max]) await given(id, "access:admin");
    await given(ben.id, "manage:users", group._id);
    await given(max.id, "manage:users");
    return { house, ada, moderator, ben, cy, max };
  }
  type Call = [method: "POST" | "PATCH" | "DELETE", url: (user: string, role: string) => string, role?: true];
  const calls: Record<string, Call> = {
    "giving it": ["POST", (user) => `${USERS}/${user}/roles`, true],
    "taking it": ["DELETE", (user, role) => `${USERS}/${user}/roles/${role}`],
    "making it somebody's own": ["PATCH", (user) => `${USERS}/${user}`, true],
  };
  const ofRoles: Record<string, Call> = {
    "making it somebody's own, by the role": ["POST", (_, role) => `/api/admin/roles/${role}/members`],
    "taking it, by the role": ["DELETE", (user, role) => `/api/admin/roles/${role}/members/${user}`],
  };

  it.each<[string, "ben" | "max", Call]>([
    ...Object.entries(calls).flatMap(([what, call]): [string, "ben" | "max", Call][] => [
      [what, "ben", call],
      [what, "max", call],
    ]),
    ...Object.entries(ofRoles).map(([what, call]): [string, "max", Call] => [what, "max", call]),
  ])("%s, by %s", async (_what, who, [method, url, isInBody]) => {
    const office = await openOffice();
    const { house, cy } = office;
    const ask = async (role: string) => {
      const body = isInBody ? { role } : method === "POST" ? { userId: cy.id } : undefined;
      const answer = await house.call(method, url(cy.id, role), body, office[who].token);
      return { status: answer.statusCode, text: answer.body.replaceAll(role, "…").replace(/"requestId":"[^"]*"/, "") };
    };
    expect(await ask("Secret")).toEqual(await ask("Nobodys"));
  });

  it("the right over the account is asked first", async () => {
    const { house, moderator, cy } = await openOffice();
    for (const role of ["Secret", "Nobodys"]) {
      const answer = await house.call("POST", `${USERS}/${cy.id}/roles`, { role }, moderator.token);
      expect(answer.statusCode).toBe(403);
    }
  });

  it("what the account shows, and what is built in, is known", async () => {
    const { house, ada, ben, cy } = await openOffice();
    const take = (role: string, token: string) =>
      house.call("DELETE", `${USERS}/${cy.id}/roles/${role}`, undefined, token);
    expect(codeOf(await take("Theirs", ben.token))).toBe("hand-on-refused");
    const give = await house.call("POST", `${USERS}/${cy.id}/roles`, { role: "ADMIN" }, ben.token);
    expect(codeOf(give)).toBe("hand-on-refused");
    expect((await take("Theirs", ada.token)).statusCode).toBe(200);
  });
});

describe("an account", () => {
  it("made by an administrator is verified, and its first password is shown once", async () => {
    const { house, ada } = await openStaffedHouse();
    const made = await house.call("POST", USERS, { name: "Dora Example", email: "Dora@Example.org " }, ada.token);
    expect(made.statusCode).toBe(201);
    expect(Number(made.headers["gatehouse-revision"])).toBeGreaterThan(0);
    const { user, password } = made.json();
    expect(user).toMatchObject({ email: "dora@example.org", emailVerified: true, role: "USER", status: "active" });
    await house.signIn("dora", { password });
    expect(codeOf(await house.call("POST", USERS, { name: "Dora Again", email: "dora@example.org" }, ada.token))).toBe(
      "already-exists",
    );
  });

  it("is not made with a username that somebody has", async () => {
    const house = await openHouse();
    await house.register("ada");
    const make = (email: string) => house.operate("POST", USERS, { name: "Ben", email, username: "benny" });
    expect((await make("ben@example.org")).statusCode).toBe(201);
    const second = await make("other@example.org");
    expect([second.statusCode, codeOf(second)]).toEqual([409, "already-exists"]);
  });

  it("of an address that is not verified waits, and a letter goes there", async () => {
    const house = await openHouse({ ALLOW_UNVERIFIED_EMAIL_LOGIN: "false" });
    await house.register("ada");
    const wish = { name: "Ben", email: "ben@example.org", password: PASSWORD, emailVerified: false };
    const made = await house.operate("POST", USERS, wish);
    expect(made.json().user).toMatchObject({ emailVerified: false, status: "unverified" });
    expect((await lettersTo(house, "ben@example.org")).map(({ kind }) => kind)).toEqual(["verify-address"]);
  });

  it("that is the first one has a verified address", async () => {
    const house = await openHouse();
    const first = await house.operate("POST", USERS, { name: "Ada", email: "ada@example.org", emailVerified: false });
    expect([first.statusCode, codeOf(first)]).toEqual([400, "request-invalid"]);
  });

  it("takes no field that is not its editor's", async () => {
    const { house, ada, ben } = await openStaffedHouse();
    const rows = () => house.store.db.selectFrom("users").selectAll().where("id", "=", ben.id).execute();
    const before = await rows();
    const fields = [
      "id",
      "organization_id",
      "email_verified",
      "password_hash",
      "provider",
      "version",
      "created_at",
      "banned",
      "primary_role",
      "gatehouseRole",
      "__proto__x",
    ];
    for (const field of fields)
      expect((await house.call("PATCH", `${USERS}/${ben.id}`, { [field]: "x" }, ada.token)).statusCode, field).toBe(
        400,
      );
    expect(await rows()).toEqual(before);
  });

  it("that is deactivated or banned loses its sessions at once, and is told why after the right password only", async () => {
    const { house, ada, ben, cy } = await openStaffedHouse();
    const ended: string[] = [];
    house.identity.onSessionEnded(({ account }) => ended.push(account));
    await house.call("PATCH", `${USERS}/${ben.id}`, { status: "deactivated" }, ada.token);
    await house.call("POST", `${USERS}/${cy.id}/ban`, { until: null, reason: "spam" }, ada.token);
    expect(ended).toEqual([`user:${ben.id}`, `user:${cy.id}`]);
    for (const { token } of [ben, cy])
      expect((await house.call("GET", "/api/user", undefined, token)).statusCode).toBe(401);
    const login = (email: string, password: string) =>
      house.call("POST", "/api/auth/login", { email, password }).then(codeOf);
    expect(await login("ben@example.org", PASSWORD)).toBe("account-deactivated");
    expect(await login("cy@example.org", PASSWORD)).toBe("account-banned");
    expect(await login("cy@example.org", "wrong password")).toBe("credentials-wrong");
    await house.call("PATCH", `${USERS}/${ben.id}`, { status: "active" }, ada.token);
    await house.signIn("ben");
  });

  it("that is deleted leaves nothing that names it, and what others reach becomes the organization's", async () => {
    const { house, ada, ben, cy } = await openStaffedHouse();
    const organization = house.access.list()[0]?.id ?? "";
    const { group } = (await house.call("POST", "/api/admin/groups", { name: "Readers" }, ada.token)).json();
    await house.call("POST", `/api/admin/groups/${group._id}/members`, { userId: ben.id }, ada.token);
    await house.operate("PUT", "/api/access/resources/prompt/a1", { owner: `user:${ben.id}` });
    await house.operate("PUT", "/api/access/resources/prompt/a2", { owner: `user:${ben.id}` });
    await house.operate("POST", "/api/access/resources/prompt/a1/grants", {
      principal: `user:${cy.id}`,
      role: "viewer",
    });
    const told: string[] = [];
    house.identity.onAccountRemoved(
      async (_tx, _organization, removed, account) => void told.push(account, ...removed),
    );
    expect((await house.call("DELETE", `${USERS}/${ben.id}`, undefined, ada.token)).statusCode).toBe(200);
    expect(told).toEqual([`user:${ben.id}`, "prompt:a2"]);
    const { engine } = house.access.of(organization);
    expect(engine.describe("prompt:a1")?.owner).toBe("organization");
    expect(engine.check(`user:${cy.id}`, "use", "prompt:a1").allowed).toBe(true);
    expect(JSON.stringify(engine.state())).not.toContain(ben.id);
    expect((await house.call("GET", `${USERS}/${ben.id}`, undefined, ada.token)).statusCode).toBe(404);
    expect((await house.call("GET", "/api/user", undefined, ben.token)).statusCode).toBe(401);
  });

  it("is changed from the version that its editor saw", async () => {
    const { house, ada, ben } = await openStaffedHouse();
    const tag = String((await house.call("GET", `${USERS}/${ben.id}`, undefined, ada.token)).headers.etag);
    const edit = () =>
      house.call("PATCH", `${USERS}/${ben.id}`, { name: "New Name" }, ada.token, { headers: { "if-match": tag } });
    expect([(await edit()).statusCode, (await edit()).statusCode]).toEqual([200, 412]);
  });

  it("of another organization is not found, whoever asks", async () => {
    const { house, ada } = await openStaffedHouse();
    await house.access.createOrganization({ name: "Second", slug: "second" }, { name: "cli:test", from: "cli" });
    const { user } = (
      await house.operate(
        "POST",
        USERS,
        { name: "Dee Example", email: "dee@example.org", password: PASSWORD },
        "second",
      )
    ).json();
    expect(user.gatehouseRole, "the first of an organization").toBe("SUPER_ADMIN");
    const calls = [
      ["GET", `${USERS}/${user.id}`],
      ["PATCH", `${USERS}/${user.id}`, { name: "Mallory" }],
      ["DELETE", `${USERS}/${user.id}`],
      ["POST", `${USERS}/${user.id}/ban`, { until: null, reason: "no" }],
      ["POST", `${USERS}/${user.id}/roles`, { role: "MODERATOR" }],
      ["POST", "/api/admin/roles/MODERATOR/members", { userId: user.id }],
      ["POST", "/api/admin/grants", { principalType: "user", principalId: user.id, capability: "read:users" }],
    ] as const;
    for (const [method, url, body] of calls)
      expect((await house.call(method, url, body, ada.token)).statusCode, `${method} ${url}`).toBe(404);
    const { users } = (await house.call("GET", USERS, undefined, ada.token)).json();
    expect(users.map((one: { name: string }) => one.name)).not.toContain("Dee Example");
    const dee = await house.signIn("dee", { organization: "second" });
    expect((await house.call("GET", USERS, undefined, dee.token)).json().total).toBe(1);
  });

  it("list and search are for whoever reads users", async () => {
    const { house, moderator, ben } = await openStaffedHouse();
    expect((await house.call("GET", USERS, undefined, ben.token)).statusCode).toBe(403);
    expect((await house.call("GET", `${USERS}/search?q=ben`, undefined, ben.token)).statusCode).toBe(403);
    const found = (await house.call("GET", `${USERS}/search?q=BEN`, undefined, moderator.token)).json();
    expect(found).toMatchObject({ total: 1, capped: false, users: [{ id: ben.id, name: "ben Example" }] });
    const ada = (await house.call("GET", `${USERS}/search?q=ada`, undefined, moderator.token)).json();
    expect(ada.users[0]).toMatchObject({ role: "ADMIN", gatehouseRole: "SUPER_ADMIN" });
    expect((await house.call("GET", `${USERS}/search?q=b`, undefined, moderator.token)).statusCode).toBe(400);
    const page = (await house.call("GET", `${USERS}?limit=2&offset=1`, undefined, moderator.token)).json();
    expect([page.users.length, page.total, page.limit, page.offset]).toEqual([2, 5, 2, 1]);
  });
});

describe("bad input", () => {
  it("is a 400 with a code, and nothing is written", async () => {
    const house = await openHouse();
    const ada = await house.person("ada");
    const head = () => house.store.head(house.access.list()[0]?.id ?? "");
    const before = await head();
    const bad = [
      ["GET", `${USERS}/${"0".repeat(23)}`],
      ["GET", `${USERS}/${encodeURIComponent("../etc")}`],
      ["GET", `${USERS}?limit=0`],
      ["GET", `${USERS}?limit=201`],
      ["GET", `${USERS}?offset=-1`],
      ["GET", `${USERS}?order=name`],
      ["POST", USERS, { name: "x".repeat(81), email: "x@example.org" }],
      ["POST", USERS, { name: "Half \udc00 pair", email: "x@example.org" }],
      ["POST", USERS, { name: "Some Body", email: "x@example.org", role: "NOBODY" }],
      ["POST", USERS, []],
      ["POST", USERS, "text"],
      ["POST", "/api/admin/grants", { principalType: "role", principalId: "USER", capability: "all" }],
      ["PATCH", "/api/admin/roles/USER/permissions", { permissions: { AGENTS: { FLY: true } } }],
      ["PATCH", "/api/admin/roles/USER/permissions", { permissions: { constructor: { name: true } } }],
      ["POST", "/api/admin/groups", { name: "" }],
      ["POST", "/api/admin/groups", { name: "Group", memberIds: Array(501).fill("0".repeat(24)) }],
    ] as const;
    for (const [method, url, body] of bad) {
      const answer = await house.call(method, url, body, ada.token);
      expect([answer.statusCode, codeOf(answer)], `${method} ${url} ${JSON.stringify(body)}`).toEqual([
        400,
        "request-invalid",
      ]);
    }
    expect(await head()).toBe(before);
  });
});

onEveryDatabase("two super admins who demote each other at the same moment", (given) => {
  it("leave one", async () => {
    const house = await houseOn(await given());
    const ada = await house.person("ada");
    const ben = await house.person("ben");
    await house.operate("PATCH", `${USERS}/${ben.id}`, { role: "SUPER_ADMIN" });
    const demote = (token: string, id: string) => house.call("PATCH", `${USERS}/${id}`, { role: "USER" }, token);
    const answers = await Promise.all([demote(ada.token, ben.id), demote(ben.token, ada.id)]);
    const accounts = await house.store.db.selectFrom("accounts").select("primary_role").execute();
    expect(accounts.filter((one) => one.primary_role === SUPER_ADMIN)).toHaveLength(1);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403]);
    const last =
      accounts.length &&
      (await house.operate("DELETE", `${USERS}/${answers[0]?.statusCode === 200 ? ada.id : ben.id}`));
    expect(last && [last.statusCode, codeOf(last)]).toEqual([409, "last-super-admin"]);
    await house.close();
  });
});
