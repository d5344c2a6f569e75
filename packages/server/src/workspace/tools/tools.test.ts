import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CREDS_KEY, ENGINEERING, grant, type House, openHouse, taken, userOf, VIEWER } from "../testing/house.ts";
import { DOMAIN, MCP, makeAction, makeAgent, makeTool, weather, yamlOf } from "../testing/tools.ts";
import { ToolSecrets } from "./toolSecrets.ts";

/* Tools by themselves: whose they are, who may do what, and what a document must say. */
const USER = ["use"];
const KEY = "canary-key-7d1f";
const bearer = { type: "api_key", as: "bearer", key: KEY };

let house: House;
beforeAll(async () => {
  house = await openHouse({ yaml: yamlOf(DOMAIN, "http://other.test", "https://api.example.org") });
  await house.change(MCP);
});
afterAll(() => house.close());

const status = async (...call: Parameters<House["as"]>) => (await house.as(...call)).statusCode;
const code = async (...call: Parameters<House["as"]>) => (await house.as(...call)).json().code;
const rowOf = (id: string) => house.store.db.selectFrom("tools").selectAll().where("id", "=", id).executeTakeFirst();

describe("a tool of one's own", () => {
  test("is made from a document, and tells everything but its key", async () => {
    const made = await house.as("ada", "POST", "/api/tools", { spec: weather(), domain: DOMAIN, auth: bearer });
    expect(made.statusCode, made.body).toBe(201);
    expect(made.headers.etag).toBe('"v1"');
    expect(made.json()).toMatchObject({
      name: "Weather",
      domain: DOMAIN,
      owner: userOf("ada"),
      ownerName: "ada",
      may: ["use", "update", "delete", "share"],
      isAllowed: true,
      spec: weather(),
      auth: { type: "api_key", as: "bearer", hasKey: true },
      functions: [
        { name: "getWeather", method: "get", path: "/weather/{city}" },
        { name: "note", method: "post", path: "/notes" },
      ],
    });
    expect(made.body).not.toContain(KEY);
    const row = await rowOf(made.json()._id);
    expect(row?.secret).toMatch(/^v1\./);
    expect(JSON.stringify(row)).not.toContain(KEY);
  });

  test("takes MCP_SERVERS.CREATE", async () => {
    await house.change([{ ...MCP[0]!, on: false }]);
    expect(await code("ben", "POST", "/api/tools", { spec: weather(), domain: DOMAIN })).toBe("feature-off");
    await house.change([MCP[0]!]);
  });

  test("is nobody else's: not listed, not found, not changed, not deleted", async () => {
    const id = await makeTool(house, "ada");
    for (const person of ["ben", "dee"]) {
      expect((await house.as(person, "GET", "/api/tools")).json().tools).toEqual([]);
      expect(await status(person, "GET", `/api/tools/${id}`)).toBe(404);
      expect(await status(person, "PATCH", `/api/tools/${id}`, { name: "Mine" })).toBe(404);
      expect(await status(person, "DELETE", `/api/tools/${id}`)).toBe(404);
    }
  });

  test("shared by the calls of every other thing, its viewers see what it does, and neither document nor how it proves itself", async () => {
    const id = await makeTool(house, "ada", { auth: bearer, name: "Shared" });
    const url = `/api/permissions/mcpServer/${id}`;
    const body = {
      updated: [{ type: "user", id: userOf("ben").slice(5), accessRoleId: "mcpServer_viewer" }],
      removed: [],
    };
    expect((await house.as("ada", "PUT", url, body)).statusCode).toBe(200);
    const seen = await house.as("ben", "GET", `/api/tools/${id}`);
    expect(seen.json()).toMatchObject({
      name: "Shared",
      may: ["use"],
      functions: [{ name: "getWeather" }, { name: "note" }],
    });
    expect(seen.json()).not.toHaveProperty("spec");
    expect(seen.json()).not.toHaveProperty("auth");
    expect((await house.as("ben", "GET", "/api/tools?owner=shared")).json().tools).toMatchObject([
      { _id: id, ownerName: "ada" },
    ]);
    expect(await status("ben", "PATCH", `/api/tools/${id}`, { name: "Mine" })).toBe(403);
    expect(await status("ben", "DELETE", `/api/tools/${id}`)).toBe(403);
  });

  test("hidden, it is gone for whoever might use it; handed over, it is the other's", async () => {
    const id = await makeTool(house, "ada");
    const resource = `/api/access/resources/tool/${id}`;
    const grants = `/api/access/resources/tool/${id}/grants`;
    expect(await status("ada", "POST", grants, { principal: userOf("ben"), role: "viewer" })).toBe(201);
    expect(await status("ben", "GET", `/api/tools/${id}`)).toBe(200);
    expect(await status("sue", "PUT", resource, { state: "hidden" })).toBe(200);
    expect(await status("ben", "GET", `/api/tools/${id}`)).toBe(404);
    expect(await status("sue", "PUT", resource, { state: "active" })).toBe(200);
    expect(await status("ada", "PUT", `${resource}`, { owner: userOf("cy") })).toBe(200);
    expect((await house.as("cy", "GET", `/api/tools/${id}`)).json().owner).toBe(userOf("cy"));
    expect(await status("ada", "GET", `/api/tools/${id}`)).toBe(404);
  });

  test("deleted by the general call, its row goes, too", async () => {
    const id = await makeTool(house, "ada");
    expect(await status("ada", "DELETE", `/api/access/resources/tool/${id}`)).toBe(204);
    expect(await rowOf(id)).toBeUndefined();
  });

  test("nobody registers one from outside under an id of ours", async () =>
    expect(await status("ada", "PUT", "/api/access/resources/tool/0123456789abcdef01234567", {})).toBe(404));

  test("a write names the version that it is of", async () => {
    const id = await makeTool(house, "ada");
    const stale = { "if-match": '"v7"' };
    expect(await code("ada", "PATCH", `/api/tools/${id}`, { name: "New" }, stale)).toBe("version-mismatch");
    expect(await code("ada", "DELETE", `/api/tools/${id}`, undefined, stale)).toBe("version-mismatch");
    const changed = await house.as("ada", "PATCH", `/api/tools/${id}`, { name: "New" });
    expect([changed.headers.etag, changed.json().name]).toEqual(['"v2"', "New"]);
    expect((await house.as("ada", "PATCH", `/api/tools/${id}`, { name: "New" })).headers.etag).toBe('"v2"');
  });
});

describe("a tool of the organization's", () => {
  test("takes `manage:configs`", async () => {
    const body = { spec: weather(), domain: DOMAIN, owner: "organization" };
    expect(await status("ada", "POST", "/api/tools", body)).toBe(403);
    const made = await house.as("sue", "POST", "/api/tools", body);
    expect(made.json()).toMatchObject({
      owner: "organization",
      may: expect.arrayContaining(["update", "delete", "share"]),
    });
  });

  test("is for those whom it is given to: others neither find it, nor list it, nor attach it", async () => {
    const id = await makeTool(house, "sue", { owner: "organization", name: "Restricted" });
    const agent = await makeAgent(house, "cy");
    const shared = grant(ENGINEERING, `tool:${id}`, USER);
    await house.change([shared]);
    expect((await house.as("ben", "GET", "/api/tools?search=restrict")).json().tools).toMatchObject([{ _id: id }]);
    expect((await house.as("cy", "GET", "/api/tools?search=restrict")).json().tools).toEqual([]);
    for (const mode of ["own", "lent"])
      expect(await status("cy", "PUT", `/api/agents/${agent.id}/tools/${id}`, { mode })).toBe(404);
    await house.change([taken(shared)]);
    expect((await house.as("ben", "GET", "/api/tools?search=restrict")).json().tools).toEqual([]);
  });
});

describe("a key stays with the host that it was given for", () => {
  const elsewhere = weather({ servers: [{ url: "http://other.test" }] });
  test.each([
    ["another host", { spec: elsewhere, domain: "http://other.test" }],
    ["another header", { auth: { type: "api_key", as: "custom", header: "X-Key" } }],
    ["another way of sending it", { auth: { type: "api_key", as: "basic" } }],
  ])("%s: it is asked for again, and nothing is written", async (_what, patch) => {
    const id = await makeTool(house, "ada", { auth: bearer });
    const before = await rowOf(id);
    const refused = await house.as("ada", "PATCH", `/api/tools/${id}`, patch);
    expect(refused.json()).toMatchObject({
      code: "request-invalid",
      detail: expect.stringContaining("give the key again"),
    });
    expect(await rowOf(id)).toEqual(before);
  });

  test("with the key, it moves", async () => {
    const id = await makeTool(house, "ada", { auth: bearer });
    const moved = await house.as("ada", "PATCH", `/api/tools/${id}`, {
      spec: elsewhere,
      domain: "http://other.test",
      auth: bearer,
    });
    expect(moved.json()).toMatchObject({ domain: "http://other.test", auth: { hasKey: true } });
  });

  test("another document of the same host keeps it; `none` forgets it", async () => {
    const id = await makeTool(house, "ada", { auth: bearer });
    const other = weather({ info: { title: "Other" } });
    expect((await house.as("ada", "PATCH", `/api/tools/${id}`, { spec: other })).json().auth.hasKey).toBe(true);
    expect((await house.as("ada", "PATCH", `/api/tools/${id}`, { auth: { type: "none" } })).json().auth.hasKey).toBe(
      false,
    );
    expect((await rowOf(id))?.secret).toBeNull();
  });

  test("moved in the database, it does not open", async () => {
    const [one, two] = [await makeTool(house, "ada", { auth: bearer }), await makeTool(house, "ada", { auth: bearer })];
    const row = await rowOf(one);
    const toolSecrets = new ToolSecrets(CREDS_KEY);
    const binding = { organization: house.here, tool: one, origin: DOMAIN };
    expect(toolSecrets.open(row?.secret ?? "", binding)).toBe(KEY);
    expect(toolSecrets.open(row?.secret ?? "", { ...binding, tool: two })).toBeUndefined();
    expect(toolSecrets.open(row?.secret ?? "", { ...binding, origin: "http://other.test" })).toBeUndefined();
  });
});

describe("refused in words, and nothing is written", () => {
  test.each([
    [
      "a host that is not allowed",
      { spec: weather({ servers: [{ url: "https://evil.test" }] }), domain: "evil.test" },
      "`evil.test` is not among the hosts",
    ],
    [
      "a document for another host than the domain",
      { spec: weather(), domain: "https://api.example.org" },
      "first server is at",
    ],
    ["a domain that is an address", { spec: weather(), domain: "http://api.test/v1" }, "must be a host"],
    ["a domain with a password", { spec: weather(), domain: "http://a:b@api.test" }, "must be a host"],
    ["no OpenAPI", { spec: "nonsense", domain: DOMAIN }, "no object"],
    ["a document that names itself", { spec: "a: &a [*a]", domain: DOMAIN }, "contains itself"],
    ["no key", { spec: weather(), domain: DOMAIN, auth: { type: "api_key", as: "bearer" } }, "the key is missing"],
    [
      "a header for a bearer",
      { spec: weather(), domain: DOMAIN, auth: { ...bearer, header: "X-Key" } },
      "`header` names",
    ],
    [
      "the header `Host`",
      { spec: weather(), domain: DOMAIN, auth: { ...bearer, as: "custom", header: "Host" } },
      "is not for keys",
    ],
    ["a key with a line break", { spec: weather(), domain: DOMAIN, auth: { ...bearer, key: "a\r\nX-Evil: 1" } }, ""],
    ["an unknown field", { spec: weather(), domain: DOMAIN, author: "user:x" }, ""],
  ])("%s", async (_what, body, words) => {
    const count = async () => (await house.store.db.selectFrom("tools").select("id").execute()).length;
    const before = await count();
    const refused = await house.as("ada", "POST", "/api/tools", body);
    expect(refused.statusCode, refused.body).toBe(400);
    expect(refused.json()).toMatchObject({ code: "request-invalid" });
    expect(refused.body).toContain(words);
    expect(await count()).toBe(before);
  });

  test("what is read only is told, and not written", async () => {
    const read = await house.as("ada", "POST", "/api/tools/read", {
      spec: weather({ servers: [{ url: "https://evil.test" }] }),
    });
    expect(read.json()).toMatchObject({
      title: "Weather",
      domain: "evil.test",
      isAllowed: false,
      functions: [{ name: "getWeather" }, { name: "note" }],
    });
    expect(await status("ada", "POST", "/api/tools/read", { spec: "{}" })).toBe(400);
  });
});

describe("on an agent", () => {
  const list = async (person: string, agent: { id: string }) =>
    (await house.as(person, "GET", `/api/agents/${agent.id}/tools`)).json();

  test("it is attached as `lent` or `own`, told to editors, and taken away", async () => {
    const [id, agent] = [await makeTool(house, "ada"), await makeAgent(house, "ada")];
    const url = `/api/agents/${agent.id}/tools/${id}`;
    expect((await house.as("ada", "PUT", url, { mode: "own" })).json()).toMatchObject([
      { _id: id, mode: "own", name: "Weather" },
    ]);
    expect((await house.as("ada", "PUT", url, { mode: "lent" })).json()).toMatchObject([{ _id: id, mode: "lent" }]);
    const whole = (await house.as("ada", "GET", `/api/agents/${agent.id}/expanded`)).json();
    expect(whole.tools).toEqual([
      expect.stringMatching(/^getWeather_action_\w{10}$/),
      expect.stringMatching(/^note_action_\w{10}$/),
    ]);
    expect(whole.actions).toEqual([`${whole.tools[0].split("_action_")[1]}_action_${id}`]);
    expect(await status("ada", "DELETE", url)).toBe(204);
    expect(await status("ada", "DELETE", url)).toBe(404);
    expect(await list("ada", agent)).toEqual([]);
    expect(await status("ada", "GET", `/api/tools/${id}`)).toBe(200);
  });

  test("whoever may use the agent learns nothing of it", async () => {
    const [id, agent] = [await makeTool(house, "ada"), await makeAgent(house, "ada")];
    await house.as("ada", "PUT", `/api/agents/${agent.id}/tools/${id}`, { mode: "lent" });
    await house.change([grant(userOf("ben"), agent.resource, VIEWER)]);
    expect((await house.as("ben", "GET", `/api/agents/${agent.id}`)).body).not.toMatch(/weather|tools|api\.test/i);
    expect(await status("ben", "GET", `/api/agents/${agent.id}/tools`)).toBe(403);
    expect(await status("ben", "PUT", `/api/agents/${agent.id}/tools/${id}`, { mode: "own" })).toBe(403);
    expect(await status("ben", "DELETE", `/api/agents/${agent.id}/tools/${id}`)).toBe(403);
    expect(await status("ben", "GET", `/api/tools/${id}`)).toBe(404);
  });

  test("lending takes `share` on the tool, `own` some action on it", async () => {
    const [id, agent] = [await makeTool(house, "ada"), await makeAgent(house, "ben")];
    const url = `/api/agents/${agent.id}/tools/${id}`;
    expect(await status("ben", "PUT", url, { mode: "own" })).toBe(404);
    await house.change([grant(userOf("ben"), `tool:${id}`, USER)]);
    expect(await status("ben", "PUT", url, { mode: "lent" })).toBe(403);
    expect(await status("ben", "PUT", url, { mode: "own" })).toBe(200);
  });

  test("an earlier version brings back what the actor may attach, and a copy has that, too", async () => {
    const [mine, lost, agent] = [
      await makeTool(house, "ada"),
      await makeTool(house, "ben"),
      await makeAgent(house, "ada"),
    ];
    const shared = grant(userOf("ada"), `tool:${lost}`, USER);
    await house.change([shared]);
    for (const [id, mode] of [
      [mine, "lent"],
      [lost, "own"],
    ])
      expect(await status("ada", "PUT", `/api/agents/${agent.id}/tools/${id}`, { mode })).toBe(200);
    const copyOf = async () => {
      const { agent: copy } = (await house.as("ada", "POST", `/api/agents/${agent.id}/duplicate`, {})).json();
      return (await list("ada", copy)).map(({ _id, mode }: { _id: string; mode: string }) => [_id, mode]);
    };
    expect(await copyOf()).toEqual([
      [mine, "lent"],
      [lost, "own"],
    ]);
    const { versions } = (await house.as("ada", "PATCH", `/api/agents/${agent.id}`, { name: "Renamed" })).json();
    expect(versions.map((one: { tools: unknown[] }) => one.tools.length)).toEqual([0, 2, 4, 4]);
    for (const id of [mine, lost]) await house.as("ada", "DELETE", `/api/agents/${agent.id}/tools/${id}`);
    await house.change([taken(shared)]);
    expect(await status("ada", "POST", `/api/agents/${agent.id}/revert`, { version_index: 2 })).toBe(200);
    expect(await list("ada", agent)).toMatchObject([{ _id: mine, mode: "lent" }]);
    expect(await copyOf()).toEqual([[mine, "lent"]]);
  });

  test("deleted, the agent goes on without it, and changing the agent does not bring it back", async () => {
    const [id, agent] = [await makeTool(house, "ada"), await makeAgent(house, "ada")];
    await house.as("ada", "PUT", `/api/agents/${agent.id}/tools/${id}`, { mode: "lent" });
    expect(await status("ada", "DELETE", `/api/tools/${id}`)).toBe(204);
    const changed = await house.as("ada", "PATCH", `/api/agents/${agent.id}`, {
      name: "Other",
      tools: [`x_action_${id}`],
    });
    expect([changed.statusCode, changed.json().tools, changed.json().actions]).toEqual([200, [], []]);
  });

  test("it has 20 at most", async () => {
    const agent = await makeAgent(house, "ada");
    for (let count = 0; count < 20; count++)
      expect(
        await status("ada", "PUT", `/api/agents/${agent.id}/tools/${await makeTool(house, "ada")}`, { mode: "lent" }),
      ).toBe(200);
    const more = await house.as("ada", "PUT", `/api/agents/${agent.id}/tools/${await makeTool(house, "ada")}`, {
      mode: "lent",
    });
    expect(more.json()).toMatchObject({ code: "request-invalid", detail: "an agent has 20 tools at most" });
  }, 60_000);
});

test("nothing of a key is in what was logged", () => expect(house.logged.join("")).not.toContain(KEY));

test("by capability alone a tool of the organization is not given to a group of one's own, and the answer says why and what to do", async () => {
  const tool = await makeTool(house, "sue", { owner: "organization" });
  const mine = { kind: "resource-added", resource: "group:sues", owner: userOf("sue"), state: "active" } as const;
  await house.change([mine]);
  const body = { principal: "group:sues", role: "viewer" };
  const give = () => house.as("sue", "POST", `/api/access/resources/tool/${tool}/grants`, body);
  const refused = await give();
  expect(refused.statusCode, refused.body).toBe(403);
  expect(refused.json()).toMatchObject({ code: "hand-on-refused" });
  expect(refused.json().detail).toMatch(/could be put into it by you.*hand the group over first/);
  await house.change([{ kind: "owner-set", resource: "group:sues", owner: userOf("ben") }]);
  expect((await give()).statusCode).toBe(201);
});

test("an editor of an agent is told the functions of somebody else's tool, and the id to take it away by; neither its name nor its host", async () => {
  const agent = await makeAgent(house, "ada");
  const tool = await makeAction(house, "ada", agent, {});
  await house.change([grant(userOf("ben"), agent.resource, ["use", "update"])]);
  const listed = () => house.as("ben", "GET", `/api/agents/${agent.id}/tools`);
  const told = await listed();
  expect(told.json()).toEqual([
    { _id: tool, mode: "lent", name: null, domain: null, functions: ["getWeather", "note"], may: [] },
  ]);
  expect(told.body).not.toMatch(/"Weather"|api\.test/);
  await house.change([grant(userOf("ben"), `tool:${tool}`, ["use"])]);
  expect((await listed()).json()).toMatchObject([{ name: "Weather", domain: DOMAIN, may: ["use"] }]);
  expect((await house.as("ben", "DELETE", `/api/agents/${agent.id}/tools/${tool}`)).statusCode).toBe(204);
});
