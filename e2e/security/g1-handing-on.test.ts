import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Method } from "./support/house.ts";
import type { Persona, Someone } from "./support/personas.ts";
import { World } from "./support/world.ts";

/*
 * G1 over HTTP: nobody gives more than they hold, by whatever route, in whatever order. (The rules themselves are held against the model in
 * packages/engine/src/handing-on.)
 */
let world: World;
const members: Someone[] = [];
beforeAll(async () => {
  world = await World.make();
  for (let index = 0; index < 4; index++) {
    const account = await world.account();
    members.push({ ...account, ...(await world.house.signIn(account.email)) });
  }
});
afterAll(() => world?.house.close());

const engine = () => world.house.gatehouse.access.of(world.house.here).engine;
const actions = ["use", "update", "delete", "share", "execute"] as const;

interface Step {
  by: number;
  to: number;
  way: "grant" | "dialog" | "owner" | "take";
  allow: readonly string[];
  role: string;
  lastsMinutes: number | null;
}
const step: fc.Arbitrary<Step> = fc.record({
  by: fc.nat(3),
  to: fc.nat(3),
  way: fc.constantFrom("grant", "grant", "dialog", "owner", "take"),
  allow: fc.subarray([...actions], { minLength: 1 }),
  role: fc.constantFrom("viewer", "editor", "owner"),
  lastsMinutes: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
});

describe("in any order of sharing, handing over and taking away", () => {
  test("nobody ends with a right, or for longer, that who gave it did not hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const owner = members[0];
        if (!owner) throw new Error("members were made");
        const made = await world.house.call(
          "POST",
          { url: "/api/agents", body: { name: "Shared", provider: "echo", model: "echo" } },
          owner.token,
        );
        const { _id } = made.body;
        const resource = `agent:${_id}`;
        const rights = () =>
          members.map(
            ({ subject }) =>
              new Map(actions.map((action) => [action, engine().check(subject, action, resource)] as const)),
          );
        for (const { by, to, way, allow, role, lastsMinutes } of steps) {
          const [actor, receiver] = [members[by], members[to]];
          if (!actor || !receiver) continue;
          const before = rights();
          const url = `/api/access/resources/agent/${_id}`;
          const expiresAt =
            lastsMinutes === null ? undefined : new Date(Date.now() + lastsMinutes * 60_000).toISOString();
          const grants = engine().grantsOn(resource);
          const [method, call]: [Method, { url: string; body?: unknown }] =
            way === "grant"
              ? [
                  "POST",
                  {
                    url: `${url}/grants`,
                    body: { principal: receiver.subject, allow, ...(expiresAt && { expiresAt }) },
                  },
                ]
              : way === "dialog"
                ? [
                    "PUT",
                    {
                      url: `/api/permissions/agent/${_id}`,
                      body: { updated: [{ type: "user", id: receiver.id, accessRoleId: `agent_${role}` }] },
                    },
                  ]
                : way === "owner"
                  ? ["PUT", { url: `${url}/owner`, body: { owner: receiver.subject } }]
                  : ["DELETE", { url: `${url}/grants/${grants.at(to)?.id ?? 1}` }];
          const answer = await world.house.call(method, call, actor.token);
          expect(answer.status, answer.text).toBeLessThan(500);
          const after = rights();
          for (const [index, held] of after.entries())
            for (const action of actions) {
              const [now, then] = [held.get(action), before[index]?.get(action)];
              if (!now?.allowed || then?.allowed) continue;
              // Somebody gained it: by this call, and from who held it, for no longer than they did.
              const giver = before[by]?.get(action);
              expect(answer.status).toBeLessThan(300);
              expect({ way, action, giverHeldIt: giver?.allowed }).toEqual({ way, action, giverHeldIt: true });
              if (giver?.until != null && way !== "owner")
                expect(now.until ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(giver.until);
            }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("administrators", () => {
  /** Whoever asks, for themselves: each is refused, and their rights are what they were. */
  const attempts: [Persona, string, (me: Someone) => [Method, string, unknown]][] = [
    ["admin", "makes themselves super admin", ({ id }) => ["PATCH", `/api/admin/users/${id}`, { role: "SUPER_ADMIN" }]],
    ["admin", "gives themselves a role", ({ id }) => ["POST", `/api/admin/users/${id}/roles`, { role: "SUPER_ADMIN" }]],
    ["admin", "joins a role", ({ id }) => ["POST", "/api/admin/roles/SUPER_ADMIN/members", { userId: id }]],
    [
      "admin",
      "gives themselves a capability",
      ({ id }) => ["POST", "/api/admin/grants", { principalType: "user", principalId: id, capability: "manage:roles" }],
    ],
    [
      "admin",
      "gives their own role a capability",
      () => ["POST", "/api/admin/grants", { principalType: "role", principalId: "ADMIN", capability: "manage:roles" }],
    ],
    [
      "admin",
      "gives everybody's role a capability",
      () => ["POST", "/api/admin/grants", { principalType: "role", principalId: "USER", capability: "read:users" }],
    ],
    ["admin", "edits their own role", () => ["PATCH", "/api/admin/roles/ADMIN", { rank: 99 }]],
    ["admin", "makes a role above their own", () => ["POST", "/api/admin/roles", { name: "HIGHER", rank: 90 }]],
    [
      "admin",
      "makes a super admin",
      () => ["POST", "/api/admin/users", { name: "New", email: "new@example.org", role: "SUPER_ADMIN" }],
    ],
    [
      "admin",
      "bans a super admin",
      () => ["POST", `/api/admin/users/${world.people["super admin"].id}/ban`, { until: null, reason: "coup" }],
    ],
    [
      "admin",
      "renames a super admin's address",
      () => ["PATCH", `/api/admin/users/${world.people["super admin"].id}`, { email: "mine@example.org" }],
    ],
    [
      "admin",
      "deletes a super admin",
      () => ["DELETE", `/api/admin/users/${world.people["super admin"].id}`, undefined],
    ],
    [
      "moderator",
      "bans an administrator",
      () => [
        "POST",
        `/api/admin/users/${world.people.admin.id}/ban`,
        { until: new Date(Date.now() + 3_600_000).toISOString(), reason: "coup" },
      ],
    ],
    [
      "moderator",
      "bans for longer than they may",
      () => [
        "POST",
        `/api/admin/users/${world.people.stranger.id}/ban`,
        { until: new Date(Date.now() + 30 * 86_400_000).toISOString(), reason: "x" },
      ],
    ],
    ["moderator", "lifts their own rank", ({ id }) => ["PATCH", `/api/admin/users/${id}`, { role: "ADMIN" }]],
    [
      "super admin",
      "gives themselves what they hold",
      ({ id }) => ["POST", "/api/admin/grants", { principalType: "user", principalId: id, capability: "manage:roles" }],
    ],
    ["super admin", "steps down as the last one", ({ id }) => ["PATCH", `/api/admin/users/${id}`, { role: "USER" }]],
    ["super admin", "deletes themselves", ({ id }) => ["DELETE", `/api/admin/users/${id}`, undefined]],
  ];
  test.each(attempts)("%s %s: refused", async (persona, _what, attempt) => {
    const me = world.people[persona];
    const [method, url, body] = attempt(me);
    const before = await world.house.writes();
    const answer = await world.house.call(method, { url, ...(body !== undefined && { body }) }, me.token);
    expect([403, 409], answer.text).toContain(answer.status);
    expect(await world.house.writtenSince(before)).toEqual([]);
  });

  test("by capability alone an administrator gives an agent to others, not to themselves, their groups or everybody", async () => {
    const { admin } = world.people;
    const agent = await world.agent();
    const service = await world.service();
    const group = await world.group();
    const joined = { member: admin.subject, group: `group:${group.id}`, expiresAt: null };
    await world.house.change([{ kind: "membership-set", ...joined }]);
    const url = `/api/access/resources/agent/${agent._id}/grants`;
    for (const principal of [admin.subject, `group:${group.id}`, "role:ADMIN", "everyone", `service:${service.id}`]) {
      const answer = await world.house.call("POST", { url, body: { principal, role: "viewer" } }, admin.token);
      expect(answer.status, `${principal}: ${answer.text}`).toBe(403);
    }
    const { subject } = await world.account();
    expect(
      (await world.house.call("POST", { url, body: { principal: subject, role: "viewer" } }, admin.token)).status,
    ).toBe(201);
  });
});
