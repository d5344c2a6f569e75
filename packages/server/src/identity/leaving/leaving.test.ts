import type { Change } from "@gatehouse/engine";
import { beforeEach, describe, expect, test } from "vitest";
import type { OrganizationAccess } from "../../access/index.ts";
import { systemActor } from "../../http/actor.ts";
import { codeOf } from "../testing/house.ts";
import { closeAfterEach, openStaffedHouse, type Staff } from "../testing/staff.ts";

/*
 * Ben is in a group, moderates as an additional role, holds a capability, was given an agent of Cy's and may not use another one;
 * he gave his own agent to Cy, and his conversation.
 */
closeAfterEach();
const GROUP = "group:c1";
const GIVEN = "agent:c1";
const DENIED = "agent:c2";
const OWN = "agent:b1";
const TALK = "conversation:b1";
let staff: Staff;
let access: OrganizationAccess;
let ben: string;
let cy: string;

beforeEach(async () => {
  staff = await openStaffedHouse();
  access = staff.house.access.of(staff.house.access.list()[0]?.id ?? "");
  [ben, cy] = [`user:${staff.ben.id}`, `user:${staff.cy.id}`];
  const owned = (owner: string, resource: string): Change => ({
    kind: "resource-added",
    resource,
    owner,
    state: "active",
  });
  await change(
    owned(cy, GROUP),
    owned(cy, GIVEN),
    owned(cy, DENIED),
    owned(ben, OWN),
    owned(ben, TALK),
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: true },
    { kind: "membership-set", member: ben, group: GROUP, expiresAt: null },
    { kind: "role-given", holder: ben, role: "role:MODERATOR", expiresAt: null },
    { kind: "capability-set", principal: ben, capability: "read:groups", scope: null, expiresAt: null },
    grant(1, ben, GIVEN, ["use", "execute"]),
    grant(2, ben, DENIED, ["use"], ["execute"]),
  );
  await share(OWN);
  await share(TALK);
});

const grant = (id: number, principal: string, resource: string, allow: string[], deny: string[] = []): Change => ({
  kind: "grant-set",
  grant: { id: 1_000 + id, principal, resource, allow, deny, expiresAt: null, condition: null },
});
const change = (...changes: Change[]) =>
  access.commit(systemActor(access.id, "system:config"), async () => ({ changes, result: null }));
const share = async (resource: string) => {
  const url = `/api/access/resources/${resource.replace(":", "/")}/grants`;
  const answer = await staff.house.call("POST", url, { principal: cy, role: "viewer" }, staff.ben.token);
  expect(answer.statusCode, answer.body).toBe(201);
};
const preview = (body: object = {}, token = staff.admin.token) =>
  staff.house.call("POST", `/api/admin/users/${staff.ben.id}/leaving/preview`, body, token);
const leave = (body: object = {}, token = staff.admin.token) =>
  staff.house.call("POST", `/api/admin/users/${staff.ben.id}/leaving`, body, token);
const held = (resource: string) =>
  access.engine.grantsOn(resource).map(({ principal, allow, deny }) => ({ principal, allow, deny }));

test("what would end is told before, and nothing is written", async () => {
  const before = access.engine.revision;
  const told = (await preview({ given: "take-back" })).json();
  expect(told).toMatchObject({
    sessions: 1,
    keys: 0,
    memberships: [{ group: GROUP, stays: null }],
    roles: [{ role: "role:MODERATOR", stays: null }],
    primaryRole: { role: "role:USER", stays: null },
    capabilities: [{ capability: "read:groups", scope: null, stays: null }],
    received: { count: 2, byType: [{ type: "agent", count: 2 }] },
    isInOneStep: true,
    things: { kinds: [] },
  });
  expect(told.given.rows).toMatchObject([
    { type: "conversation", principal: cy, principalName: "cy Example", stays: expect.any(String) },
    { type: "agent", principal: cy, stays: null },
  ]);
  expect(told.loss.rows.map(({ subject }: { subject: string }) => subject).sort()).toEqual([ben, cy].sort());
  expect(access.engine.revision).toBe(before);
  expect((await staff.house.call("GET", "/api/user", undefined, staff.ben.token)).statusCode).toBe(200);
});

test("it ends in one revision: sessions, memberships, roles, capabilities and what was given to them", async () => {
  const before = access.engine.revision;
  const answer = await leave();
  expect(answer.json()).toEqual({
    ended: { sessions: 1, keys: 0, memberships: 1, roles: 1, capabilities: 1, received: 2, given: 0, things: 0 },
    isFinished: true,
  });
  expect(access.engine.revision).toBe(before + 1);
  expect((await staff.house.call("GET", "/api/user", undefined, staff.ben.token)).statusCode).toBe(401);
  await staff.house.operate("PATCH", `/api/admin/users/${staff.ben.id}`, { status: "active" });
  expect(access.engine.principalSet(ben)).toEqual(["anyone", "everyone", "role:USER", ben]);
  expect(access.engine.check(ben, "moderate:content").allowed).toBe(false);
  expect(held(GIVEN)).toEqual([]);
  // What they gave stays, and so does what is theirs.
  expect(held(OWN)).toMatchObject([{ principal: cy }]);
  expect(access.engine.describe(OWN)?.owner).toBe(ben);
});

test("what is denied stays denied", async () => {
  await leave();
  expect(held(DENIED)).toEqual([{ principal: ben, allow: [], deny: ["execute"] }]);
});

describe("what they gave to others", () => {
  test("is taken back where whoever acts may, and said where not", async () => {
    expect((await leave({ given: "take-back" })).json().ended.given).toBe(1);
    expect(held(OWN)).toEqual([]);
    expect(held(TALK)).toMatchObject([{ principal: cy }]);
  });

  test("stays where one says so", async () => {
    const { rows } = (await preview()).json().given;
    const { id } = rows.find(({ type }: { type: string }) => type === "agent");
    expect((await leave({ given: "take-back", except: [id] })).json().ended.given).toBe(0);
    expect(held(OWN)).toMatchObject([{ principal: cy }]);
  });
});

describe("their things", () => {
  test("are handed over, but not conversations, which stay theirs", async () => {
    const wish = { things: "hand-over", to: staff.cy.id };
    expect((await preview(wish)).json().things.kinds).toMatchObject([{ type: "agent", handedOver: 1 }]);
    expect((await leave(wish)).statusCode).toBe(200);
    expect(access.engine.describe(OWN)?.owner).toBe(cy);
    expect(access.engine.describe(TALK)?.owner).toBe(ben);
  });

  test("are deleted, with what was shared of them", async () => {
    expect((await leave({ things: "delete", given: "take-back" })).statusCode).toBe(200);
    expect([OWN, TALK].map((one) => access.engine.describe(one)?.owner)).toEqual([undefined, ben]);
  });

  test("nothing ends where they cannot be given", async () => {
    await change({ kind: "resource-added", resource: "project:b1", owner: ben, state: "active" });
    const answer = await leave({ things: "hand-over", to: staff.cy.id });
    expect(answer.json()).toMatchObject({ code: "hand-on-refused", reason: "receiver-not-viewer" });
    expect((await staff.house.call("GET", "/api/user", undefined, staff.ben.token)).statusCode).toBe(200);
    expect(held(GIVEN)).toHaveLength(1);
  });
});

test("whoever manages people and may not ask about others is told numbers, and not whom things reach", async () => {
  const holds = (capability: string): Change => ({
    kind: "capability-set",
    principal: "role:CLERK",
    capability,
    scope: null,
    expiresAt: null,
  });
  const moderator = `user:${staff.moderator.id}`;
  await change(
    { kind: "role-taken", holder: ben, role: "role:MODERATOR" },
    { kind: "capability-removed", principal: ben, capability: "read:groups", scope: null },
    // Of a group that the reader may not see.
    { kind: "capability-set", principal: ben, capability: "read:users", scope: GROUP, expiresAt: null },
    { kind: "role-set", role: "role:CLERK", rank: 70 },
    ...["access:admin", "read:users", "manage:users"].map(holds),
    { kind: "role-given", holder: moderator, role: "role:CLERK", expiresAt: null },
    { kind: "primary-role-set", user: moderator, role: "role:USER" },
  );
  const told = (await preview({ things: "organization" }, staff.moderator.token)).json();
  expect(told).toMatchObject({ given: { count: 2, rows: [], more: 2 }, loss: null, things: { reachedBy: [] } });
  const untold = "A group that you may not see";
  expect(told.memberships).toMatchObject([{ group: "group:withheld", name: untold, stays: expect.any(String) }]);
  expect(told.capabilities).toMatchObject([{ capability: "read:users", scope: "group:withheld", scopeName: untold }]);
  expect(JSON.stringify(told)).not.toContain(GROUP);
});

test("a second time there is nothing left to do", async () => {
  await leave();
  const again = (await leave()).json();
  expect(again).toMatchObject({ isFinished: true, ended: { memberships: 0, roles: 0, capabilities: 0, sessions: 0 } });
});

test.each([
  ["a moderator", "moderator"],
  ["a member", "cy"],
] as const)("%s may neither look nor do it", async (_, who) => {
  expect([codeOf(await preview({}, staff[who].token)), codeOf(await leave({}, staff[who].token))]).toEqual([
    "forbidden",
    "forbidden",
  ]);
});

test("nobody does it to whoever ranks as high", async () => {
  const answer = await staff.house.call("POST", `/api/admin/users/${staff.ada.id}/leaving`, {}, staff.admin.token);
  expect(codeOf(answer)).toBe("hand-on-refused");
});

test("the last super admin does not leave", async () => {
  const answer = await staff.house.operate("POST", `/api/admin/users/${staff.ada.id}/leaving`, {});
  expect(codeOf(answer)).toBe("last-super-admin");
});
