import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/*
 * Sue, who is super admin, looks at what Ben's workspace has: a conversation of his own, and an agent of Ada's through his groups.
 */
const TITLE = "What nobody is to know";
let house: House;
let agent: string;
beforeAll(async () => {
  house = await openHouse();
  const made = (
    await house.as("ada", "POST", "/api/agents", { name: "Secret agent", provider: "echo", model: "echo" })
  ).json();
  agent = `agent:${made._id}`;
  await house.change([grant(ENGINEERING, agent, VIEWER)]);
  const { id } = await talk(house, "ben", TITLE);
  await house.as("ben", "POST", "/api/convos/update", { arg: { conversationId: id, title: TITLE } });
});
afterAll(() => house.close());

const pathOf = (name: string) => `/api/admin/users/${userOf(name).slice("user:".length)}/view-as`;

test("features and counts are those of the person", async () => {
  const told = (await house.as("sue", "GET", pathOf("ben"))).json();
  expect(told).toMatchObject({ person: { name: "ben" }, standing: "active" });
  expect(told.features).toContainEqual({ feature: "AGENTS.USE", allowed: true });
  expect(told.features).toContainEqual({ feature: "PROMPTS.SHARE_PUBLIC", allowed: false });
  const countOf = (type: string) => told.counts.find((one: { type: string }) => one.type === type);
  expect(countOf("conversation")).toEqual({ type: "conversation", count: 1, isExact: true });
  expect(countOf("agent")).toEqual({ type: "agent", count: 1, isExact: true });
  expect(countOf("group")).toEqual({ type: "group", count: 2, isExact: true });
});

test("things are listed with level and way, and are called by no name", async () => {
  const { things } = (await house.as("sue", "GET", `${pathOf("ben")}/things?type=agent`)).json();
  expect(things).toEqual([
    {
      resource: agent,
      type: "agent",
      owner: userOf("ada"),
      ownerName: "ada",
      may: ["use", "execute"],
      until: null,
      moreWays: 0,
      ways: [
        expect.objectContaining({
          reason: "grant",
          through: [
            { principal: PLATFORM, name: null },
            { principal: ENGINEERING, name: null },
          ],
        }),
      ],
    },
  ]);
  const own = await house.as("sue", "GET", `${pathOf("ben")}/things?type=conversation&whose=me`);
  expect(own.json().things).toMatchObject([{ type: "conversation", owner: userOf("ben") }]);
  for (const type of ["agent", "conversation", "group"])
    for (const whose of ["me", "others"])
      expect((await house.as("sue", "GET", `${pathOf("ben")}/things?type=${type}&whose=${whose}`)).body).not.toMatch(
        /Secret agent|nobody is to know/,
      );
});

test("it is noted in the audit trail, each time", async () => {
  const looks = async () => {
    const events = house.store.db.selectFrom("audit_events").selectAll().where("kind", "=", "view-as");
    return (await events.orderBy("at").execute()).map(({ actor, about, facts }) => ({ actor, about, facts }));
  };
  const before = (await looks()).length;
  await house.as("sue", "GET", pathOf("cy"));
  await house.as("sue", "GET", `${pathOf("cy")}/things?type=file`);
  const noted = { actor: userOf("sue"), about: JSON.stringify([userOf("cy")]) };
  const facts = (await looks()).slice(before).map(({ facts, ...rest }) => [rest, JSON.parse(facts).what]);
  expect(facts.sort()).toEqual([
    [noted, "file"],
    [noted, "overview"],
  ]);
});

test("what is looked at opens no more than before", async () => {
  const { things } = (await house.as("sue", "GET", `${pathOf("ben")}/things?type=conversation&whose=me`)).json();
  const id = things[0].resource.split(":")[1];
  expect((await house.as("sue", "GET", `/api/convos/${id}`)).statusCode).toBe(404);
});

describe("is refused", () => {
  test.each([
    ["to whoever has not the capability", "ada", "ben", 403, "forbidden"],
    ["of oneself", "sue", "sue", 403, "hand-on-refused"],
    ["of another organization's", "dee", "ben", 404, "resource-not-found"],
  ])("%s", async (_, who, whose, status, code) => {
    for (const path of [pathOf(whose), `${pathOf(whose)}/things?type=agent`]) {
      const answer = await house.as(who, "GET", path);
      expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    }
  });
  test("of somebody who is not there", async () => {
    expect((await house.as("sue", "GET", "/api/admin/users/none/view-as")).statusCode).toBe(404);
  });
});
