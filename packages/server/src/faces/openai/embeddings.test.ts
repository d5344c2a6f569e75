import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../../workspace/testing/house.ts";
import { type Behaviour, openUpstream, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { Books } from "./testing/books.ts";
import { clientOf, openTo, refusal } from "./testing/client.ts";

/* Embeddings come as the model's endpoint gives them, to whoever may use the model. */
let house: House;
let upstream: Upstream;
const books = new Books();
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({ yaml: yamlFor(upstream), spending: books.spending });
  await openTo(house);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
  books.entries.length = 0;
});

const json =
  (body: unknown, status = 200): Behaviour =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  };
const ask = (more: object = {}) =>
  clientOf(house, "ben").embeddings.create({
    model: "lab/small",
    input: ["a", "b"],
    encoding_format: "float",
    ...more,
  });

test("as the endpoint gave them, for the whole body", async () => {
  const answer = {
    object: "list",
    data: [{ object: "embedding", index: 0, embedding: [0.5, 0.25] }],
    usage: { prompt_tokens: 9, total_tokens: 9 },
  };
  upstream.answer(json(answer));
  expect(await ask({ dimensions: 2 })).toMatchObject(answer);
  const [asked] = upstream.asked;
  expect(asked?.path).toBe("/v1/embeddings");
  expect(asked?.body).toEqual({ model: "small", input: ["a", "b"], encoding_format: "float", dimensions: 2 });
  await expect.poll(() => books.ends).toEqual([{ tokensIn: 9, tokensOut: 0 }]);
});

test.each([
  ["a failure", json({ error: "sk-upstream-secret" }, 500)],
  ["something else", json({ hello: "there" })],
])("%s is an error, and is not counted", async (_what, how) => {
  upstream.answer(how);
  const told = await refusal(ask());
  expect(told).toMatchObject({ status: 502, code: "upstream_error" });
  expect(told.message).not.toContain("secret");
  await expect.poll(() => books.ends).toEqual(["released"]);
});

test.each([
  ["model", { model: "lab/none" }, 404],
  ["model", { model: "agent:none" }, 404],
  ["input", { input: [] }, 400],
  ["input.0", { input: [-1] }, 400],
  ["input", { input: [Array.from({ length: 3 }, () => "x")] }, 400],
])("a wrong `%s` (%#) is refused", async (param, more, status) => {
  expect(await refusal(ask(more))).toMatchObject({ status, param });
  expect(upstream.asked).toEqual([]);
});

test("the built-in model has some, too, also as the client packs them", async () => {
  const alone = await openHouse();
  await openTo(alone);
  const { embeddings } = clientOf(alone, "ben");
  const [plain, packed] = [
    await embeddings.create({ model: "echo/echo", input: ["a", "b", "a"], encoding_format: "float" }),
    await embeddings.create({ model: "echo/echo", input: ["a", "b", "a"] }),
  ];
  await alone.close();
  const [a, b, again] = plain.data.map(({ embedding }) => embedding);
  expect(a).toEqual(again);
  expect(a).not.toEqual(b);
  expect(packed.data).toEqual(plain.data);
});
