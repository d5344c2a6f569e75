import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ENGINEERING, type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { Listener } from "../../workspace/testing/listen.ts";
import { begin, openUpstream, piece, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";
import { saveBudget } from "../budgets/queries.ts";

/* Each answer takes 100 credits, and everybody begins with 500. Ben is in Engineering; Sue administers balances. */
const OWN = "/api/user/spending-warnings";
let house: House;
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
  house = await openHouse({
    yaml: `${yamlFor(upstream)}      tokenConfig: { big: { prompt: 1, completion: 1 } }
balance: { enabled: true, startBalance: 500 }
`,
  });
  upstream.answer((response) => {
    begin(response);
    piece(response, "Hello", "stop");
    const usage = { prompt_tokens: 40, completion_tokens: 60 };
    response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
  });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});
beforeEach(async () => {
  await house.spending.watch.look();
  house.people.told.length = 0;
  await house.store.transact(async (tx) => {
    for (const table of [
      "spending_warnings",
      "ledger_budgets",
      "ledger_budget_uses",
      "ledger_balances",
      "ledger_entries",
      "ledger_reservations",
    ] as const)
      await tx.deleteFrom(table).execute();
  });
});

async function ask(person: string, times = 1) {
  for (let time = 0; time < times; time++) {
    const body = { text: "Hi", model: "big", isTemporary: true };
    const { streamId } = (await house.as(person, "POST", "/api/agents/chat/lab", body)).json();
    await (await Listener.to(house, person, streamId)).closed;
  }
  await house.spending.watch.look();
}
const budget = (principal: string, credits: number) =>
  house.store.writeConfig(`budgets/${house.here}`, async (tx) => {
    await saveBudget(tx, {
      ...{ organization_id: house.here, principal, whose: "administration" as const, amount: credits * 1_000 },
      ...{ period: "month" as const, set_by: "cli:test", set_at: 1 },
    });
    return { isChanged: true, result: undefined };
  });
const fill = (person: string, credits: number, at: number | null = null) =>
  house.store.transact((tx) =>
    tx
      .updateTable("ledger_balances")
      .set((e) => ({
        ...{ available: e("available", "+", credits * 1_000), issued: e("issued", "-", credits * 1_000) },
        last_refill_at: at,
      }))
      .where("account", "=", userOf(person))
      .execute(),
  );
type Warning = Record<"credits" | "spent", number>;
const warnings = async (person: string) => (await house.as(person, "GET", OWN)).json().warnings;

test("whose budget it is hears once that 80 % of it are spent, in the workspace and by mail", async () => {
  await budget(userOf("ben"), 250);
  await ask("ben");
  expect(await warnings("ben")).toEqual([]);
  await ask("ben");
  expect(await warnings("ben")).toEqual([
    {
      ...{ principal: userOf("ben"), name: null, whose: "administration", credits: 250, spent: 200, period: "month" },
      warnedAt: expect.any(String),
    },
  ]);
  expect(house.people.told).toEqual([["budget-nearly-spent", userOf("ben")]]);
  await ask("ben");
  expect(await warnings("ben")).toHaveLength(1);
  expect(house.people.told).toHaveLength(1);
  expect(await warnings("sue")).toEqual([]);
});

test("who has read it is told no more", async () => {
  await budget(userOf("ben"), 100);
  await ask("ben");
  expect((await house.as("ben", "DELETE", OWN)).statusCode).toBe(204);
  expect(await warnings("ben")).toEqual([]);
  await ask("ben");
  expect(await warnings("ben")).toEqual([]);
});

test("of what many have together, whoever administers balances hears", async () => {
  await budget("organization", 250);
  await budget(ENGINEERING, 200);
  await ask("ben", 2);
  const told = (await warnings("sue")).map(({ principal }: { principal: string }) => principal);
  expect(told.sort()).toEqual([ENGINEERING, "organization"].sort());
  expect(await warnings("ben")).toEqual([]);
  expect(house.people.told).toContainEqual(expect.arrayContaining(["budget-of-others-nearly-spent", userOf("sue")]));
});

test("one's own cap is one's own", async () => {
  await house.as("ben", "PUT", "/api/user/budget", { credits: 100, period: "day" });
  await ask("ben");
  expect(await warnings("ben")).toMatchObject([{ whose: "own", credits: 100, period: "day" }]);
});

test("of a balance, where a fifth is left of what it begins with; and again when it was filled meanwhile", async () => {
  await ask("ben", 3);
  expect(await warnings("ben")).toEqual([]);
  await ask("ben");
  expect(await warnings("ben")).toMatchObject([{ whose: "balance", credits: 500, spent: 400 }]);
  await house.as("ben", "DELETE", OWN);
  await fill("ben", 400);
  await ask("ben");
  expect(await warnings("ben")).toEqual([]);
  await ask("ben", 3);
  expect(await warnings("ben")).toHaveLength(1);
  expect(house.people.told).toHaveLength(2);
});

test("a budget that is raised is warned of anew when its end is near again", async () => {
  await budget(userOf("ben"), 100);
  await ask("ben");
  await budget(userOf("ben"), 300);
  await ask("ben");
  expect(await warnings("ben")).toEqual([]);
  await ask("ben");
  expect(await warnings("ben")).toMatchObject([{ credits: 300 }]);
});

describe("who gets more is told again, however soon it is spent", () => {
  const put = async (url: string, credits: number) => {
    const answer = await house.as("sue", "PUT", url, { credits, period: "month" });
    expect(answer.statusCode, answer.body).toBe(200);
  };
  const lastOf = async (person: string) =>
    (await warnings(person)).map(({ credits, spent }: Warning) => [credits, spent]);

  test("of a budget that is raised", async () => {
    await put("/api/admin/budgets/organization", 100);
    await ask("ben");
    expect(await lastOf("sue")).toEqual([[100, 100]]);
    await put("/api/admin/budgets/organization", 300);
    expect(await lastOf("sue")).toEqual([]);
    await ask("ben", 2);
    expect(await lastOf("sue")).toEqual([[300, 300]]);
    expect(house.people.told).toHaveLength(2);
  });

  test("not of one that is set as it was, or lower", async () => {
    await put("/api/admin/budgets/organization", 200);
    await ask("ben", 2);
    await house.as("sue", "DELETE", OWN);
    for (const credits of [200, 150]) {
      await put("/api/admin/budgets/organization", credits);
      await ask("cy");
    }
    expect(await lastOf("sue")).toEqual([]);
    expect(house.people.told).toHaveLength(1);
  });

  test("of a balance that is added to", async () => {
    const cy = { id: userOf("cy").slice("user:".length), name: "Cy", email: "cy@example.org" };
    const row = { ...cy, organization_id: house.here, created_at: 1, updated_at: 1 };
    await house.store.transact((tx) => tx.insertInto("users").values(row).execute());
    await ask("cy", 4);
    expect(await lastOf("cy")).toEqual([[500, 400]]);
    const added = await house.as("sue", "PATCH", `/api/admin/balances/${userOf("cy")}`, { add: 100 });
    expect(added.statusCode, added.body).toBe(200);
    expect(await lastOf("cy")).toEqual([]);
    await ask("cy");
    expect(await lastOf("cy")).toEqual([[500, 400]]);
    expect(house.people.told).toHaveLength(2);
  });

  test("of a balance that is filled by itself", async () => {
    await ask("ben", 4);
    await fill("ben", 300, Date.now() + 1);
    await ask("ben", 3);
    expect(await lastOf("ben")).toEqual([[500, 400]]);
    expect(house.people.told).toHaveLength(2);
  });
});

describe("a warning goes with its budget", () => {
  test("of an administrator", async () => {
    await house.as("sue", "PUT", "/api/admin/budgets/organization", { credits: 100, period: "month" });
    await ask("ben");
    expect(await warnings("sue")).toHaveLength(1);
    await house.as("sue", "DELETE", "/api/admin/budgets/organization");
    expect(await warnings("sue")).toEqual([]);
  });

  test("of one's own, and that of an administrator stays", async () => {
    await budget(userOf("ben"), 100);
    await house.as("ben", "PUT", "/api/user/budget", { credits: 100, period: "month" });
    await ask("ben");
    expect(await warnings("ben")).toHaveLength(2);
    await house.as("ben", "DELETE", "/api/user/budget");
    expect(await warnings("ben")).toMatchObject([{ whose: "administration" }]);
  });
});
