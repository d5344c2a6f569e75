import { describe, expect, it } from "vitest";
import { codeOf } from "../testing/house.ts";
import { closeAfterEach, openStaffedHouse } from "../testing/staff.ts";

closeAfterEach();

const ROLES = "/api/admin/roles";

describe("roles", () => {
  it("are listed by name, and shown with their features", async () => {
    const { house, admin } = await openStaffedHouse();
    const { roles, total } = (await house.call("GET", ROLES, undefined, admin.token)).json();
    expect([roles.map((one: { name: string }) => one.name), total]).toEqual([
      ["ADMIN", "MODERATOR", "SUPER_ADMIN", "USER"],
      4,
    ]);
    const { role } = (await house.call("GET", `${ROLES}/USER`, undefined, admin.token)).json();
    expect(role.permissions.AGENTS).toEqual({ USE: true, CREATE: true, SHARE: false, SHARE_PUBLIC: false });
  });

  it("say which of them one may make an account with: those with which it is made", async () => {
    const { house, ada, admin } = await openStaffedHouse();
    for (const { id, token } of [ada, admin]) {
      for (const { name, mayMake } of (await house.call("GET", ROLES, undefined, token)).json().roles) {
        const wish = { name: "New", email: `${name}-${id}@example.org`.toLowerCase(), role: name };
        const made = await house.call("POST", "/api/admin/users", wish, token);
        expect([name, mayMake]).toEqual([name, made.statusCode === 201]);
      }
    }
    expect((await house.call("GET", ROLES, undefined, admin.token)).json().roles).toContainEqual(
      expect.objectContaining({ name: "ADMIN", mayMake: false }),
    );
  });

  it("are not made or renamed so that people take them for another", async () => {
    const { house, ada } = await openStaffedHouse();
    const make = (name: string) => house.call("POST", ROLES, { name }, ada.token);
    for (const name of ["ＡＤＭＩＮ", "USЕR", "admın"]) {
      const refused = await make(name);
      expect([refused.statusCode, codeOf(refused)]).toEqual([409, "already-exists"]);
    }
    const invisible = await make("USER\u200b");
    expect([invisible.statusCode, codeOf(invisible)]).toEqual([400, "request-invalid"]);
    expect((await make("Editors")).statusCode).toBe(201);
    expect((await make("Еditors")).json()).toMatchObject({
      detail: "`Еditors` looks like `Editors`, which exists or is reserved",
    });
    const rename = (name: string) => house.call("PATCH", `${ROLES}/Editors`, { name }, ada.token);
    expect((await rename("ÚSER")).statusCode).toBe(409);
    expect((await rename("éditors")).statusCode).toBe(200);
  });

  it("get and lose features by super admins only, one by one", async () => {
    const { house, ada, admin, ben } = await openStaffedHouse();
    const share = (token: string) =>
      house.call("PATCH", `${ROLES}/USER/permissions`, { permissions: { AGENTS: { SHARE: true } } }, token);
    expect((await share(admin.token)).statusCode).toBe(403);
    const answer = await share(ada.token);
    expect(answer.json().role.permissions.AGENTS).toEqual({
      USE: true,
      CREATE: true,
      SHARE: true,
      SHARE_PUBLIC: false,
    });
    expect(Number(answer.headers["gatehouse-revision"])).toBeGreaterThan(0);
    expect((await house.call("GET", "/api/roles/USER", undefined, ben.token)).json().permissions.AGENTS.SHARE).toBe(
      true,
    );
    expect(
      (await house.call("PUT", "/api/roles/USER/agents", { SHARE: false }, ada.token)).json().permissions.AGENTS.SHARE,
    ).toBe(false);
  });

  it("of one's own making keep what they are when renamed, and leave their people as USER", async () => {
    const { house, ada, ben, cy } = await openStaffedHouse();
    const made = await house.call(
      "POST",
      ROLES,
      { name: "Content editors", permissions: { AGENTS: { USE: true } } },
      ada.token,
    );
    expect([made.statusCode, made.json().role.rank]).toEqual([201, 10]);
    await house.call("POST", `${ROLES}/Content%20editors/members`, { userId: ben.id }, ada.token);
    await house.call("POST", `/api/admin/users/${cy.id}/roles`, { role: "Content editors" }, ada.token);
    expect((await house.call("GET", "/api/user", undefined, ben.token)).json().role).toBe("Content editors");
    const renamed = await house.call("PATCH", `${ROLES}/Content%20editors`, { name: "Editors" }, ada.token);
    expect(renamed.json().role).toMatchObject({ name: "Editors", _id: made.json().role._id });
    expect((await house.call("GET", `${ROLES}/Content%20editors`, undefined, ada.token)).statusCode).toBe(404);
    const { members } = (await house.call("GET", `${ROLES}/Editors/members`, undefined, ada.token)).json();
    expect(members.map((one: { userId: string }) => one.userId).sort()).toEqual([ben.id, cy.id].sort());
    expect((await house.call("DELETE", `${ROLES}/Editors`, undefined, ada.token)).json()).toEqual({ success: true });
    expect((await house.call("GET", "/api/user", undefined, ben.token)).json().role).toBe("USER");
    expect(JSON.stringify(house.access.of(house.access.list()[0]?.id ?? "").engine.state())).not.toContain("ditors");
  });

  it("are given to services, which may then register what the role lets them, and taken again", async () => {
    const { house, ada, ben } = await openStaffedHouse();
    const { service, credential } = (
      await house.call("POST", "/api/admin/services", { name: "Documents" }, ada.token)
    ).json();
    const register = (id: string) =>
      house.call("PUT", `/api/access/resources/prompt/${id}`, {}, credential).then(({ statusCode }) => statusCode);
    expect(await register("p1")).toBe(403);
    const give = (token: string) =>
      house
        .call("POST", `${ROLES}/USER/members`, { serviceId: service.id }, token)
        .then(({ statusCode }) => statusCode);
    expect([await give(ben.token), await give(ada.token)]).toEqual([403, 200]);
    expect(await register("p1")).toBe(201);
    const { members } = (await house.call("GET", `${ROLES}/USER/members?limit=200`, undefined, ada.token)).json();
    expect(members).toContainEqual({
      userId: service.id,
      name: "Documents",
      email: "",
      type: "service",
      expiresAt: null,
      ended: false,
    });
    const take = () =>
      house
        .call("DELETE", `${ROLES}/USER/services/${service.id}`, undefined, ada.token)
        .then(({ statusCode }) => statusCode);
    expect([await take(), await take()]).toEqual([200, 404]);
    expect(await register("p2")).toBe(403);
  });

  it("are given to groups until a moment, and reach whoever is in them", async () => {
    const { house, ada, admin, cy } = await openStaffedHouse();
    await house.call("POST", ROLES, { name: "Prompters" }, ada.token);
    const group = (await house.operate("POST", "/api/admin/groups", { name: "Writers" })).json().group._id;
    await house.operate("POST", `/api/admin/groups/${group}/members`, { userId: cy.id });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const give = (token: string, groupId: string) =>
      house.call("POST", `${ROLES}/Prompters/members`, { groupId, expiresAt: until }, token);
    expect((await give(admin.token, "0123456789abcdef01234567")).statusCode).toBe(404);
    expect((await give(admin.token, group)).statusCode).toBe(200);
    const { engine } = house.access.of(house.access.list()[0]?.id ?? "");
    expect(engine.state()).toContainEqual({
      kind: "role-given",
      holder: `group:${group}`,
      role: expect.stringMatching(/^role:/),
      expiresAt: Date.parse(until),
    });
    const { members } = (await house.call("GET", `${ROLES}/Prompters/members`, undefined, ada.token)).json();
    expect(members).toEqual([
      { userId: group, name: "Writers", email: "", type: "group", expiresAt: until, ended: false },
    ]);
  });

  it("tell who holds them page by page, once each, also whoever holds one as primary role and besides", async () => {
    const { house, ada, ben, cy } = await openStaffedHouse();
    await house.call("POST", ROLES, { name: "Editors" }, ada.token);
    const { group } = (await house.operate("POST", "/api/admin/groups", { name: "Writers" })).json();
    await house.call("POST", `${ROLES}/Editors/members`, { groupId: group.id }, ada.token);
    for (const { id } of [ben, cy])
      await house.call("POST", `/api/admin/users/${id}/roles`, { role: "Editors" }, ada.token);
    await house.call("POST", `${ROLES}/Editors/members`, { userId: ben.id }, ada.token);
    const page = async (offset: number) =>
      (await house.call("GET", `${ROLES}/Editors/members?limit=1&offset=${offset}`, undefined, ada.token)).json();
    const pages = [await page(0), await page(1), await page(2), await page(3)];
    expect(pages.map(({ members, total }) => [members.length, total])).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
      [0, 3],
    ]);
    const told = pages.flatMap(({ members }) => members.map(({ userId }: { userId: string }) => userId));
    expect(new Set(told)).toEqual(new Set([ben.id, cy.id, group.id]));
  });

  it("have names that nobody mistakes", async () => {
    const { house, ada } = await openStaffedHouse();
    const make = (name: string) => house.call("POST", ROLES, { name }, ada.token).then(({ statusCode }) => statusCode);
    expect([
      await make("admin"),
      await make("User"),
      await make("members"),
      await make("Editors"),
      await make("editors"),
    ]).toEqual([409, 409, 409, 201, 409]);
  });

  it("that are built in stay as they are named", async () => {
    const { house, ada } = await openStaffedHouse();
    expect((await house.call("PATCH", `${ROLES}/ADMIN`, { name: "Chief" }, ada.token)).statusCode).toBe(403);
    expect((await house.call("DELETE", `${ROLES}/USER`, undefined, ada.token)).statusCode).toBe(403);
  });

  it("are shown to the client: USER and one's own to everybody, others to whoever reads roles", async () => {
    const { house, ada, admin, ben } = await openStaffedHouse();
    const ask = (name: string, token: string) =>
      house.call("GET", `/api/roles/${name}`, undefined, token).then(({ statusCode }) => statusCode);
    expect([await ask("USER", ben.token), await ask("ADMIN", ben.token), await ask("NOBODY", ben.token)]).toEqual([
      200, 403, 403,
    ]);
    expect([await ask("ADMIN", admin.token), await ask("ADMIN", ada.token), await ask("NOBODY", ada.token)]).toEqual([
      200, 200, 404,
    ]);
  });
});

describe("what the client is told of one's own role", () => {
  it("is what is on for oneself: additional roles count, and ceilings", async () => {
    const { house, ada, ben } = await openStaffedHouse();
    const own = async () =>
      (await house.call("GET", "/api/roles/USER", undefined, ben.token)).json().permissions.AGENTS;
    await house.call("POST", ROLES, { name: "Sharers", permissions: { AGENTS: { SHARE: true } } }, ada.token);
    expect(await own()).toMatchObject({ USE: true, SHARE: false });
    await house.call("POST", `/api/admin/users/${ben.id}/roles`, { role: "Sharers" }, ada.token);
    expect(await own()).toMatchObject({ USE: true, SHARE: true });
    const access = house.access.of(house.access.list()[0]?.id ?? "");
    const operator = { organization: access.id, subject: "operator", name: "system:config", from: "config" };
    await access.commit(operator, async () => ({
      changes: [{ kind: "ceiling-set", feature: "AGENTS", down: true }],
      result: null,
    }));
    expect(await own()).toMatchObject({ USE: false, SHARE: false });
    expect((await house.call("GET", "/api/roles/USER", undefined, ada.token)).json().permissions.AGENTS.USE).toBe(
      false,
    );
  });
});

describe("what the client was shown of a role, and writes back whole", () => {
  it("takes nothing away while the type is switched off for the installation; what it turns on counts", async () => {
    const { house, ada } = await openStaffedHouse();
    const access = house.access.of(house.access.list()[0]?.id ?? "");
    const operator = { organization: access.id, subject: "operator", name: "system:config", from: "config" };
    const close = (down: boolean) =>
      access.commit(operator, async () => ({
        changes: [{ kind: "ceiling-set", feature: "PROMPTS", down }],
        result: null,
      }));
    const shown = async () =>
      (await house.call("GET", "/api/roles/USER", undefined, ada.token)).json().permissions.PROMPTS;
    const before = await shown();
    await close(true);
    const block = await shown();
    expect([before.USE, block.USE]).toEqual([true, false]);
    const write = (body: object) => house.call("PUT", "/api/roles/user/prompts", body, ada.token);
    expect((await write(block)).statusCode).toBe(200);
    expect((await write({ ...block, SHARE: true })).statusCode).toBe(200);
    await close(false);
    expect(await shown()).toEqual({ ...before, SHARE: true });
    await write({ ...before, USE: false });
    expect((await shown()).USE).toBe(false);
  });
});

describe("capabilities", () => {
  const GRANTS = "/api/admin/grants";

  it("are given once, with an end, for a group, and taken", async () => {
    const { house, ada, ben, cy } = await openStaffedHouse();
    const { group } = (await house.call("POST", "/api/admin/groups", { name: "Sales" }, ada.token)).json();
    await house.call("POST", `/api/admin/groups/${group._id}/members`, { userId: cy.id }, ada.token);
    const wish = { principalType: "user", principalId: ben.id, capability: "manage:users", scope: group._id };
    const first = await house.call("POST", GRANTS, wish, ada.token);
    expect([first.statusCode, first.json().grant]).toEqual([
      201,
      expect.objectContaining({ ...wish, expiresAt: null }),
    ]);
    const second = await house.call("POST", GRANTS, wish, ada.token);
    expect(second.headers["gatehouse-revision"], "giving it twice takes no revision").toBe(
      first.headers["gatehouse-revision"],
    );
    await house.call(
      "POST",
      GRANTS,
      { principalType: "user", principalId: ben.id, capability: "access:admin" },
      ada.token,
    );
    const rename = (id: string) =>
      house
        .call("PATCH", `/api/admin/users/${id}`, { name: "New Name" }, ben.token)
        .then(({ statusCode }) => statusCode);
    const statuses = [await rename(cy.id), await rename(ada.id)];
    expect(statuses[0]).toBe(200);
    expect(statuses[1]).toBe(404);
    expect(
      (
        await house.call("DELETE", `${GRANTS}/user/${ben.id}/manage%3Ausers?scope=${group._id}`, undefined, ada.token)
      ).json(),
    ).toEqual({ success: true });
    expect(await rename(cy.id)).toBe(404);
  });

  it("are given by nobody who does not hold them, nor to oneself or everybody", async () => {
    const { house, ada, admin, ben } = await openStaffedHouse();
    const give = (token: string, principalId: string, capability: string, principalType = "user") =>
      house.call("POST", GRANTS, { principalType, principalId, capability }, token).then(codeOf);
    expect(await give(admin.token, ben.id, "read:logs")).toBe("hand-on-refused");
    expect(await give(ada.token, ada.id, "read:users")).toBe("hand-on-refused");
    expect(await give(ada.token, "USER", "read:users", "role")).toBe("hand-on-refused");
    expect(await give(ben.token, ben.id, "read:users")).toBe("forbidden");
  });

  it("of whom one may not know of are as of somebody who is not there", async () => {
    const { house, ada, moderator, ben, cy } = await openStaffedHouse();
    const made = async (url: string, body: object) => (await house.call("POST", url, body, ada.token)).json();
    const sales = (await made("/api/admin/groups", { name: "Sales" })).group._id;
    const secret = (await made("/api/admin/groups", { name: "Secret" })).group._id;
    const { service } = await made("/api/admin/services", { name: "App" });
    await made("/api/admin/roles", { name: "Auditors" });
    const given = (capability: string, scope?: string) =>
      made(GRANTS, { principalType: "user", principalId: ben.id, capability, ...(scope && { scope }) });
    await given("access:admin");
    await given("manage:users", sales);
    await made(`/api/admin/groups/${sales}/members`, { userId: moderator.id });
    const none = "64f000000000000000000000";
    const alike = async (token: string, ...wishes: [object, object]) => {
      const answers = [];
      for (const wish of wishes) {
        const given = await house.call("POST", GRANTS, { capability: "access:admin", ...wish }, token);
        const { principalType, principalId } = wish as { principalType: string; principalId: string };
        const taken = await house.call(
          "DELETE",
          `${GRANTS}/${principalType}/${principalId}/read%3Alogs`,
          undefined,
          token,
        );
        for (const answer of [given, taken])
          answers.push(JSON.stringify({ ...answer.json(), requestId: "" }).replaceAll(principalId, "…"));
      }
      expect(answers.slice(0, 2)).toEqual(answers.slice(2));
    };
    const user = (principalId: string, more = {}) => ({ principalType: "user", principalId, ...more });
    await alike(ben.token, user(cy.id), user(none));
    for (const { token } of [ben, moderator])
      for (const [principalType, there, missing] of [
        ["group", secret, none],
        ["service", service.id, none],
        ["role", "Auditors", "Nobodys"],
      ] as const)
        await alike(token, { principalType, principalId: there }, { principalType, principalId: missing });
    const scoped = async (scope: string) =>
      (await house.call("POST", GRANTS, user(moderator.id, { capability: "manage:users", scope }), ben.token))
        .statusCode;
    expect([await scoped(secret), await scoped(none)]).toEqual([404, 404]);
  });

  it("say of which group they are to whoever may see that group; to others, that they are of one", async () => {
    const { house, ada, cy, ben } = await openStaffedHouse();
    const made = async (url: string, body: object) => (await house.call("POST", url, body, ada.token)).json();
    const secret = (await made("/api/admin/groups", { name: "Secret" })).group._id;
    const further = (await made("/api/admin/groups", { name: "Further" })).group._id;
    for (const capability of ["access:admin", "read:users"])
      await made(GRANTS, { principalType: "user", principalId: cy.id, capability });
    const user = { principalType: "user", principalId: ben.id };
    for (const scope of [secret, further]) await made(GRANTS, { ...user, capability: "manage:users", scope });
    await made(GRANTS, { ...user, capability: "read:logs" });
    const lists = async (token: string) => {
      const answers = [];
      for (const url of [GRANTS, `${GRANTS}/user/${ben.id}`]) {
        const { body } = await house.call("GET", url, undefined, token);
        const grants: { _id: string; principalId: string; scope: string | null }[] = JSON.parse(body).grants;
        const bens = grants.filter(({ principalId }) => principalId === ben.id);
        const ids = bens.map(({ _id }) => _id);
        const inIds = ids.map((id) => Buffer.from(id, "base64url").toString()).join();
        expect(new Set(ids).size, "each has an id of its own").toBe(3);
        answers.push({ scopes: bens.map(({ scope }) => scope).sort(), names: (body + inIds).includes(secret) });
      }
      return answers;
    };
    const group = `/api/admin/groups/${secret}`;
    expect((await house.call("GET", group, undefined, cy.token)).statusCode).toBe(404);
    const withheld = { scopes: ["withheld", "withheld", null].sort(), names: false };
    expect(await lists(cy.token)).toEqual([withheld, withheld]);
    const all = { scopes: [secret, further, null].sort(), names: true };
    expect(await lists(ada.token)).toEqual([all, all]);
    await made(`${group}/members`, { userId: cy.id });
    const some = { scopes: [secret, "withheld", null].sort(), names: true };
    expect(await lists(cy.token)).toEqual([some, some]);
  });

  it("are listed whole, and effective with what they imply", async () => {
    const { house, ada, moderator, ben } = await openStaffedHouse();
    const { grants, total } = (await house.call("GET", GRANTS, undefined, ada.token)).json();
    expect([grants.length, total > 50]).toEqual([total, true]);
    const { capabilities } = (await house.call("GET", `${GRANTS}/effective`, undefined, moderator.token)).json();
    expect(capabilities).toEqual(["access:admin", "ban:users:short", "moderate:content", "read:users"]);
    expect((await house.call("GET", `${GRANTS}/effective`, undefined, ben.token)).statusCode).toBe(403);
    const ofRole = (await house.call("GET", `${GRANTS}/role/MODERATOR`, undefined, ada.token)).json();
    expect(ofRole.grants).toHaveLength(4);
  });
});
