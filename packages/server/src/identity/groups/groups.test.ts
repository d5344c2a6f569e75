import { describe, expect, it } from "vitest";
import { codeOf } from "../testing/house.ts";
import { closeAfterEach, openHouse, openStaffedHouse, type Staff } from "../testing/staff.ts";

closeAfterEach();

const GROUPS = "/api/admin/groups";

async function withGroups() {
  const staff = await openStaffedHouse();
  const { house, ada } = staff;
  const make = async (name: string) =>
    (await house.call("POST", GROUPS, { name, description: `${name} people` }, ada.token)).json().group._id as string;
  const [engineering, platform] = [await make("Engineering"), await make("Platform")];
  await house.call("POST", `${GROUPS}/${engineering}/members`, { groupId: platform }, ada.token);
  await house.call("POST", `${GROUPS}/${platform}/members`, { userId: staff.ben.id }, ada.token);
  return { ...staff, engineering, platform };
}

const mayUse = ({ house }: Pick<Staff, "house">, id: string, agent: string) =>
  house.access.of(house.access.list()[0]?.id ?? "").engine.check(`user:${id}`, "use", agent).allowed;

describe("groups", () => {
  it("nest: what is shared with the outer one reaches the people of the inner one", async () => {
    const made = await withGroups();
    const { house, ada, ben, cy, engineering, platform } = made;
    await house.operate("PUT", "/api/access/resources/prompt/a1", { owner: "organization" });
    await house.operate("POST", "/api/access/resources/prompt/a1/grants", {
      principal: `group:${engineering}`,
      role: "viewer",
    });
    expect([mayUse(made, ben.id, "prompt:a1"), mayUse(made, cy.id, "prompt:a1")]).toEqual([true, false]);
    const { groups } = (await house.call("GET", `${GROUPS}/${engineering}/subgroups`, undefined, ada.token)).json();
    expect(groups.map((one: { name: string }) => one.name)).toEqual(["Platform"]);
    expect(
      (await house.call("DELETE", `${GROUPS}/${engineering}/subgroups/${platform}`, undefined, ada.token)).json(),
    ).toEqual({ success: true });
    expect(mayUse(made, ben.id, "prompt:a1")).toBe(false);
  });

  it("say which groups lie in them, of those that the reader may see", async () => {
    const { house, ada, ben, cy, engineering, platform } = await withGroups();
    const secret = (await house.call("POST", GROUPS, { name: "Secret" }, ada.token)).json().group._id as string;
    await house.call("POST", `${GROUPS}/${engineering}/members`, { groupId: secret }, ada.token);
    const { groups } = (await house.call("GET", GROUPS, undefined, ada.token)).json();
    const inside = (name: string) => groups.find((one: { name: string }) => one.name === name).subgroupIds.toSorted();
    expect([inside("Engineering"), inside("Platform")]).toEqual([[platform, secret].toSorted(), []]);
    const seenBy = async (token: string) =>
      (await house.call("GET", `${GROUPS}/${engineering}`, undefined, token)).json().group?.subgroupIds;
    expect([await seenBy(ben.token), await seenBy(cy.token)]).toEqual([[platform], undefined]);
  });

  it("that one may not see are put nowhere, and are as none", async () => {
    const { house, ada, ben, platform } = await withGroups();
    await house.operate("POST", `/api/access/resources/group/${platform}/grants`, {
      principal: `user:${ben.id}`,
      role: "owner",
    });
    const secret = (await house.call("POST", GROUPS, { name: "Secret" }, ada.token)).json().group._id as string;
    const heard = async (groupId: string) => {
      const answer = await house.call("POST", `${GROUPS}/${platform}/members`, { groupId }, ben.token);
      const { requestId, ...said } = answer.json();
      return [answer.statusCode, JSON.stringify(said).replaceAll(groupId, "…")];
    };
    expect(await heard(secret)).toEqual(await heard("64f000000000000000000000"));
    expect((await heard(secret))[0]).toBe(404);
  });

  it("are never in a circle", async () => {
    const { house, ada, engineering, platform } = await withGroups();
    const answer = await house.call("POST", `${GROUPS}/${platform}/members`, { groupId: engineering }, ada.token);
    expect([answer.statusCode, codeOf(answer), answer.json().reason]).toEqual([409, "change-refused", "group-cycle"]);
    expect(
      (await house.call("POST", `${GROUPS}/${platform}/members`, { groupId: platform }, ada.token)).statusCode,
    ).toBe(409);
  });

  it("leave out who is in them where that is not wanted, and count them all the same", async () => {
    const { house, admin, ben, engineering, platform } = await withGroups();
    const ask = async (path: string) => (await house.call("GET", `${GROUPS}${path}`, undefined, admin.token)).json();
    const counted = { memberIds: [], memberCount: 1 };
    const { groups } = await ask("?memberIds=none");
    expect(groups.find(({ _id }: { _id: string }) => _id === platform)).toMatchObject(counted);
    expect(groups.find(({ _id }: { _id: string }) => _id === engineering)).toMatchObject({ subgroupIds: [platform] });
    expect((await ask(`/${platform}?memberIds=none`)).group).toMatchObject(counted);
    expect((await ask(`/${engineering}/subgroups?memberIds=none`)).groups).toMatchObject([counted]);
    expect((await ask(`/${engineering}/subgroups`)).groups).toMatchObject([{ memberIds: [ben.id], memberCount: 1 }]);
  });

  it("show LibreChat's fields, with people's ids, to whoever reads groups; members see that theirs exists", async () => {
    const { house, admin, ben, cy, engineering, platform } = await withGroups();
    const { group } = (await house.call("GET", `${GROUPS}/${platform}`, undefined, admin.token)).json();
    expect(group).toMatchObject({
      _id: platform,
      name: "Platform",
      memberIds: [ben.id],
      memberCount: 1,
      source: "local",
    });
    expect((await house.call("GET", `${GROUPS}/${engineering}`, undefined, ben.token)).json().group).toMatchObject({
      name: "Engineering",
      memberIds: [],
    });
    expect((await house.call("GET", `${GROUPS}/${engineering}/members`, undefined, ben.token)).statusCode).toBe(403);
    expect((await house.call("GET", `${GROUPS}/${engineering}`, undefined, cy.token)).statusCode).toBe(404);
    expect((await house.call("GET", GROUPS, undefined, ben.token)).statusCode).toBe(403);
    const { members, total } = (
      await house.call("GET", `${GROUPS}/${platform}/members`, undefined, admin.token)
    ).json();
    expect([members, total]).toEqual([
      [{ userId: ben.id, name: "ben Example", email: "ben@example.org", type: "user", expiresAt: null, ended: false }],
      1,
    ]);
  });

  it("let anybody leave, and nobody but their managers take others out", async () => {
    const { house, ben, cy, ada, platform } = await withGroups();
    await house.call("POST", `${GROUPS}/${platform}/members`, { userId: cy.id }, ada.token);
    expect(
      (await house.call("DELETE", `${GROUPS}/${platform}/members/${cy.id}`, undefined, ben.token)).statusCode,
    ).toBe(403);
    expect(
      (await house.call("DELETE", `${GROUPS}/${platform}/members/${ben.id}`, undefined, ben.token)).statusCode,
    ).toBe(200);
    expect(
      (await house.call("DELETE", `${GROUPS}/${platform}/members/${ben.id}`, undefined, ada.token)).statusCode,
    ).toBe(404);
  });

  it("that carry a staff role are filled by nobody who does not outrank it", async () => {
    const { house, admin, ben, cy, ada } = await withGroups();
    const { group } = (await house.call("POST", GROUPS, { name: "Staff" }, ada.token)).json();
    await house.operate("POST", "/api/admin/grants", {
      principalType: "group",
      principalId: group._id,
      capability: "read:logs",
    });
    const add = (token: string, userId: string) =>
      house.call("POST", `${GROUPS}/${group._id}/members`, { userId }, token).then(codeOf);
    expect(await add(admin.token, ben.id)).toBe("hand-on-refused");
    expect((await house.call("POST", `${GROUPS}/${group._id}/members`, { userId: cy.id }, ada.token)).statusCode).toBe(
      200,
    );
    expect(
      (await house.call("PATCH", `${GROUPS}/${group._id}`, { organizationWide: true }, ada.token)).statusCode,
    ).toBe(409);
  });

  it("are changed from the version that their editor saw", async () => {
    const { house, ada, cy, platform } = await withGroups();
    const tag = String((await house.call("GET", `${GROUPS}/${platform}`, undefined, ada.token)).headers.etag);
    const more = { headers: { "if-match": tag } };
    const add = () => house.call("POST", `${GROUPS}/${platform}/members`, { userId: cy.id }, ada.token, more);
    expect([(await add()).statusCode, (await add()).statusCode]).toEqual([200, 412]);
    expect(
      (await house.call("DELETE", `${GROUPS}/${platform}/members/${cy.id}`, undefined, ada.token, more)).statusCode,
    ).toBe(412);
    expect((await house.call("PATCH", `${GROUPS}/${platform}`, { name: "Other" }, ada.token, more)).statusCode).toBe(
      412,
    );
    expect((await house.call("DELETE", `${GROUPS}/${platform}`, undefined, ada.token, more)).statusCode).toBe(412);
  });

  it("are read page by page: people and services, not the groups in them", async () => {
    const { house, ada, ben, cy, engineering } = await withGroups();
    for (const userId of [ben.id, cy.id])
      await house.call("POST", `${GROUPS}/${engineering}/members`, { userId }, ada.token);
    const page = async (offset: number) =>
      (
        await house.call("GET", `${GROUPS}/${engineering}/members?limit=1&offset=${offset}`, undefined, ada.token)
      ).json();
    const pages = [await page(0), await page(1), await page(2)];
    expect(pages.map(({ total }) => total)).toEqual([2, 2, 2]);
    expect(pages.map(({ members }) => members.map((one: { userId: string }) => one.userId))).toEqual([
      ...[ben.id, cy.id].toSorted().map((id) => [id]),
      [],
    ]);
  });

  it("hold people until a moment", async () => {
    const { house, cy, ada, platform } = await withGroups();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    await house.call("POST", `${GROUPS}/${platform}/members`, { userId: cy.id, expiresAt }, ada.token);
    const { engine } = house.access.of(house.access.list()[0]?.id ?? "");
    const sees = (now: number) => engine.check(`user:${cy.id}`, "view", `group:${platform}`, { now }).allowed;
    expect([sees(Date.now()), sees(Date.parse(expiresAt))]).toEqual([true, false]);
    const { members } = (await house.call("GET", `${GROUPS}/${platform}/members`, undefined, ada.token)).json();
    expect(members.find((one: { userId: string }) => one.userId === cy.id).expiresAt).toBe(expiresAt);
  });

  it("go with everything that names them", async () => {
    const { house, ada, engineering } = await withGroups();
    await house.operate("PUT", "/api/access/resources/prompt/a1", { owner: "organization" });
    await house.operate("POST", "/api/access/resources/prompt/a1/grants", {
      principal: `group:${engineering}`,
      role: "viewer",
    });
    expect((await house.call("DELETE", `${GROUPS}/${engineering}`, undefined, ada.token)).json()).toEqual({
      success: true,
      id: engineering,
    });
    expect(JSON.stringify(house.access.of(house.access.list()[0]?.id ?? "").engine.state())).not.toContain(engineering);
    expect((await house.call("GET", `${GROUPS}/${engineering}`, undefined, ada.token)).statusCode).toBe(404);
  });

  it("of another organization take nobody, and are taken by nobody", async () => {
    const { house, ada, platform } = await withGroups();
    await house.access.createOrganization({ name: "Second", slug: "second" }, { name: "cli:test", from: "cli" });
    const foreign = (await house.operate("POST", GROUPS, { name: "Foreign" }, "second")).json().group._id;
    expect((await house.call("GET", `${GROUPS}/${foreign}`, undefined, ada.token)).statusCode).toBe(404);
    expect(
      (await house.call("POST", `${GROUPS}/${platform}/members`, { groupId: foreign }, ada.token)).statusCode,
    ).toBe(404);
    expect((await house.call("POST", `${GROUPS}/${foreign}/members`, { userId: ada.id }, ada.token)).statusCode).toBe(
      404,
    );
  });

  it("are made here by administrators alone, also where members make groups of their own", async () => {
    const house = await openHouse({ GROUPS_BY_MEMBERS: "true" });
    await house.person("ada");
    const ben = await house.person("ben");
    expect((await house.call("POST", GROUPS, { name: "Book club" }, ben.token)).statusCode).toBe(403);
  });
});
