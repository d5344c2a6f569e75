import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { matrix } from "./matrix.ts";
import { untilAnswered } from "./support/answers.ts";
import type { Someone } from "./support/personas.ts";
import { callOf, methodOf, type Scene, Stage, titleOf } from "./support/scene.ts";
import { World } from "./support/world.ts";

/*
 * C1: who was given one action can do what that action is for, and nothing else: by every route, for every kind of thing. And what an access
 * role holds is what docs/model.md says.
 */
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.house.close());

/** Actions of each kind, and its access roles (docs/model.md, "What"). */
const kinds = {
  agent: {
    actions: ["use", "update", "delete", "share", "insights", "execute"],
    roles: {
      viewer: ["use", "execute"],
      editor: ["use", "execute", "update"],
      owner: ["use", "execute", "update", "delete", "share"],
    },
  },
  prompt: {
    actions: ["use", "update", "delete", "share"],
    roles: { viewer: ["use"], editor: ["use", "update"], owner: ["use", "update", "delete", "share"] },
  },
  tool: {
    actions: ["use", "update", "delete", "share"],
    roles: { viewer: ["use"], editor: ["use", "update"], owner: ["use", "update", "delete", "share"] },
  },
  conversation: {
    actions: ["view", "update", "delete", "share", "participate"],
    roles: {
      viewer: ["view"],
      participant: ["view", "participate"],
      owner: ["view", "update", "delete", "share", "participate"],
    },
  },
  project: {
    actions: ["view", "update", "delete", "share"],
    roles: { viewer: ["view"], editor: ["view", "update"], owner: ["view", "update", "delete", "share"] },
  },
  group: {
    actions: ["view", "update", "delete", "share", "members", "shareInto"],
    roles: { member: ["view"], owner: ["view", "update", "delete", "share", "members", "shareInto"] },
  },
} as const;
type Kind = keyof typeof kinds;

const idOf = (kind: Kind, thing: { id: string; _id?: string }) => `${kind}:${thing._id ?? thing.id}`;

/** A thing of that kind, and somebody who holds these actions on it by one grant. */
async function given(
  kind: Kind,
  allow: readonly string[],
): Promise<{ thing: { id: string; _id?: string }; person: Someone }> {
  const thing = await world[kind]();
  const account = await world.account();
  if (allow.length > 0) await world.house.grant([{ principal: account.subject, resource: idOf(kind, thing), allow }]);
  const signedIn = await world.house.signIn(account.email);
  return { thing, person: { ...account, ...signedIn } };
}

/**
 * What takes more than the action alone, by the model's *Making and handing on*: who shares gives only what they hold, who is not the owner hands
 * nothing over; a group's page is found by who may view it; and who writes in a conversation, or shows it by a link, views it.
 */
const takesMore: Readonly<Record<string, readonly string[]>> = {
  share: [
    "PUT /api/permissions/:resourceType/:resourceId",
    "POST /api/access/resources/:type/:id/grants",
    "PUT /api/access/resources/:type/:id/grants/:grantId",
    "DELETE /api/access/resources/:type/:id/grants/:grantId",
    "PUT /api/access/resources/:type/:id/owner",
    "POST /api/share/:shareId",
    "PATCH /api/groups/:id",
    "PUT /api/groups/:id/owner",
    "PUT /api/groups/:id/owners/:userId",
    "DELETE /api/groups/:id/owners/:userId",
  ],
  // One leaves what one is in.
  view: ["DELETE /api/groups/:id/membership"],
  participate: ["PUT /api/messages/:conversationId/:messageId/feedback", "POST /api/messages/:conversationId"],
  update: [
    "PUT /api/messages/:conversationId/:messageId",
    "POST /api/messages/branch",
    "POST /api/messages/artifact/:messageId",
  ],
  members: [
    "GET /api/admin/groups/:id/members",
    "DELETE /api/admin/groups/:id/members/:userId",
    "DELETE /api/admin/groups/:id/subgroups/:groupId",
    "PATCH /api/groups/:id",
    "GET /api/groups/:id/members",
    "DELETE /api/groups/:id/members/:userId",
  ],
};

describe.each(Object.keys(kinds) as Kind[])("on a thing of kind %s", (kind) => {
  const rows = matrix.filter((row) => row.who.on?.kind === kind);

  test.each([...kinds[kind].actions, "nothing"])("who holds %s alone", async (held) => {
    const allow = held === "nothing" ? [] : [held];
    const { person } = await given(kind, allow);
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const row of rows) {
      const thing = await world[kind]();
      if (allow.length > 0)
        await world.house.grant([{ principal: person.subject, resource: idOf(kind, thing), allow }]);
      const scene: Scene = { ...new Stage(world, row).scene("stranger"), me: person, [kind]: async () => thing };
      const call = await callOf(row, scene);
      const before = await world.house.writes();
      const answer = await world.house.call(methodOf(row), call, person.token);
      await untilAnswered(world, row, answer, person);
      const refusedAs = held === "nothing" || (row.who.text.includes("do not find") && held !== "share") ? 404 : 403;
      const isAllowed = row.who.on?.action === held && !takesMore[held]?.includes(row.route);
      expected[titleOf(row)] = isAllowed ? "allowed" : `refused: ${refusedAs}`;
      found[titleOf(row)] = answer.status < 400 ? "allowed" : `refused: ${answer.status}`;
      if (answer.status >= 400 && (await world.house.writtenSince(before)).length > 0)
        found[titleOf(row)] += ", and wrote";
    }
    expect(found).toEqual(expected);
  });

  test.each(Object.entries(kinds[kind].roles))(
    "the access role %s holds what the model says",
    async (role, actions) => {
      const thing = await world[kind]();
      const { subject, email } = await world.account();
      const resource = idOf(kind, thing);
      const url = `/api/access/resources/${resource.replace(":", "/")}`;
      const shared = await world.house.operate("POST", { url: `${url}/grants`, body: { principal: subject, role } });
      expect(shared.status, shared.text).toBe(201);
      const { token } = await world.house.signIn(email);
      const seen = await world.house.call("GET", { url }, token);
      expect([...seen.body.actions].sort()).toEqual([...actions].sort());
    },
  );
});

test("who hands something over is answered with what they wrote", async () => {
  const agent = await world.agent();
  const { subject } = await world.account();
  const call = { url: `/api/access/resources/agent/${agent._id}`, body: { owner: subject } };
  const answer = await world.house.call("PUT", call, world.people.owner.token);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({ owner: subject, actions: [] });
});

test("a member who writes cannot raise themselves: by no grant, and no owner", async () => {
  const { thing, person } = await given("agent", ["use", "execute", "update"]);
  const url = `/api/access/resources/agent/${thing._id}`;
  for (const body of [
    { principal: person.subject, role: "owner" },
    { principal: person.subject, allow: ["share"] },
    { principal: "everyone", role: "viewer" },
  ])
    expect((await world.house.call("POST", { url: `${url}/grants`, body }, person.token)).status).toBe(403);
  expect(
    (await world.house.call("PUT", { url: `${url}/owner`, body: { owner: person.subject } }, person.token)).status,
  ).toBe(403);
  expect((await world.house.call("PUT", { url, body: { owner: person.subject } }, person.token)).status).toBe(403);
});
