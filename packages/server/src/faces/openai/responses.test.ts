import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { grant, type House, openHouse, userOf, VIEWER } from "../../workspace/testing/house.ts";
import { type MadeAgent, makeAgent } from "../../workspace/testing/tools.ts";
import {
  type Behaviour,
  begin,
  endless,
  openUpstream,
  piece,
  type Upstream,
  words,
  yamlFor,
} from "../../workspace/testing/upstream.ts";
import { Books } from "./testing/books.ts";
import { clientOf, heard, openTo, refusal } from "./testing/client.ts";

/* OpenAI's newer way to ask: translated for endpoints that know the older one, and back. */
let house: House;
let upstream: Upstream;
let agent: MadeAgent;
const books = new Books();
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream), spending: books.spending });
  await openTo(house);
  agent = await makeAgent(house, "ada", { provider: "lab", model: "big", instructions: "Be kind" });
  await house.change([grant(userOf("ben"), agent.resource, VIEWER)]);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
  books.entries.length = 0;
  upstream.answer(words("Hello", " there"));
});

const hello = { model: "lab/big", input: "Hi" };
const responses = (person = "ben", base = "/v1") => clientOf(house, person, { base }).responses;
const now = { type: "function" as const, name: "now", parameters: { type: "object" }, strict: false };
const calling: Behaviour = (response) => {
  begin(response);
  const call = { index: 0, id: "c1", function: { name: "now", arguments: "{}" } };
  const write = (more: object) => response.write(`data: ${JSON.stringify(more)}\n\n`);
  write({ choices: [{ delta: { tool_calls: [call] }, finish_reason: null }] });
  write({ choices: [{ delta: {}, finish_reason: "tool_calls" }] });
  write({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } });
  response.end("data: [DONE]\n\n");
};

test("a text is answered, and the endpoint is asked in the way that it knows", async () => {
  const response = await responses().create({
    ...hello,
    instructions: "Short",
    max_output_tokens: 50,
    temperature: 0.5,
    text: { format: { type: "json_schema", name: "it", schema: { type: "object" } } },
    reasoning: { effort: "low" },
  });
  expect(response).toMatchObject({
    object: "response",
    status: "completed",
    output_text: "Hello there",
    model: "lab/big",
  });
  expect(upstream.asked[0]?.path).toBe("/v1/chat/completions");
  expect(upstream.asked[0]?.body).toMatchObject({
    model: "big",
    messages: [
      { role: "system", content: "Short" },
      { role: "user", content: "Hi" },
    ],
    max_tokens: 50,
    temperature: 0.5,
    response_format: { type: "json_schema", json_schema: { name: "it", schema: { type: "object" } } },
    reasoning_effort: "low",
  });
  await expect.poll(() => books.ends).toEqual([{ tokensIn: expect.any(Number), tokensOut: 2 }]);
});

test("a stream says it event by event, as the client puts it together", async () => {
  const stream = responses().stream(hello);
  const kinds: string[] = [];
  stream.on("event", ({ type }) => kinds.push(type));
  expect((await stream.finalResponse()).output_text).toBe("Hello there");
  expect(kinds).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
  ]);
});

test("functions are called by the caller, plainly and in a stream, and told what they brought", async () => {
  for (const stream of [false, true]) {
    upstream.answer(calling);
    const body = { ...hello, tools: [now], tool_choice: { type: "function" as const, name: "now" } };
    const first = stream ? await responses().stream(body).finalResponse() : await responses().create(body);
    expect(first.output).toMatchObject([{ type: "function_call", call_id: "c1", name: "now", arguments: "{}" }]);
    expect(first.usage).toMatchObject({ input_tokens: 7, output_tokens: 2, total_tokens: 9 });
    expect(upstream.asked.at(-1)?.body).toMatchObject({
      tools: [{ type: "function", function: { name: "now" } }],
      tool_choice: { type: "function", function: { name: "now" } },
    });
    upstream.answer(words("Noon"));
    const input = [
      { role: "user" as const, content: [{ type: "input_text" as const, text: "When?" }] },
      { type: "function_call" as const, call_id: "c1", name: "now", arguments: "{}" },
      { type: "function_call_output" as const, call_id: "c1", output: "noon" },
    ];
    expect((await responses().create({ ...hello, input })).output_text).toBe("Noon");
    expect(upstream.asked.at(-1)?.body.messages).toEqual([
      { role: "user", content: "When?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "now", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c1", content: "noon" },
    ]);
  }
});

test("pictures are told", async () => {
  const image_url = "data:image/png;base64,AA";
  const input = [
    { role: "user" as const, content: [{ type: "input_image" as const, image_url, detail: "auto" as const }] },
  ];
  await responses().create({ ...hello, input });
  expect(upstream.asked[0]?.body.messages).toEqual([
    { role: "user", content: [{ type: "image_url", image_url: { url: image_url } }] },
  ]);
});

describe("an agent", () => {
  test.each(["/v1", "/api/agents/v1"])("answers, too, below %s", async (base) => {
    const body = { ...hello, model: `agent:${agent.id}` };
    expect((await responses("ben", base).create(body)).output_text).toBe("Hello there");
    expect(upstream.asked[0]?.body.messages[0]).toEqual({ role: "system", content: "Be kind" });
    expect(await refusal(responses("cy", base).create(body))).toMatchObject({ status: 404, code: "model_not_found" });
    expect(await refusal(responses("ben", base).create({ ...body, tools: [now] }))).toMatchObject({
      status: 400,
      param: "tools",
    });
  });
});

test.each<[string, object, string]>([
  ["what was kept elsewhere", { previous_response_id: "resp_1" }, "previous_response_id"],
  ["an answer for later", { background: true }, "background"],
  ["tools that are not the caller's", { tools: [{ type: "web_search" }] }, "tools.0.type"],
  ["an item of another kind", { input: [{ type: "computer_call" }] }, "input.0.type"],
  ["nobody's line", { input: [{ role: "king", content: "x" }] }, "input.0.role"],
  ["less than one token", { max_output_tokens: 0 }, "max_output_tokens"],
])("%s is refused", async (_what, more, param) => {
  expect(await refusal(responses().create({ ...hello, ...more }))).toMatchObject({ status: 400, param });
  expect(upstream.asked).toEqual([]);
});

test("what breaks says so in the stream, and before it with a status", async () => {
  upstream.answer((response) => {
    begin(response);
    piece(response, "Hel");
    setTimeout(() => response.destroy(), 20);
  });
  const { chunks, error } = await heard(await responses().create({ ...hello, stream: true }));
  expect(chunks.at(-1)).toMatchObject({ type: "response.output_text.delta", delta: "Hel" });
  expect(error).toMatchObject({ code: "upstream_error" });
  upstream.answer((response) => void response.writeHead(500).end("sk-upstream-secret"));
  expect(await refusal(responses().create({ ...hello, stream: true }))).toMatchObject({ status: 502 });
});

test("it ends at the endpoint when its caller has gone", async () => {
  upstream.answer(endless);
  for await (const event of await responses().create({ ...hello, stream: true }))
    if (event.type === "response.output_text.delta") break;
  await upstream.asked[0]?.gone;
});
