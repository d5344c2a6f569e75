import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, json, leadingTo, openActionServer } from "../../testing/actionServer.ts";
import { ENGINEERING, grant, type House, openHouse, taken, userOf, VIEWER } from "../../testing/house.ts";
import { isError, isFinal, Listener } from "../../testing/listen.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, makeTool, weather, yamlOf } from "../../testing/tools.ts";

/* Talking to an agent that has tools: `echo` has a function called by `/run`. */
const KEY = "canary-key-8c20";
const bearer = { api_key: KEY, auth: { type: "service_http", authorization_type: "bearer" } };
const USE = ["use"];

let house: House;
let server: ActionServer;
let agent: MadeAgent;
let action: string;
beforeAll(async () => {
  server = await openActionServer();
  house = await openHouse({ yaml: yamlOf(DOMAIN, "http://inside.test"), network: server.network });
  await house.change(MCP);
});
afterAll(async () => {
  await house.close();
  await server.close();
});
beforeEach(async () => {
  server.answer(json({ weather: "fine" }));
  agent = await makeAgent(house, "ada");
  action = await makeAction(house, "ada", agent, bearer);
  // Once it is shared, lending to its audience takes more: it is shared afterwards.
  await house.change([grant(ENGINEERING, agent.resource, VIEWER)]);
});
afterEach(() => {
  server.calls.length = 0;
  server.names.clear();
});

async function begin(person: string, text: string, to = agent) {
  const started = await house.as(person, "POST", "/api/agents/chat/agents", { text, agent_id: to.id });
  expect(started.statusCode, started.body).toBe(200);
  const { streamId } = started.json();
  return { streamId, listener: await Listener.to(house, person, streamId) };
}
async function talk(person: string, text: string, to = agent) {
  const { streamId, listener } = await begin(person, text, to);
  await listener.closed;
  const final = listener.heard.find(isFinal)?.data;
  const call = final?.responseMessage?.content?.find((part: { type: string }) => part.type === "tool_call")?.tool_call;
  return { streamId, listener, final, call, output: call?.output as string | undefined };
}

test("is done in LibreChat's frames, and stored as its part of the answer", async () => {
  const { listener, final, call, streamId } = await talk("ben", '/run getWeather {"city":"Oslo","units":"metric"}');
  expect(server.calls).toMatchObject([
    { method: "GET", url: "/weather/Oslo?units=metric", headers: { authorization: `Bearer ${KEY}` } },
  ]);
  const step = listener.heard.find(({ data }) => data.data?.type === "tool_calls")?.data.data;
  expect(step).toMatchObject({ index: 1, stepDetails: { type: "tool_calls", tool_calls: [{ name: call.name }] } });
  const framesOf = (event: string) =>
    listener.heard.filter(({ data }) => data.event === event).map(({ data }) => data.data);
  expect(framesOf("on_run_step_delta")).toMatchObject([
    {
      id: step.id,
      delta: { type: "tool_calls", tool_calls: [{ id: call.id, args: '{"city":"Oslo","units":"metric"}' }] },
    },
  ]);
  expect(framesOf("on_run_step_completed")).toEqual([
    { result: { id: step.id, index: 1, type: "tool_call", tool_call: call } },
  ]);
  expect(call).toEqual({
    id: "call_1",
    type: "tool_call",
    name: expect.stringMatching(/^getWeather_action_\w{10}$/),
    args: '{"city":"Oslo","units":"metric"}',
    output: '{"weather":"fine"}',
    progress: 1,
  });
  expect(final.responseMessage).toMatchObject({
    text: 'The tool said: {"weather":"fine"}',
    content: [{ type: "tool_call" }, { type: "text", text: 'The tool said: {"weather":"fine"}' }],
  });
  const stored = (await house.as("ben", "GET", `/api/messages/${streamId}`)).json();
  expect(stored[1].content).toEqual(final.responseMessage.content);
});

test("whoever comes late hears all of it, in the same places", async () => {
  const { streamId, listener } = await talk("ben", '/run getWeather {"city":"Oslo"}');
  const late = await Listener.to(house, "ben", streamId);
  await late.closed;
  const stepsOf = (one: Listener) =>
    one.heard.filter(({ data }) => data.event === "on_run_step").map(({ data }) => data.data);
  expect(stepsOf(late)).toEqual(stepsOf(listener));
  expect(late.text).toBe(listener.text);
  const resumed = await Listener.to(house, "ben", streamId, { query: "?resume=true" });
  await resumed.closed;
  const { runSteps, aggregatedContent } = resumed.heard[0]?.data.resumeState ?? {};
  expect(runSteps).toEqual(stepsOf(listener));
  expect(aggregatedContent).toMatchObject([{ type: "text" }, { type: "tool_call" }, { type: "text" }]);
});

describe("whoever only uses the agent", () => {
  test("reads neither half of a name and password that a server repeats, in whatever form", async () => {
    const [name, password] = ["canary-name", "canary pass/+~?"];
    const changed = await house.as("ada", "PATCH", `/api/tools/${action}`, {
      auth: { type: "api_key", as: "basic", key: `${name}:${password}` },
    });
    expect(changed.statusCode, changed.body).toBe(200);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const said = [
      `${name}:${password}`,
      name,
      password,
      base64(`${name}:${password}`),
      base64(name),
      base64(password),
      Buffer.from(password).toString("base64url"),
      encodeURIComponent(password),
      new URLSearchParams({ p: password }).toString().slice(2),
    ];
    server.answer(json({ said }));
    const { output } = await talk("ben", '/run getWeather {"city":"Oslo"}');
    expect(JSON.parse(output ?? "")).toEqual({ said: said.map(() => "[secret]") });
  });

  test("hears no document, no domain, no name of the tool and no key, anywhere", async () => {
    await makeAction(house, "ada", await makeAgent(house, "ada"), {
      raw_spec: weather({ info: { title: "canary-title" } }),
    });
    server.answer(
      (response, { headers }) =>
        void json({ you: headers.authorization, code: Buffer.from(KEY).toString("base64") })(
          response,
          undefined as never,
        ),
    );
    const { streamId, listener, output } = await talk("ben", '/run getWeather {"city":"Oslo"}');
    expect(output).toBe('{"you":"Bearer [secret]","code":"[secret]"}');
    const urls = [
      `/api/agents/${agent.id}`,
      "/api/agents",
      `/api/messages/${streamId}`,
      `/api/agents/chat/status/${streamId}`,
      "/api/tools",
      "/api/agents/actions",
      "/api/agents/tools",
    ];
    const told = [
      JSON.stringify(listener.heard),
      ...(await Promise.all(urls.map(async (url) => (await house.as("ben", "GET", url)).body))),
    ].join("\n");
    for (const secret of [KEY, "api.test", "canary-title", "openapi", action]) expect(told).not.toContain(secret);
  });

  test("is not told which host is closed; its maker is", async () => {
    const closed = await openHouse({ yaml: yamlOf(DOMAIN), network: server.network });
    try {
      await closed.change(MCP);
      server.answer(leadingTo("http://closed.test/"));
      const [one, id] = [await makeAgent(closed, "ada"), await makeTool(closed, "ada")];
      await closed.as("ada", "PUT", `/api/agents/${one.id}/tools/${id}`, { mode: "lent" });
      await closed.change([grant(userOf("ben"), one.resource, VIEWER)]);
      const outputFor = async (person: string) => {
        const { streamId } = (
          await closed.as(person, "POST", "/api/agents/chat/agents", {
            text: '/run getWeather {"city":"x"}',
            agent_id: one.id,
          })
        ).json();
        const listener = await Listener.to(closed, person, streamId);
        await listener.closed;
        return listener.heard.find(isFinal)?.data.responseMessage.content[0].tool_call.output;
      };
      expect(await outputFor("ben")).toMatch(/^error: .*actions\.allowedDomains/);
      expect(await outputFor("ben")).not.toContain("closed.test");
      expect(await outputFor("ada")).toContain("(http://closed.test)");
    } finally {
      await closed.close();
    }
  });
});

describe("is refused", () => {
  const refused = async (person = "ben", to = agent) => {
    const { listener } = await talk(person, '/run getWeather {"city":"Oslo"}', to);
    expect(server.calls).toEqual([]);
    return listener.text;
  };
  const NO_FUNCTION = 'You said: /run getWeather {"city":"Oslo"}';

  test("while the tool is hidden", async () => {
    await house.change([{ kind: "resource-state-set", resource: `tool:${action}`, state: "hidden" }]);
    expect(await refused()).toBe(NO_FUNCTION);
  });
  test("to whom it is denied", async () => {
    const { grant: denied, ...change } = grant(userOf("ben"), `tool:${action}`, []);
    await house.change([{ ...change, grant: { ...denied, deny: ["use"] } }]);
    expect(await refused()).toBe(NO_FUNCTION);
  });
  test("without MCP_SERVERS.USE", async () => {
    const feature = { kind: "feature-set", role: "role:USER", feature: "MCP_SERVERS.USE" } as const;
    await house.change([{ ...feature, on: false }]);
    expect(await refused()).toBe(NO_FUNCTION);
    await house.change([{ ...feature, on: true }]);
  });
  test("once whoever lends it may not share it any more", async () => {
    await house.change([{ kind: "owner-set", resource: `tool:${action}`, owner: userOf("cy") }]);
    expect(await refused()).toBe(NO_FUNCTION);
  });
  test("without `execute` on the agent", async () => {
    const other = await makeAgent(house, "ada");
    await makeAction(house, "ada", other);
    await house.change([grant(userOf("cy"), other.resource, USE)]);
    expect(await refused("cy", other)).toBe(NO_FUNCTION);
  });
  test("a tool of the organization's that is attached as `own`, to whom it is not given", async () => {
    const tool = await makeTool(house, "sue", { owner: "organization" });
    const other = await makeAgent(house, "ada");
    const mine = grant(userOf("ada"), `tool:${tool}`, USE);
    await house.change([mine]);
    expect((await house.as("ada", "PUT", `/api/agents/${other.id}/tools/${tool}`, { mode: "own" })).statusCode).toBe(
      200,
    );
    await house.change([grant(ENGINEERING, other.resource, VIEWER)]);
    expect(await refused("ben", other)).toBe(NO_FUNCTION);
    const given = grant(userOf("ben"), `tool:${tool}`, USE);
    await house.change([given]);
    expect((await talk("ben", '/run getWeather {"city":"Oslo"}', other)).output).toBe('{"weather":"fine"}');
    server.calls.length = 0;
    await house.change([taken(given), taken(mine)]);
    expect(await refused("ada", other)).toBe(NO_FUNCTION);
  });
});

describe("what is taken away meanwhile", () => {
  test("a call that is under way when the tool is taken back is cut off, and what it brings is heard by nobody", async () => {
    let answer = () => undefined as unknown;
    server.answer((response) => {
      answer = () => response.end('{"weather":"canary-late"}');
    });
    const { listener } = await begin("ben", '/run getWeather {"city":"Oslo"}');
    await listener.until(({ data }) => data.event === "on_run_step_delta");
    while (server.calls.length === 0) await new Promise((next) => setTimeout(next, 5));
    await house.change([{ kind: "attachment-removed", agent: agent.resource, thing: `tool:${action}` }]);
    const ended = await listener.until(isError);
    expect(ended.data.code).toBe("access-ended");
    answer();
    await listener.closed;
    expect(JSON.stringify(listener.heard)).not.toContain("canary-late");
  });
});

describe("a call that fails is an answer to the model, not the end", () => {
  test.each([
    ["no JSON", "/run getWeather {city}", "error: the arguments are no JSON"],
    ["no object", "/run getWeather [1]", "error: the arguments are no JSON object"],
    ["an argument that is missing", "/run getWeather {}", "error: these arguments are missing: city"],
    ["a way up", '/run getWeather {"city":".."}', "error: an argument leads to another address"],
    [
      "a header within a header",
      '/run getWeather {"city":"x","X-Trace":"a\\r\\nX-Evil: 1"}',
      "error: `X-Trace` holds characters that no header can",
    ],
  ])("%s", async (_what, text, output) => {
    const { call, final } = await talk("ben", text);
    expect(call.output).toBe(output);
    expect(final.responseMessage.error).toBe(false);
    expect(server.calls).toEqual([]);
  });

  test("a server that complains", async () => {
    server.answer(json({ message: "no such city" }, 404));
    expect((await talk("ben", '/run getWeather {"city":"x"}')).output).toBe(
      'error: the server answered with 404: {"message":"no such city"}',
    );
  });

  test.each([
    ["the metadata service of a cloud", "http://169.254.169.254/latest/"],
    ["a name that stands for this machine", "http://inside.test/"],
    ["this machine", "http://127.0.0.1/"],
  ])("a redirect to %s", async (_what, location) => {
    server.names.set("inside.test", ["127.0.0.1"]);
    server.answer(leadingTo(location));
    const { output } = await talk("ben", '/run getWeather {"city":"x"}');
    expect(output).toMatch(/^error: the tool could not be called: its host is not (among|in)/);
    expect(output).not.toMatch(/\d+\.\d+\.\d+|test/);
    expect(server.calls).toHaveLength(1);
  });

  test("a name that has moved into the private network since the tool was made", async () => {
    server.names.set("api.test", ["10.0.0.7"]);
    expect((await talk("ben", '/run getWeather {"city":"x"}')).output).toBe(
      "error: the tool could not be called: its host is not in the public network",
    );
    expect(server.calls).toEqual([]);
  });

  test("a long answer is cut for the model", async () => {
    server.answer((response) => void response.end("x".repeat(900_000)));
    const { output = "" } = await talk("ben", '/run getWeather {"city":"x"}');
    expect([output.length, output.slice(-6)]).toEqual([100_006, " [cut]"]);
  });

  test("a document that was changed meanwhile counts as it is now", async () => {
    const changed = await house.as("ada", "PATCH", `/api/tools/${action}`, { auth: { type: "none" } });
    expect(changed.statusCode, changed.body).toBe(200);
    await talk("ben", '/run getWeather {"city":"x"}');
    expect(server.calls[0]?.headers).not.toHaveProperty("authorization");
  });
});

test("every call is logged: who, by what, where to, how it went; not what was said", async () => {
  house.logged.length = 0;
  await talk("ben", '/run note {"text":"canary-said"}');
  const line = house.logged.map((one) => JSON.parse(one)).find(({ msg }) => msg === "an action was called");
  expect(line).toMatchObject({
    who: userOf("ben"),
    agent: agent.resource,
    tool: `tool:${action}`,
    function: "note",
    host: DOMAIN,
    status: 200,
    ms: expect.any(Number),
  });
  expect(house.logged.join("")).not.toMatch(/canary-said|canary-key|fine/);
});
