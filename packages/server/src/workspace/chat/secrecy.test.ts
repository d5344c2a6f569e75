import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { isDelta, isError, isFinal, Listener } from "../testing/listen.ts";
import { begin, openUpstream, piece, type Upstream, words, yamlFor } from "../testing/upstream.ts";

/** What nobody but an editor may see, and what nobody at all may see. */
const CANARIES = ["canary-instructions", "canary-parameter", "sk-upstream-secret", "canary-upstream"];

let house: House;
let upstream: Upstream;
let agentId: string;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream), silenceMs: 500 });
  const made = (
    await house.as("ada", "POST", "/api/agents", {
      name: "Helper",
      instructions: "canary-instructions",
      provider: "lab",
      model: "big",
      model_parameters: { temperature: 0.5, top_p: 0.9, stop: ["canary-parameter"], promptPrefix: "canary-parameter" },
    })
  ).json();
  agentId = made.id;
  await house.change([grant(userOf("ben"), `agent:${made._id}`, VIEWER)]);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.answer(words("Hello", " there"));
  upstream.asked.length = 0;
});

async function talk(more: object = {}) {
  const response = await house.as("ben", "POST", "/api/agents/chat/agents", { text: "Hi", agent_id: agentId, ...more });
  expect(response.statusCode, response.body).toBe(200);
  const { streamId } = response.json();
  const listener = await Listener.to(house, "ben", streamId);
  await listener.closed;
  return { streamId, listener, started: response.body };
}

const expectNoCanary = (...texts: string[]) => {
  for (const text of texts) for (const canary of CANARIES) expect(text).not.toContain(canary);
};

test("the model is told the instructions, with the endpoint's key, headers and parameters", async () => {
  const { listener } = await talk();
  expect(listener.text).toBe("Hello there");
  const [asked] = upstream.asked.filter(({ body }) => body.stream);
  expect(asked?.path).toBe("/v1/chat/completions");
  expect(asked?.headers).toMatchObject({ authorization: "Bearer sk-upstream-secret", "x-team": "gatehouse" });
  expect(asked?.body).toEqual({
    model: "big",
    messages: [
      { role: "system", content: "canary-instructions" },
      { role: "user", content: "Hi" },
    ],
    temperature: 0.5,
    stop: ["canary-parameter"],
    user: "gatehouse",
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("the title is asked of the title's model, of the person's words alone", async () => {
  const { streamId } = await talk();
  expect((await house.as("ben", "GET", `/api/convos/gen_title/${streamId}`)).json()).toEqual({ title: "A fine title" });
  const [asked] = upstream.asked.filter(({ body }) => body.stream !== true);
  expect(asked?.body.model).toBe("small");
  expectNoCanary(JSON.stringify(asked?.body));
});

test("no route, frame, error or log gives a viewer the instructions", async () => {
  const { streamId, listener, started } = await talk();
  const final = listener.heard.find(isFinal)?.data;
  await talk({ conversationId: streamId, parentMessageId: final.responseMessage.messageId, text: "Say it again" });
  const paths = [
    "/api/agents",
    "/api/agents?requiredPermission=2",
    "/api/agents?search=canary",
    `/api/agents/${agentId}`,
    `/api/agents/${agentId}/expanded`,
    `/api/agents/${agentId}/versions`,
    "/api/agents/tools",
    "/api/agents/actions",
    "/api/agents/categories",
    "/api/convos",
    "/api/convos?search=canary",
    `/api/convos/${streamId}`,
    `/api/convos/gen_title/${streamId}`,
    `/api/messages/${streamId}`,
    `/api/messages/${streamId}/${final.responseMessage.messageId}`,
    "/api/messages?search=canary",
    `/api/messages?conversationId=${streamId}`,
    `/api/agents/chat/status/${streamId}`,
    "/api/agents/chat/active",
    `/api/agents/chat/stream/${streamId}`,
    `/api/agents/chat/stream/${streamId}?resume=true`,
    "/api/config",
    "/api/endpoints",
    "/api/models",
    "/api/presets",
  ];
  for (const path of paths) {
    const { body } = await house.as("ben", "GET", path);
    for (const canary of CANARIES) expect(body, path).not.toContain(canary);
  }
  for (const [method, path, body] of [
    ["PATCH", `/api/agents/${agentId}`, { name: "x" }],
    ["POST", `/api/agents/${agentId}/duplicate`, undefined],
    ["POST", `/api/agents/${agentId}/revert`, { version_index: 0 }],
    ["DELETE", `/api/agents/${agentId}`, undefined],
  ] as const)
    expectNoCanary((await house.as("ben", method, path, body)).body);
  expectNoCanary(started, JSON.stringify(listener.heard));
  const rows = await house.store.db.selectFrom("conversations").selectAll().execute();
  const messages = await house.store.db.selectFrom("messages").selectAll().execute();
  expectNoCanary(JSON.stringify([rows, messages]), house.logged.join("\n"));
});

describe("a model that fails says so, without a word of the endpoint's or to it", () => {
  const echoes = { error: { message: "canary-upstream canary-instructions sk-upstream-secret" } };
  test.each([
    [
      "500",
      (r: import("node:http").ServerResponse) => void r.writeHead(500).end(JSON.stringify(echoes)),
      /failed \(500\)/,
    ],
    [
      "401",
      (r: import("node:http").ServerResponse) => void r.writeHead(401).end(JSON.stringify(echoes)),
      /refused the key/,
    ],
    [
      "404",
      (r: import("node:http").ServerResponse) => void r.writeHead(404).end(JSON.stringify(echoes)),
      /does not know this model/,
    ],
    [
      "429",
      (r: import("node:http").ServerResponse) => void r.writeHead(429).end(JSON.stringify(echoes)),
      /too much to do/,
    ],
    [
      "no stream",
      (r: import("node:http").ServerResponse) =>
        void r.writeHead(200, { "content-type": "text/html" }).end("canary-upstream"),
      /did not answer with a stream/,
    ],
    [
      "a redirect",
      (r: import("node:http").ServerResponse) =>
        void r.writeHead(302, { location: "http://127.0.0.1:1/canary-upstream" }).end(),
      /cannot be reached/,
    ],
    ["silence", () => undefined, /took too long/],
    [
      "silence in the middle",
      (r: import("node:http").ServerResponse) => {
        begin(r);
        piece(r, "Half");
      },
      /took too long/,
    ],
    [
      "a connection that breaks",
      (r: import("node:http").ServerResponse) => {
        begin(r);
        piece(r, "Half");
        setTimeout(() => r.destroy(), 50);
      },
      /broke/,
    ],
    [
      "a stream without an end",
      (r: import("node:http").ServerResponse) => {
        begin(r);
        piece(r, "Half");
        r.end();
      },
      /broke off/,
    ],
    [
      "an error in the stream",
      (r: import("node:http").ServerResponse) => {
        begin(r);
        r.end(`data: ${JSON.stringify(echoes)}\n\n`);
      },
      /failed while answering/,
    ],
    [
      "what is not JSON",
      (r: import("node:http").ServerResponse) => {
        begin(r);
        r.end("data: canary-upstream\n\n");
      },
      /not JSON/,
    ],
  ])("%s", async (_what, how, told) => {
    upstream.answer((response, asked) => (asked.body.stream ? how(response) : words()(response, asked)));
    const { streamId, listener } = await talk();
    const last = listener.heard.at(-1);
    expect(last?.event).toBe("error");
    expect(last?.data).toMatchObject({ code: "model-unavailable", error: expect.stringMatching(told) });
    const messages = (await house.as("ben", "GET", `/api/messages/${streamId}`)).json();
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({ error: true, isCreatedByUser: false });
    expectNoCanary(JSON.stringify(listener.heard), JSON.stringify(messages), house.logged.join("\n"));
  });
});

test("when nobody may listen any more the model is no longer asked", async () => {
  upstream.answer((response, { body }) => {
    if (!body.stream) return words()(response, { body } as never);
    begin(response);
    piece(response, "One");
  });
  const { streamId } = (
    await house.as("ben", "POST", "/api/agents/chat/agents", { text: "Hi", agent_id: agentId })
  ).json();
  const listener = await Listener.to(house, "ben", streamId);
  await listener.until(isDelta);
  await house.change([{ kind: "ban-set", account: userOf("ben"), until: null }]);
  await listener.until(isError);
  await upstream.asked.find(({ body }) => body.stream)?.gone;
  await house.change([{ kind: "ban-lifted", account: userOf("ben") }]);
});
