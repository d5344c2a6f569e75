import type { Change } from "@gatehouse/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "../../http/actor.ts";
import { codeOf, PASSWORD } from "../testing/house.ts";
import { closeAfterEach, openStaffedHouse, type Staff } from "../testing/staff.ts";

/*
 * Ben owns an agent that lends a tool, and a project; an agent that Cy may use; a conversation that Cy may view, and a group that Cy is in.
 */
closeAfterEach();
let staff: Staff;
let nextGrant = 1;
const AGENT = "agent:b1";
const SHARED = "agent:b2";
const TOOL = "tool:b1";
const PROJECT = "project:b1";
const TALK = "conversation:b1";
const PRIVATE = "conversation:b2";
const GROUP = "group:b1";

const change = (changes: readonly Change[]) => {
  const access = staff.house.access.of(staff.house.access.list()[0]?.id ?? "");
  return access.commit(systemActor(access.id, "system:config"), async () => ({ changes, result: null }));
};
const ownerOf = (resource: string) =>
  staff.house.access.of(staff.house.access.list()[0]?.id ?? "").engine.describe(resource)?.owner ?? null;
const grant = (principal: string, resource: string, allow: string[]): Change => ({
  kind: "grant-set",
  grant: { id: nextGrant++, principal, resource, allow, deny: [], expiresAt: null, condition: null },
});

beforeEach(async () => {
  staff = await openStaffedHouse();
  const [ben, cy] = [`user:${staff.ben.id}`, `user:${staff.cy.id}`];
  const owned = (resource: string): Change => ({ kind: "resource-added", resource, owner: ben, state: "active" });
  await change([
    ...[AGENT, SHARED, TOOL, PROJECT, TALK, PRIVATE, GROUP].map(owned),
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: true },
    { kind: "feature-set", role: "role:USER", feature: "MCP_SERVERS.SHARE", on: true },
    { kind: "attachment-set", agent: AGENT, thing: TOOL, mode: "lent", attachedBy: ben },
    grant(cy, SHARED, ["use", "execute"]),
    grant(cy, TALK, ["view"]),
    { kind: "membership-set", member: cy, group: GROUP, expiresAt: null },
  ]);
});

const remove = (body?: object, token = staff.admin.token) =>
  staff.house.call("DELETE", `/api/admin/users/${staff.ben.id}`, body, token);
const look = async (query: string, token = staff.admin.token) =>
  staff.house.call("GET", `/api/admin/users/${staff.ben.id}/things?${query}`, undefined, token);
const kindsOf = (answer: Awaited<ReturnType<typeof look>>) =>
  Object.fromEntries(
    answer
      .json()
      .kinds.map((kind: Record<string, number>) => [
        kind.type,
        [kind.owned, kind.reached, kind.handedOver, kind.organization, kind.gone],
      ]),
  );

describe("without a choice, and by choosing the organization", () => {
  test("what others reach becomes the organization's, and the rest goes; looked at before, it is the same", async () => {
    expect(kindsOf(await look("things=organization"))).toEqual({
      agent: [2, 1, 0, 1, 1],
      conversation: [2, 1, 0, 1, 1],
      group: [1, 1, 0, 1, 0],
      project: [1, 0, 0, 0, 1],
      tool: [1, 0, 0, 0, 1],
    });
    expect((await remove()).statusCode).toBe(200);
    expect([AGENT, SHARED, TOOL, PROJECT, TALK, PRIVATE, GROUP].map(ownerOf)).toEqual([
      null,
      "organization",
      null,
      null,
      "organization",
      null,
      "organization",
    ]);
  });

  test("who has them is told, but not who reads a conversation", async () => {
    const { reachedBy } = (await look("")).json();
    expect(reachedBy).toEqual([{ principal: `user:${staff.cy.id}`, name: "cy Example", things: 1 }]);
  });
});

describe("handed over", () => {
  // `manage:projects` gives a project only to whoever may view it.
  const viewed = () => change([grant(`user:${staff.cy.id}`, PROJECT, ["view"])]);

  test("everything becomes somebody's but conversations; what an agent is lent it keeps", async () => {
    await viewed();
    const wish = { things: "hand-over", to: staff.cy.id };
    expect(kindsOf(await look(`things=hand-over&to=${staff.cy.id}`))).toMatchObject({
      agent: [2, 1, 2, 0, 0],
      conversation: [2, 1, 0, 1, 1],
      group: [1, 1, 1, 0, 0],
      project: [1, 1, 1, 0, 0],
      tool: [1, 0, 1, 0, 0],
    });
    expect((await remove(wish)).statusCode).toBe(200);
    const cy = `user:${staff.cy.id}`;
    expect([AGENT, SHARED, TOOL, PROJECT, GROUP].map(ownerOf)).toEqual([cy, cy, cy, cy, cy]);
    expect([TALK, PRIVATE].map(ownerOf)).toEqual(["organization", null]);
    const { engine } = staff.house.access.of(staff.house.access.list()[0]?.id ?? "");
    expect(engine.attachmentsOf(AGENT)).toMatchObject([{ thing: TOOL, mode: "lent", attachedBy: cy, stands: true }]);
  });

  test("all or nothing: what cannot be given is told before, and stops it", async () => {
    const { refused } = (await look(`things=hand-over&to=${staff.cy.id}`)).json();
    expect(refused).toMatchObject([{ type: "project", reason: "receiver-not-viewer", count: 1 }]);
    const answer = await remove({ things: "hand-over", to: staff.cy.id });
    expect(answer.json()).toMatchObject({ code: "hand-on-refused", reason: "receiver-not-viewer", refused: 1 });
    expect(ownerOf(AGENT)).toBe(`user:${staff.ben.id}`);
    expect((await staff.house.call("GET", "/api/user", undefined, staff.ben.token)).statusCode).toBe(200);
  });

  test("or, if one wishes so, what cannot be given goes as without a choice", async () => {
    expect((await remove({ things: "hand-over", to: staff.cy.id, leaveRest: true })).statusCode).toBe(200);
    expect([AGENT, PROJECT].map(ownerOf)).toEqual([`user:${staff.cy.id}`, null]);
  });

  test.each([
    ["to oneself by capability", () => ({ to: staff.admin.id }), 403, "hand-on-refused"],
    ["to whoever goes", () => ({ to: staff.ben.id }), 400, "request-invalid"],
    ["to nobody", () => ({ to: "0".repeat(24) }), 400, "request-invalid"],
    ["without saying to whom", () => ({}), 400, "request-invalid"],
    ["with more than it takes", () => ({ to: staff.cy.id, all: true }), 400, "request-invalid"],
  ])("not %s", async (_, more, status, code) => {
    await viewed();
    const answer = await remove({ things: "hand-over", ...more() });
    expect([answer.statusCode, codeOf(answer)]).toEqual([status, code]);
    expect(ownerOf(AGENT)).toBe(`user:${staff.ben.id}`);
  });

  test("not to somebody who is deactivated", async () => {
    await viewed();
    await staff.house.operate("PATCH", `/api/admin/users/${staff.cy.id}`, { status: "deactivated" });
    expect(codeOf(await remove({ things: "hand-over", to: staff.cy.id }))).toBe("request-invalid");
  });
});

describe("deleted", () => {
  test("everything goes that whoever acts may delete, also what others reach", async () => {
    expect((await remove({ things: "delete" })).statusCode).toBe(200);
    expect([AGENT, SHARED, TOOL, PROJECT, TALK, PRIVATE, GROUP].map(ownerOf)).toEqual(Array(7).fill(null));
  });

  test("what others reach and whoever acts may not delete stays with the organization", async () => {
    await change([
      { kind: "role-set", role: "role:CLERK", rank: 70 },
      ...["access:admin", "read:users", "manage:users"].map(
        (capability): Change => ({
          kind: "capability-set",
          principal: "role:CLERK",
          capability,
          scope: null,
          expiresAt: null,
        }),
      ),
      { kind: "role-given", holder: `user:${staff.moderator.id}`, role: "role:CLERK", expiresAt: null },
      { kind: "primary-role-set", user: `user:${staff.moderator.id}`, role: "role:USER" },
    ]);
    const { token } = staff.moderator;
    expect(kindsOf(await look("things=delete", token))).toMatchObject({ agent: [2, 1, 0, 1, 1] });
    expect((await remove({ things: "delete" }, token)).statusCode).toBe(200);
    expect([AGENT, SHARED, TALK].map(ownerOf)).toEqual([null, "organization", "organization"]);
  });
});

describe("one's own", () => {
  const own = (body: object) =>
    staff.house.call("DELETE", "/api/user/delete", { password: PASSWORD, ...body }, staff.ben.token);

  test("are looked at, and handed over, in one's own right", async () => {
    const look = await staff.house.call(
      "GET",
      `/api/user/things?things=hand-over&to=${staff.cy.id}`,
      undefined,
      staff.ben.token,
    );
    expect(kindsOf(look)).toMatchObject({ project: [1, 0, 1, 0, 0], agent: [2, 1, 2, 0, 0] });
    const answer = await own({ things: "hand-over", to: staff.cy.id });
    expect(answer.statusCode, answer.body).toBe(200);
    expect([AGENT, PROJECT, PRIVATE].map(ownerOf)).toEqual([`user:${staff.cy.id}`, `user:${staff.cy.id}`, null]);
  });

  test("still take the password", async () => {
    expect(codeOf(await own({ things: "delete", password: "wrong wrong wrong" }))).toBe("password-wrong");
    expect(ownerOf(AGENT)).toBe(`user:${staff.ben.id}`);
  });

  test("are not given without the feature of sharing", async () => {
    await change([{ kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: false }]);
    expect(codeOf(await own({ things: "hand-over", to: staff.cy.id }))).toMatch(/feature-off|hand-on-refused/);
    expect(ownerOf(AGENT)).toBe(`user:${staff.ben.id}`);
  });
});

test.each([
  ["a moderator", "moderator", 403],
  ["a member", "cy", 403],
] as const)("looking is not for %s", async (_, who, status) => {
  expect((await look("", staff[who].token)).statusCode).toBe(status);
});
