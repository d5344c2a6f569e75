import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { modelId } from "../../../config/index.ts";
import { type ActionServer, openActionServer } from "../../testing/actionServer.ts";
import { allowing, answerAsEndpoint, BASE_URL, ENDPOINTS, KEY, makeEndpoint } from "../../testing/endpoints.ts";
import { type House, openHouse, userOf } from "../../testing/house.ts";
import { isError, isFinal, Listener } from "../../testing/listen.ts";

/*
 * Endpoints that are made in the console: whoever holds `manage:configs` adds one, and its models are offered at once, to their organization
 * only, by the rules of those of librechat.yaml. What is secret about one is told to nobody.
 */
const BIG = `model:${modelId("Lab", "big")}`;

let server: ActionServer;
let house: House;
beforeAll(async () => {
  server = await openActionServer();
  house = await openHouse({ yaml: allowing(), network: server.network });
});
afterAll(async () => {
  await house.close();
  await server.close();
});
beforeEach(() => answerAsEndpoint(server));
afterEach(async () => {
  for (const person of ["sue", "dee"])
    for (const { _id } of (await house.as(person, "GET", ENDPOINTS)).json().endpoints)
      await house.as(person, "DELETE", `${ENDPOINTS}/${_id}`);
  server.calls.length = 0;
  server.connected.length = 0;
  server.names.clear();
});

const patch = (id: string, body: object, headers = {}) => house.as("sue", "PATCH", `${ENDPOINTS}/${id}`, body, headers);
const offered = async (person: string) => (await house.as(person, "GET", "/api/models")).json();
/** What comes of a message to a model: the answer, or the code of the refusal. */
const talk = async (person: string, endpoint = "Lab", model = "big"): Promise<string> => {
  const asked = await house.as(person, "POST", `/api/agents/chat/${encodeURIComponent(endpoint)}`, {
    text: "Hi",
    model,
  });
  if (asked.statusCode !== 200) return asked.json().code;
  const listener = await Listener.to(house, person, asked.json().streamId);
  const end = await listener.until((heard) => isFinal(heard) || isError(heard));
  return isError(end) ? JSON.stringify(end.data) : listener.text;
};

describe("one that is added", () => {
  test("is offered at once, to whoever is in the organization, and answers", async () => {
    await makeEndpoint(house);
    expect((await offered("ben")).Lab).toEqual(["big", "small"]);
    expect((await house.as("ben", "GET", "/api/endpoints")).json()).toMatchObject({ Lab: { type: "custom" } });
    expect(await talk("ben")).toBe("Hello from big");
    const call = server.calls.find(({ url }) => url === "/v1/chat/completions");
    expect(call?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test("is nothing to another organization, which may have one of the same name", async () => {
    const id = await makeEndpoint(house);
    expect((await offered("dee")).Lab).toBeUndefined();
    expect(await talk("dee")).toBe("model-not-available");
    for (const [method, body] of [["GET"], ["PATCH", { enabled: false }], ["DELETE"]] as const)
      expect((await house.as("dee", method, `${ENDPOINTS}/${id}`, body)).statusCode).toBe(404);
    await makeEndpoint(house, { models: ["theirs"] }, "dee");
    expect((await offered("dee")).Lab).toEqual(["theirs"]);
    expect((await offered("ben")).Lab).toEqual(["big", "small"]);
  });

  test("sends its headers, and no key where it has none", async () => {
    await makeEndpoint(house, { key: null, headers: { "X-Team": "gatehouse" } });
    expect(await talk("ben")).toBe("Hello from big");
    const headers = server.calls[0]?.headers;
    expect(headers).toMatchObject({ "x-team": "gatehouse" });
    expect(headers?.authorization).toBeUndefined();
  });

  test("makes titles where it is said to", async () => {
    await makeEndpoint(house, { titleConvo: true, titleModel: "small" });
    await talk("ben");
    await expect.poll(() => server.calls.map(({ body }) => JSON.parse(body).model).sort()).toEqual(["big", "small"]);
  });

  test("takes a revision for its models, and says who made it", async () => {
    const before = house.access.of(house.here).engine.revision;
    await makeEndpoint(house, { name: "Fresh" });
    const { engine } = house.access.of(house.here);
    expect(engine.revision).toBe(before + 1);
    const [entry] = await house.store.readLog(house.here, before, 1);
    expect(entry).toMatchObject({ actor: userOf("sue"), changes: [{ kind: "resource-added" }, {}] });
  });
});

describe("its models are resources like those of the file", () => {
  afterEach(() => house.change([{ kind: "restricted-set", resource: BIG, restricted: false }]));

  test("restricted, a model is for whom it is given to, in lists and on the call", async () => {
    await makeEndpoint(house);
    await house.as("sue", "PUT", `/api/access/resources/model/${BIG.slice(6)}`, { restricted: true });
    expect((await offered("ben")).Lab).toEqual(["small"]);
    expect(await talk("ben")).toBe("model-not-available");
    const given = { principal: userOf("ben"), role: "viewer" };
    await house.as("sue", "POST", `/api/access/resources/model/${BIG.slice(6)}/grants`, given);
    expect(await talk("ben")).toBe("Hello from big");
    expect(await talk("cy")).toBe("model-not-available");
  });

  test("a restriction outlives the endpoint", async () => {
    const id = await makeEndpoint(house);
    await house.change([{ kind: "restricted-set", resource: BIG, restricted: true }]);
    await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`);
    await makeEndpoint(house);
    expect((await offered("cy")).Lab).toEqual(["small"]);
  });

  test("they are listed with what names them, also while they are switched off", async () => {
    await makeEndpoint(house, { enabled: false });
    const { models } = (await house.as("sue", "GET", "/api/admin/models")).json();
    expect(models).toContainEqual(
      expect.objectContaining({ id: BIG.slice(6), endpoint: "Lab", source: "console", isOffered: false }),
    );
    expect(models[0]).toMatchObject({ endpoint: "echo", source: "built-in", isOffered: true });
  });
});

describe("one that is changed", () => {
  test.each([
    ["switched off", { enabled: false }],
    ["without the model", { models: ["small"] }],
  ])("%s, answers nobody", async (_how, change) => {
    const id = await makeEndpoint(house);
    expect((await patch(id, change)).statusCode).toBe(200);
    expect(await talk("ben")).toBe("model-not-available");
    await patch(id, { enabled: true, models: ["big"] });
    expect(await talk("ben")).toBe("Hello from big");
  });

  test("asks with the new key from then on", async () => {
    const id = await makeEndpoint(house);
    await patch(id, { key: "sk-another-key-1234" });
    await talk("ben");
    expect(server.calls[0]?.headers.authorization).toBe("Bearer sk-another-key-1234");
  });

  test("keeps its key where nothing is said of it, and gives it to no other host", async () => {
    const id = await makeEndpoint(house);
    expect((await patch(id, { baseURL: "http://models.test/v2" })).statusCode).toBe(200);
    const refused = await patch(id, { baseURL: "https://elsewhere.test/v1" });
    expect(refused.json()).toMatchObject({
      code: "request-invalid",
      detail: expect.stringContaining("give `key` and `headers` again"),
    });
    const moved = await patch(id, { baseURL: "https://elsewhere.test/v1", key: null, headers: {} });
    expect(moved.json()).toMatchObject({ baseURL: "https://elsewhere.test/v1", key: null });
  });

  test("is not changed by whoever saw another version", async () => {
    const id = await makeEndpoint(house);
    expect((await patch(id, { enabled: false }, { "if-match": '"v7"' })).json().code).toBe("version-mismatch");
  });

  test("keeps its name: agents, conversations and restrictions hang on it", async () =>
    expect((await patch(await makeEndpoint(house), { name: "Other" })).statusCode).toBe(400));
});

describe("one that is deleted", () => {
  test("is not there any more; which agents have its models is said before", async () => {
    const id = await makeEndpoint(house);
    for (const [person, name] of [
      ["sue", "Hers"],
      ["ada", "Helper"],
    ] as const)
      await house.as(person, "POST", "/api/agents", { name, provider: "Lab", model: "big" });
    const { agents } = (await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).json();
    expect(agents.count).toBe(2);
    expect(agents.names).toContain("Hers");
    expect((await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`)).statusCode).toBe(204);
    expect(await talk("ben")).toBe("model-not-available");
    expect((await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).statusCode).toBe(404);
  });
});

describe("what is secret", () => {
  test("is in no answer, no log and no column; of the key its last four characters are told", async () => {
    const headers = { "X-Secret": "a header that is secret" };
    const id = await makeEndpoint(house, { headers });
    const answers = [
      await house.as("sue", "GET", ENDPOINTS),
      await house.as("sue", "GET", `${ENDPOINTS}/${id}`),
      await patch(id, { label: "Lab" }),
      await house.as("sue", "POST", `${ENDPOINTS}/test`, { id, baseURL: BASE_URL }),
    ];
    const rows = await house.store.db.selectFrom("endpoints").selectAll().execute();
    const all = [...answers.map(({ body }) => body), JSON.stringify(rows), house.logged.join("\n")].join("\n");
    expect(all).not.toContain(KEY);
    expect(all).not.toContain("a header that is secret");
    expect(answers[2]?.json()).toMatchObject({ key: { lastFour: "9876", isReadable: true }, headers: ["X-Secret"] });
  });

  test("a short key is told nothing of", async () => {
    const id = await makeEndpoint(house, { key: "ollama" });
    expect((await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).json().key).toEqual({
      lastFour: null,
      isReadable: true,
    });
  });

  test("a key that was sealed by another CREDS_KEY is said to be so, and is asked for again", async () => {
    const id = await makeEndpoint(house);
    await house.store.transact((tx) => tx.updateTable("endpoints").set({ secret: "v1.AAAA.AAAA.AAAA" }).execute());
    const { key, whyNot } = (await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).json();
    expect([key, whyNot]).toEqual([{ lastFour: null, isReadable: false }, expect.stringContaining("again")]);
    expect(await talk("ben")).toContain("cannot be read");
    await patch(id, { key: KEY, headers: {} });
    expect(await talk("ben")).toBe("Hello from big");
  });
});

describe("refused", () => {
  test.each([
    ["a member, listing", "GET", "", undefined],
    ["a member, adding", "POST", "", { name: "Mine", baseURL: BASE_URL, models: [] }],
    ["a member, testing", "POST", "/test", { baseURL: BASE_URL }],
  ] as const)("%s", async (_who, method, path, body) =>
    expect((await house.as("ada", method, `${ENDPOINTS}${path}`, body)).statusCode).toBe(403),
  );

  test.each([
    ["a name that is built in", { name: "agents" }, 400],
    ["a name that is part of an address", { name: "abort" }, 400],
    ["a name that is the stand-in's", { name: "Echo" }, 400],
    ["a name that objects have", { name: "constructor" }, 400],
    ["a name with odd characters", { name: "a/b" }, 400],
    ["a name that is taken", { name: "Lab" }, 409],
    ["a name that looks like one", { name: "LAB" }, 409],
    ["no address", { baseURL: "models.test" }, 400],
    ["an address of another kind", { baseURL: "file:///etc/passwd" }, 400],
    ["an address without encryption", { baseURL: "http://plain.test/v1" }, 400],
    ["an address with a password", { baseURL: "https://a:b@models.test/v1" }, 400],
    ["an address with a query", { baseURL: "https://models.test/v1?key=1" }, 400],
    ["a header that is the connection's", { headers: { Host: "x" } }, 400],
    ["a header that is the key's", { headers: { Authorization: "x" } }, 400],
    ["a header with a line break", { headers: { "X-A": "a\r\nb" } }, 400],
    ["a model without a name", { models: [" "] }, 400],
    ["more models than there may be", { models: Array.from({ length: 501 }, (_, index) => `m${index}`) }, 400],
  ])("%s", async (_what, more, status) => {
    await makeEndpoint(house);
    const wish = { name: "Other", baseURL: BASE_URL, models: ["big"], ...more };
    expect((await house.as("sue", "POST", ENDPOINTS, wish)).statusCode).toBe(status);
  });

  test("more models than all endpoints together may have", async () => {
    const models = (from: string) => Array.from({ length: 500 }, (_, index) => `${from}${index}`);
    for (const name of ["a", "b", "c", "d"]) await makeEndpoint(house, { name, models: models(name) });
    const fifth = { name: "e", baseURL: BASE_URL, models: ["one more"] };
    expect((await house.as("sue", "POST", ENDPOINTS, fifth)).json().detail).toContain("2000 can be");
  });
});

describe("beside the file", () => {
  const withLab = allowing(
    "  custom:",
    "    - { name: Lab, apiKey: sk-of-the-file, baseURL: 'http://127.0.0.1:9', models: { default: [mine] } }",
  );

  test("a name of the file is refused, and one that it gets later is the file's", async () => {
    const server = await openActionServer();
    answerAsEndpoint(server);
    const house = await openHouse({ yaml: withLab, network: server.network });
    try {
      const refused = await house.as("sue", "POST", ENDPOINTS, { name: "Lab", baseURL: BASE_URL, models: ["big"] });
      expect(refused.json()).toMatchObject({
        code: "already-exists",
        detail: expect.stringContaining("librechat.yaml"),
      });
      const id = await makeEndpoint(house, { name: "Later" });
      await house.store.transact((tx) =>
        tx.updateTable("endpoints").set({ name: "Lab" }).where("id", "=", id).execute(),
      );
      expect((await house.as("ben", "GET", "/api/models")).json()).toEqual({ agents: [], Lab: ["mine"] });
      const { endpoints } = (await house.as("sue", "GET", ENDPOINTS)).json();
      expect(endpoints).toMatchObject([
        { _id: null, name: "Lab", source: "file", baseURL: null, key: null, whyNot: null },
        { _id: id, name: "Lab", source: "console", whyNot: expect.stringContaining("librechat.yaml") },
      ]);
      expect(JSON.stringify(endpoints)).not.toContain("sk-of-the-file");
    } finally {
      await house.close();
      await server.close();
    }
  });
});
