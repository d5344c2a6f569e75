import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../../moderation/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";

/* Ben's keys for the models of some endpoints: those that they have when the key is used. */
const ENDPOINTS = "/api/admin/models/endpoints";

onEveryDatabase("keys for some endpoints", (given) => {
  let house: House;
  let lab: string;
  beforeEach(async () => {
    house = await openHouse({}, { database: await given() });
    for (const permission of ["USE", "CREATE"])
      await house.change({ kind: "feature-set", role: "role:USER", feature: `REMOTE_AGENTS.${permission}`, on: true });
    lab = await endpoint("Lab", ["big", "small"]);
    await endpoint("Other", ["big"]);
  });
  afterEach(() => house.close());

  const endpoint = async (name: string, models: string[]) =>
    (await house.ok("sue", "POST", ENDPOINTS, { name, baseURL: "https://api.example.org/v1", models }))._id;
  const keyOf = async (scope: object) => (await house.ok("ben", "POST", "/api/api-keys", { name: "x", scope })).key;
  const listed = async (key: string) => {
    const { data } = (await house.call("GET", "/v1/models", undefined, key)).body;
    return data.map(({ id }: { id: string }) => id).sort();
  };
  const ask = async (key: string, model: string) => {
    const body = { model, messages: [{ role: "user", content: "Hi" }] };
    return (await house.call("POST", "/v1/chat/completions", body, key)).status;
  };

  test("all models of these, and no others", async () => {
    const key = await keyOf({ endpoints: ["Lab"] });
    expect(await listed(key)).toEqual(["Lab/big", "Lab/small"]);
    expect(await ask(key, "echo/echo")).toBe(404);
    const echo = await keyOf({ endpoints: ["echo"] });
    expect([await listed(echo), await ask(echo, "echo/echo")]).toEqual([["echo/echo"], 200]);
  });

  test("as they are at that moment: one that is added counts, one that is taken away, switched off or deleted does not", async () => {
    const key = await keyOf({ endpoints: ["Lab"] });
    await house.ok("sue", "PATCH", `${ENDPOINTS}/${lab}`, { models: ["small", "new"] });
    expect(await listed(key)).toEqual(["Lab/new", "Lab/small"]);
    await house.ok("sue", "PATCH", `${ENDPOINTS}/${lab}`, { enabled: false });
    expect(await listed(key)).toEqual([]);
    await house.ok("sue", "DELETE", `${ENDPOINTS}/${lab}`);
    expect(await listed(key)).toEqual([]);
  });

  test("of some models, those that are of these endpoints; of none, none", async () => {
    const { models } = await house.ok("sue", "GET", "/api/admin/models");
    const idOf = (name: string, of: string) =>
      models.find((one: { endpoint: string; model: string }) => one.endpoint === of && one.model === name).id;
    const some = { models: [idOf("big", "Lab"), idOf("big", "Other")] };
    expect(await listed(await keyOf(some))).toEqual(["Lab/big", "Other/big"]);
    expect(await listed(await keyOf({ ...some, endpoints: ["Lab", "Nowhere"] }))).toEqual(["Lab/big"]);
    expect(await listed(await keyOf({ models: "none", endpoints: ["Lab"] }))).toEqual([]);
    expect(await listed(await keyOf({ endpoints: ["Nowhere"] }))).toEqual([]);
  });

  test("a key that is older than this is for all endpoints, and says so", async () => {
    const { id, key } = await house.ok("ben", "POST", "/api/api-keys", { name: "x" });
    await house.gatehouse.store.transact((tx) =>
      tx
        .updateTable("api_keys")
        .set({ scope: JSON.stringify({ models: "all", agents: "none", readOnly: false }) })
        .where("id", "=", id)
        .execute(),
    );
    expect(await listed(key)).toContain("Lab/big");
    const { scope } = await house.ok("ben", "GET", `/api/api-keys/${id}`);
    expect(scope).toEqual({ models: "all", endpoints: "all", agents: "none", readOnly: false });
  });

  test.each([
    { endpoints: [] },
    { endpoints: [""] },
    { endpoints: "none" },
    { endpoints: ["x".repeat(201)] },
    { endpoints: ["a\u0000"] },
  ])("%j names no endpoints", async ({ endpoints }) => {
    const answer = await house.as("ben", "POST", "/api/api-keys", { name: "x", scope: { endpoints } });
    expect([answer.status, answer.body.code]).toEqual([400, "request-invalid"]);
  });
});
