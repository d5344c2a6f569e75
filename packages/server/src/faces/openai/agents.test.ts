import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, json, openActionServer } from "../../workspace/testing/actionServer.ts";
import { uploadTo } from "../../workspace/testing/files.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "../../workspace/testing/house.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, yamlOf } from "../../workspace/testing/tools.ts";
import { endless, openUpstream, type Upstream, words, yamlFor } from "../../workspace/testing/upstream.ts";
import { Books } from "./testing/books.ts";
import { calling } from "./testing/calling.ts";
import { clientOf, heard, openTo, refusal } from "./testing/client.ts";

/* Agents as models: what they are made of stays here, and is used for whoever may talk to them. Ada's helper is shared with Ben, not with Cy. */
let house: House;
let upstream: Upstream;
let server: ActionServer;
let agent: MadeAgent;
let model: string;
const books = new Books();
const toBen = () => grant(userOf("ben"), agent.resource, VIEWER);
beforeAll(async () => {
  [server, upstream] = [await openActionServer(), await openUpstream()];
  const actions = yamlOf(DOMAIN).split("\n")[1];
  const yaml = `${yamlFor(upstream)}${actions}\n`;
  house = await openHouse({ yaml, network: server.network, spending: books.spending });
  await house.change(MCP);
  await openTo(house);
  const note = (await uploadTo(house, "ada", "the moon is made of cheese", { name: "moon.txt" })).body;
  agent = await makeAgent(house, "ada", {
    provider: "lab",
    model: "big",
    instructions: "Be secret-kind",
    model_parameters: { temperature: 0.1, max_tokens: 500 },
    tool_resources: { context: { file_ids: [note.file_id] } },
  });
  await makeAction(house, "ada", agent);
  model = `agent:${agent.id}`;
  await house.change([toBen()]);
});
afterAll(async () => {
  await house.close();
  await server.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
  books.entries.length = 0;
  upstream.answer(words("Fine", " thanks"));
});

const hello = () => ({ model, messages: [{ role: "user" as const, content: "Hi" }] });
const ask = (person: string, more: object = {}, options: Parameters<typeof clientOf>[2] = {}) =>
  clientOf(house, person, options).chat.completions.create({ ...hello(), ...more, stream: false });
const listed = async (person: string, options: Parameters<typeof clientOf>[2] = {}) =>
  (await clientOf(house, person, options).models.list()).data.map(({ id }) => id);
const isNone = { status: 404, code: "model_not_found" };

test("who asks is told what is charged, also where the endpoint tells nothing", async () => {
  const { usage } = await ask("ben");
  await expect
    .poll(() => books.ends)
    .toEqual([{ tokensIn: usage?.prompt_tokens, tokensOut: usage?.completion_tokens }]);
});

describe("whom they are for", () => {
  test("whoever may use one finds it among the models", async () => {
    expect(await listed("ben")).toEqual(["lab/big", "lab/small", model]);
    expect(await listed("cy")).toEqual(["lab/big", "lab/small"]);
  });

  test("they are told of it by its name, and others are not", async () => {
    const found = (await clientOf(house, "ben").models.list()).data.find(({ id }) => id === model);
    expect(await clientOf(house, "ben").models.retrieve(model)).toEqual(found);
    expect(JSON.parse((await house.as("ben", "GET", `/v1/models/${model}`)).body)).toEqual(found);
    const forbidden = await refusal(clientOf(house, "cy").models.retrieve(model));
    expect(forbidden).toMatchObject(isNone);
    expect(await refusal(clientOf(house, "cy").models.retrieve("agent:agent_nobodys"))).toEqual({
      ...forbidden,
      message: forbidden.message.replace(agent.id, "agent_nobodys"),
    });
  });

  test("to others it is not there", async () => {
    const forbidden = await refusal(ask("cy"));
    expect(forbidden).toMatchObject(isNone);
    expect(await refusal(ask("cy", { model: "agent:agent_nobodys" }))).toEqual({
      ...forbidden,
      message: forbidden.message.replace(agent.id, "agent_nobodys"),
    });
    expect(await refusal(ask("dee"))).toMatchObject({ status: expect.toSatisfy((status) => status >= 403) });
    expect(upstream.asked).toEqual([]);
  });

  test("its model must be for whoever asks, too", async () => {
    const big = house.settings.models.find((one) => one.model === "big")?.id;
    const restrict = (restricted: boolean) =>
      house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted }]);
    await restrict(true);
    const [found, refused] = [await listed("ben"), await refusal(ask("ben"))];
    await restrict(false);
    expect(found).toEqual(["lab/small"]);
    expect(refused).toMatchObject(isNone);
  });
});

describe("what is answered", () => {
  test("the model is told the instructions, the files and what was said, and is asked as the agent says", async () => {
    const { choices, model: named } = await ask("ben", {
      messages: [
        { role: "developer", content: "Short" },
        {
          role: "user",
          content: [
            { type: "text", text: "This?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
          ],
        },
        { role: "assistant", content: "A dot" },
        { role: "user", content: "Thanks" },
      ],
      temperature: 2,
      max_tokens: 900,
    });
    expect(named).toBe(model);
    expect(choices[0]).toMatchObject({ message: { role: "assistant", content: "Fine thanks" }, finish_reason: "stop" });
    const [asked] = upstream.asked;
    expect(asked?.body).toMatchObject({ model: "big", temperature: 0.1, max_tokens: 500 });
    const [system, ...rest] = asked?.body.messages ?? [];
    expect(system.content).toContain("Be secret-kind");
    expect(system.content).toContain("the moon is made of cheese");
    expect(rest).toEqual([
      { role: "system", content: "Short" },
      {
        role: "user",
        content: [
          { type: "text", text: "This?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
        ],
      },
      { role: "assistant", content: "A dot" },
      { role: "user", content: "Thanks" },
    ]);
  });

  test("its actions are called here, and their calls are not the caller's", async () => {
    server.answer(json({ weather: "fine" }));
    const [name = ""] = (await house.as("ada", "GET", `/api/agents/${agent.id}/expanded`)).json().tools;
    const left = [calling(name), words("It is", " fine")];
    upstream.answer((response, asked) => (left.shift() ?? words("?"))(response, asked));
    const stream = await clientOf(house, "ben").chat.completions.create({ ...hello(), stream: true });
    const { chunks, error } = await heard(stream);
    expect(error).toBeNull();
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("It is fine");
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(JSON.stringify(chunks)).not.toContain("tool_calls");
    expect(server.calls).toHaveLength(1);
    expect(upstream.asked).toHaveLength(2);
  });

  test("it is counted for the caller, with the agent", async () => {
    await ask("ben");
    await expect
      .poll(() => books.entries)
      .toMatchObject([{ wish: { agent: agent.resource, context: "gateway", keyId: null }, end: { tokensOut: 2 } }]);
  });

  test("nothing of it is kept as a conversation", async () => {
    await ask("ben");
    expect(await house.store.db.selectFrom("conversations").select("id").execute()).toEqual([]);
    expect(await house.store.db.selectFrom("messages").select("id").execute()).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["tools of the caller", { tools: [{ type: "function", function: { name: "now" } }] }, "tools"],
    ["several answers", { n: 2 }, "n"],
    ["sounds", { messages: [{ role: "user", content: [{ type: "input_audio" }] }] }, "messages.0.content.0.type"],
    [
      "pictures of this server's own disk",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "file:///etc/passwd" } }] }] },
      "messages.0.content.0.image_url",
    ],
  ])("%s are refused", async (_what, more, param) => {
    expect(await refusal(ask("ben", more))).toMatchObject({ status: 400, param });
    expect(upstream.asked).toEqual([]);
  });

  test("what goes wrong before a word has its status, and says nothing of the instructions", async () => {
    upstream.answer((response) => void response.writeHead(500).end("Be secret-kind"));
    for (const stream of [false, true]) {
      const told = await refusal(clientOf(house, "ben").chat.completions.create({ ...hello(), stream }));
      expect(told).toMatchObject({ status: 502, code: "upstream_error" });
      expect(JSON.stringify(told)).not.toContain("secret-kind");
    }
    expect(house.logged.join()).not.toContain("secret-kind");
    await expect.poll(() => books.ends).toEqual(["released", "released"]);
  });

  test("it ends, and says why, when the agent is shared no more", async () => {
    upstream.answer(endless);
    const words = (await clientOf(house, "ben").chat.completions.create({ ...hello(), stream: true }))[
      Symbol.asyncIterator
    ]();
    await words.next();
    const grants = house.access.of(house.here).engine.grantsOn(agent.resource);
    const bens = grants.filter(({ principal }) => principal === userOf("ben"));
    await house.change(bens.map(({ id }) => ({ kind: "grant-removed", resource: agent.resource, id })));
    const { error } = await heard({ [Symbol.asyncIterator]: () => words });
    await house.change([toBen()]);
    expect(error).toMatchObject({ code: "access_ended" });
    await upstream.asked[0]?.gone;
  });

  test("it ends at the endpoint when its caller has gone", async () => {
    upstream.answer(endless);
    const stream = await clientOf(house, "ben").chat.completions.create({ ...hello(), stream: true });
    for await (const _ of stream) break;
    await upstream.asked[0]?.gone;
  });
});

describe("with a key", () => {
  const feature = { name: "REMOTE_AGENTS.USE" };

  test("that covers the agent, it has what it is made of", async () => {
    const options = { scope: [feature, { name: "agent:use", ids: [agent._id] }, { name: "AGENTS.USE" }] };
    expect(await listed("ben", options)).toEqual([model]);
    await ask("ben", {}, options);
    expect(upstream.asked[0]?.body.messages[0].content).toContain("the moon is made of cheese");
    expect(upstream.asked[0]?.body.tools.length).toBeGreaterThan(0);
    expect(books.entries[0]?.wish.keyId).toBe("key1");
  });

  test.each([
    ["the model alone", [feature, { name: "model:use" }]],
    ["another agent", [feature, { name: "agent:use", ids: ["64f0".repeat(6)] }]],
  ])("that covers %s, it is not there", async (_what, scope) => {
    expect(await listed("ben", { scope })).not.toContain(model);
    expect(await refusal(clientOf(house, "ben", { scope }).models.retrieve(model))).toMatchObject(isNone);
    expect(await refusal(ask("ben", {}, { scope }))).toMatchObject(isNone);
  });

  test("that covers no programs, nothing is", async () => {
    const scope = [{ name: "agent:use" }, { name: "model:use" }];
    expect(await refusal(ask("ben", {}, { scope }))).toMatchObject({ status: 403, code: "access_denied" });
  });
});

describe("at LibreChat's address", () => {
  const base = "/api/agents/v1";

  test("agents are all that there is", async () => {
    expect(await listed("ben", { base })).toEqual([model]);
    expect(await refusal(ask("ben", { model: "lab/big" }, { base }))).toMatchObject(isNone);
  });

  test("one is told by its name, with and without `agent:`", async () => {
    const client = clientOf(house, "ben", { base });
    for (const named of [model, agent.id]) expect(await client.models.retrieve(named)).toMatchObject({ id: model });
    expect(await refusal(client.models.retrieve("lab/big"))).toMatchObject(isNone);
  });

  test("an agent is named with and without `agent:`", async () => {
    for (const named of [model, agent.id])
      expect((await ask("ben", { model: named }, { base })).choices[0]?.message.content).toBe("Fine thanks");
    expect(await refusal(ask("cy", { model: agent.id }, { base }))).toMatchObject(isNone);
  });
});
