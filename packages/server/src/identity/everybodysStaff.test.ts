import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../store/testing/databases.ts";
import { type House, houseOn } from "./testing/house.ts";

let database: EmptyDatabase;
let house: House;
beforeAll(async () => {
  database = await emptySqlite();
  house = await houseOn(database);
});
afterAll(async () => {
  await house.close();
  await database.remove();
});

/** As the operator. @returns the id of what was made, where something was */
async function operate(method: "POST" | "PATCH" | "DELETE", url: string, body?: object): Promise<string> {
  const answer = await house.operate(method, url, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json<{ group?: { _id: string } }>().group?._id ?? "";
}
const makeGroup = (name: string) => operate("POST", "/api/admin/groups", { name });
async function makeWide(name: string): Promise<string> {
  const id = await makeGroup(name);
  await operate("PATCH", `/api/admin/groups/${id}`, { organizationWide: true });
  return id;
}
const makeRole = (name: string, rank = 10) => operate("POST", "/api/admin/roles", { name, rank });

type Step = readonly ["POST" | "PATCH", string, object];
const capability = (principalType: string, principalId: string, more: object = {}): Step => [
  "POST",
  "/api/admin/grants",
  { principalType, principalId, capability: "read:users", ...more },
];
const member = (group: string, groupId: string, more: object = {}): Step => [
  "POST",
  `/api/admin/groups/${group}/members`,
  { groupId, ...more },
];
const role = (name: string, groupId: string): Step => ["POST", `/api/admin/roles/${name}/members`, { groupId }];

describe("staff comes to nobody through what everybody is in, the operator's command or not", () => {
  /** What goes before is done; the last step would make it so. */
  test.each<[string, (wide: string, above: string, name: string) => Promise<Step[]>]>([
    ["a capability to USER", async () => [capability("role", "USER")]],
    ["a capability to the group", async (wide) => [capability("group", wide)]],
    ["one that is scoped", async (wide, above) => [capability("group", wide, { scope: above })]],
    ["one that ends", async (wide) => [capability("group", wide, { expiresAt: "2100-01-01T00:00:00Z" })]],
    ["a staff role to the group", async (wide) => [role("ADMIN", wide)]],
    ["a capability to a group above it", async (wide, above) => [member(above, wide), capability("group", above)]],
    ["the same, the other way round", async (wide, above) => [capability("group", above), member(above, wide)]],
    ["a staff role to a group above it", async (wide, above) => [member(above, wide), role("MODERATOR", above)]],
    ["the same, the other way round", async (wide, above) => [role("MODERATOR", above), member(above, wide)]],
    [
      "a capability to a role that it holds",
      async (wide, _, name) => {
        await makeRole(name);
        return [role(name, wide), capability("role", name)];
      },
    ],
    [
      "the same, the other way round",
      async (wide, _, name) => {
        await makeRole(name);
        return [capability("role", name), role(name, wide)];
      },
    ],
    [
      "a higher rank of a role that it holds",
      async (wide, _, name) => {
        await makeRole(name);
        return [role(name, wide), ["PATCH", `/api/admin/roles/${name}`, { rank: 20 }]];
      },
    ],
    [
      "the mark, to a group that carries one",
      async (_, above) => [
        capability("group", above),
        ["PATCH", `/api/admin/groups/${above}`, { organizationWide: true }],
      ],
    ],
  ])("%s is refused", async (what, steps) => {
    const name = `${what}-${Math.random()}`.replaceAll(/[^a-z0-9]/g, "");
    const taken = await steps(await makeWide(`All ${name}`), await makeGroup(`Above ${name}`), name);
    const last = taken.pop() as Step;
    for (const step of taken) await operate(...step);
    const { revision } = house.access.of((await firstOrganization()).id).engine;
    const refused = await house.operate(...last);
    expect([refused.statusCode, refused.json<{ code: string }>().code], refused.body).toEqual([409, "change-refused"]);
    expect(house.access.of((await firstOrganization()).id).engine.revision).toBe(revision);
  });

  const firstOrganization = async () => house.access.list()[0] as { id: string };

  test("what everybody may have is given: a role without power, the membership of a group that carries nothing", async () => {
    const [wide, above] = [await makeWide("Everybody"), await makeGroup("Harmless")];
    await makeRole("harmless");
    await operate(...member(above, wide));
    await operate(...role("harmless", wide));
    await operate(...capability("group", await makeGroup("Few")));
  });
});

describe("an installation that has it already", () => {
  test("starts, goes on, has no more of it, and is put right one thing after the other", async () => {
    const { id } = house.access.list()[0] as { id: string };
    const wide = `group:${await makeWide("Of old")}`;
    // As a version before this one let it be written.
    await house.store.write(id, { actor: "system:migration" }, async () => ({
      changes: [
        { kind: "capability-set", principal: "role:USER", capability: "read:users", scope: null, expiresAt: 4e12 },
        { kind: "role-given", holder: wide, role: "role:ADMIN", expiresAt: null },
      ],
      result: null,
    }));
    const again = await houseOn(database, {}, { store: house.store });
    const give = (more: object) => again.operate(...capability("role", "USER", more));
    expect((await again.operate("POST", "/api/admin/groups", { name: "Another" })).statusCode).toBe(201);
    expect((await give({ capability: "read:groups" })).statusCode, "another one").toBe(409);
    expect((await give({ expiresAt: null })).statusCode, "a longer one").toBe(409);
    const take = await again.operate("DELETE", `/api/admin/roles/ADMIN/groups/${wide.slice("group:".length)}`);
    expect(take.statusCode, take.body).toBe(200);
    expect((await again.operate("DELETE", "/api/admin/grants/role/USER/read:users")).statusCode).toBe(200);
  });
});
