import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { DOMAIN, MCP, makeAction, makeAgent, weather, yamlOf } from "../testing/tools.ts";

/* LibreChat's calls for actions, as its client makes them. */
const KEY = "canary-key-55aa";
const bearer = { api_key: KEY, auth: { type: "service_http", authorization_type: "bearer", custom_auth_header: "" } };

let house: House;
beforeAll(async () => {
  house = await openHouse({ yaml: yamlOf(DOMAIN) });
  await house.change(MCP);
});
afterAll(() => house.close());

test("one is made on an agent, is its maker's, and lent", async () => {
  const agent = await makeAgent(house, "ada");
  const functions = [{ type: "function", function: { name: "getWeather", parameters: {} } }];
  const made = await house.as("ada", "POST", `/api/agents/actions/${agent.id}`, {
    functions,
    metadata: { domain: DOMAIN, raw_spec: weather(), privacy_policy_url: "", ...bearer },
  });
  expect(made.statusCode, made.body).toBe(200);
  const [whole, action] = made.json();
  expect(whole.tools).toHaveLength(2);
  expect(whole.actions).toEqual([expect.stringMatching(new RegExp(`^\\w{10}_action_${action.action_id}$`))]);
  expect(action).toMatchObject({
    agent_id: agent.id,
    type: "action_prototype",
    metadata: { domain: DOMAIN, raw_spec: weather(), auth: { type: "service_http", authorization_type: "bearer" } },
  });
  expect(made.body).not.toContain(KEY);
  expect(house.access.of(house.here).engine.describe(`tool:${action.action_id}`)?.owner).toBe(userOf("ada"));
  expect((await house.as("ada", "GET", `/api/agents/${agent.id}/tools`)).json()).toMatchObject([{ mode: "lent" }]);
  const list = (await house.as("ada", "GET", "/api/agents/actions")).json();
  expect(list).toEqual([action]);
  const plugins = (await house.as("ada", "GET", "/api/agents/tools")).json();
  expect(plugins.map(({ pluginKey }: { pluginKey: string }) => pluginKey)).toEqual(whole.tools);
  expect((await house.as("ben", "GET", "/api/agents/actions")).json()).toEqual([]);
  expect((await house.as("ben", "GET", "/api/agents/tools")).json()).toEqual([]);
});

test("it is changed by the same call; without a key the one that is there stays", async () => {
  const agent = await makeAgent(house, "ada");
  const action_id = await makeAction(house, "ada", agent, bearer);
  const metadata = { domain: DOMAIN, raw_spec: weather({ info: { title: "Other" } }), auth: bearer.auth, api_key: "" };
  const changed = await house.as("ada", "POST", `/api/agents/actions/${agent.id}`, {
    functions: [],
    metadata,
    action_id,
  });
  expect(changed.json()[1]).toMatchObject({ action_id, metadata: { auth: { type: "service_http" } } });
  expect((await house.as("ada", "GET", `/api/tools/${action_id}`)).json().auth.hasKey).toBe(true);
});

describe("who may", () => {
  test("making one takes `update` on the agent, and MCP_SERVERS.CREATE", async () => {
    const agent = await makeAgent(house, "ada");
    const make = () =>
      house.as("ben", "POST", `/api/agents/actions/${agent.id}`, { metadata: { domain: DOMAIN, raw_spec: weather() } });
    expect((await make()).statusCode).toBe(404);
    await house.change([grant(userOf("ben"), agent.resource, VIEWER)]);
    expect((await make()).statusCode).toBe(403);
    await house.change([grant(userOf("ben"), agent.resource, ["update"])]);
    await house.change([{ ...MCP[0]!, on: false }]);
    expect((await make()).json().code).toBe("feature-off");
    await house.change([MCP[0]!]);
    expect((await make()).statusCode).toBe(200);
  });

  test("changing one takes `update` on it, and that the agent has it", async () => {
    const [agent, other] = [await makeAgent(house, "ada"), await makeAgent(house, "ben")];
    const action_id = await makeAction(house, "ada", agent);
    const change = (person: string, id: string) =>
      house.as(person, "POST", `/api/agents/actions/${id}`, { metadata: { raw_spec: weather() }, action_id });
    expect((await change("ben", other.id)).statusCode).toBe(404);
    await house.change([grant(userOf("ben"), `tool:${action_id}`, ["use"])]);
    expect((await change("ben", other.id)).statusCode).toBe(403);
    await house.change([grant(userOf("ben"), `tool:${action_id}`, ["update"])]);
    expect((await change("ben", other.id)).statusCode).toBe(404);
    await house.change([grant(userOf("ben"), agent.resource, ["use", "execute", "update"])]);
    expect((await change("ben", agent.id)).statusCode).toBe(200);
  });
});

describe("taken from its agent", () => {
  const remove = (person: string, agent: { id: string }, id: string) =>
    house.as(person, "DELETE", `/api/agents/actions/${agent.id}/${id}`);

  test("it is deleted", async () => {
    const agent = await makeAgent(house, "ada");
    const id = await makeAction(house, "ada", agent, bearer);
    expect((await remove("ada", agent, id)).json()).toEqual({ message: "Action deleted successfully" });
    expect((await house.as("ada", "GET", `/api/tools/${id}`)).statusCode).toBe(404);
    expect(await house.store.db.selectFrom("tools").select("id").where("id", "=", id).execute()).toEqual([]);
    expect((await remove("ada", agent, id)).statusCode).toBe(404);
  });

  test("it stays while another agent has it", async () => {
    const [agent, other] = [await makeAgent(house, "ada"), await makeAgent(house, "ada")];
    const id = await makeAction(house, "ada", agent);
    await house.as("ada", "PUT", `/api/agents/${other.id}/tools/${id}`, { mode: "lent" });
    expect((await remove("ada", agent, id)).statusCode).toBe(200);
    expect((await house.as("ada", "GET", `/api/agents/${other.id}/tools`)).json()).toMatchObject([{ _id: id }]);
  });

  test("it stays where the actor may not delete it", async () => {
    const agent = await makeAgent(house, "ada");
    const id = await makeAction(house, "ada", agent);
    await house.change([grant(userOf("ben"), agent.resource, ["use", "execute", "update"])]);
    expect((await remove("ben", agent, id)).statusCode).toBe(200);
    expect((await house.as("ada", "GET", `/api/tools/${id}`)).statusCode).toBe(200);
  });
});

describe("refused", () => {
  test.each([
    ["OAuth", { auth: { type: "oauth" } }, "OAuth is not there yet"],
    ["OAuth's client", { oauth_client_id: "x" }, "OAuth is not there yet"],
    ["no document", { raw_spec: undefined }, "are needed"],
    [
      "a host that is not allowed",
      { domain: "evil.test", raw_spec: weather({ servers: [{ url: "https://evil.test" }] }) },
      "`actions.allowedDomains`",
    ],
    ["an unknown field", { owner: "x" }, ""],
  ])("%s", async (_what, metadata, words) => {
    const agent = await makeAgent(house, "ada");
    const refused = await house.as("ada", "POST", `/api/agents/actions/${agent.id}`, {
      functions: [],
      metadata: { domain: DOMAIN, raw_spec: weather(), ...metadata },
    });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain(words);
    expect((await house.as("ada", "GET", `/api/agents/${agent.id}/tools`)).json()).toEqual([]);
  });
});
