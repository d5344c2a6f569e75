import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EDITOR, ENGINEERING, grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";

const CANARY = "canary-3f9c";
const agent = {
  name: "Helper",
  description: "Helps",
  instructions: `Secret ${CANARY}`,
  provider: "echo",
  model: "echo",
};

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const made = async (wish: object = {}, person = "ada") => {
  const response = await house.as(person, "POST", "/api/agents", { ...agent, ...wish });
  expect(response.statusCode, response.body).toBe(201);
  return { ...response.json(), revision: Number(response.headers["gatehouse-revision"]) };
};

describe("making an agent", () => {
  test("gives it to its maker, attaches its model as own, and says the revision", async () => {
    const { _id, id, author, version, versions, revision } = await made();
    expect(id).toMatch(/^agent_[A-Za-z0-9_-]{21}$/);
    expect(author).toBe(userOf("ada").slice(5));
    expect([version, versions.length]).toEqual([1, 1]);
    const { engine } = house.access.of(house.here);
    expect(revision).toBe(engine.revision);
    expect(engine.describe(`agent:${_id}`)).toMatchObject({ owner: userOf("ada"), state: "active" });
    expect(engine.state()).toContainEqual({
      kind: "attachment-set",
      agent: `agent:${_id}`,
      thing: "model:echo",
      mode: "own",
      attachedBy: userOf("ada"),
    });
  });

  test.each([
    "id",
    "_id",
    "author",
    "owner",
    "organization",
    "organization_id",
    "version",
    "isPublic",
    "is_promoted",
    "__v",
  ])("refuses `%s`, which the server decides", async (key) => {
    const { revision } = house.access.of(house.here).engine;
    const response = await house.as("ada", "POST", "/api/agents", { ...agent, [key]: "x" });
    expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
    expect(house.access.of(house.here).engine.revision).toBe(revision);
  });

  test.each([
    ["instructions of more than 256 kB", { instructions: "x".repeat(256 * 1024 + 1) }],
    ["NUL", { name: "a\u0000b" }],
    ["half a surrogate pair", { name: "\ud800" }],
    ["a name of another type", { name: 7 }],
    ["parameters that are too large", { model_parameters: { a: "x".repeat(20_000) } }],
    ["other agents to hand over to", { edges: [{ from: "a", to: "b" }] }],
  ])("refuses %s", async (_what, wish) => {
    const response = await house.as("ada", "POST", "/api/agents", { ...agent, ...wish });
    expect(response.statusCode, response.body).toBe(400);
  });

  test("takes AGENTS.CREATE", async () => {
    const off = await openHouse();
    try {
      await off.change([{ kind: "feature-set", role: "role:USER", feature: "AGENTS.CREATE", on: false }]);
      const response = await off.as("ada", "POST", "/api/agents", agent);
      expect([response.statusCode, response.json().code]).toEqual([403, "feature-off"]);
    } finally {
      await off.close();
    }
  });
});

describe("an agent shared with Engineering as viewers", () => {
  let id: string;
  let name: string;
  beforeAll(async () => {
    const row = await made({ name: "Shared helper" });
    id = row.id;
    name = `agent:${row._id}`;
    await house.change([grant(ENGINEERING, name, VIEWER)]);
  });

  test.each([
    // [who, call, status]
    ["ben", "GET", "", 200],
    ["ben", "GET", "/expanded", 403],
    ["ben", "GET", "/versions", 403],
    ["ben", "PATCH", "", 403],
    ["ben", "DELETE", "", 403],
    ["ben", "duplicate", "/duplicate", 403],
    ["ben", "revert", "/revert", 403],
    ["cy", "GET", "", 404],
    ["cy", "GET", "/expanded", 404],
    ["cy", "GET", "/versions", 404],
    ["cy", "PATCH", "", 404],
    ["cy", "DELETE", "", 404],
    ["cy", "duplicate", "/duplicate", 404],
    ["cy", "revert", "/revert", 404],
    ["dee", "GET", "", 404],
    ["dee", "PATCH", "", 404],
    ["dee", "DELETE", "", 404],
    ["ada", "GET", "/expanded", 200],
  ] as const)("%s %s …%s: %i", async (who, call, path, status) => {
    const method = call === "duplicate" || call === "revert" ? "POST" : call;
    const body = call === "PATCH" ? { name: "Mine" } : call === "revert" ? { version_index: 0 } : undefined;
    const response = await house.as(who, method, `/api/agents/${id}${path}`, body);
    expect(response.statusCode, response.body).toBe(status);
    if (who !== "ada") expect(response.body).not.toContain(CANARY);
  });

  test("a stranger's answer is that of an unknown agent, word for word", async () => {
    const strange = await house.as("cy", "GET", `/api/agents/${id}`);
    const unknown = await house.as("cy", "GET", "/api/agents/agent_does-not-exist-00000");
    const bare = (body: object) => ({ ...body, requestId: "" });
    expect(bare(strange.json())).toEqual(bare(unknown.json()));
  });

  test("is in Ben's lists, without instructions and model, and in no one else's", async () => {
    const [item] = (await house.as("ben", "GET", "/api/agents?owner=shared")).json().data;
    expect(Object.keys(item).sort()).toEqual([
      "_id",
      "author",
      "avatar",
      "category",
      "conversation_starters",
      "description",
      "id",
      "isEditable",
      "is_promoted",
      "name",
      "owner_contact",
      "updatedAt",
    ]);
    expect(item).toMatchObject({ id, isEditable: false, owner_contact: { name: "ada" } });
    for (const who of ["cy", "dee", "sue"])
      expect((await house.as(who, "GET", "/api/agents")).json().data, who).toEqual([]);
    expect((await house.as("ben", "GET", "/api/agents?requiredPermission=2")).json().data).toEqual([]);
    expect((await house.as("ben", "GET", "/api/agents?owner=me")).json().data).toEqual([]);
    expect((await house.as("ben", "GET", "/api/agents?owner=organization")).json().data).toEqual([]);
  });

  test("an administrator's capability edits it, and does not widen the list", async () => {
    const response = await house.as("sue", "GET", `/api/agents/${id}/expanded`);
    expect(response.statusCode).toBe(200);
    expect((await house.as("sue", "GET", "/api/agents?requiredPermission=2")).json().data).toEqual([]);
  });

  test("an editor reads its instructions until the end of the grant", async () => {
    await house.change([grant(userOf("ben"), name, EDITOR, Date.now() + 300)]);
    expect((await house.as("ben", "GET", `/api/agents/${id}/expanded`)).json().instructions).toContain(CANARY);
    await new Promise((wake) => setTimeout(wake, 320));
    expect((await house.as("ben", "GET", `/api/agents/${id}/expanded`)).statusCode).toBe(403);
    expect((await house.as("ben", "GET", `/api/agents/${id}`)).statusCode).toBe(200);
  });

  test("organization-wide it is public", async () => {
    const wide = grant("everyone", name, VIEWER);
    await house.change([wide]);
    const [item] = (await house.as("cy", "GET", "/api/agents?owner=organization")).json().data;
    expect(item).toMatchObject({ id, isPublic: true });
    await house.change([{ kind: "grant-removed", resource: name, id: wide.grant.id }]);
    expect((await house.as("cy", "GET", "/api/agents")).json().data).toEqual([]);
  });
});

describe("versions", () => {
  test("a change appends one, no change none; an earlier one comes back as the newest", async () => {
    const { id } = await made({ name: "First" });
    const patch = (body: object) => house.as("ada", "PATCH", `/api/agents/${id}`, body);
    expect((await patch({ name: "Second" })).json()).toMatchObject({ name: "Second", version: 2 });
    expect((await patch({ name: "Second" })).json()).toMatchObject({ version: 2 });
    const reverted = await house.as("ada", "POST", `/api/agents/${id}/revert`, { version_index: 0 });
    expect(reverted.json()).toMatchObject({ name: "First", version: 3 });
    const versions = (await house.as("ada", "GET", `/api/agents/${id}/versions`)).json();
    expect(versions.map(({ name }: { name: string }) => name)).toEqual(["First", "Second", "First"]);
    expect((await house.as("ada", "POST", `/api/agents/${id}/revert`, { version_index: 9 })).statusCode).toBe(400);
  });

  test.each(["PATCH", "DELETE", "revert"] as const)(
    "%s of an older version is refused, and nothing is written",
    async (call) => {
      const { id } = await made({ name: "Kept" });
      const read = await house.as("ada", "GET", `/api/agents/${id}`);
      await house.as("ada", "PATCH", `/api/agents/${id}`, { name: "Newer" });
      const body = call === "PATCH" ? { name: "Lost" } : call === "revert" ? { version_index: 0 } : undefined;
      const path = call === "revert" ? "/revert" : "";
      const method = call === "revert" ? "POST" : call;
      const response = await house.as("ada", method, `/api/agents/${id}${path}`, body, {
        "if-match": String(read.headers.etag),
      });
      expect([response.statusCode, response.json().code]).toEqual([412, "version-mismatch"]);
      expect((await house.as("ada", "GET", `/api/agents/${id}`)).json().name).toBe("Newer");
    },
  );

  test("another model takes the place of the attached one", async () => {
    const { id, _id } = await made();
    await house.as("ada", "PATCH", `/api/agents/${id}`, { provider: "nobody", model: "unknown" });
    const attached = house.access
      .of(house.here)
      .engine.state()
      .filter((change) => change.kind === "attachment-set" && change.agent === `agent:${_id}`);
    expect(attached).toEqual([]);
  });
});

test("a copy belongs to whoever made it, without the grants", async () => {
  const { id, _id } = await made();
  await house.change([grant(userOf("ben"), `agent:${_id}`, EDITOR), grant(userOf("cy"), `agent:${_id}`, VIEWER)]);
  const copy = (await house.as("ben", "POST", `/api/agents/${id}/duplicate`)).json().agent;
  expect(copy).toMatchObject({ instructions: agent.instructions, author: userOf("ben").slice(5) });
  const { engine } = house.access.of(house.here);
  expect(engine.describe(`agent:${copy._id}`)?.owner).toBe(userOf("ben"));
  expect(engine.grantsOn(`agent:${copy._id}`)).toEqual([]);
});

test("deleting takes its grants, versions and favourites along, and the id is gone", async () => {
  const { id, _id } = await made();
  await house.change([grant(userOf("ben"), `agent:${_id}`, VIEWER)]);
  const favorite = JSON.stringify({ agentId: id });
  await house.store.transact((tx) =>
    tx
      .insertInto("favorites")
      .values({ organization_id: house.here, account: userOf("ben"), position: 0, favorite })
      .execute(),
  );
  const response = await house.as("ada", "DELETE", `/api/agents/${id}`);
  expect([response.statusCode, response.json()]).toEqual([200, { message: "Agent deleted" }]);
  expect(house.access.of(house.here).engine.isHeld(`agent:${_id}`)).toBe(false);
  expect((await house.as("ben", "GET", `/api/agents/${id}`)).statusCode).toBe(404);
  expect(await house.store.db.selectFrom("favorites").selectAll().where("favorite", "=", favorite).execute()).toEqual(
    [],
  );
  expect(await house.store.db.selectFrom("agent_versions").selectAll().where("agent_id", "=", _id).execute()).toEqual(
    [],
  );
});
