import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { isError, Listener } from "../../workspace/testing/listen.ts";
import { begin, openUpstream, piece, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { openTo } from "./testing/client.ts";

/* How many calls of models somebody has at the same time; the endpoint answers when it is told to. */
const LIMITS = "/api/admin/limits";
let house: House;
let upstream: Upstream;
let finish: () => void;
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
  const { promise, resolve } = Promise.withResolvers<void>();
  finish = resolve;
  upstream.answer(async (response) => {
    begin(response);
    piece(response, "Hello");
    await promise;
    piece(response, ".", "stop");
    response.end("data: [DONE]\n\n");
  });
});
afterEach(async () => {
  finish();
  for (const { id } of (await house.as("sue", "GET", LIMITS)).json().limits)
    await house.as("sue", "DELETE", `${LIMITS}/${id}`);
});

const limit = async (body: object) => {
  const made = await house.as("sue", "POST", LIMITS, { principal: "everyone", ...body });
  expect(made.statusCode, made.body).toBe(201);
  return made.json();
};
const ask = (person: string, model = "lab/big", more: object = {}) =>
  house.as(person, "POST", "/v1/chat/completions", {
    ...more,
    model,
    messages: [{ role: "user", content: "Hi" }],
    stream: true,
  });
const asked = (count: number) => expect.poll(() => upstream.asked.length).toBe(count);

test("one more is refused, told when to try again, and seen in the live view; when one ends there is room", async () => {
  expect(await limit({ concurrent: 2 })).toMatchObject({ concurrent: 2, requests: null, tokens: null });
  const going = [ask("ben"), ask("ben")];
  await asked(2);
  const refused = await ask("ben");
  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([429, "1"]);
  expect(refused.json().error.message).toBe("at most 2 calls at the same time");
  const { limited } = (await house.as("sue", "GET", `${LIMITS}/live`)).json();
  expect(limited).toMatchObject([
    { subject: userOf("ben"), freesAt: null, limit: { name: "calls at a time", max: 2, windowSeconds: null } },
  ]);
  // Others have places of their own.
  going.push(ask("cy"));
  await asked(3);
  finish();
  for (const answer of await Promise.all(going)) expect(answer.statusCode).toBe(200);
  expect((await ask("ben")).statusCode).toBe(200);
});

test("all have them together, where that is said; and conversations take places, too", async () => {
  await limit({ concurrent: 1, shared: true });
  const going = ask("ben");
  await asked(1);
  const started = await house.as("cy", "POST", "/api/agents/chat/lab", { text: "Hi", model: "big", isTemporary: true });
  const listener = await Listener.to(house, "cy", started.json().streamId);
  await listener.closed;
  expect(listener.heard.find(isError)?.data).toMatchObject({ code: "rate-limited", raisedBy: "manage:balances" });
  finish();
  await going;
});

test("what is refused for another reason leaves no place taken", async () => {
  await limit({ concurrent: 1, tokens: 1 });
  for (let time = 0; time < 3; time++) expect((await ask("ben")).json().error.message).toBe("at most 1 token in 60 s");
  const { id } = (await house.as("sue", "GET", LIMITS)).json().limits[0];
  await house.as("sue", "PUT", `${LIMITS}/${id}`, { principal: "everyone", concurrent: 1 });
  finish();
  expect((await ask("ben")).statusCode).toBe(200);
});

test("what is left of them is told to who is let in", async () => {
  await limit({ concurrent: 3 });
  const going = [ask("ben"), ask("cy")];
  await asked(2);
  const last = ask("ben");
  await asked(3);
  finish();
  const told = (await Promise.all([...going, last])).map(({ headers }) => headers.ratelimit);
  expect(told).toEqual(['"concurrent";r=2', '"concurrent";r=2', '"concurrent";r=1']);
  expect((await last).headers["ratelimit-policy"]).toBe('"concurrent";q=3');
});

test("another limit is told instead where that is nearer to its end", async () => {
  await limit({ concurrent: 3, requests: 2 });
  finish();
  expect((await ask("ben")).headers.ratelimit).toMatch(/^"requests";r=1;/);
});

test("one is said to be one", async () => {
  await limit({ concurrent: 1 });
  const going = ask("ben");
  await asked(1);
  expect((await ask("ben")).json().error.message).toBe("at most 1 call at the same time");
  finish();
  await going;
});

test("none at all is none", async () => {
  await limit({ concurrent: 0 });
  expect((await ask("ben")).statusCode).toBe(429);
  expect(upstream.asked).toEqual([]);
});

test.each([{ concurrent: -1 }, { concurrent: 1.5 }, { concurrent: 10_001 }, { concurrent: "2" }])(
  "refuses %j",
  async (body) => {
    const answer = await house.as("sue", "POST", LIMITS, { principal: "everyone", ...body });
    expect(answer.json().code).toBe("request-invalid");
  },
);

test("many at a time are let in for no more tokens than a limit of these, and what they did not take is there again", async () => {
  await limit({ tokens: 1_000 });
  const most = { max_tokens: 400 };
  const going = [ask("ben", "lab/big", most), ask("ben", "lab/big", most)];
  await asked(2);
  const refused = await Promise.all(Array.from({ length: 10 }, () => ask("ben", "lab/big", most)));
  expect(new Set(refused.map(({ statusCode }) => statusCode))).toEqual(new Set([429]));
  finish();
  await Promise.all(going);
  await expect.poll(async () => (await ask("ben", "lab/big", most)).statusCode).toBe(200);
});

test("a question that alone may take more than a limit of tokens has it for itself", async () => {
  await limit({ tokens: 1_000 });
  const going = ask("ben", "lab/big", { max_tokens: 9_000 });
  await asked(1);
  expect((await ask("ben", "lab/big", { max_tokens: 1 })).statusCode).toBe(429);
  finish();
  expect((await going).statusCode).toBe(200);
});
