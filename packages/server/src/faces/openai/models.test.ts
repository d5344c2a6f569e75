import type { ServerResponse } from "node:http";
import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";
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

/*
 * Models by OpenAI's own client: a body goes to the model's endpoint as it is, and the answer comes as it is, within what the caller may use.
 */
let house: House;
let upstream: Upstream;
let ben: OpenAI;
const books = new Books();
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream), silenceMs: 400, spending: books.spending });
  await openTo(house);
  ben = clientOf(house, "ben");
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  books.entries.length = 0;
  upstream.asked.length = 0;
  upstream.answer(words("Hello", " there"));
});

const json =
  (body: unknown, status = 200): Behaviour =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/json", "Retry-After": "7" });
    response.end(JSON.stringify(body));
  };
const usage = { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 };
const hello = { model: "lab/big", messages: [{ role: "user" as const, content: "Hi" }] };

describe("which there are", () => {
  const listed = async (person: string) => (await clientOf(house, person).models.list()).data.map(({ id }) => id);

  test("those that one may use, by endpoint and name", async () => {
    expect(await listed("ben")).toEqual(["lab/big", "lab/small"]);
  });

  test("what is not listed cannot be called, and is answered as what is not there", async () => {
    const big = house.settings.models.find(({ model }) => model === "big")?.id;
    const restrict = (restricted: boolean) =>
      house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted }]);
    await restrict(true);
    expect(await listed("ben")).toEqual(["lab/small"]);
    const forbidden = await refusal(ben.chat.completions.create(hello));
    const unknown = await refusal(ben.chat.completions.create({ ...hello, model: "lab/bigger" }));
    await restrict(false);
    expect(forbidden).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
    expect({ ...unknown, message: unknown.message.replace("bigger", "big") }).toEqual(forbidden);
    expect(upstream.asked).toEqual([]);
  });

  test("one of them is told by its name, with its slash escaped or not", async () => {
    const [big] = (await ben.models.list()).data;
    expect(await ben.models.retrieve("lab/big")).toEqual(big);
    for (const url of ["/v1/models/lab/big", "/v1/models/lab%2Fbig", "/v1/models/lab%2fbig?x=y"]) {
      const { statusCode, body } = await house.as("ben", "GET", url);
      expect([statusCode, JSON.parse(body)], url).toEqual([200, big]);
    }
  });

  test("so is one whose own name has a slash", async () => {
    const endpoint = { name: "console", baseURL: "https://api.example.org/v1", models: ["meta/llama-3"] };
    const made = await house.as("sue", "POST", "/api/admin/models/endpoints", endpoint);
    expect(made.statusCode, made.body).toBe(201);
    const id = "console/meta/llama-3";
    expect(await ben.models.retrieve(id)).toMatchObject({ id, object: "model", owned_by: "console" });
    for (const path of [id, "console/meta%2Fllama-3"])
      expect((await house.as("ben", "GET", `/v1/models/${path}`)).json()).toMatchObject({ id });
    await house.as("sue", "DELETE", `/api/admin/models/endpoints/${made.json()._id}`);
    expect(await refusal(ben.models.retrieve(id))).toMatchObject({ status: 404, code: "model_not_found" });
  });

  test("one that is not for the caller is not there, whoever asks for it by its name", async () => {
    const big = house.settings.models.find(({ model }) => model === "big")?.id;
    const restrict = (restricted: boolean) =>
      house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted }]);
    await restrict(true);
    const forbidden = await refusal(ben.models.retrieve("lab/big"));
    const unknown = await refusal(ben.models.retrieve("lab/bigger"));
    await restrict(false);
    expect(forbidden).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
    expect({ ...unknown, message: unknown.message.replace("bigger", "big") }).toEqual(forbidden);
  });

  test.each([
    "/v1/models//",
    "/v1/models/lab",
    "/v1/models/lab/",
    "/v1/models/lab/big/",
    "/v1/models/lab/__proto__",
    "/v1/models/agents/x",
    `/v1/models/${"x".repeat(500)}/y`,
  ])("%s names none", async (url) => {
    const { statusCode, body } = await house.as("ben", "GET", url);
    expect(statusCode).toBe(404);
    expect(JSON.parse(body).error).toMatchObject({ code: "model_not_found" });
  });

  test.each([
    "big",
    "lab",
    "lab/",
    "/big",
    "__proto__/big",
    "lab/__proto__",
    "agents/big",
    "agent:",
    "lab/big\r\nX: y",
  ])("%j is none", async (model) =>
    expect(await refusal(ben.chat.completions.create({ ...hello, model }))).toMatchObject({
      status: 404,
      code: "model_not_found",
    }),
  );
});

describe("a plain answer", () => {
  const answer = {
    id: "x",
    object: "chat.completion",
    model: "big-2026",
    choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
    usage,
    system_fingerprint: "fp",
  };

  test("comes as the endpoint gave it, and is counted", async () => {
    upstream.answer(json(answer));
    expect(await ben.chat.completions.create(hello)).toMatchObject(answer);
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 11, tokensOut: 3 }]);
  });

  test("is counted with what the endpoint had in its cache", async () => {
    upstream.answer(json({ ...answer, usage: { ...usage, prompt_tokens_details: { cached_tokens: 8 } } }));
    await ben.chat.completions.create(hello);
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 11, tokensOut: 3, cacheRead: 8 }]);
  });

  test("is counted here where the endpoint tells nothing", async () => {
    const choice = { ...answer.choices[0], message: { role: "assistant", content: "नमस्ते दुनिया" } };
    upstream.answer(json({ ...answer, choices: [choice], usage: undefined }));
    await ben.chat.completions.create(hello);
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 6, tokensOut: 5 }]);
  });

  test("is in the statistics of whoever asked", async () => {
    upstream.answer(json(answer));
    await clientOf(house, "cy").chat.completions.create(hello);
    const row = () =>
      house.store.db.selectFrom("usage_periods").selectAll().where("account", "=", userOf("cy")).executeTakeFirst();
    await expect.poll(row).toMatchObject({ answers: 1, untold: 0, tokens_in: 11, tokens_out: 3 });
  });

  test("is asked for with the whole body, but for the model's name and what the operator says", async () => {
    upstream.answer(json(answer));
    const picture = {
      type: "image_url" as const,
      image_url: { url: "data:image/png;base64,AAAA", detail: "low" as const },
    };
    const tools = [{ type: "function" as const, function: { name: "now", parameters: {} } }];
    const body = {
      messages: [{ role: "user" as const, content: [picture] }],
      tools,
      tool_choice: "auto" as const,
      response_format: { type: "json_object" as const },
      seed: 7,
    };
    await ben.chat.completions.create({ ...body, model: "lab/big", top_p: 0.5, ...{ made_up: { a: [1] } } });
    const [asked] = upstream.asked;
    expect(asked?.path).toBe("/v1/chat/completions");
    expect(asked?.headers.authorization).toBe("Bearer sk-upstream-secret");
    expect(asked?.headers["x-team"]).toBe("gatehouse");
    expect(asked?.body).toEqual({ ...body, model: "big", made_up: { a: [1] }, user: "gatehouse", stream: false });
  });

  test("of another shape is none", async () => {
    upstream.answer(json({ error: { message: "sk-upstream-secret is out of money" } }));
    const told = await refusal(ben.chat.completions.create(hello));
    expect(told).toMatchObject({ status: 502, code: "upstream_error", type: "upstream_error" });
    expect(told.message).not.toContain("secret");
  });

  test("that took nothing is not counted", async () => {
    upstream.answer(json({}, 500));
    await refusal(ben.chat.completions.create(hello));
    await expect.poll(() => books.ends).toEqual(["released"]);
  });
});

describe("a streamed answer", () => {
  const streamed = (more: object = {}) => ben.chat.completions.create({ ...hello, stream: true, ...more });
  const saying =
    (...chunks: object[]): Behaviour =>
    (response) => {
      begin(response);
      for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      response.end("data: [DONE]\n\n");
    };
  const delta = (content: string, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta: { content }, finish_reason }],
    usage: null,
  });

  test("comes chunk by chunk as the endpoint gave it", async () => {
    const chunks = [delta("Hello"), { ...delta(" you"), odd: "field" }, delta("", "stop")];
    upstream.answer(saying(...chunks));
    const told = await heard(await streamed());
    expect(told).toEqual({ chunks, error: null });
  });

  test("brings calls of the caller's functions", async () => {
    const call = { index: 0, id: "c1", type: "function", function: { name: "now", arguments: "{}" } };
    const chunks = [
      { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
    ];
    upstream.answer(saying(...chunks));
    expect((await heard(await streamed())).chunks).toEqual(chunks);
  });

  test.each([
    ["is told to whoever asked for it", true],
    ["is not told to whoever did not ask", false],
  ])("what it took %s, and is counted", async (_whom, include_usage) => {
    const chunks = [delta("Hello"), delta("", "stop"), { choices: [], usage }];
    upstream.answer(saying(...chunks));
    const told = await heard(await streamed(include_usage ? { stream_options: { include_usage } } : {}));
    expect(told.chunks).toEqual(include_usage ? chunks : chunks.slice(0, 2));
    expect(upstream.asked[0]?.body.stream_options).toEqual({ include_usage: true });
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 11, tokensOut: 3 }]);
  });

  test("begins while the endpoint is still speaking", async () => {
    upstream.answer(endless);
    const stream = await streamed();
    for await (const chunk of stream) {
      expect(chunk.choices[0]?.delta.content).toBe("word ");
      break;
    }
  });

  test("ends at the endpoint when its caller has gone, and counts what was heard", async () => {
    upstream.answer(endless);
    const stream = await streamed();
    const words = stream[Symbol.asyncIterator]();
    await words.next();
    stream.controller.abort();
    await upstream.asked[0]?.gone;
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 6, tokensOut: expect.any(Number) }]);
  });

  test("ends, and says why, when a right to it ends", async () => {
    upstream.answer(endless);
    const stream = await streamed();
    const words = stream[Symbol.asyncIterator]();
    await words.next();
    const big = house.settings.models.find(({ model }) => model === "big")?.id;
    await house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted: true }]);
    const { error } = await heard({ [Symbol.asyncIterator]: () => words });
    await house.change([{ kind: "restricted-set", resource: `model:${big}`, restricted: false }]);
    expect(error).toMatchObject({ code: "access_ended" });
    await upstream.asked[0]?.gone;
  });

  test("ends, and says why, when the session ends", async () => {
    upstream.answer(endless);
    const stream = await streamed();
    const words = stream[Symbol.asyncIterator]();
    await words.next();
    for (const ended of house.people.sessionEnded)
      ended({ organization: house.here, session: "session-of-ben", account: "-" });
    expect((await heard({ [Symbol.asyncIterator]: () => words })).error).toMatchObject({ code: "access_ended" });
  });

  const raw =
    (text: string): Behaviour =>
    (response) => {
      begin(response);
      response.write(text);
      setTimeout(() => response.end(), 20);
    };
  test.each<[string, Behaviour]>([
    ["a comment", raw(": PROCESSING\n\n")],
    ["half an event", raw('data: {"choices": [{"del')],
    ["whose turn it is", saying({ choices: [{ delta: { role: "assistant", content: "" } }] }, { error: "sk-secret" })],
    ["an error in another form", saying({ object: "error", message: "sk-secret" })],
    ["a page", raw("<html>sk-secret</html>")],
  ])("that brings no more than %s before it fails is not charged", async (_what, how) => {
    upstream.answer(how);
    const { error } = await heard(await streamed());
    expect(String(error)).not.toContain("secret");
    expect(error).toMatchObject({ type: "upstream_error" });
    await expect.poll(() => books.ends).toEqual(["released"]);
  });

  // Without endpoints the built-in model is there, which is answered here.
  test.each([
    ["passed on", () => ({ yaml: yamlFor(upstream) }), { ...hello, stream: true }],
    [
      "answered here",
      () => ({}),
      { model: "echo/echo", messages: [{ role: "user", content: "/slow 30" }], stream: true },
    ],
  ] as const)(
    "%s, ends and says why when the server stops, and is counted as far as it came",
    async (_what, of, asked) => {
      const stopping = new Books();
      const other = await openHouse({ ...of(), spending: stopping.spending });
      try {
        await openTo(other);
        upstream.answer(endless);
        const stream = await clientOf(other, "ben").chat.completions.create(
          asked as OpenAI.ChatCompletionCreateParamsStreaming,
        );
        const words = stream[Symbol.asyncIterator]();
        await words.next();
        const [{ error }] = await Promise.all([heard({ [Symbol.asyncIterator]: () => words }), other.app.close()]);
        expect(String(error)).toContain("the server is being stopped");
        expect(stopping.ends).toEqual([{ tokensIn: expect.any(Number), tokensOut: expect.any(Number) }]);
      } finally {
        await other.close();
      }
    },
  );

  const hel =
    (then: (response: ServerResponse) => void): Behaviour =>
    (response) => {
      begin(response);
      piece(response, "Hel");
      then(response);
    };
  test.each<[string, Behaviour, string]>([
    ["that breaks off", hel((response) => setTimeout(() => response.destroy(), 20)), "upstream_error"],
    ["that ends in the middle", hel((response) => response.end()), "upstream_error"],
    ["that falls silent", hel(() => undefined), "upstream_timeout"],
    ["with an error in it", saying(delta("Hel"), { error: { message: "sk-upstream-secret" } }), "upstream_error"],
    ["that is no JSON", hel((response) => response.end('data: {"error" oh\n\n')), "upstream_error"],
  ])("%s says so, and is counted as far as it came", async (_what, how, code) => {
    upstream.answer(how);
    const { chunks, error } = await heard(await streamed());
    expect(chunks).toHaveLength(1);
    expect(error).toMatchObject({ code, type: "upstream_error" });
    expect(String(error)).not.toContain("secret");
    await expect.poll(() => books.ends).toEqual([{ tokensIn: 6, tokensOut: expect.any(Number) }]);
  });

  test("in pieces that fall anywhere is the same", async () => {
    const chunks = [delta("Hellö"), delta(" yöu"), delta("", "stop"), { choices: [], usage }];
    const text = `: hello\r\n\r\n${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join("")}data: [DONE]`;
    upstream.answer(async (response) => {
      begin(response);
      for (const byte of Buffer.from(text)) {
        response.write(Buffer.of(byte));
        await new Promise((next) => setImmediate(next));
      }
      response.end();
    });
    expect(await heard(await streamed())).toEqual({ chunks: chunks.slice(0, 3), error: null });
  });
});

describe("what goes wrong at the endpoint", () => {
  test.each([
    [400, 400, "upstream_refused"],
    [401, 502, "upstream_error"],
    [404, 502, "upstream_error"],
    [413, 400, "upstream_refused"],
    [429, 429, "rate_limit_exceeded"],
    [503, 502, "upstream_error"],
  ])("%i is told as %i, in our words", async (status, told, code) => {
    for (const stream of [false, true]) {
      upstream.answer(json({ error: { message: "sk-upstream-secret" } }, status));
      const answer = await refusal(ben.chat.completions.create({ ...hello, stream }));
      expect(answer).toMatchObject({ status: told, code });
      expect(answer.message).not.toContain("secret");
      expect(answer.retryAfter).toBe(status === 429 ? "7" : null);
    }
  });

  test("that says nothing is given up", async () => {
    upstream.answer(() => undefined);
    expect(await refusal(ben.chat.completions.create(hello))).toMatchObject({ status: 504, code: "upstream_timeout" });
    await upstream.asked[0]?.gone;
  });

  test("a caller who does not wait ends it there, and pays nothing", async () => {
    upstream.answer(() => undefined);
    const leaving = new AbortController();
    const asking = ben.chat.completions.create(hello, { signal: leaving.signal });
    await expect.poll(() => upstream.asked.length).toBe(1);
    const refused = expect(asking).rejects.toThrow();
    leaving.abort();
    await upstream.asked[0]?.gone;
    await refused;
    await expect.poll(() => books.ends).toEqual(["released"]);
  });
});
