import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";

/** Ada shares an agent of hers. There are a role and a service that she holds nothing of. */
let house: House;
let agent: string;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
  await house.change([
    { kind: "role-set", role: "role:SECRET", rank: 10 },
    { kind: "service-added", service: "service:secret", status: "active" },
  ]);
});
afterAll(() => house.close());
beforeEach(async () => {
  agent = `named-${++count}`;
  await house.change([
    { kind: "resource-added", resource: `agent:${agent}`, owner: userOf("ada"), state: "active" },
    ...features.map((feature) => ({ kind: "feature-set", role: "role:USER", feature, on: false }) as const),
  ]);
});

const features = ["PEOPLE_PICKER.VIEW_USERS", "PEOPLE_PICKER.VIEW_ROLES"];
const picker = (feature: string) =>
  house.change([{ kind: "feature-set", role: "role:USER", feature: `PEOPLE_PICKER.${feature}`, on: true }]);
const bare = (principal: string) => principal.slice(principal.indexOf(":") + 1);

/** Each way of naming somebody, and what it answers; texts without the name itself, so that two can be compared. */
const ways = {
  grant: (principal: string) =>
    house.as("ada", "POST", `/api/access/resources/agent/${agent}/grants`, { principal, allow: ["use"] }),
  deny: (principal: string) =>
    house.as("ada", "POST", `/api/access/resources/agent/${agent}/grants`, { principal, deny: ["use"] }),
  "LibreChat's dialog": (principal: string) =>
    house.as("ada", "PUT", `/api/permissions/agent/${agent}`, {
      updated: [{ type: principal.split(":")[0], id: bare(principal), accessRoleId: "agent_viewer" }],
    }),
  "the owner of something new": (principal: string) =>
    house.as("ada", "PUT", `/api/access/resources/project/${agent}`, { owner: principal }),
  owner: (principal: string) =>
    house.as("ada", "PUT", `/api/access/resources/agent/${agent}/owner`, { owner: principal }),
};
type Way = keyof typeof ways;
async function answer(way: Way, principal: string) {
  const { statusCode, body } = await ways[way](principal);
  return { statusCode, text: body.replaceAll(bare(principal), "…").replace(/"requestId":"[^"]*"/, "") };
}

describe("a role or service that one may not know of is as one that is not there", () => {
  test.each<[string, Way]>([
    ["role:SECRET", "grant"],
    ["role:SECRET", "deny"],
    ["role:SECRET", "LibreChat's dialog"],
    ["service:secret", "grant"],
    ["service:secret", "deny"],
    ["service:secret", "owner"],
  ])("%s, by %s", async (principal, way) => {
    const there = await answer(way, principal);
    expect(there).toEqual(await answer(way, principal.replace(/:.*/, ":NOSUCH")));
    expect(there.statusCode).toBe(404);
  });
});

test("whoever may name no other owner learns by it of nobody", async () => {
  const way = "the owner of something new";
  const there = await answer(way, "service:secret");
  expect(there).toEqual(await answer(way, "service:NOSUCH"));
  expect(there.statusCode).toBe(403);
});

describe("it is named", () => {
  test.each<[string, string, Way]>([
    ["VIEW_ROLES", "role:SECRET", "grant"],
    ["VIEW_ROLES", "role:SECRET", "LibreChat's dialog"],
    ["VIEW_USERS", "service:secret", "grant"],
    ["VIEW_USERS", "service:secret", "owner"],
  ])("by whoever has %s: %s, by %s", async (feature, principal, way) => {
    await picker(feature);
    expect((await ways[way](principal)).statusCode).toBeLessThan(300);
  });

  test.each([
    ["read:roles", "role:SECRET"],
    ["read:services", "service:secret"],
  ])("by whoever has %s: %s", async (capability, principal) => {
    const held = { principal: userOf("ada"), capability, scope: null };
    await house.change([{ kind: "capability-set", ...held, expiresAt: null }]);
    expect((await ways.grant(principal)).statusCode).toBe(201);
    await house.change([{ kind: "capability-removed", ...held }]);
  });

  test("by whoever holds the role", async () => {
    const held = { holder: userOf("ada"), role: "role:SECRET" };
    await house.change([{ kind: "role-given", ...held, expiresAt: null }]);
    expect((await ways.grant("role:SECRET")).statusCode).toBe(201);
    await house.change([{ kind: "role-taken", ...held }]);
  });

  test("where the thing is shared with it already, as the list of its grants says", async () => {
    await picker("VIEW_ROLES");
    const { id } = (await ways.grant("role:SECRET")).json().grant;
    await house.change([{ kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_ROLES", on: false }]);
    const url = `/api/access/resources/agent/${agent}/grants/${id}`;
    expect((await house.as("ada", "PUT", url, { role: "editor" })).statusCode).toBe(200);
  });
});
