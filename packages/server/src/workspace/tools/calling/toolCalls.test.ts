import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, json, openActionServer } from "../../testing/actionServer.ts";
import { ENGINEERING, grant, type House, openHouse, taken, userOf, VIEWER } from "../../testing/house.ts";
import { type Talk, talk } from "../../testing/talk.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, makeTool, weather, yamlOf } from "../../testing/tools.ts";
import { codeOf } from "../toolShape.ts";
import { MOST_KEPT } from "./callRows.ts";

/* Tools that people have run themselves. */
const KEY = "canary-key-41af";
let house: House;
let server: ActionServer;
/** Ada's; Ben may use it. It has `getWeather` and `note`. */
let tool: string;
let talks: Record<string, Talk>;
beforeAll(async () => {
  server = await openActionServer();
  house = await openHouse({ yaml: yamlOf(DOMAIN), network: server.network });
  await house.change(MCP);
  tool = await makeTool(house, "ada", { auth: { type: "api_key", as: "bearer", key: KEY } });
  await house.change([grant(userOf("ben"), `tool:${tool}`, ["use"])]);
});
afterAll(async () => {
  await house.close();
  await server.close();
});
beforeEach(async () => {
  server.answer(json({ weather: "fine" }));
  talks = Object.fromEntries(
    await Promise.all(["ada", "ben", "cy"].map(async (who) => [who, await talk(house, who, "Hi")] as const)),
  );
});
afterEach(() => {
  server.calls.length = 0;
});

const named = (operation: string, id = tool) => `${operation}_action_${codeOf({ id })}`;
const beside = (who: string) => ({ messageId: talks[who]?.responseMessage.messageId ?? randomUUID() });
/** One call a second, by LibreChat's limit: made again until its second has come. */
async function call(who: string, toolId: string, body: object = {}) {
  for (;;) {
    const response = await house.as(who, "POST", `/api/agents/tools/${toolId}/call`, { ...beside(who), ...body });
    if (response.statusCode !== 429) return response;
    await new Promise((later) => setTimeout(later, 200));
  }
}
const city = { city: "Oslo" };
const auth = (who: string, toolId: string, agent?: MadeAgent) =>
  house.as(who, "GET", `/api/agents/tools/${toolId}/auth${agent ? `?agent_id=${agent.id}` : ""}`);
const callsOf = async (who: string, { id }: { id: string }) => {
  const response = await house.as(who, "GET", `/api/agents/tools/calls?conversationId=${id}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
};

describe("a call", () => {
  test("goes out as an agent's does, and brings what was answered", async () => {
    const response = await call("ben", named("getWeather"), { ...city, units: "metric" });
    expect([response.statusCode, response.json()]).toEqual([200, { result: '{"weather":"fine"}' }]);
    expect(server.calls).toMatchObject([
      { method: "GET", url: "/weather/Oslo?units=metric", headers: { authorization: `Bearer ${KEY}` } },
    ]);
    const logged = house.logged.filter((line) => line.includes("an action was called")).at(-1) ?? "";
    expect(JSON.parse(logged)).toMatchObject({ who: userOf("ben"), tool: `tool:${tool}`, function: "getWeather" });
    expect(logged).not.toContain("Oslo");
  });

  test("takes its arguments in one where one of them is called as something else", async () => {
    const spec = weather().replaceAll("{city}", "{messageId}").replace('"name":"city"', '"name":"messageId"');
    const odd = await makeTool(house, "ada", { spec });
    const response = await call("ada", named("getWeather", odd), { args: { messageId: "Oslo" } });
    expect(response.statusCode, response.body).toBe(200);
    expect(server.calls[0]?.url).toBe("/weather/Oslo");
  });

  test("is of the one function of a tool that is named as a whole", async () => {
    const { paths, ...rest } = JSON.parse(weather());
    const one = JSON.stringify({ ...rest, paths: { "/weather/{city}": paths["/weather/{city}"] } });
    const single = await makeTool(house, "ada", { spec: one });
    expect((await call("ada", single, city)).statusCode).toBe(200);
    const several = await call("ada", tool, city);
    expect([several.statusCode, several.json().detail]).toEqual([400, expect.stringContaining(named("note"))]);
  });

  test("tells what goes wrong out there, and no key", async () => {
    server.answer(
      (response, { headers }) => void json({ you: headers.authorization }, 500)(response, undefined as never),
    );
    expect((await call("ben", named("getWeather"), city)).json()).toEqual({
      result: 'error: the server answered with 500: {"you":"Bearer [secret]"}',
    });
  });

  test.each<[what: string, body: object]>([
    ["an argument that the function does not take", { ...city, sneaky: 1 }],
    ["an argument that is missing", {}],
    ["an argument that leads elsewhere", { city: ".." }],
    ["arguments in both places", { ...city, args: { units: "x" } }],
    ["a place that is none", { ...city, partIndex: -1 }],
    ["an owner", { ...city, account: "user:1" }],
  ])("is refused with %s", async (_what, body) => {
    const response = await call("ben", named("getWeather"), body);
    expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
    expect(server.calls).toEqual([]);
  });

  test("comes once a second", async () => {
    const url = `/api/agents/tools/${named("getWeather")}/call`;
    const asked = await Promise.all([1, 2].map(() => house.as("ada", "POST", url, { ...beside("ada"), ...city })));
    expect(asked.map(({ statusCode }) => statusCode)).toContain(429);
    expect(asked.find(({ statusCode }) => statusCode === 429)?.json()).toMatchObject({
      type: "tool_call_limit",
      detail: expect.stringMatching(/in 1 second$/),
      windowInMinutes: 1,
    });
  });
});

describe("who may have it run", () => {
  test.each([
    ["cy, who holds nothing on it", "cy"],
    ["a super admin, who holds its deletion", "sue"],
    ["somebody elsewhere", "dee"],
  ])("not %s: it is as one that there is not", async (_who, who) => {
    talks[who] ??= await talk(house, who, "Hi");
    const nothing = named("getWeather", "0".repeat(24));
    for (const [there, not] of [
      [named("getWeather"), nothing],
      [tool, "0".repeat(24)],
      [tool, "execute_code"],
    ] as const) {
      const answers = [];
      for (const id of [there, not])
        for (const answer of [await call(who, id, city), await auth(who, id)])
          answers.push([answer.statusCode, { ...answer.json(), requestId: "" }]);
      expect(answers[0]).toEqual(answers[2]);
      expect(answers[1]).toEqual(answers[3]);
      expect(answers[0]?.[0]).toBe(404);
    }
    expect(server.calls).toEqual([]);
  });

  test("not without MCP_SERVERS.USE, whatever is named", async () => {
    const off = (on: boolean) =>
      house.change([{ kind: "feature-set", role: "role:USER", feature: "MCP_SERVERS.USE", on }]);
    await off(false);
    try {
      for (const id of [tool, named("getWeather"), "0".repeat(24)]) {
        expect((await call("ben", id, city)).json().code).toBe("feature-off");
        expect((await auth("ben", id)).json().code).toBe("feature-off");
      }
    } finally {
      await off(true);
    }
  });

  test("who loses it while it runs does not hear what it brings", async () => {
    const mine = await makeTool(house, "ada");
    const given = grant(userOf("ben"), `tool:${mine}`, ["use"]);
    await house.change([given]);
    server.answer(async (response, one) => {
      await house.change([taken(given)]);
      await json({ secret: "canary-late" })(response, one);
    });
    const response = await call("ben", named("getWeather", mine), city);
    expect(response.statusCode).toBe(404);
    expect(response.body).not.toContain("canary-late");
    expect(await callsOf("ben", talks.ben ?? { id: "" })).toEqual([]);
  });

  test("whether it can be called is told to who may: with a key that can be read, and without one", async () => {
    const fine = { authenticated: true, message: "system_defined" };
    expect((await auth("ben", tool)).json()).toEqual(fine);
    expect((await auth("ada", named("note", await makeTool(house, "ada")))).json()).toEqual(fine);
    const broken = await makeTool(house, "ada", { auth: { type: "api_key", as: "bearer", key: "x" } });
    await house.store.transact(async (tx) => {
      await tx.updateTable("tools").set({ secret: "unreadable" }).where("id", "=", broken).execute();
    });
    expect((await auth("ada", broken)).json()).toMatchObject({ authenticated: false });
  });
});

describe("by way of an agent", () => {
  let agent: MadeAgent;
  let action: string;
  beforeAll(async () => {
    agent = await makeAgent(house, "ada");
    action = await makeAction(house, "ada", agent);
    await house.change([grant(ENGINEERING, agent.resource, VIEWER)]);
  });

  test("who may use the agent has its lent tool run, and not without it", async () => {
    const name = named("getWeather", action);
    expect((await auth("ben", name, agent)).json()).toMatchObject({ authenticated: true });
    expect((await call("ben", name, { ...city, agent_id: agent.id })).json()).toEqual({ result: '{"weather":"fine"}' });
    expect((await auth("ben", name)).statusCode).toBe(404);
    expect((await call("ben", name, city)).statusCode).toBe(404);
  });

  test("not who may not use it, nor a tool that it does not have", async () => {
    expect((await call("cy", named("getWeather", action), { ...city, agent_id: agent.id })).statusCode).toBe(404);
    const beside = await makeTool(house, "ada");
    expect((await call("ben", named("getWeather", beside), { ...city, agent_id: agent.id })).statusCode).toBe(404);
    expect((await call("ben", named("nothing", action), { ...city, agent_id: agent.id })).statusCode).toBe(404);
    expect(server.calls).toEqual([]);
  });

  test("what is not lent takes access of one's own, too", async () => {
    const url = `/api/agents/${agent.id}/tools/${action}`;
    expect((await house.as("ada", "PUT", url, { mode: "own" })).statusCode).toBe(200);
    expect((await call("ben", named("getWeather", action), { ...city, agent_id: agent.id })).statusCode).toBe(404);
    expect(server.calls).toEqual([]);
    await house.change([grant(userOf("ben"), `tool:${action}`, ["use"])]);
    expect((await call("ben", named("getWeather", action), { ...city, agent_id: agent.id })).statusCode).toBe(200);
  });

  test("which functions a tool has is told to nobody who only uses the agent", async () => {
    const other = await makeAgent(house, "ada");
    const lent = await makeAction(house, "ada", other);
    await house.change([grant(ENGINEERING, other.resource, VIEWER)]);
    const response = await call("ben", lent, { agent_id: other.id });
    expect([response.statusCode, response.body.includes("getWeather")]).toEqual([400, false]);
  });
});

describe("the message beside which it is", () => {
  test("is in a conversation that one takes part in, and in the one that is named", async () => {
    const [mine, theirs] = [talks.ben, talks.ada];
    const answers = [
      { messageId: theirs?.responseMessage.messageId },
      { messageId: randomUUID() },
      { conversationId: theirs?.id },
    ].map(async (body) => (await call("ben", named("getWeather"), { ...city, ...body })).statusCode);
    expect(await Promise.all(answers)).toEqual([404, 404, 404]);
    const shared = { principal: userOf("ben"), role: "viewer" };
    await house.as("ada", "POST", `/api/access/resources/conversation/${theirs?.row}/grants`, shared);
    const viewed = await call("ben", named("getWeather"), { ...city, messageId: theirs?.responseMessage.messageId });
    expect(viewed.statusCode).toBe(403);
    expect((await call("ben", named("getWeather"), { ...city, conversationId: mine?.id })).statusCode).toBe(200);
  });
});

describe("what was called", () => {
  const callOnce = (who: string, body: object = {}) =>
    call(who, named("getWeather"), { ...city, partIndex: 0, blockIndex: 2, ...body });

  test("is kept beside its message, for whoever called", async () => {
    const mine = talks.ben as Talk;
    expect((await callOnce("ben")).statusCode).toBe(200);
    const [kept, ...others] = await callsOf("ben", mine);
    expect(others).toEqual([]);
    expect(kept).toEqual({
      _id: expect.any(String),
      conversationId: mine.id,
      messageId: mine.responseMessage.messageId,
      toolId: named("getWeather"),
      user: userOf("ben").slice("user:".length),
      partIndex: 0,
      blockIndex: 2,
      result: '{"weather":"fine"}',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  test("is told to nobody else, also of a conversation that others take part in", async () => {
    const mine = talks.ben as Talk;
    await callOnce("ben");
    const asked = (who: string) => house.as(who, "GET", `/api/agents/tools/calls?conversationId=${mine.id}`);
    expect((await asked("ada")).statusCode).toBe(404);
    const shared = { principal: userOf("ada"), role: "participant" };
    await house.as("ben", "POST", `/api/access/resources/conversation/${mine.row}/grants`, shared);
    expect((await asked("ada")).json()).toEqual([]);
    expect(await callsOf("ben", mine)).toHaveLength(1);
    expect((await house.as("ben", "GET", "/api/agents/tools/calls?conversationId=new")).json()).toEqual([]);
  });

  test("goes with its message, its conversation and its account", async () => {
    const rows = async () => (await house.store.db.selectFrom("tool_calls").select("account").execute()).length;
    await house.store.transact(async (tx) => void (await tx.deleteFrom("tool_calls").execute()));
    const { id, responseMessage } = talks.ben as Talk;
    await callOnce("ben");
    expect(await rows()).toBe(1);
    await house.as("ben", "DELETE", `/api/messages/${id}/${responseMessage.messageId}`);
    expect(await rows()).toBe(0);
    talks.ben = await talk(house, "ben", "Hi");
    await callOnce("ben");
    await house.as("ben", "DELETE", "/api/convos", { arg: { conversationId: talks.ben.id } });
    expect(await rows()).toBe(0);
    await callOnce("ada");
    await house.store.transact(async (tx) => house.people.removed[0]?.(tx, house.here, [], userOf("ada")));
    expect(await rows()).toBe(0);
  });

  test(`is kept ${MOST_KEPT} times in a conversation; those before go`, async () => {
    const mine = talks.ben as Talk;
    const [message_id, conversation_id] = [mine.responseMessage.messageId, mine.id];
    await house.store.transact(async (tx) => {
      const rows = Array.from({ length: MOST_KEPT }, (_, index) => ({
        organization_id: house.here,
        id: `${index}`.padStart(24, "0"),
        account: userOf("ben"),
        conversation_id,
        message_id,
        function_name: "old",
        result: `${index}`,
        created_at: 1,
      }));
      await tx.insertInto("tool_calls").values(rows).execute();
    });
    await callOnce("ben");
    const kept = await callsOf("ben", mine);
    expect([kept.length, kept[0].result, kept.at(-1).toolId]).toEqual([MOST_KEPT, "1", named("getWeather")]);
  });
});
