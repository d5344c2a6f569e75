import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ENGINEERING, type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { isError, Listener } from "../../workspace/testing/listen.ts";
import { begin, openUpstream, piece, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { saveBudget } from "./queries.ts";
import { lastsUntil } from "./service.ts";

/* Ben is in Engineering; Ada and Cy are not. Each answer takes 100 credits; balances are off. */
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({
    yaml: `${yamlFor(upstream)}      tokenConfig: { big: { prompt: 1, completion: 1 } }\n`,
  });
  upstream.answer((response) => {
    begin(response);
    piece(response, "Hello", "stop");
    response.end(
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 40, completion_tokens: 60 } })}\n\ndata: [DONE]\n\n`,
    );
  });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(() =>
  house.store.transact(async (tx) => {
    for (const table of ["ledger_budgets", "ledger_budget_uses", "ledger_balances", "ledger_entries"] as const)
      await tx.deleteFrom(table).execute();
  }),
);

const ask = async (person: string): Promise<string> => (await answerTo(person))?.code ?? "answered";
/** What the answer broke off with; undefined: it did not. */
async function answerTo(person: string) {
  const started = await house.as(person, "POST", "/api/agents/chat/lab", {
    text: "Hi",
    model: "big",
    isTemporary: true,
  });
  const listener = await Listener.to(house, person, started.json().streamId);
  await listener.closed;
  return listener.heard.find(isError)?.data;
}
const give = (principal: string, credits: number) =>
  house.store.writeConfig(`budgets/${house.here}`, async (tx) => {
    await saveBudget(tx, {
      ...{ organization_id: house.here, principal, whose: "administration" as const, amount: credits * 1_000 },
      ...{ period: "month" as const, set_by: "cli:test", set_at: 1 },
    });
    return { isChanged: true, result: undefined };
  });
const own = async (person: string) => (await house.as(person, "GET", "/api/user/budget")).json().budgets;

describe("a budget", () => {
  test("of a person is theirs alone", async () => {
    await give(userOf("ben"), 150);
    expect([await ask("ben"), await ask("ben"), await ask("ben")]).toEqual([
      "answered",
      "answered",
      "budget-exhausted",
    ]);
    expect(await ask("ada")).toBe("answered");
    // The second was admitted while 50 were left, and took 100: what was held is the bound.
    expect(await own("ben")).toMatchObject([{ spent: 200, left: 0, held: 0, isNearlySpent: true }]);
  });

  test("of a group is for all who are in it, in groups below it as well", async () => {
    await give(ENGINEERING, 100);
    expect([await ask("ben"), await ask("ben"), await ask("cy")]).toEqual(["answered", "budget-exhausted", "answered"]);
  });

  test("of the organization is for everybody", async () => {
    const set = await house.as("sue", "PUT", "/api/admin/budgets/organization", { credits: 200, period: "day" });
    expect(set.json()).toMatchObject({ principal: "organization", credits: 200, period: "day", spent: 0, left: 200 });
    expect([await ask("ben"), await ask("ada"), await ask("cy")]).toEqual(["answered", "answered", "budget-exhausted"]);
    const { budgets } = (await house.as("sue", "GET", "/api/admin/budgets")).json();
    expect(budgets).toMatchObject([{ spent: 200, left: 0, isNearlySpent: true }]);
    expect((await house.as("sue", "DELETE", "/api/admin/budgets/organization")).statusCode).toBe(204);
    expect(await ask("cy")).toBe("answered");
    expect((await house.as("sue", "DELETE", "/api/admin/budgets/organization")).statusCode).toBe(404);
  });

  test("of oneself counts beside the administrator's, and lifts nothing of it", async () => {
    await give(userOf("ben"), 100);
    await house.as("ben", "PUT", "/api/user/budget", { credits: 5_000, period: "month" });
    expect([await ask("ben"), await ask("ben")]).toEqual(["answered", "budget-exhausted"]);
    // Counted once, though two look at it.
    expect((await own("ben")).map(({ spent }: { spent: number }) => spent)).toEqual([100, 100]);
    await house.as("ada", "PUT", "/api/user/budget", { credits: 100, period: "none" });
    expect([await ask("ada"), await ask("ada")]).toEqual(["answered", "budget-exhausted"]);
    expect((await house.as("ada", "DELETE", "/api/user/budget")).statusCode).toBe(204);
    expect(await ask("ada")).toBe("answered");
  });

  test("is nobody's to see or set without the capability", async () => {
    const wish = { credits: 1, period: "day" };
    for (const principal of [userOf("ben"), userOf("cy"), ENGINEERING, "organization", "key:one"]) {
      const url = `/api/admin/budgets/${principal}`;
      expect((await house.as("ben", "GET", url)).statusCode).toBe(403);
      expect((await house.as("ben", "PUT", url, wish)).statusCode).toBe(403);
      expect((await house.as("ben", "DELETE", url)).statusCode).toBe(403);
    }
    expect((await house.as("ben", "GET", "/api/admin/budgets")).statusCode).toBe(403);
    expect(await own("ben")).toEqual([]);
  });

  test.each([
    { credits: -1, period: "day" },
    { credits: 1, period: "year" },
    { credits: 1 },
    { credits: "1", period: "day" },
  ])("%o is refused", async (wish) => {
    expect((await house.as("ben", "PUT", "/api/user/budget", wish)).json().code).toBe("request-invalid");
    expect((await house.as("sue", "PUT", "/api/admin/budgets/organization", wish)).json().code).toBe("request-invalid");
  });

  test("of nobody is refused, also where it is only tried", async () => {
    for (const headers of [{}, { "gatehouse-dry-run": "true" }]) {
      const wish = { credits: 1, period: "day" };
      const answer = await house.as("sue", "PUT", "/api/admin/budgets/key:none", wish, headers);
      expect([answer.statusCode, answer.json().code]).toEqual([404, "resource-not-found"]);
    }
  });

  test("begins anew with its period", async () => {
    await give(userOf("ben"), 100);
    await house.store.transact((tx) =>
      tx
        .insertInto("ledger_budget_uses")
        .values({ organization_id: house.here, principal: userOf("ben"), period: "m2020-01-01", spent: 100_000 })
        .execute(),
    );
    expect([await ask("ben"), await ask("ben")]).toEqual(["answered", "budget-exhausted"]);
  });
});

describe("who is stopped by one hears whose it was", () => {
  const program = async () => {
    const body = { model: "lab/big", messages: [{ role: "user", content: "Hi" }] };
    const answer = await house.as("ben", "POST", "/v1/chat/completions", body);
    expect(answer.statusCode, answer.body).toBe(402);
    const { "retry-after": retryAfter } = answer.headers;
    return { ...answer.json().error, ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }) };
  };
  beforeAll(async () => {
    await house.change([{ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.USE", on: true }]);
    const group = { organization_id: house.here, id: ENGINEERING.slice("group:".length), name: "Engineering" };
    await house.store.transact((tx) =>
      tx
        .insertInto("groups")
        .values({ ...group, created_at: 1, updated_at: 1 })
        .execute(),
    );
  });

  test.each([
    [ENGINEERING, "Engineering", "the budget of the group Engineering leaves 0 credits until "],
    ["organization", "The organization", "the budget of the whole organization leaves 0 credits until "],
    [userOf("ben"), null, "your budget leaves 0 credits until "],
  ])("%s", async (budget, budgetName, words) => {
    await give(budget, 0);
    const said = { budget, raisedBy: "manage:balances", until: expect.stringMatching(/^20\d\d-\d\d-01T00:00:00/) };
    expect(await answerTo("ben")).toMatchObject({ code: "budget-exhausted", ...said, budgetName });
    const told = await program();
    expect(told).toMatchObject({ code: "insufficient_quota", ...said, ...(budgetName && { budgetName }) });
    expect(told.message).toContain(words);
    // When it begins anew.
    expect(Date.now() + told.retryAfter * 1_000).toBeGreaterThanOrEqual(Date.parse(told.until) - 1_000);
    expect(told.retryAfter).toBeLessThanOrEqual(31 * 24 * 60 * 60);
  });

  test("one's own cap", async () => {
    await house.as("ben", "PUT", "/api/user/budget", { credits: 0, period: "none" });
    const { message, ...told } = await program();
    expect(message).toMatch(/^your own cap leaves 0 credits, and this takes \d/);
    expect(told).toMatchObject({ budget: userOf("ben"), raisedBy: "owner" });
    expect(told).not.toHaveProperty("until");
    expect(told).not.toHaveProperty("retryAfter");
  });

  test("of several the one that leaves least", async () => {
    await give(userOf("ben"), 50);
    await give(ENGINEERING, 1);
    expect((await program()).message).toContain("the budget of the group Engineering leaves 1 credit");
  });
});

describe("how long it lasts", () => {
  const day = 86_400_000;
  const so = { amount: 100, from: 0, until: 30 * day };
  test.each([
    ["as it goes on", { ...so, spent: 50, now: 10 * day }, new Date(20 * day).toISOString()],
    ["longer than the period", { ...so, spent: 10, now: 10 * day }, null],
    ["nobody knows, where nothing was spent", { ...so, spent: 0, now: 10 * day }, null],
    ["no longer, where it is spent", { ...so, spent: 120, now: 10 * day }, new Date(10 * day).toISOString()],
  ])("%s", (_what, given, until) => expect(lastsUntil(given)).toBe(until));
});
