import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, type Answering, json, leadingTo, openActionServer } from "../../testing/actionServer.ts";
import { allowing, answerAsEndpoint, BASE_URL, ENDPOINTS, KEY, makeEndpoint } from "../../testing/endpoints.ts";
import { type House, openHouse } from "../../testing/house.ts";
import { isError, isFinal, Listener } from "../../testing/listen.ts";

/*
 * Where endpoints of the console may be: at public addresses with https, or where the operator says. What is wrong is told plainly to whoever
 * tests one, and nothing of it to whoever only talks to a model.
 */
let server: ActionServer;
let house: House;
beforeAll(async () => {
  server = await openActionServer();
  house = await openHouse({ yaml: allowing(), network: server.network, silenceMs: 500 });
});
afterAll(async () => {
  await house.close();
  await server.close();
});
beforeEach(() => answerAsEndpoint(server));
afterEach(() => {
  server.calls.length = 0;
  server.connected.length = 0;
  server.names.clear();
});

const tested = async (more: object = {}) =>
  (await house.as("sue", "POST", `${ENDPOINTS}/test`, { baseURL: BASE_URL, key: KEY, ...more })).json();

describe("a test", () => {
  test("says what models there are, and writes nothing", async () => {
    expect(await tested()).toEqual({ isReached: true, why: null, models: ["big", "small"], isCut: false });
    expect(server.calls).toMatchObject([{ url: "/v1/models", headers: { authorization: `Bearer ${KEY}` } }]);
    expect((await house.as("sue", "GET", ENDPOINTS)).json().endpoints).toEqual([]);
  });

  test.each<[string, Answering, string]>([
    ["a wrong key", json({ error: `wrong key ${KEY}` }, 401), "refused the key (401)"],
    ["no list there", json({}, 404), "has no list of models"],
    ["a failure", json({ error: KEY }, 500), "answered with 500"],
    ["no JSON", (response) => void response.end("<html>"), "is no JSON"],
    ["no list", json({ data: "x" }), "list of models is none"],
    ["a redirect", leadingTo("http://169.254.169.254/latest"), "leads on to another address"],
    ["more than is read", (response) => void response.end("x".repeat(17 * 1_024 * 1_024)), "its answer is too long"],
    ["no answer", (response) => void response.destroy(), "connection to it broke"],
  ])("tells of %s, without what it said", async (_what, answer, why) => {
    server.answer(answer);
    const { isReached, why: told, models } = await tested();
    expect([isReached, models]).toEqual([false, []]);
    expect(told).toContain(why);
    expect(told).not.toContain(KEY);
    expect(server.calls).toHaveLength(1);
  });

  test("leaves out names that hold the key, or are none", async () => {
    server.answer(json({ data: [{ id: "big" }, { id: `x ${KEY}` }, { id: 7 }, {}, { id: "" }, { id: "a\u0000b" }] }));
    expect((await tested()).models).toEqual(["big"]);
  });

  test("uses what is kept where nothing is given, at the same host only", async () => {
    const id = await makeEndpoint(house, { headers: { "X-Team": "t" } });
    await house.as("sue", "POST", `${ENDPOINTS}/test`, { id, baseURL: BASE_URL });
    expect(server.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, "x-team": "t" });
    await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`);
  });

  test("one at a time", async () => {
    server.answer(async (response) => {
      await new Promise((wake) => setTimeout(wake, 200));
      response.end("{}");
    });
    const both = await Promise.all(
      [1, 2].map(() => house.as("sue", "POST", `${ENDPOINTS}/test`, { baseURL: BASE_URL })),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 429]);
  });
});

describe("an address", () => {
  test.each([
    ["this machine", "https://127.0.0.1/v1"],
    ["this machine, otherwise written", "https://2130706433/v1"],
    ["this machine by IPv6", "https://[::1]/v1"],
    ["the metadata of a cloud", "https://169.254.169.254/v1"],
    ["a private network", "https://10.0.0.5/v1"],
  ])("of %s is neither kept nor spoken to", async (_where, baseURL) => {
    const refused = { code: "request-invalid", detail: expect.stringContaining("not in the public network") };
    const wish = { name: "Inside", baseURL, key: null, models: ["m"] };
    expect((await house.as("sue", "POST", ENDPOINTS, wish)).json()).toMatchObject(refused);
    expect((await house.as("sue", "POST", `${ENDPOINTS}/test`, { baseURL })).json()).toMatchObject(refused);
    expect(server.connected).toEqual([]);
  });

  test.each([
    ["private", ["10.0.0.5"]],
    ["both", ["93.184.216.34", "10.0.0.5"]],
  ])("that a name stands for (%s) is looked at, too", async (_what, addresses) => {
    server.names.set("inside.test", addresses);
    expect((await tested({ baseURL: "https://inside.test/v1" })).why).toBe("its host is not in the public network");
    expect(server.connected).toEqual([]);
  });

  test("is looked at for each connection: a name that became private is refused in a chat", async () => {
    const id = await makeEndpoint(house, { baseURL: "https://later.test/v1" });
    server.names.set("later.test", ["192.168.1.1"]);
    expect(await talk()).toContain("The model cannot be reached.");
    expect(server.connected).toEqual([]);
    await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`);
  });

  test("that the operator allows is spoken to wherever it is, on that port only", async () => {
    server.names.set("models.test", ["10.0.0.5"]);
    expect((await tested()).isReached).toBe(true);
    expect(server.connected).toEqual(["10.0.0.5"]);
    const other = await house.as("sue", "POST", `${ENDPOINTS}/test`, { baseURL: "http://models.test:8080/v1" });
    expect(other.json()).toMatchObject({
      code: "request-invalid",
      detail: expect.stringContaining("allowedAddresses"),
    });
    expect((await tested({ baseURL: "https://models.test/v1" })).why).toContain("not in the public network");
  });
});

describe("somebody who talks to a model", () => {
  test.each<[string, Answering, string]>([
    ["a wrong key", json({ error: KEY }, 401), "refused the key"],
    ["a redirect", leadingTo("http://models.test/elsewhere"), "refused the request (302)"],
    ["silence", () => undefined, "took too long"],
  ])("hears of %s, and no more", async (_what, answer, said) => {
    const id = await makeEndpoint(house);
    server.answer(answer);
    const heard = await talk();
    expect(heard).toContain(said);
    expect(heard).not.toMatch(/sk-made|models\.test/);
    expect(server.calls).toHaveLength(1);
    await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`);
  });
});

async function talk(): Promise<string> {
  const asked = await house.as("ben", "POST", "/api/agents/chat/Lab", { text: "Hi", model: "big" });
  expect(asked.statusCode, asked.body).toBe(200);
  const listener = await Listener.to(house, "ben", asked.json().streamId);
  const end = await listener.until((heard) => isFinal(heard) || isError(heard));
  return JSON.stringify(end.data);
}
