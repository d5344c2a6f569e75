import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ActionServer, json, openActionServer } from "../../workspace/testing/actionServer.ts";
import { type House, openHouse } from "../../workspace/testing/house.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, yamlOf } from "../../workspace/testing/tools.ts";
import { type Behaviour, openUpstream, type Upstream, words, yamlFor } from "../../workspace/testing/upstream.ts";
import { calling } from "./testing/calling.ts";
import { clientOf, heard, openTo } from "./testing/client.ts";

/* While an agent's action takes long, whoever listens hears that it goes on: here every 20 ms. The action answers when a test lets it. */
const STILL = ": still here\n\n";
let house: House;
let upstream: Upstream;
let server: ActionServer;
let agent: MadeAgent;
let name: string;
beforeAll(async () => {
  [server, upstream] = [await openActionServer(), await openUpstream()];
  const yaml = `${yamlFor(upstream)}${yamlOf(DOMAIN).split("\n")[1]}\n`;
  house = await openHouse({ yaml, network: server.network, heartbeatMs: 20 });
  await house.change(MCP);
  await openTo(house);
  agent = await makeAgent(house, "ada", { provider: "lab", model: "big" });
  await makeAction(house, "ada", agent);
  [name = ""] = (await house.as("ada", "GET", `/api/agents/${agent.id}/expanded`)).json().tools;
});
afterAll(async () => {
  await house.close();
  await server.close();
  await upstream.close();
});

let letAnswer: () => void;
beforeEach(() => {
  server.calls.length = 0;
  const mayAnswer = new Promise<void>((resolve) => {
    letAnswer = resolve;
  });
  server.answer(async (response, call) => {
    await mayAnswer;
    await json({ weather: "fine" })(response, call);
  });
  thenSaying(words("It is", " fine"));
});

/** The model calls the action first. */
function thenSaying(last: Behaviour): void {
  const left = [calling(name), last];
  upstream.answer((response, asked) => (left.shift() ?? words("?"))(response, asked));
}
const model = () => `agent:${agent.id}`;
const chat = () => ({ model: model(), messages: [{ role: "user" as const, content: "Hi" }] });
const later = (ms: number) => new Promise((passed) => setTimeout(passed, ms));

/** What a stream says, as bytes; it is there with the first of them. */
async function listen(path: string, body: object) {
  const response = await fetch(`${house.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-person": "ada" },
    body: JSON.stringify({ ...body, stream: true }),
  });
  let text = "";
  const over = (async () => {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) text += piece.value;
  })();
  return { response, text: () => text, over };
}

test.each([
  ["/v1/chat/completions", chat, "data: [DONE]\n\n"],
  ["/api/agents/v1/chat/completions", chat, "data: [DONE]\n\n"],
  ["/v1/responses", () => ({ model: model(), input: "Hi" }), "response.completed"],
] as const)("%s says again and again that it goes on, and then what there is to say", async (path, body, last) => {
  const { response, text, over } = await listen(path, body());
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  await expect.poll(text).toMatch(new RegExp(`^(${STILL}){3}`));
  expect(text().replaceAll(STILL, "")).toBe("");
  letAnswer();
  await over;
  expect(text()).toContain(last);
  expect(text()).toContain("It is");
});

test("OpenAI's client reads over it", async () => {
  const client = clientOf(house, "ada");
  const stream = await client.chat.completions.create({ ...chat(), stream: true });
  setTimeout(letAnswer, 60);
  const { chunks, error } = await heard(stream);
  expect(error).toBeNull();
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("It is fine");
  expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: "assistant" });

  thenSaying(words("It is", " fine"));
  const { chunks: events } = await heard(await client.responses.create({ model: model(), input: "Hi", stream: true }));
  expect(events[0]).toMatchObject({ type: "response.created", sequence_number: 0 });
  expect(events.at(-1)).toMatchObject({ type: "response.completed" });
});

test("what goes wrong after it is told in the stream", async () => {
  thenSaying((response) => void response.writeHead(500).end());
  const { response, text, over } = await listen("/v1/chat/completions", chat());
  expect(response.status).toBe(200);
  letAnswer();
  await over;
  expect(text().replaceAll(STILL, "")).toMatch(/^data: \{"error":\{.*"code":"upstream_error"\}\}\n\n$/);
});

test("before the first action nothing is said: what goes wrong then has its status", async () => {
  upstream.answer(async (response) => {
    await later(80);
    response.writeHead(500).end();
  });
  expect((await listen("/v1/chat/completions", chat())).response.status).toBe(502);
});

test("an answer that is not streamed waits, and is one object", async () => {
  setTimeout(letAnswer, 60);
  const { choices } = await clientOf(house, "ada").chat.completions.create(chat());
  expect(choices[0]?.message.content).toBe("It is fine");
});

test("who goes meanwhile ends the action", async () => {
  let isOver = false;
  server.answer((response) => void response.once("close", () => (isOver = true)));
  const gone = new AbortController();
  await clientOf(house, "ada").chat.completions.create({ ...chat(), stream: true }, { signal: gone.signal });
  expect(isOver).toBe(false);
  gone.abort();
  await expect.poll(() => isOver).toBe(true);
});
