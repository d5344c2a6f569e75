import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse } from "../../workspace/testing/house.ts";
import { openUpstream, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { clientOf, openTo, refusal } from "./testing/client.ts";

/* Whatever is wrong is told in the shape that OpenAI's clients read, and nothing of it comes to a model. */
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream) });
  await openTo(house);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
});

const body = { model: "lab/big", messages: [{ role: "user" as const, content: "Hi" }] };
const CHAT = "/v1/chat/completions";
const errorOf = async (payload: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await house.app.inject({
    method: "POST",
    url: CHAT,
    headers: { "content-type": "application/json", "x-person": "ben", ...headers },
    payload,
  });
  expect(response.headers["content-type"]).toContain("application/json");
  const { error } = response.json();
  expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  expect(upstream.asked).toEqual([]);
  return { status: response.statusCode, code: error.code, param: error.param };
};

describe("a request for a model is for that one", () => {
  test.each(["models", "route", "fallbacks", "api_base", "api_key"])("and is refused with `%s`", async (field) => {
    expect(await errorOf(JSON.stringify({ ...body, [field]: ["small"] }))).toEqual({
      ...{ status: 400, code: "invalid_request_error", param: field },
    });
  });
});

test.each(["/v1/models/%", "/v1/models/%E0%A4", "/api/agents/v1/models/%", "/v1/%"])(
  "an address that cannot be read is told so in the same shape: %s",
  async (url) => {
    const answer = await house.app.inject({ method: "GET", url, headers: { "x-person": "ben" } });
    const { error } = answer.json();
    expect([answer.statusCode, error?.code, error?.type]).toEqual([
      400,
      "invalid_request_error",
      "invalid_request_error",
    ]);
  },
);

test.each(["/v1", "/api/agents/v1"])("what is answered below %s is data for programs, and no page", async (base) => {
  const { headers } = await house.app.inject({ method: "GET", url: `${base}/models`, headers: { "x-person": "ben" } });
  expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers["cache-control"]).toBe("no-store");
});

describe("who asks", () => {
  test.each(["/v1", "/api/agents/v1"])("must say so, below %s", async (base) => {
    for (const [method, url] of [
      ["GET", `${base}/models`],
      ["POST", `${base}/chat/completions`],
    ] as const) {
      const nobody = await house.app.inject({ method, url });
      expect(nobody.statusCode).toBe(401);
      expect(nobody.json().error).toMatchObject({ type: "invalid_request_error", code: "missing_api_key" });
      const wrong = await house.app.inject({ method, url, headers: { "x-person": "bad" } });
      expect(wrong.statusCode).toBe(401);
      expect(wrong.json().error).toMatchObject({ type: "invalid_request_error", code: "invalid_api_key" });
    }
  });

  test("must have the feature, for every way", async () => {
    await openTo(house, false);
    const ben = clientOf(house, "ben");
    for (const asking of [ben.models.list(), ben.chat.completions.create(body)])
      expect(await refusal(asking)).toMatchObject({ status: 403, code: "access_denied" });
    await openTo(house);
    await ben.models.list();
    expect(upstream.asked).toEqual([]);
  });
});

describe("a request that is none", () => {
  test.each([
    ["that is no JSON", "{"],
    ["that is empty", ""],
    ["of another type", JSON.stringify("x")],
    ["that nests without end", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["with __proto__ in it", '{"model":"lab/big","messages":[{"role":"user","content":"x"}],"__proto__":{"a":1}}'],
    ["with a number that is none", '{"model":"lab/big","messages":[{"role":"user","content":"x"}],"max_tokens":1e999}'],
    ["with one key twice", '{"model":"lab/big","model":"lab/small","messages":[{"role":"user","content":"x"}]}'],
  ])("%s is refused", async (_what, payload) =>
    expect(await errorOf(payload)).toMatchObject({ status: 400, code: "invalid_request_error" }),
  );

  test.each([
    ["model", { model: 7 }],
    ["messages", { messages: [] }],
    ["messages", { messages: "Hi" }],
    ["messages.0.role", { messages: [{ role: "king", content: "Hi" }] }],
    ["max_tokens", { max_tokens: -1 }],
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_completion_tokens", { max_completion_tokens: 1e15 }],
    ["n", { n: 1e9 }],
    ["n", { n: 0 }],
    ["stream", { stream: "yes" }],
    ["tools", { tools: Array.from({ length: 129 }, () => ({ type: "function" })) }],
  ])("with a wrong `%s` names it", async (param, wrong) =>
    expect(await errorOf(JSON.stringify({ ...body, ...wrong }))).toEqual({
      status: 400,
      code: "invalid_request_error",
      param,
    }),
  );

  test("of another media type is refused", async () =>
    expect(await errorOf("x", { "content-type": "text/plain" })).toMatchObject({ status: 415 }));

  test("of more than 20 MB is refused, and one of less is not", async () => {
    const picture = (bytes: number) => ({
      ...body,
      messages: [
        {
          role: "user",
          content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(bytes)}` } }],
        },
      ],
    });
    expect(await errorOf(JSON.stringify(picture(21 * 1_024 * 1_024)))).toEqual({
      status: 413,
      code: "request_too_large",
      param: null,
    });
    const large = await house.as("ben", "POST", CHAT, { ...picture(18 * 1_024 * 1_024), stream: true });
    expect(large.statusCode, large.body).toBe(200);
    expect(upstream.asked).toHaveLength(1);
  });

  test("for what is not there is told so", async () => {
    for (const url of ["/v1", "/v1/engines", "/v1/modelsx/y", "/api/agents/v1/a/b", "/api/agents/v1/models/x/y"]) {
      const { statusCode, body: said } = await house.as("ben", "GET", url);
      expect(statusCode, url).toBe(404);
      expect(JSON.parse(said).error, url).toMatchObject({ code: "unknown_url" });
    }
  });
});

test.each(["/v1", "/api/agents/v1"])("a body that does not come to its end is told so, below %s", async (base) => {
  const connected = once(house.app.server, "connection");
  const half = request(`${house.url}${base}/chat/completions`, {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/json", "content-length": 1_000, "x-person": "ben" },
  });
  half.write('{"model":');
  const [socket] = await connected;
  await once(house.app.server, "request");
  // As Node's server does it, two minutes after the request began.
  house.app.server.emit("clientError", Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), socket);
  const [answer] = await once(half, "response");
  expect([answer.statusCode, answer.headers["gatehouse-problem"]]).toEqual([408, "request-timeout"]);
  expect(JSON.parse(await text(answer)).error).toEqual({
    ...{ message: "the request did not arrive in time", param: null },
    ...{ type: "invalid_request_error", code: "request_timeout" },
  });
  half.destroy();
  expect(upstream.asked).toEqual([]);
});

test("whoever sends half a body, and goes, does no harm", async () => {
  const half = request(`${house.url}${CHAT}`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": 1_000, "x-person": "ben" },
  });
  half.on("error", () => undefined);
  half.write('{"model":');
  await new Promise((later) => setTimeout(later, 50));
  half.destroy();
  expect((await clientOf(house, "ben").models.list()).data.length).toBeGreaterThan(0);
  expect(upstream.asked).toEqual([]);
});
