import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../../workspace/testing/house.ts";
import { openTo } from "./testing/client.ts";

/* What answers that are not refused tell of the limits that they were counted for. */
const LIMITS = "/api/admin/limits";
let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { LIMIT_MESSAGE_USER: "true", MESSAGE_USER_MAX: "5", MESSAGE_USER_WINDOW: "10" } });
  await openTo(house);
});
afterAll(() => house.close());
beforeEach(async () => {
  for (const { id } of (await house.as("sue", "GET", LIMITS)).json().limits)
    await house.as("sue", "DELETE", `${LIMITS}/${id}`);
});

const limit = (body: object) => house.as("sue", "POST", LIMITS, { principal: "everyone", ...body });
async function complete(more: object = {}) {
  const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }], ...more };
  const { statusCode, headers } = await house.as("ben", "POST", "/v1/chat/completions", body);
  return { statusCode, limit: headers.ratelimit, policy: headers["ratelimit-policy"] };
}

test("without limits they say nothing", async () => {
  expect(await complete()).toEqual({ statusCode: 200, limit: undefined, policy: undefined });
});

test.each([false, true])("what is left, and when it begins anew; streamed: %s", async (stream) => {
  await limit({ requests: 2, windowSeconds: 600 });
  const policy = '"requests";q=2;w=600';
  expect(await complete({ stream })).toEqual({ statusCode: 200, limit: '"requests";r=1;t=600', policy });
  expect((await complete({ stream })).limit).toMatch(/^"requests";r=0;t=\d+$/);
  expect(await complete({ stream })).toMatchObject({ statusCode: 429, limit: expect.stringMatching(/r=0/), policy });
});

test("of several limits, the one that is nearest to its end", async () => {
  await limit({ requests: 1_000, tokens: 100_000 });
  await limit({ requests: 2, windowSeconds: 600, shared: true });
  expect((await complete()).limit).toBe('"requests";r=1;t=600');
});

test("what came to nothing tells of no limit", async () => {
  await limit({ requests: 9 });
  expect(await complete({ model: "echo/none" })).toEqual({ statusCode: 404, limit: undefined, policy: undefined });
});

test("a message tells of LibreChat's limit", async () => {
  const send = () => house.as("ben", "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo", isTemporary: true });
  const { statusCode, headers } = await send();
  expect([statusCode, headers.ratelimit, headers["ratelimit-policy"]]).toEqual([
    200,
    '"messages";r=4;t=600',
    '"messages";q=5;w=600',
  ]);
});

test("a refusal says which limit it was, when it frees, and who can raise it", async () => {
  await limit({ requests: 1 });
  await complete();
  const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }] };
  const refused = await house.as("ben", "POST", "/v1/chat/completions", body);
  expect(refused.json().error).toMatchObject({
    code: "rate_limit_exceeded",
    limit: { name: "requests", by: "everyone", max: 1, freesAt: expect.any(String) },
    raisedBy: "manage:balances",
  });
});
