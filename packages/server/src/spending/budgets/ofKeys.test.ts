import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mailTo, openPostbox, type Postbox } from "../../identity/testing/postbox.ts";
import { DAY, type House, openHouse } from "../../moderation/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { openUpstream, type Upstream, yamlFor } from "../../workspace/testing/upstream.ts";

/* Each answer takes 100 credits. Ben makes keys of his own; Ada is an administrator; balances are off. */
const KEYS = "/api/api-keys";

onEveryDatabase("what its owner allows a key", (given) => {
  let house: House;
  let upstream: Upstream;
  let postbox: Postbox;
  let folder: string;
  beforeEach(async () => {
    upstream = await openUpstream();
    upstream.answer((response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      const usage = { prompt_tokens: 40, completion_tokens: 60 };
      response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "Hi" } }], usage }));
    });
    folder = await mkdtemp(join(tmpdir(), "gatehouse-keys-"));
    const file = join(folder, "librechat.yaml");
    await writeFile(file, `${yamlFor(upstream)}      tokenConfig: { big: { prompt: 1, completion: 1 } }\n`);
    postbox = await openPostbox();
    house = await openHouse({ CONFIG_PATH: file, ...mailTo(postbox) }, { database: await given() });
    const on = (feature: string) => ({ kind: "feature-set" as const, role: "role:USER", feature, on: true });
    await house.change(on("REMOTE_AGENTS.USE"), on("REMOTE_AGENTS.CREATE"));
  });
  afterEach(async () => {
    await house.close();
    await Promise.all([upstream.close(), postbox.close()]);
    await rm(folder, { recursive: true });
  });

  const make = (limits: object) => house.ok("ben", "POST", KEYS, { name: "Nightly", limits });
  const edit = (id: string, limits: object) => house.ok("ben", "PATCH", `${KEYS}/${id}`, { limits });
  /** `answered`, or the code of the refusal. */
  const ask = async (key: string): Promise<string> => {
    const body = { model: "lab/big", max_tokens: 60, messages: [{ role: "user", content: "Hi" }] };
    const answer = await house.call("POST", "/v1/chat/completions", body, key);
    return answer.status === 200 ? "answered" : answer.body.error.code;
  };
  const limitsOf = async (id: string) => (await house.ok("ben", "GET", `${KEYS}/${id}`)).limits;
  const spentOf = async (id: string, credits: number) =>
    expect.poll(async () => (await limitsOf(id)).budget?.spent).toBe(credits);
  const rowsOf = async (id: string) => {
    const of = (table: "ledger_budgets" | "ledger_budget_uses") =>
      house.gatehouse.store.db.selectFrom(table).select("principal").where("principal", "=", `key:${id}`).execute();
    return [...(await of("ledger_budgets")), ...(await of("ledger_budget_uses"))].length;
  };
  const byAdministrator = (id: string, credits: number) =>
    house.ok("ada", "PUT", `/api/admin/budgets/key:${id}`, { credits, period: "none" });

  test("is nothing at first", async () => {
    const { id, limits } = await house.ok("ben", "POST", KEYS, { name: "Nightly" });
    expect(limits).toEqual({ requestsPerMinute: null, tokensPerMinute: null, budget: null });
    expect(await limitsOf(id)).toEqual(limits);
  });

  test("are so many requests in a minute: who calls more often hears that its owner says so", async () => {
    const { key } = await make({ requestsPerMinute: 2 });
    const other = await make({});
    expect([await ask(key), await ask(key), await ask(key)]).toEqual(["answered", "answered", "rate_limit_exceeded"]);
    expect(await ask(other.key)).toBe("answered");
  });

  test("are so many tokens in a minute", async () => {
    const { key } = await make({ tokensPerMinute: 90 });
    expect(await ask(key)).toBe("answered");
    await expect.poll(() => ask(key)).toBe("rate_limit_exceeded");
  });

  test("changes at once", async () => {
    const { id, key } = await make({ requestsPerMinute: 0 });
    expect(await ask(key)).toBe("rate_limit_exceeded");
    expect((await edit(id, { requestsPerMinute: null })).limits.requestsPerMinute).toBeNull();
    expect(await ask(key)).toBe("answered");
  });

  test("is a budget, which is seen as it is used", async () => {
    const { id, key, limits } = await make({ budget: { credits: 150, period: "month" } });
    expect(limits.budget).toMatchObject({ credits: 150, period: "month", spent: 0, left: 150, isNearlySpent: false });
    expect(await ask(key)).toBe("answered");
    await spentOf(id, 100);
    expect(await ask(key)).toBe("answered");
    await spentOf(id, 200);
    expect(await ask(key)).toBe("insufficient_quota");
    expect((await limitsOf(id)).budget).toMatchObject({ left: 0, isNearlySpent: true });
    expect((await house.ok("ben", "GET", KEYS)).keys[0].limits.budget.spent).toBe(200);
  });

  test("is warned of by the name of the key when it is nearly spent, in the workspace and by mail", async () => {
    const { id, key } = await make({ budget: { credits: 100, period: "month" } });
    await ask(key);
    const letter = await postbox.letterTo("ben@example.org");
    expect(letter.text).toContain("80 % of the budget of your API key “Nightly”");
    expect((await house.ok("ben", "GET", "/api/user/spending-warnings")).warnings).toMatchObject([
      { principal: `key:${id}`, name: "Nightly", whose: "own", credits: 100, spent: 100 },
    ]);
  });

  test("is warned of to whoever administers balances where the key is a service's", async () => {
    const { service } = await house.ok("ada", "POST", "/api/admin/services", { name: "CRM" });
    await house.change({
      ...{ kind: "role-given", holder: `service:${service.id}`, role: "role:USER", expiresAt: null },
    });
    const wish = { name: "Exports", limits: { budget: { credits: 100, period: "month" } } };
    const { key } = await house.ok("ada", "POST", `/api/admin/services/${service.id}/keys`, wish);
    expect(await ask(key)).toBe("answered");
    expect((await postbox.letterTo("ada@example.org")).text).toContain("80 % of the budget of the API key “Exports”");
  });

  test("stays as far as it is not named", async () => {
    const { id } = await make({ requestsPerMinute: 5, tokensPerMinute: 50, budget: { credits: 1, period: "day" } });
    await edit(id, { tokensPerMinute: 7 });
    expect(await limitsOf(id)).toMatchObject({ requestsPerMinute: 5, tokensPerMinute: 7, budget: { credits: 1 } });
    await edit(id, { budget: null });
    expect(await limitsOf(id)).toMatchObject({ requestsPerMinute: 5, tokensPerMinute: 7, budget: null });
  });

  test("lifts nothing of what an administrator set, and the lower counts", async () => {
    const { id, key } = await make({ budget: { credits: 1_000, period: "none" } });
    await byAdministrator(id, 50);
    expect(await ask(key)).toBe("answered");
    await spentOf(id, 100);
    await edit(id, { budget: null });
    expect(await ask(key)).toBe("insufficient_quota");
    await byAdministrator(id, 1_000);
    await edit(id, { budget: { credits: 100, period: "none" } });
    expect(await ask(key)).toBe("insufficient_quota");
  });

  test("stands among the budgets of administrators as far as they set it, by its name and its owner's", async () => {
    const { id } = await make({ budget: { credits: 1_000, period: "none" } });
    expect((await house.ok("ada", "GET", "/api/admin/budgets")).budgets).toEqual([]);
    await byAdministrator(id, 50);
    expect((await house.ok("ada", "GET", "/api/admin/budgets")).budgets).toMatchObject([
      { principal: `key:${id}`, name: "Nightly", keyOf: "ben", credits: 50 },
    ]);
  });

  test("is raised of a service's by whoever reaches what it opens, and lowered by whoever administers the service", async () => {
    const { service } = await house.ok("ada", "POST", "/api/admin/services", { name: "CRM" });
    const keys = `/api/admin/services/${service.id}/keys`;
    const limits = { budget: { credits: 100, period: "day" } };
    const { id } = await house.ok("ada", "POST", keys, { name: "Nightly", limits });
    await house.change(
      { kind: "resource-added", resource: "agent:a", owner: "organization", state: "active" },
      {
        kind: "grant-set",
        grant: {
          ...{ id: 900_000, principal: `service:${service.id}`, resource: "agent:a", allow: ["use"], deny: [] },
          ...{ expiresAt: null, condition: null },
        },
      },
    );
    const set = async (budget: object | null) =>
      (await house.as("ada", "PATCH", `${keys}/${id}`, { limits: { budget } })).status;
    const [day, week] = [{ period: "day" }, { period: "week" }];
    expect([await set({ ...day, credits: 101 }), await set({ ...week, credits: 100 }), await set(null)]).toEqual([
      403, 403, 403,
    ]);
    expect([await set({ ...day, credits: 100 }), await set({ ...day, credits: 99 })]).toEqual([200, 200]);
  });

  test("can be set by administrators of keys that are there, and of no others", async () => {
    const budget = { credits: 50, period: "none" };
    const set = (principal: string) => house.as("ada", "PUT", `/api/admin/budgets/${principal}`, budget);
    const { id } = await make({});
    await house.ok("ben", "DELETE", `${KEYS}/${id}`);
    for (const principal of [`key:${id}`, "key:none", `user:${"0".repeat(24)}`, `group:${"0".repeat(24)}`, "service:x"])
      expect((await set(principal)).body).toMatchObject({
        code: "resource-not-found",
        detail: expect.stringContaining(principal),
      });
    expect((await house.ok("ada", "GET", "/api/admin/budgets")).budgets).toEqual([]);
  });

  test("is in the trail, with who set it", async () => {
    const { id } = await make({ requestsPerMinute: 5, budget: { credits: 10, period: "day" } });
    const events = await house.gatehouse.store.db.selectFrom("audit_events").selectAll().execute();
    const [budget] = events.filter(({ kind }) => kind === "budget-changed");
    expect(budget).toMatchObject({ actor: `user:${house.id("ben")}`, about: JSON.stringify([`key:${id}`]) });
    expect(JSON.parse(budget?.facts ?? "")).toEqual({ whose: "own", credits: 10, period: "day" });
    const made = events.find(({ kind }) => kind === "key-made");
    expect(JSON.parse(made?.facts ?? "")).toMatchObject({ key: id, requestsPerMinute: 5, tokensPerMinute: null });
  });

  describe("goes with the key", () => {
    const used = async () => {
      const { id, key } = await make({ budget: { credits: 150, period: "month" } });
      await byAdministrator(id, 500);
      await ask(key);
      await spentOf(id, 100);
      expect(await rowsOf(id)).toBeGreaterThan(2);
      return id;
    };

    test("when it is revoked", async () => {
      const id = await used();
      await house.ok("ben", "DELETE", `${KEYS}/${id}`);
      expect(await rowsOf(id)).toBe(0);
    });

    test("when its account goes", async () => {
      const id = await used();
      await house.ok("sue", "DELETE", `/api/admin/users/${house.id("ben")}`);
      expect(await rowsOf(id)).toBe(0);
    });

    test("a month after it has ended", async () => {
      const id = await used();
      await house.ok("ben", "PATCH", `${KEYS}/${id}`, { expiresAt: new Date(Date.now() + 60_000).toISOString() });
      house.wait(32 * DAY);
      await house.gatehouse.identity.keyBook.purge();
      expect(await rowsOf(id)).toBe(0);
    });
  });

  test("of a service says whoever administers it", async () => {
    const {
      service: { id: service },
    } = await house.ok("sue", "POST", "/api/admin/services", { name: "import" });
    const path = `/api/admin/services/${service}/keys`;
    const { id } = await house.ok("sue", "POST", path, { name: "Nightly", limits: { requestsPerMinute: 5 } });
    const body = { limits: { budget: { credits: 100, period: "week" } } };
    expect((await house.as("ben", "PATCH", `${path}/${id}`, body)).status).toBe(403);
    expect((await house.ok("sue", "PATCH", `${path}/${id}`, body)).limits).toMatchObject({
      requestsPerMinute: 5,
      budget: { credits: 100, period: "week", spent: 0 },
    });
  });

  test.each([
    { requestsPerMinute: -1 },
    { requestsPerMinute: 1.5 },
    { tokensPerMinute: "many" },
    { budget: { credits: -1, period: "day" } },
    { budget: { credits: 1 } },
    { budget: { credits: 1, period: "year" } },
    { budget: { credits: 1, period: "day", whose: "administration" } },
    { whose: "administration" },
  ])("%j is refused", async (limits) => {
    expect((await house.as("ben", "POST", KEYS, { name: "Nightly", limits })).body.code).toBe("request-invalid");
  });
});
