import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { begin, openUpstream, piece, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { clientOf, heard, openTo } from "./testing/client.ts";

/* What a stream took whose endpoint says nothing of it, or that was stopped before it did. A token is a credit. */
const WORDS = "some words that were said ".repeat(400);
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({
    yaml: `${yamlFor(upstream)}      tokenConfig: { big: { prompt: 1, completion: 1 } }
balance: { enabled: true, startBalance: 100000 }
`,
  });
  await openTo(house);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const spentBy = async (person: string) =>
  (
    await house.store.db
      .selectFrom("ledger_balances")
      .select("spent")
      .where("account", "=", userOf(person))
      .executeTakeFirst()
  )?.spent ?? 0;
const question = { model: "lab/big", messages: [{ role: "user" as const, content: "Hi" }], stream: true as const };

test("is counted, however few events it had", async () => {
  upstream.answer((response) => {
    begin(response);
    piece(response, WORDS);
    piece(response, WORDS, "stop");
    response.end("data: [DONE]\n\n");
  });
  await heard(await clientOf(house, "ben").chat.completions.create(question));
  // Five words a time, twice 400 times; a word is a token.
  await vi.waitFor(async () => expect((await spentBy("ben")) / 1_000).toBeGreaterThan(3_900), 10_000);
  expect((await spentBy("ben")) / 1_000).toBeLessThan(4_200);
  const usage = () =>
    house.store.db.selectFrom("usage_periods").selectAll().where("account", "=", userOf("ben")).executeTakeFirst();
  await expect.poll(usage).toMatchObject({ answers: 1, untold: 1, tokens_out: expect.any(Number) });
  expect((await usage())?.tokens_out).toBeGreaterThan(3_900);
});

test("is counted as far as it was delivered, where whoever asked goes before the end", async () => {
  upstream.answer(async (response) => {
    begin(response);
    piece(response, WORDS);
    await pause(30_000, undefined, { ref: false });
  });
  const stream = await clientOf(house, "ada").chat.completions.create(question);
  for await (const _ of stream) break;
  await vi.waitFor(async () => expect((await spentBy("ada")) / 1_000).toBeGreaterThan(1_900), 10_000);
  expect((await spentBy("ada")) / 1_000).toBeLessThan(2_200);
});

test("is counted where the endpoint told numbers before the words, and none after", async () => {
  upstream.answer((response) => {
    begin(response);
    response.write(`data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":0}}\n\n`);
    piece(response, WORDS);
    piece(response, WORDS, "stop");
    response.end("data: [DONE]\n\n");
  });
  await heard(await clientOf(house, "cy").chat.completions.create(question));
  await vi.waitFor(async () => expect((await spentBy("cy")) / 1_000).toBeGreaterThan(3_900), 10_000);
});
