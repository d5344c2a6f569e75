import { describe, expect, it, test } from "vitest";
import { codeOf } from "../testing/house.ts";
import { type Members, openMembers } from "../testing/members.ts";
import { closeAfterEach } from "../testing/staff.ts";

closeAfterEach();

const GROUPS = "/api/groups";
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const outcome = (answer: { statusCode: number; json(): { code?: string } }) =>
  answer.statusCode < 300 ? answer.statusCode : (answer.json().code ?? answer.statusCode);

/** A prompt that the group may use, so that it can be asked whom the group reaches. */
async function shareWith({ house }: Members, group: string) {
  await house.operate("PUT", "/api/access/resources/prompt/p", { owner: "organization" });
  await house.operate("POST", "/api/access/resources/prompt/p/grants", { principal: `group:${group}`, role: "viewer" });
}
const reaches = async ({ house }: Members, token: string) =>
  (await house.call("POST", "/api/access/check", { action: "use", resource: "prompt:p" }, token)).json().allowed;
const seen = async ({ house }: Members, token: string, group: string) =>
  (await house.call("GET", `${GROUPS}/${group}`, undefined, token)).json().group;

describe("making a group of one's own", () => {
  it("is for members where the operator allows it", async () => {
    for (const [allowed, expected] of [
      ["false", "forbidden"],
      ["true", 201],
    ] as const) {
      const { house, ben } = await openMembers({ GROUPS_BY_MEMBERS: allowed });
      expect(outcome(await house.call("POST", GROUPS, { name: "Book club" }, ben.token))).toBe(expected);
    }
  });

  it("makes one its owner and its first member", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben, { description: "We read" });
    expect(await seen(all, all.ben.token, group)).toMatchObject({
      ...{ name: "Book club", description: "We read", memberCount: 1, endsAt: null, shareInto: "owners" },
      ...{ isOwner: true, isMember: true, owners: [{ userId: all.ben.id, isOwner: true }] },
      may: ["view", "update", "delete", "share", "members", "shareInto"],
    });
  });

  it("takes in whom its maker may name, or nobody at all", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben, { memberIds: [all.cy.id] });
    expect((await seen(all, all.cy.token, group)).isMember).toBe(true);
    const unknown = { name: "Odd", memberIds: [all.cy.id, "0".repeat(24)] };
    expect(outcome(await all.house.call("POST", GROUPS, unknown, all.ben.token))).toBe("resource-not-found");
    expect((await all.house.call("GET", GROUPS, undefined, all.ben.token)).json().groups).toHaveLength(1);
  });

  it("is bounded: as many as the operator says, of those that one owns or made", async () => {
    const all = await openMembers({ GROUPS_BY_MEMBERS_OWNED: "2" });
    const first = await all.make(all.ben);
    await all.make(all.ben);
    const again = async () => outcome(await all.house.call("POST", GROUPS, { name: "Third" }, all.ben.token));
    expect(await again()).toBe("too-many-groups");
    await all.house.call("PUT", `${GROUPS}/${first}/owner`, { userId: all.cy.id }, all.ben.token);
    expect(await again()).toBe("too-many-groups");
    await all.house.call("DELETE", `${GROUPS}/${first}`, undefined, all.cy.token);
    expect(await again()).toBe(201);
  });
});

describe("whoever owns a group", () => {
  test.each([
    ["renames it", "PATCH", "", { name: "Readers" }, 200],
    ["changes nothing of it that there is not", "PATCH", "", { organizationWide: true }, "request-invalid"],
    ["puts somebody in", "POST", "/members", "cy", 200],
    ["puts nobody in whom there is not", "POST", "/members", { userId: "0".repeat(24) }, "resource-not-found"],
    ["deletes it", "DELETE", "", undefined, 200],
  ] as const)("%s", async (_, method, path, body, expected) => {
    const all = await openMembers();
    const group = await all.make(all.ben);
    const sent = body === "cy" ? { userId: all.cy.id } : body;
    expect(outcome(await all.house.call(method, `${GROUPS}/${group}${path}`, sent, all.ben.token))).toBe(expected);
  });

  it("alone does what neither members nor strangers do", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben, { memberIds: [all.cy.id] });
    const [ben, cy, dee] = [all.ben.id, all.cy.id, all.dee.id];
    const refused = async (method: "GET" | "PATCH" | "POST" | "PUT" | "DELETE", path: string, body?: object) => {
      const ask = async (token: string) =>
        outcome(await all.house.call(method, `${GROUPS}/${group}${path}`, body, token));
      return [await ask(all.cy.token), await ask(all.dee.token)];
    };
    expect({
      read: await refused("GET", ""),
      rename: await refused("PATCH", "", { name: "Mine" }),
      open: await refused("PATCH", "", { shareInto: "anyone" }),
      delete: await refused("DELETE", ""),
      members: await refused("GET", "/members"),
      add: await refused("POST", "/members", { userId: dee }),
      takeOut: await refused("DELETE", `/members/${ben}`),
      own: await refused("PUT", `/owners/${cy}`),
      takeOver: await refused("PUT", "/owner", { userId: cy }),
      leave: await refused("DELETE", "/membership"),
    }).toEqual({
      read: [200, "resource-not-found"],
      rename: ["forbidden", "resource-not-found"],
      open: ["forbidden", "resource-not-found"],
      delete: ["forbidden", "resource-not-found"],
      members: ["forbidden", "resource-not-found"],
      add: ["forbidden", "resource-not-found"],
      takeOut: ["forbidden", "resource-not-found"],
      own: ["forbidden", "resource-not-found"],
      takeOver: ["hand-on-refused", "resource-not-found"],
      leave: [200, "resource-not-found"],
    });
  });

  it("shares owning with others, who own it as fully, and hands it over", async () => {
    const all = await openMembers();
    const { house, ben, cy, dee } = all;
    const group = await all.make(ben);
    expect(outcome(await house.call("PUT", `${GROUPS}/${group}/owners/${cy.id}`, undefined, ben.token))).toBe(200);
    expect(outcome(await house.call("POST", `${GROUPS}/${group}/members`, { userId: dee.id }, cy.token))).toBe(200);
    const owners = (await seen(all, cy.token, group)).owners;
    expect(owners.map((one: { userId: string; isOwner: boolean }) => [one.userId, one.isOwner])).toEqual([
      [ben.id, true],
      [cy.id, false],
    ]);
    // Whoever is only in it is told whose it is, as with everything that one has.
    expect((await seen(all, dee.token, group)).owners).toMatchObject([{ userId: ben.id, isOwner: true }]);
    // Only who owns the group hands it over; another owner does not put them out.
    expect(outcome(await house.call("PUT", `${GROUPS}/${group}/owner`, { userId: cy.id }, cy.token))).toBe(
      "hand-on-refused",
    );
    expect(outcome(await house.call("DELETE", `${GROUPS}/${group}/owners/${ben.id}`, undefined, cy.token))).toBe(
      "conflict",
    );
    expect(outcome(await house.call("PUT", `${GROUPS}/${group}/owner`, { userId: dee.id }, ben.token))).toBe(200);
    expect((await seen(all, dee.token, group)).isOwner).toBe(true);
    expect(await seen(all, ben.token, group)).toMatchObject({ isOwner: false, isMember: true, may: ["view"] });
  });

  it("lets another owner go, who may go alone as well", async () => {
    const all = await openMembers();
    const { house, ben, cy } = all;
    const group = await all.make(ben);
    for (const token of [ben.token, cy.token]) {
      await house.call("PUT", `${GROUPS}/${group}/owners/${cy.id}`, undefined, ben.token);
      const answer = await house.call("DELETE", `${GROUPS}/${group}/owners/${cy.id}`, undefined, token);
      expect(outcome(answer)).toBe(200);
      expect((await seen(all, ben.token, group)).owners).toHaveLength(1);
      expect(await seen(all, cy.token, group)).toBeUndefined();
    }
  });

  it("changes it from the version that they saw", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben);
    const more = { headers: { "if-match": '"v1"' } };
    const rename = () => all.house.call("PATCH", `${GROUPS}/${group}`, { name: "Readers" }, all.ben.token, more);
    expect([outcome(await rename()), outcome(await rename())]).toEqual([200, "version-mismatch"]);
  });
});

describe("a group that a member made", () => {
  it("holds as many as the operator allows, whichever way they come", async () => {
    const all = await openMembers({ GROUPS_BY_MEMBERS_SIZE: "2" });
    const { house, ben, cy, dee } = all;
    const group = await all.make(ben, { memberIds: [cy.id] });
    const join = (path: string, token: string) => house.call("POST", path, { userId: dee.id }, token).then(outcome);
    expect(await join(`${GROUPS}/${group}/members`, ben.token)).toBe("group-full");
    expect(await join(`/api/admin/groups/${group}/members`, ben.token)).toBe("group-full");
    expect(outcome(await house.call("POST", GROUPS, { name: "B", memberIds: [cy.id, dee.id] }, ben.token))).toBe(
      "group-full",
    );
    await house.call("DELETE", `${GROUPS}/${group}/membership`, undefined, cy.token);
    expect(await join(`${GROUPS}/${group}/members`, ben.token)).toBe(200);
  });

  it("is left by whoever is in it, once", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben, { memberIds: [all.cy.id] });
    const leave = () => all.house.call("DELETE", `${GROUPS}/${group}/membership`, undefined, all.cy.token);
    expect([outcome(await leave()), outcome(await leave())]).toEqual([200, "resource-not-found"]);
  });

  it("is one of the groups that its members and owners list, a page at a time, and of nobody else's", async () => {
    const all = await openMembers();
    const { house, ada, ben, cy, dee } = all;
    for (const name of ["A", "B", "C"]) await all.make(ben, { name, memberIds: [cy.id] });
    const names = async (token: string, query = "") => {
      const { groups, next } = (await house.call("GET", `${GROUPS}${query}`, undefined, token)).json();
      return { names: groups.map((one: { name: string }) => one.name), next };
    };
    expect((await names(ben.token)).names.toSorted()).toEqual(["A", "B", "C"]);
    const first = await names(cy.token, "?limit=2");
    const rest = await names(cy.token, `?limit=2&after=${first.next}`);
    expect([...first.names, ...rest.names].toSorted()).toEqual(["A", "B", "C"]);
    expect(rest.next).toBeNull();
    // An administrator's capability is no belonging.
    expect([(await names(dee.token)).names, (await names(ada.token)).names]).toEqual([[], []]);
  });

  it("reaches nobody from its end on, and everybody again when its owner prolongs it", async () => {
    const all = await openMembers();
    const { house, ben, cy } = all;
    const group = await all.make(ben, { memberIds: [cy.id], endsAt: inDays(2) });
    await shareWith(all, group);
    expect(await reaches(all, cy.token)).toBe(true);
    const { engine } = house.access.of(house.access.list()[0]?.id ?? "");
    const later = (days: number) =>
      engine.check(`user:${cy.id}`, "use", "prompt:p", { now: Date.now() + days * DAY }).allowed;
    expect([later(1), later(2)]).toEqual([true, false]);
    await house.call("PATCH", `${GROUPS}/${group}`, { endsAt: inDays(4) }, ben.token);
    expect([later(3), later(4)]).toEqual([true, false]);
    await house.call("PATCH", `${GROUPS}/${group}`, { endsAt: null }, ben.token);
    expect(later(400)).toBe(true);
  });

  it("is given nothing once it has ended, which would wait unseen for another end", async () => {
    const all = await openMembers();
    const { house, ben } = all;
    const group = await all.make(ben, { endsAt: new Date(Date.now() + 500).toISOString() });
    for (const prompt of ["p", "given"])
      await house.operate("PUT", `/api/access/resources/prompt/${prompt}`, { owner: "organization" });
    const given = await house.operate("POST", "/api/access/resources/prompt/given/grants", {
      principal: `group:${group}`,
      role: "viewer",
    });
    expect(given.statusCode).toBe(201);
    await new Promise((wake) => setTimeout(wake, 550));
    const more = { updated: [{ type: "group", id: group, accessRoleId: "promptGroup_editor" }] };
    const dialog = { updated: [{ type: "group", id: group, accessRoleId: "promptGroup_viewer" }] };
    const answers = [
      await house.operate("POST", "/api/access/resources/prompt/p/grants", {
        principal: `group:${group}`,
        role: "viewer",
      }),
      await house.operate("PUT", "/api/permissions/promptGroup/p", dialog),
      await house.operate("PUT", `/api/access/resources/prompt/given/grants/${given.json().grant.id}`, {
        role: "editor",
      }),
      await house.operate("PUT", "/api/permissions/promptGroup/given", more),
    ];
    for (const answer of answers) {
      expect([answer.statusCode, answer.json().code]).toEqual([400, "request-invalid"]);
      expect(answer.json().detail).toContain("has ended");
    }
  });

  it("takes nobody in beyond its end, and keeps the earlier end of a membership", async () => {
    const all = await openMembers();
    const { house, ben, cy, dee } = all;
    const group = await all.make(ben, { endsAt: inDays(4) });
    const join = (userId: string, expiresAt?: string) =>
      house.call("POST", `${GROUPS}/${group}/members`, { userId, expiresAt }, ben.token).then(outcome);
    const [early, end] = [inDays(1), inDays(8)];
    expect([await join(cy.id, inDays(5)), await join(cy.id, early), await join(dee.id)]).toEqual([
      "request-invalid",
      200,
      200,
    ]);
    await house.call("PATCH", `${GROUPS}/${group}`, { endsAt: end }, ben.token);
    expect([(await seen(all, cy.token, group)).memberUntil, (await seen(all, dee.token, group)).memberUntil]).toEqual([
      early,
      end,
    ]);
    expect(outcome(await house.call("PATCH", `${GROUPS}/${group}`, { endsAt: inDays(-1) }, ben.token))).toBe(
      "request-invalid",
    );
  });
});

describe("who may share into it", () => {
  /** Ben owns the group, Cy is another owner, Dee a member, Eve nothing. */
  test.each([
    ["anyone", [true, true, true, true]],
    ["members", [true, true, true, false]],
    ["owners", [true, true, false, false]],
    ["nobody", [true, false, false, false]],
  ] as const)("%s: its owner, another owner, a member, somebody else: %j", async (shareInto, expected) => {
    const all = await openMembers();
    const { house, ben, cy, dee } = all;
    const eve = await house.person("eve");
    const group = await all.make(ben, { memberIds: [dee.id] });
    await house.call("PUT", `${GROUPS}/${group}/owners/${cy.id}`, undefined, ben.token);
    // From each of the others, so that nothing of them stays behind.
    for (const choice of ["nobody", "anyone", "members", "nobody", shareInto])
      expect(outcome(await house.call("PATCH", `${GROUPS}/${group}`, { shareInto: choice }, ben.token))).toBe(200);
    const { engine } = house.access.of(house.access.list()[0]?.id ?? "");
    const may = [ben, cy, dee, eve].map(({ id }) => engine.check(`user:${id}`, "shareInto", `group:${group}`).allowed);
    expect(may).toEqual(expected);
    expect((await seen(all, ben.token, group)).shareInto).toBe(shareInto);
  });

  it("lets whoever may name it in a grant, and find it where they look for groups", async () => {
    const all = await openMembers();
    const { house, ben, cy } = all;
    const group = await all.make(ben, { shareInto: "anyone" });
    const search = async () =>
      outcome(await house.call("GET", "/api/permissions/search-principals?q=book&types=group", undefined, cy.token));
    expect(await search()).toBe(200);
    await house.call("PATCH", `${GROUPS}/${group}`, { shareInto: "owners" }, ben.token);
    expect(await search()).toBe("feature-off");
  });

  it("is not another owner's to open where its owner said nobody", async () => {
    const all = await openMembers();
    const { house, ben, cy } = all;
    const group = await all.make(ben, { shareInto: "nobody" });
    await house.call("PUT", `${GROUPS}/${group}/owners/${cy.id}`, undefined, ben.token);
    const open = await house.call("PATCH", `${GROUPS}/${group}`, { shareInto: "anyone" }, cy.token);
    expect(outcome(open)).not.toBe(200);
    expect((await seen(all, ben.token, group)).shareInto).toBe("nobody");
  });
});

describe("no staff comes by a group that a member made", () => {
  const give = (capability: string, group: string) => ({
    ...{ principalType: "group", principalId: group, capability },
  });

  test.each([
    [
      "a capability",
      (all: Members, group: string) => all.house.operate("POST", "/api/admin/grants", give("read:logs", group)),
    ],
    [
      "a staff role",
      (all: Members, group: string) =>
        all.house.operate("POST", "/api/admin/roles/MODERATOR/members", { groupId: group }),
    ],
    [
      "a group above it that carries one",
      async (all: Members, group: string) => {
        const staff = await all.groupOf("Staff");
        await all.house.operate("POST", "/api/admin/grants", give("read:logs", staff));
        return all.house.operate("POST", `/api/admin/groups/${staff}/members`, { groupId: group });
      },
    ],
    [
      "a group above it that comes to carry one",
      async (all: Members, group: string) => {
        const outer = await all.groupOf("Outer");
        await all.house.operate("POST", `/api/admin/groups/${outer}/members`, { groupId: group });
        return all.house.operate("POST", "/api/admin/grants", give("read:logs", outer));
      },
    ],
    [
      "a role that it has and that comes to bring one",
      async (all: Members, group: string) => {
        await all.house.operate("POST", "/api/admin/roles", { name: "CLUB" });
        await all.house.operate("POST", "/api/admin/roles/CLUB/members", { groupId: group });
        return all.house.operate("POST", "/api/admin/grants", {
          ...{ principalType: "role", principalId: "CLUB", capability: "read:logs" },
        });
      },
    ],
  ])("not by %s, not by the operator's hand either", async (_, attempt) => {
    const all = await openMembers();
    const group = await all.make(all.ben);
    const answer = await attempt(all, group);
    expect([codeOf(answer), answer.json().reason]).toEqual(["change-refused", "group-of-members"]);
  });

  it("unless the operator says so for that group", async () => {
    const all = await openMembers();
    const group = await all.make(all.ben);
    await all.house.operate("PATCH", `/api/admin/groups/${group}`, { filledWithStaff: true });
    expect(outcome(await all.house.operate("POST", "/api/admin/grants", give("read:logs", group)))).toBe(201);
  });

  it("while groups of administrators go on carrying what they are given", async () => {
    const all = await openMembers();
    await all.make(all.ben);
    const staff = await all.groupOf("Staff");
    expect(outcome(await all.house.operate("POST", "/api/admin/grants", give("read:logs", staff)))).toBe(201);
  });
});
