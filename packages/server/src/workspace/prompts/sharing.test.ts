import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, type House, openHouse, userOf } from "../testing/house.ts";

/*
 * A prompt is shared by LibreChat's dialog (`promptGroup`) and by /api/access (`prompt`); both write the same grants.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const feature = (name: string, on: boolean) =>
  house.change([{ kind: "feature-set", role: "role:USER", feature: name, on }]);
const idOf = (person: string) => userOf(person).slice(5);
const made = async (person = "ada") => {
  const body = { prompt: { prompt: "Sum up", type: "text" }, group: { name: "Brief" } };
  const { group } = (await house.as(person, "POST", "/api/prompts", body)).json();
  return {
    id: group._id as string,
    url: `/api/prompts/groups/${group._id}`,
    dialog: `/api/permissions/promptGroup/${group._id}`,
    grants: `/api/access/resources/prompt/${group._id}/grants`,
    owner: `/api/access/resources/prompt/${group._id}/owner`,
  };
};
const share = (one: { dialog: string }, body: object, person = "ada") => house.as(person, "PUT", one.dialog, body);
const as = (person: string, role: string) => ({
  updated: [{ type: "user", id: idOf(person), accessRoleId: `promptGroup_${role}` }],
});
const may = async (person: string, { url }: { url: string }) => {
  const response = await house.as(person, "GET", url);
  return response.statusCode === 200 ? response.json().may : response.statusCode;
};
/** Which of a person's lists it is in. */
const listsOf = async (person: string, { id }: { id: string }) => {
  const found: string[] = [];
  for (const [name, query] of [
    ["me", "owner=me"],
    ["shared", "owner=shared"],
    ["organization", "owner=organization"],
    ["my prompts", "category=sys__my__prompts__sys"],
    ["shared prompts", "category=sys__shared__prompts__sys"],
  ]) {
    const { promptGroups } = (await house.as(person, "GET", `/api/prompts/groups?pageSize=100&${query}`)).json();
    if (promptGroups.some(({ _id }: { _id: string }) => _id === id)) found.push(name ?? "");
  }
  return found;
};

test("without PROMPTS.SHARE nobody shares, by neither way", async () => {
  const one = await made();
  expect((await share(one, as("ben", "viewer"))).json().code).toBe("feature-off");
  const response = await house.as("ada", "POST", one.grants, { principal: userOf("ben"), role: "viewer" });
  expect(response.json().code).toBe("feature-off");
  expect(await may("ben", one)).toBe(404);
});

describe("with PROMPTS.SHARE", () => {
  beforeAll(async () => {
    await feature("PROMPTS.SHARE", true);
    await feature("PEOPLE_PICKER.VIEW_GROUPS", true);
  });

  test("the access roles are LibreChat's", async () => {
    const roles = (await house.as("ada", "GET", "/api/permissions/promptGroup/roles")).json();
    expect(roles.map(({ accessRoleId, permBits }: Record<string, unknown>) => [accessRoleId, permBits])).toEqual([
      ["promptGroup_viewer", 1],
      ["promptGroup_editor", 3],
      ["promptGroup_owner", 15],
    ]);
  });

  test.each([
    ["viewer", 1, ["use"]],
    ["editor", 3, ["use", "update"]],
    ["owner", 15, ["use", "update", "delete", "share"]],
  ])("as %s", async (role, permBits, actions) => {
    const one = await made();
    const response = await share(one, as("ben", role));
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json().results.principals).toContainEqual(
      expect.objectContaining({ type: "user", id: idOf("ben"), accessRoleId: `promptGroup_${role}` }),
    );
    expect(await may("ben", one)).toEqual(actions);
    expect((await house.as("ben", "GET", `${one.dialog}/effective`)).json()).toEqual({ permissionBits: permBits });
    expect((await house.as("ben", "GET", "/api/permissions/promptGroup/effective/all")).json()).toMatchObject({
      [one.id]: permBits,
    });
    expect(await listsOf("ben", one)).toEqual(["shared", "shared prompts"]);
    expect(await listsOf("ada", one)).toEqual(["me", "my prompts"]);
    const removed = await share(one, { removed: [{ type: "user", id: idOf("ben") }] });
    expect(removed.statusCode, removed.body).toBe(200);
    expect([await may("ben", one), await listsOf("ben", one)]).toEqual([404, []]);
  });

  test("with a group, those who are in it by another group have it", async () => {
    const one = await made();
    const group = { type: "group", id: ENGINEERING.slice(6), accessRoleId: "promptGroup_editor" };
    expect((await share(one, { updated: [group] })).statusCode).toBe(200);
    expect(await may("ben", one)).toEqual(["use", "update"]);
    expect(await may("cy", one)).toBe(404);
  });

  test("an editor shares nothing; who may not share does not see with whom", async () => {
    const one = await made();
    await share(one, as("ben", "editor"));
    expect((await share(one, as("cy", "viewer"), "ben")).statusCode).toBe(403);
    expect((await house.as("ben", "GET", one.dialog)).statusCode).toBe(403);
    expect((await house.as("cy", "GET", one.dialog)).statusCode).toBe(404);
    expect((await share(one, as("cy", "viewer"), "dee")).statusCode).toBe(404);
  });

  test("another kind's access role is none", async () => {
    const one = await made();
    const wish = { updated: [{ type: "user", id: idOf("ben"), accessRoleId: "agent_viewer" }] };
    expect((await share(one, wish)).statusCode).toBe(400);
  });

  test("with everybody takes SHARE_PUBLIC; then it is the organization's list's", async () => {
    const one = await made();
    const everyone = { public: true, publicAccessRoleId: "promptGroup_viewer" };
    expect((await share(one, everyone)).statusCode).toBe(403);
    expect(await may("cy", one)).toBe(404);
    await feature("PROMPTS.SHARE_PUBLIC", true);
    expect((await share(one, everyone)).json().results).toMatchObject({
      public: true,
      publicAccessRoleId: "promptGroup_viewer",
    });
    await feature("PROMPTS.SHARE_PUBLIC", false);
    expect(await may("cy", one)).toEqual(["use"]);
    expect((await house.as("cy", "GET", one.url)).json().isPublic).toBe(true);
    expect(await listsOf("cy", one)).toEqual(["organization", "shared prompts"]);
    expect(await listsOf("ada", one)).toEqual(["me", "organization", "my prompts"]);
    expect(await may("dee", one)).toBe(404);
    expect((await share(one, { public: false })).statusCode).toBe(200);
    expect(await may("cy", one)).toBe(404);
    expect((await house.as("ada", "GET", one.url)).json()).not.toHaveProperty("isPublic");
  });

  test("handed over: the new owner has it whole, the former one nothing; the author stays", async () => {
    const one = await made();
    const response = await house.as("ada", "PUT", one.owner, { owner: userOf("ben") });
    expect(response.statusCode, response.body).toBe(200);
    expect(await may("ada", one)).toBe(404);
    expect(await may("ben", one)).toEqual(["use", "update", "delete", "share"]);
    expect([await listsOf("ada", one), await listsOf("ben", one)]).toEqual([[], ["me", "my prompts"]]);
    expect((await house.as("ben", "GET", one.url)).json()).toMatchObject({ author: idOf("ada"), authorName: "ada" });
    // What Ada wrote in it is hers to read no more.
    const own = (await house.as("ada", "GET", "/api/prompts")).json();
    expect(own.filter(({ groupId }: { groupId: string }) => groupId === one.id)).toEqual([]);
  });

  test("all taken back: nobody but the owner is left", async () => {
    const one = await made();
    await share(one, as("ben", "owner"));
    await share(one, as("cy", "viewer"));
    const response = await house.as("ada", "DELETE", one.grants);
    expect([response.statusCode, response.json().taken]).toEqual([200, 2]);
    expect([await may("ben", one), await may("cy", one)]).toEqual([404, 404]);
    expect(await may("ada", one)).toEqual(["use", "update", "delete", "share"]);
  });

  test("/api/access shares, until an end, and deletes with all that hangs on it", async () => {
    const one = await made();
    const body = { principal: userOf("ben"), role: "viewer", expiresAt: new Date(Date.now() + 60_000).toISOString() };
    expect((await house.as("ada", "POST", one.grants, body)).statusCode).toBe(201);
    expect(await may("ben", one)).toEqual(["use"]);
    const deleted = await house.as("ada", "DELETE", `/api/access/resources/prompt/${one.id}`);
    expect(deleted.statusCode, deleted.body).toBe(204);
    const rows = await house.store.db.selectFrom("prompts").select("id").where("group_id", "=", one.id).execute();
    expect([await may("ben", one), await may("ada", one), rows]).toEqual([404, 404, []]);
  });
});
