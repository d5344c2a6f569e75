import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ActionServer, json, openActionServer } from "../testing/actionServer.ts";
import { type House, openHouse } from "../testing/house.ts";
import { isError, isFinal, Listener } from "../testing/listen.ts";
import { DOMAIN, MCP, makeAction, makeAgent, yamlOf } from "../testing/tools.ts";
import { type Behaviour, begin, openUpstream, type Upstream, words, yamlFor } from "../testing/upstream.ts";

/* A model of an OpenAI-compatible endpoint that has functions called. */
let house: House;
let server: ActionServer;
let upstream: Upstream;
beforeAll(async () => {
  [server, upstream] = [await openActionServer(), await openUpstream()];
  const actions = yamlOf(DOMAIN).split("\n")[1];
  house = await openHouse({ yaml: `${yamlFor(upstream)}${actions}\n`, network: server.network });
  await house.change(MCP);
});
afterAll(async () => {
  await house.close();
  await server.close();
  await upstream.close();
});
afterEach(async () => {
  await house.change(
    (await house.store.db.selectFrom("attachments").selectAll().where("thing", "like", "tool:%").execute()).map(
      ({ agent, thing }) => ({ kind: "attachment-removed", agent, thing }),
    ),
  );
  server.calls.length = 0;
  upstream.asked.length = 0;
});

const calling =
  (...calls: { name: string; args: string }[]): Behaviour =>
  (response) => {
    begin(response);
    const write = (delta: object, finish_reason: string | null = null) =>
      response.write(`data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`);
    for (const [index, { name, args }] of calls.entries()) {
      write({ tool_calls: [{ index, id: `id_${index}`, function: { name, arguments: "" } }] });
      for (const piece of args.match(/.{1,3}/gs) ?? [])
        write({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
    write({}, "tool_calls");
    response.end("data: [DONE]\n\n");
  };

async function talk(more: object = {}, behaviours: (name: string) => Behaviour[] = () => []) {
  const agent = await makeAgent(house, "ada", { provider: "lab", model: "big", ...more });
  await makeAction(house, "ada", agent);
  const [name = ""] = (await house.as("ada", "GET", `/api/agents/${agent.id}/expanded`)).json().tools;
  const left = behaviours(name);
  upstream.answer((response, asked) =>
    (asked.body.stream === true ? (left.shift() ?? words("Done")) : words())(response, asked),
  );
  const { streamId } = (
    await house.as("ada", "POST", "/api/agents/chat/agents", { text: "hi", agent_id: agent.id })
  ).json();
  const listener = await Listener.to(house, "ada", streamId);
  await listener.closed;
  const asked = upstream.asked.filter(({ body }) => body.stream === true).map(({ body }) => body);
  return { name, listener, asked, content: listener.heard.find(isFinal)?.data.responseMessage.content };
}

test("it is told the functions, and what its calls brought, in OpenAI's form", async () => {
  server.answer(json({ weather: "fine" }));
  const { name, asked, content } = await talk({}, (one) => [
    calling({ name: one, args: '{"city":"Oslo"}' }),
    words("Fine", " weather"),
  ]);
  expect(asked[0].tools[0]).toMatchObject({
    type: "function",
    function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
  });
  expect(asked[1].messages.slice(-2)).toEqual([
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "id_0", type: "function", function: { name, arguments: '{"city":"Oslo"}' } }],
    },
    { role: "tool", tool_call_id: "id_0", content: '{"weather":"fine"}' },
  ]);
  expect(content).toMatchObject([{ type: "tool_call" }, { type: "text", text: "Fine weather" }]);
});

test("a function that there is not is an answer, too", async () => {
  const { content } = await talk({}, () => [calling({ name: "rm_rf", args: "{}" })]);
  expect(content[0].tool_call.output).toBe("error: there is no function of this name");
});

test("right before each call it is asked again: a tool that was taken away meanwhile is not called", async () => {
  const { content, name } = await talk({}, (one) => [
    async (response, asked) => {
      const [tool] = await house.store.db
        .selectFrom("attachments")
        .selectAll()
        .where("thing", "like", "tool:%")
        .execute();
      if (!tool) throw new Error("nothing is attached");
      await house.change([{ kind: "resource-state-set", resource: tool.thing, state: "hidden" }]);
      return calling({ name: one, args: '{"city":"x"}' })(response, asked);
    },
  ]);
  expect(content[0].tool_call).toMatchObject({ name, output: "error: this tool may not be used" });
  expect(server.calls).toEqual([]);
});

test("of one answer's calls ten are made", async () => {
  await talk({}, (name) => [calling(...Array.from({ length: 12 }, () => ({ name, args: '{"city":"x"}' })))]);
  expect(server.calls).toHaveLength(10);
  const outputs = upstream.asked
    .at(-1)
    ?.body.messages.slice(-2)
    .map(({ content }: { content: string }) => content);
  expect(outputs).toEqual(Array(2).fill("error: at most 10 calls at a time"));
});

test.each([
  [{}, 25],
  [{ recursion_limit: 3 }, 3],
  [{ recursion_limit: 500 }, 25],
])("with %j it is stopped after %i rounds", async (more, rounds) => {
  const { asked, listener } = await talk(more, (name) => Array(60).fill(calling({ name, args: '{"city":"x"}' })));
  expect(asked).toHaveLength(rounds + 1);
  expect(server.calls).toHaveLength(rounds);
  expect(listener.heard.find(isError)?.data.error).toContain("too many times");
  const ids = listener.heard
    .filter(({ data }) => data.event === "on_run_step_completed")
    .map(({ data }) => data.data.result.tool_call.id);
  expect(new Set(ids).size).toBe(rounds);
});

test("what all its calls bring is bounded", async () => {
  server.answer((response) => void response.end("x".repeat(100_000)));
  const { listener } = await talk({}, (name) => Array(12).fill(calling({ name, args: '{"city":"x"}' })));
  const outputs: string[] = listener.heard
    .filter(({ data }) => data.event === "on_run_step_completed")
    .map(({ data }) => data.data.result.tool_call.output);
  expect(outputs.join("").length).toBeLessThan(1_001_000);
  expect(outputs.at(-1)).toContain("as much as they may");
});

test("arguments without end end the answer", async () => {
  const { listener } = await talk({}, (name) => [calling({ name, args: "x".repeat(300_000) })]);
  expect(listener.heard.find(isError)?.data.error).toBe("The model wanted to call a function with too much.");
  expect(server.calls).toEqual([]);
});
