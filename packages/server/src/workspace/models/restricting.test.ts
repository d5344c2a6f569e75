import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ENGINEERING, type House, openHouse, userOf } from "../testing/house.ts";
import { openUpstream, type Upstream, yamlFor } from "../testing/upstream.ts";

/*
 * Who may use which model: everybody, until somebody who holds `manage:configs` restricts it; then only whom it is given to. What is not for
 * somebody is in no list of theirs, and refused on the call as well.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const MODEL = "/api/access/resources/model/echo";
const restrict = (restricted: boolean, person = "sue") => house.as(person, "PUT", MODEL, { restricted });
const give = (principal: string, more: object = { role: "viewer" }) =>
  house.as("sue", "POST", `${MODEL}/grants`, { principal, ...more });
/** By each way: what is listed, and what a message is answered with. */
const ways = async (person: string) => {
  const models = (await house.as(person, "GET", "/api/models")).json();
  const asked = await house.as(person, "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo" });
  const { allowed } = (
    await house.as(person, "POST", "/api/access/check", { action: "use", resource: "model:echo" })
  ).json();
  return {
    listed: models.echo !== undefined,
    chat: asked.statusCode === 200 && asked.body.includes("streamId"),
    allowed,
  };
};
const YES = { listed: true, chat: true, allowed: true };
const NO = { listed: false, chat: false, allowed: false };

beforeEach(async () => {
  await restrict(false);
  const grants = house.access.of(house.here).engine.grantsOn("model:echo");
  await house.change(grants.map(({ id }) => ({ kind: "grant-removed" as const, resource: "model:echo", id })));
});

test("everybody may use a model until it is restricted, and again once it is not", async () => {
  expect(await ways("ben")).toEqual(YES);
  expect((await restrict(true)).statusCode).toBe(200);
  expect(await ways("ben")).toEqual(NO);
  await restrict(false);
  expect(await ways("ben")).toEqual(YES);
});

describe("a restricted one", () => {
  beforeEach(() => restrict(true));

  test.each([
    ["a person", () => userOf("ben")],
    ["a group, through the one within", () => ENGINEERING],
    ["a role", () => "role:USER"],
  ])("is for %s that it is given to", async (_whom, principal) => {
    expect((await give(principal())).statusCode).toBe(201);
    expect(await ways("ben")).toEqual(YES);
    expect(await ways("cy")).toEqual(principal() === "role:USER" ? YES : NO);
  });

  test("is an agent's for whoever may use it themselves only", async () => {
    await restrict(false);
    const wish = { name: "Helper", provider: "echo", model: "echo" };
    const agent = (await house.as("ada", "POST", "/api/agents", wish)).json();
    const shared = { principal: userOf("cy"), role: "viewer" };
    await house.as("ada", "POST", `/api/access/resources/agent/${agent._id}/grants`, shared);
    await restrict(true);
    const body = { text: "Hi", endpoint: "agents", agent_id: agent.id, conversationId: null };
    const refused = await house.as("cy", "POST", "/api/agents/chat/agents", body);
    expect(refused.body).toContain("model-not-available");
    await give(userOf("cy"));
    expect((await house.as("cy", "POST", "/api/agents/chat/agents", body)).body).toContain("streamId");
  });

  test("is denied to one of a group that it is given to", async () => {
    await give(ENGINEERING);
    await give(userOf("ben"), { deny: ["use"] });
    expect(await ways("ben")).toEqual(NO);
  });
});

describe("who may restrict, give and list", () => {
  test.each(["ada", "ben"])("%s, a member, may not, and is told the list is not theirs", async (person) => {
    expect((await restrict(true, person)).statusCode).toBe(403);
    expect(await ways("cy")).toEqual(YES);
    expect((await house.as(person, "GET", "/api/admin/models")).statusCode).toBe(403);
  });

  test("whoever holds the capability sees every model with its state", async () => {
    await restrict(true);
    await give(ENGINEERING);
    const { models } = (await house.as("sue", "GET", "/api/admin/models")).json();
    expect(models).toEqual([
      { id: "echo", endpoint: "echo", model: "echo", source: "built-in", isOffered: true, restricted: true, grants: 1 },
    ]);
  });

  test("another organization's administrator changes nothing here", async () => {
    await house.as("dee", "PUT", MODEL, { restricted: true });
    expect(await ways("ben")).toEqual(YES);
  });
});

describe("the model that makes titles", () => {
  let lab: House;
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await openUpstream();
    lab = await openHouse({ yaml: yamlFor(upstream) });
  });
  afterAll(async () => {
    await lab.close();
    await upstream.close();
  });
  /** The models that are asked for an answer and its title. */
  const asked = async () => {
    upstream.asked.length = 0;
    const said = await lab.as("ben", "POST", "/api/agents/chat/lab", { text: "Hi", model: "big" });
    expect(said.statusCode, said.body).toBe(200);
    await expect.poll(() => upstream.asked.length).toBe(2);
    return upstream.asked.map(({ body }) => body.model).sort();
  };

  test("is the operator's choice, as long as the person may use it; otherwise the conversation's own", async () => {
    expect(await asked()).toEqual(["big", "small"]);
    const small = lab.settings.models.find(({ model }) => model === "small")?.id;
    await lab.change([{ kind: "restricted-set", resource: `model:${small}`, restricted: true }]);
    expect(await asked()).toEqual(["big", "big"]);
  });
});
