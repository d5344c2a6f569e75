import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyLedger } from "../../spending/ledger/verifyLedger.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { isDelta, isError, isFinal, Listener } from "../testing/listen.ts";
import {
  type Behaviour,
  begin,
  endless,
  openUpstream,
  piece,
  type Upstream,
  words,
  yamlFor,
} from "../testing/upstream.ts";

/* An endpoint whose models have prices, and people who have credits. */
const START = 20_000;
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({
    yaml: `${yamlFor(upstream)}      tokenConfig: { big: { prompt: 2, completion: 10, cacheRead: 0.2, cacheWrite: 2.5 }, small: { prompt: 1, completion: 1 } }
balance: { enabled: true, startBalance: ${START}, autoRefillEnabled: true, refillIntervalValue: 1, refillAmount: 5 }
`,
  });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(async () => {
  await house.store.transact(async (tx) => {
    for (const table of ["ledger_balances", "ledger_entries", "ledger_reservations"] as const)
      await tx.deleteFrom(table).execute();
  });
});

/** Says so many tokens were taken. */
const telling =
  (tokensIn: number, tokensOut: number, details: object = {}): Behaviour =>
  (response) => {
    begin(response);
    piece(response, "Hello", "stop");
    const usage = { prompt_tokens: tokensIn, completion_tokens: tokensOut, ...details };
    response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
    response.end("data: [DONE]\n\n");
  };

/** Titles are told apart: they are asked for without a stream. */
const answering = (behaviour: Behaviour) =>
  upstream.answer((response, asked) => (asked.body.stream === true ? behaviour : words())(response, asked));

async function begun(person: string, text: string, more: object = { isTemporary: true }) {
  const started = await house.as(person, "POST", "/api/agents/chat/lab", { text, model: "big", ...more });
  expect(started.statusCode, started.body).toBe(200);
  return Listener.to(house, person, started.json().streamId);
}
async function talk(person: string, text: string, more?: object) {
  const listener = await begun(person, text, more);
  await listener.closed;
  return listener;
}
const balanceOf = async (person: string) => (await house.as(person, "GET", "/api/balance")).json();
const entriesOf = (person: string) =>
  house.store.db
    .selectFrom("ledger_entries")
    .selectAll()
    .where("account", "=", userOf(person))
    .orderBy("number")
    .execute();
const leave = (person: string, credits: number, lastRefillAt: number | null = null) =>
  house.store.transact(async (tx) => {
    const amount = credits * 1_000;
    const [account, organization_id] = [userOf(person), house.here];
    await tx
      .insertInto("ledger_balances")
      .values({
        organization_id,
        account,
        available: amount,
        issued: -amount,
        entries: 1,
        opened_at: 1,
        last_refill_at: lastRefillAt,
      })
      .execute();
    await tx
      .insertInto("ledger_entries")
      .values({
        ...{ organization_id, account, number: 1, at: 1, kind: "added", debited: "issued", credited: "available" },
        ...{ amount, actor: "cli:test" },
      })
      .execute();
  });

test("one's own balance is LibreChat's answer, and begins with what everybody starts with", async () => {
  expect(await balanceOf("ben")).toEqual({
    tokenCredits: START,
    autoRefillEnabled: true,
    refillIntervalValue: 1,
    refillIntervalUnit: "days",
    lastRefill: expect.stringMatching(/^\d{4}-/),
    refillAmount: 5,
  });
  expect((await house.as("ben", "GET", "/api/config")).json().balance).toMatchObject({
    enabled: true,
    startBalance: START,
    refillAmount: 5,
  });
});

test("an answer costs what its endpoint says that it took, rounded up to a thousandth", async () => {
  answering(telling(1_000, 100));
  expect((await talk("ben", "Hi")).heard.at(-1)?.data.final).toBe(true);
  expect((await balanceOf("ben")).tokenCredits).toBe(START - 2 * 1_000 - 10 * 100);
  const entries = await entriesOf("ben");
  expect(entries.map(({ kind }) => kind)).toEqual(["start", "reserved", "settled", "returned"]);
  expect(entries[2]).toMatchObject({
    ...{ actor: userOf("ben"), model: expect.stringMatching(/^model:/), context: "message" },
    ...{ tokens_in: 1_000, tokens_out: 100, prompt_rate: 2_000_000, completion_rate: 10_000_000 },
  });
});

test("what the provider had in its cache costs what reading it there costs", async () => {
  answering(telling(1_000, 100, { prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 200 } }));
  await talk("ben", "Hi");
  expect((await balanceOf("ben")).tokenCredits).toBe(START - 2 * 200 - 0.2 * 600 - 2.5 * 200 - 10 * 100);
  // As LibreChat writes it: the mean of a token.
  expect((await entriesOf("ben"))[2]).toMatchObject({ tokens_in: 1_000, prompt_rate: 1_020_000 });
});

test.each([
  ["nonsense", "much"],
  ["more than were asked", { cached_tokens: 2_000 }],
  ["less than nothing", { cached_tokens: -1 }],
])("%s about its cache is not believed", async (_what, prompt_tokens_details) => {
  answering(telling(1_000, 0, { prompt_tokens_details }));
  await talk("ben", "Hi");
  expect((await balanceOf("ben")).tokenCredits).toBe(START - 2 * 1_000);
});

test("where it does not say, what was delivered is counted", async () => {
  answering(words("नमस्ते", " दुनिया"));
  await talk("ben", "Say hello in Hindi");
  const settled = (await entriesOf("ben")).find(({ kind }) => kind === "settled");
  // Four bytes for a token would be 10 of them.
  expect(settled).toMatchObject({ tokens_out: 5, tokens_in: 4 });
});

test("an answer that is stopped costs what was delivered", async () => {
  answering(endless);
  const listener = await begun("ben", "Hi");
  await listener.until(isDelta);
  const [{ conversationId }] = (await house.as("ben", "GET", "/api/agents/chat/active"))
    .json()
    .activeJobIds.map((id: string) => ({ conversationId: id }));
  await house.as("ben", "POST", "/api/agents/chat/abort", { conversationId });
  await listener.closed;
  const settled = (await entriesOf("ben")).find(({ kind }) => kind === "settled");
  expect(settled?.tokens_out).toBeGreaterThan(0);
  expect(START - (await balanceOf("ben")).tokenCredits).toBe((settled?.amount ?? 0) / 1_000);
});

test("a model that fails costs nothing", async () => {
  answering((response) => void response.writeHead(500).end());
  expect((await talk("ben", "Hi")).heard.at(-1)).toMatchObject({ event: "error" });
  expect((await balanceOf("ben")).tokenCredits).toBe(START);
  expect((await entriesOf("ben")).map(({ kind }) => kind)).toEqual(["start", "reserved", "released"]);
});

test("who has too little is told in LibreChat's words, and the model is not asked", async () => {
  await leave("ben", 1, 0);
  upstream.asked.length = 0;
  const listener = await talk("ben", "z".repeat(400));
  const last = listener.heard.find(isError);
  expect(last?.data.code).toBe("balance-insufficient");
  const told = JSON.parse(last?.data.error);
  // What they had, and the refill that was due.
  expect(told).toEqual({
    type: "token_balance",
    balance: 6,
    tokenCost: 2 * told.promptTokens,
    promptTokens: told.promptTokens,
  });
  expect(told.promptTokens).toBeGreaterThanOrEqual(100);
  expect(upstream.asked).toEqual([]);
  expect(await balanceOf("ben")).toMatchObject({ tokenCredits: 6 });
});

test("a balance never falls below nothing; what was missing is written down", async () => {
  await leave("ben", 100);
  answering(telling(10, 1_000));
  await talk("ben", "Hi");
  expect((await balanceOf("ben")).tokenCredits).toBe(0);
  expect((await entriesOf("ben")).at(-1)).toMatchObject({ kind: "shortfall", amount: (20 + 10_000 - 100) * 1_000 });
});

test("a title is paid, too, at the price of the model that makes it", async () => {
  answering(telling(1, 1));
  const listener = await talk("ben", "Hi", {});
  const { conversationId } = listener.heard.find(isFinal)?.data.conversation ?? {};
  expect((await house.as("ben", "GET", `/api/convos/gen_title/${conversationId}`)).json().title).toBe("A fine title");
  const title = (await entriesOf("ben")).find(({ kind, context }) => kind === "settled" && context === "title");
  expect(title).toMatchObject({ prompt_rate: 1_000_000, conversation_id: conversationId });
});

test("who cannot pay a title gets one of the first words", async () => {
  await leave("ben", 30);
  answering(telling(1, 1));
  const listener = await talk("ben", "Hi", {});
  const { conversationId } = listener.heard.find(isFinal)?.data.conversation ?? {};
  expect((await house.as("ben", "GET", `/api/convos/gen_title/${conversationId}`)).json().title).toBe("Hi");
});

test("several answers at once are paid, each by whoever asked", async () => {
  answering(telling(100, 10));
  await Promise.all(["ben", "ada", "ben", "ada"].map((person) => talk(person, "Hi")));
  expect((await balanceOf("ben")).tokenCredits).toBe(START - 2 * (2 * 100 + 10 * 10));
  expect((await balanceOf("ada")).tokenCredits).toBe(START - 2 * (2 * 100 + 10 * 10));
  expect((await verifyLedger(house.store.db, house.here)).problems).toEqual([]);
});
