import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { isError, Listener } from "../testing/listen.ts";
import { begin, openUpstream, piece, type Upstream, words, yamlFor } from "../testing/upstream.ts";

/* How many requests and tokens in a time, as administrators say it (`/api/admin/limits`), in a conversation. */
const LIMITS = "/api/admin/limits";
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream) });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(async () => {
  for (const { id } of (await house.as("sue", "GET", LIMITS)).json().limits)
    await house.as("sue", "DELETE", `${LIMITS}/${id}`);
  upstream.answer((response, asked) => (asked.body.stream === true ? telling(10, 90) : words())(response, asked));
});

const telling = (tokensIn: number, tokensOut: number) => (response: Parameters<typeof begin>[0]) => {
  begin(response);
  piece(response, "Hello", "stop");
  const usage = { prompt_tokens: tokensIn, completion_tokens: tokensOut };
  response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
  response.end("data: [DONE]\n\n");
};

const limit = async (body: object) => {
  const answer = await house.as("sue", "POST", LIMITS, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
};
/** Null: answered; otherwise the refusal. */
async function talk(person: string, model = "big", text = "Hi") {
  const started = await house.as(person, "POST", "/api/agents/chat/lab", { text, model, isTemporary: true });
  expect(started.statusCode, started.body).toBe(200);
  const listener = await Listener.to(house, person, started.json().streamId);
  await listener.closed;
  return listener.heard.find(isError)?.data ?? null;
}
const LIMITED = expect.objectContaining({ code: "rate-limited" });

test("each has so many requests, and hears how many may be when they are over", async () => {
  await limit({ principal: "everyone", requests: 2 });
  expect([await talk("ben"), await talk("ben"), await talk("ben")]).toEqual([null, null, LIMITED]);
  expect(await talk("ben")).toMatchObject({
    error: "at most 2 requests in 60 s",
    limit: { name: "requests", by: "everyone", max: 2, windowSeconds: 60, freesAt: expect.any(String) },
    raisedBy: "manage:balances",
  });
  expect(await talk("cy")).toBeNull();
});

test("all have so many together, where that is said", async () => {
  await limit({ principal: "everyone", requests: 2, shared: true });
  expect([await talk("ben"), await talk("cy"), await talk("ben")]).toEqual([null, null, LIMITED]);
});

test("tokens are counted as they were told, and a question that would be too much is not asked", async () => {
  // An answer may have 1,024; a hundred were told of each.
  await limit({ principal: "everyone", tokens: 1_200 });
  expect([await talk("ben"), await talk("ben")]).toEqual([null, null]);
  upstream.asked.length = 0;
  expect(await talk("ben")).toEqual(LIMITED);
  expect(upstream.asked).toEqual([]);
  // What was refused counts nothing.
  expect(await talk("cy", "big", "z".repeat(8_000))).toEqual(LIMITED);
  expect(await talk("cy")).toBeNull();
});

test("one model is limited, and another one not", async () => {
  const listed = (await house.as("sue", "GET", "/api/admin/models")).json();
  const { id } = (listed.models ?? listed).find(({ model }: { model: string }) => model === "big");
  await limit({ principal: "everyone", model: `model:${id}`, requests: 1 });
  expect([await talk("ben"), await talk("ben"), await talk("ben", "small")]).toEqual([null, LIMITED, null]);
});

test("what is said of a person counts in place of what is said of everybody, at once, and until it is lifted", async () => {
  await limit({ principal: "everyone", requests: 1 });
  expect([await talk("ben"), await talk("ben")]).toEqual([null, LIMITED]);
  const own = await limit({ principal: userOf("ben"), requests: 5 });
  expect(await talk("ben")).toBeNull();
  expect((await house.as("sue", "DELETE", `${LIMITS}/${own.id}`)).statusCode).toBe(204);
  expect(await talk("ben")).toEqual(LIMITED);
});

test("a limit goes with the role that it is for: one of the same name that comes later has none", async () => {
  const role = "role:VISITORS";
  const begin = () =>
    house.change([
      { kind: "role-set", role, rank: 5 },
      { kind: "role-given", holder: userOf("ben"), role, expiresAt: null },
    ]);
  await begin();
  await limit({ principal: role, requests: 1 });
  expect([await talk("ben"), await talk("ben")]).toEqual([null, LIMITED]);
  await house.change([
    { kind: "role-taken", holder: userOf("ben"), role },
    { kind: "role-removed", role },
  ]);
  await begin();
  expect(await talk("ben")).toBeNull();
  expect((await house.as("sue", "GET", LIMITS)).json().limits).toEqual([]);
});

describe("limits are for whoever manages balances", () => {
  test("and nobody else reads or writes them", async () => {
    const made = await limit({ principal: "everyone", requests: 1 });
    const calls = [
      ["GET", LIMITS],
      ["POST", LIMITS, { principal: "everyone", tokens: 1 }],
      ["PUT", `${LIMITS}/${made.id}`, { principal: "everyone", tokens: 1 }],
      ["DELETE", `${LIMITS}/${made.id}`],
    ] as const;
    for (const [method, url, body] of calls)
      expect((await house.as("ben", method, url, body)).statusCode, `${method} ${url}`).toBe(403);
    expect((await house.as("sue", "GET", LIMITS)).json().limits).toEqual([made]);
  });

  test("one for each whom it is for and what it is of; changed in place, and told in the trail", async () => {
    const made = await limit({ principal: "everyone", requests: 1 });
    const again = await house.as("sue", "POST", LIMITS, { principal: "everyone", requests: 2 });
    expect(again.json().code).toBe("already-exists");
    const changed = await house.as("sue", "PUT", `${LIMITS}/${made.id}`, {
      principal: "everyone",
      requests: 9,
      windowSeconds: 3_600,
    });
    expect(changed.json()).toEqual({ ...made, requests: 9, windowSeconds: 3_600 });
    const events = await house.store.db
      .selectFrom("audit_events")
      .selectAll()
      .where("kind", "=", "limit-changed")
      .execute();
    expect(JSON.parse(events.at(-1)?.facts ?? "")).toMatchObject({ limit: made.id, requests: 9, seconds: 3_600 });
  });

  test.each([
    {},
    { principal: "everyone" },
    { principal: "everyone", requests: -1 },
    { principal: "everyone", requests: 1.5 },
    { principal: "everyone", requests: 1e12 },
    { principal: "anyone", requests: 1 },
    { principal: "agent:a", requests: 1 },
    { principal: "everyone", model: "agent:a", requests: 1 },
    { principal: "everyone", requests: 1, windowSeconds: 0 },
    { principal: "everyone", requests: 1, more: 1 },
  ])("refuses %j", async (body) => {
    expect((await house.as("sue", "POST", LIMITS, body)).json().code).toBe("request-invalid");
  });

  test.each([
    { principal: "user:nobody" },
    { principal: userOf("dee") },
    { principal: "service:nobody" },
    { principal: "group:0000000000000000000000aa" },
    { principal: "role:NOBODY" },
    { principal: "everyone", model: "model:none" },
    { principal: "everyone", model: `model:${"0".repeat(24)}` },
  ])("refuses what is not there, in a new one and in one that is changed: %j", async (body) => {
    const named = body.model ?? body.principal;
    const made = await limit({ principal: "everyone", requests: 1 });
    for (const [method, url] of [
      ["POST", LIMITS],
      ["PUT", `${LIMITS}/${made.id}`],
    ] as const) {
      const answer = await house.as("sue", method, url, { ...body, requests: 1 });
      expect(answer.json()).toMatchObject({ code: "resource-not-found", detail: expect.stringContaining(named) });
    }
    expect((await house.as("sue", "GET", LIMITS)).json().limits).toEqual([made]);
  });

  test("one of a model that is not configured any more can be changed, and no other is made", async () => {
    const endpoint = { name: "passing", baseURL: "https://api.example.org/v1", models: ["one"] };
    const { _id } = (await house.as("sue", "POST", "/api/admin/models/endpoints", endpoint)).json();
    const { models } = (await house.as("sue", "GET", "/api/admin/models")).json();
    const model = `model:${models.find((one: { endpoint: string }) => one.endpoint === "passing").id}`;
    const made = await limit({ principal: "everyone", model, requests: 1 });
    await house.as("sue", "PATCH", `/api/admin/models/endpoints/${_id}`, { enabled: false });
    await limit({ principal: "role:USER", model, requests: 1 });
    await house.as("sue", "DELETE", `/api/admin/models/endpoints/${_id}`);
    const change = { principal: "everyone", model, requests: 2 };
    expect((await house.as("sue", "PUT", `${LIMITS}/${made.id}`, change)).json()).toMatchObject({ model, requests: 2 });
    const another = await house.as("sue", "POST", LIMITS, { principal: userOf("ben"), model, requests: 1 });
    expect(another.json().code).toBe("resource-not-found");
  });
});
