import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadFrom, uploadTo } from "../testing/files.ts";
import { grant, type House, openHouse, PLATFORM, taken, userOf, VIEWER } from "../testing/house.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, makeTool, weather, yamlOf } from "../testing/tools.ts";

/* What travels with an agent: who is told what of it, and when its sharer is asked again. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ yaml: yamlOf(DOMAIN), env: { FILE_UPLOAD_USER_MAX: "1000" } });
  await house.change(MCP);
});
afterAll(() => house.close());

interface File {
  _id: string;
  file_id: string;
  filepath: string;
}
const upload = async (person: string, fields = {}, name = "plan.txt"): Promise<File> =>
  (await uploadTo(house, person, "the plan", { name, fields })).body;
const lent = (person: string, { id }: MadeAgent) => upload(person, { agent_id: id, tool_resource: "context" });
const share = async (type: string, id: string, by: string, to: string, role = "viewer") => {
  const body = { principal: userOf(to), role };
  const given = await house.as(by, "POST", `/api/access/resources/${type}/${id}/grants`, body);
  expect(given.statusCode, given.body).toBe(201);
};
const closure = (person: string, { id }: { id: string }) => house.as(person, "GET", `/api/agents/${id}/closure`);
const fingerprint = async (agent: MadeAgent): Promise<string> => (await closure("ada", agent)).json().closure;
const preview = (person: string, { id }: MadeAgent, body: object = {}) =>
  house.as(person, "POST", `/api/agents/${id}/closure/preview`, body);
const ofType = async (person: string, agent: MadeAgent, type: string) =>
  (await closure(person, agent)).json().things.filter((one: { type: string }) => one.type === type);
const showing = (person: string, { id }: MadeAgent, file: File, mode = "shown", headers = {}) =>
  house.as(person, "PUT", `/api/agents/${id}/files/${file.file_id}`, { mode }, headers);
const subAgent = (person: string, { id }: MadeAgent, other: MadeAgent, mode = "lent") =>
  house.as(person, "PUT", `/api/agents/${id}/agents/${other.id}`, { mode });
const deleting = { parameters: [{ name: "id", in: "path" }] };
const seen = (closure: string) => ({ "gatehouse-closure": closure });

describe("the closure", () => {
  test("names files, tools and the model, each with how it is attached, by whom, and that it works", async () => {
    const agent = await makeAgent(house, "ada");
    const file = await lent("ada", agent);
    const tool = await makeAction(house, "ada", agent);
    const answer = (await closure("ada", agent)).json();
    const by = { attachedBy: userOf("ada"), attachedByName: "ada", works: true, reason: null, through: [] };
    expect(answer).toEqual({
      closure: expect.stringMatching(/^[\w-]{20}$/),
      isWhole: true,
      things: [
        { resource: `file:${file._id}`, type: "file", name: "plan.txt", mode: "lent", ...by },
        {
          resource: expect.stringMatching(/^model:/),
          type: "model",
          name: "echo/echo",
          mode: "own",
          isRestricted: false,
          ...by,
        },
        { resource: `tool:${tool}`, type: "tool", name: "Weather", mode: "lent", ...by },
      ],
    });
    expect((await closure("ada", { id: agent._id })).json()).toEqual(answer);
  });

  test("is for whoever may share or update the agent, by capability, too; others are told what they may know", async () => {
    const agent = await makeAgent(house, "ada");
    await house.change([
      grant(userOf("ben"), agent.resource, VIEWER),
      grant(userOf("cy"), agent.resource, ["use", "share"]),
    ]);
    const told = async (person: string) => (await closure(person, agent)).statusCode;
    expect([await told("ada"), await told("cy"), await told("sue")]).toEqual([200, 200, 200]);
    expect([await told("ben"), await told("dee")]).toEqual([403, 404]);
    expect((await closure("ben", await makeAgent(house, "ada"))).statusCode).toBe(404);
    expect((await closure("ada", { id: "agent_nobody" })).statusCode).toBe(404);
  });

  test("tells of a thing that one may not view its kind, its way and whose it is, and no more", async () => {
    const agent = await makeAgent(house, "ada");
    const file = await lent("ada", agent);
    const tool = await makeAction(house, "ada", agent, {});
    await house.change([grant(userOf("cy"), agent.resource, ["use", "share"])]);
    const { body } = await closure("cy", agent);
    expect(body).not.toMatch(new RegExp(`${file._id}|${file.file_id}|${tool}|plan\\.txt|Weather`));
    expect(await ofType("cy", agent, "file")).toMatchObject([
      { resource: null, name: null, mode: "lent", attachedByName: "ada", works: true },
    ]);
  });

  test("says what works no more, while whoever attached it may not share it", async () => {
    const [agent, bens] = [await makeAgent(house, "ada"), await upload("ben")];
    await share("file", bens._id, "ben", "ada", "owner");
    await house.as("ada", "PATCH", `/api/agents/${agent.id}`, {
      tool_resources: { context: { file_ids: [bens.file_id] } },
    });
    expect(await ofType("ada", agent, "file")).toMatchObject([{ works: true }]);
    await house.as("ben", "DELETE", `/api/access/resources/file/${bens._id}/grants`);
    expect(await ofType("ada", agent, "file")).toMatchObject([
      { works: false, reason: "no-longer-shared", name: null, attachedByName: "ada" },
    ]);
  });

  test("says that a thing is hidden to its owner, and to no other", async () => {
    const agent = await makeAgent(house, "ada");
    const file = await lent("ada", agent);
    await house.change([{ kind: "resource-state-set", resource: `file:${file._id}`, state: "hidden" }]);
    await house.change([grant(userOf("cy"), agent.resource, ["use", "share"])]);
    expect(await ofType("ada", agent, "file")).toMatchObject([{ works: false, reason: "hidden" }]);
    expect(await ofType("cy", agent, "file")).toMatchObject([{ works: false, reason: "no-longer-shared" }]);
  });

  test("says what a ceiling stops", async () => {
    const agent = await makeAgent(house, "ada");
    await makeAction(house, "ada", agent);
    await house.change([{ kind: "ceiling-set", feature: "MCP_SERVERS", down: true }]);
    expect(await ofType("ada", agent, "tool")).toMatchObject([{ works: false, reason: "switched-off" }]);
    await house.change([{ kind: "ceiling-set", feature: "MCP_SERVERS", down: false }]);
  });

  test("says whether a model is restricted, and names one that is not configured", async () => {
    const agent = await makeAgent(house, "ada");
    const [{ resource }] = await ofType("ada", agent, "model");
    await house.change([{ kind: "restricted-set", resource, restricted: true }]);
    expect(await ofType("ada", agent, "model")).toMatchObject([{ mode: "own", isRestricted: true, works: true }]);
    await house.change([{ kind: "restricted-set", resource, restricted: false }]);
    const other = await makeAgent(house, "ada", { provider: "lab", model: "gone" });
    expect(await ofType("ada", other, "model")).toMatchObject([
      { name: "lab/gone", works: false, reason: "not-configured" },
    ]);
  });
});

describe("a file that is shown", () => {
  test("is viewed by whoever may use the agent, who lists it there; lent again, it is not", async () => {
    const agent = await makeAgent(house, "ada");
    const [file] = [await lent("ada", agent), await lent("ada", agent)];
    await share("agent", agent._id, "ada", "ben");
    const listed = async (person: string) => (await house.as(person, "GET", `/api/agents/${agent.id}/files`)).json();
    expect((await showing("ada", agent, file)).statusCode).toBe(204);
    expect(await listed("ben")).toMatchObject([{ file_id: file.file_id, filename: "plan.txt" }]);
    expect((await downloadFrom(house, "ben", file)).status).toBe(200);
    expect((await downloadFrom(house, "cy", file)).status).toBe(404);
    expect((await house.as("ada", "GET", `/api/files/agent/${agent.id}`)).json()).toMatchObject([
      { mode: "shown" },
      { mode: "lent" },
    ]);
    expect((await showing("ada", agent, file, "lent")).statusCode).toBe(204);
    expect(await listed("ben")).toEqual([]);
    expect((await downloadFrom(house, "ben", file)).status).toBe(404);
  });

  test("stays one when the agent's other files change, and is taken away as any other", async () => {
    const agent = await makeAgent(house, "ada");
    const file = await lent("ada", agent);
    await showing("ada", agent, file);
    await lent("ada", agent);
    const modes = (await ofType("ada", agent, "file")).map(({ mode }: { mode: string }) => mode);
    expect(modes.toSorted()).toEqual(["lent", "shown"]);
    await house.as("ada", "PATCH", `/api/agents/${agent.id}`, { tool_resources: {} });
    expect(await ofType("ada", agent, "file")).toEqual([]);
  });

  test("takes `share` on the file and `update` on the agent; any editor makes it lent again", async () => {
    const agent = await makeAgent(house, "ada");
    const file = await lent("ada", agent);
    await house.change([
      grant(userOf("ben"), agent.resource, ["use", "update"]),
      grant(userOf("cy"), agent.resource, VIEWER),
    ]);
    const status = async (person: string, mode: string) => (await showing(person, agent, file, mode)).statusCode;
    expect([await status("ben", "shown"), await status("cy", "shown"), await status("dee", "shown")]).toEqual([
      404, 403, 404,
    ]);
    expect((await showing("ada", agent, await upload("ada"))).statusCode).toBe(404);
    await showing("ada", agent, file);
    expect(await status("ben", "lent")).toBe(204);
    expect(await ofType("ada", agent, "file")).toMatchObject([{ mode: "lent", attachedByName: "ada" }]);
  });
});

describe("an agent on an agent", () => {
  test("brings what it is lent, and not what is shown there; each thing once", async () => {
    const [agent, other, third] = [
      await makeAgent(house, "ada"),
      await makeAgent(house, "ada"),
      await makeAgent(house, "ada"),
    ];
    const [file, tool] = [await lent("ada", third), await makeAction(house, "ada", other)];
    await showing("ada", third, file);
    for (const [one, two] of [
      [agent, other],
      [other, third],
      [third, agent],
    ] as const)
      expect((await subAgent("ada", one, two)).statusCode).toBe(204);
    const things = (await closure("ada", agent)).json().things;
    expect(things.filter(({ type }: { type: string }) => type !== "model")).toMatchObject(
      [
        { resource: other.resource, mode: "lent", through: [] },
        { resource: third.resource, mode: "lent", through: [other.resource] },
        { resource: `file:${file._id}`, mode: "lent", through: [other.resource, third.resource] },
        { resource: `tool:${tool}`, mode: "lent", through: [other.resource] },
      ].toSorted((a, b) => (a.resource < b.resource ? -1 : 1)),
    );
    expect(things.filter(({ type }: { type: string }) => type === "model")).toHaveLength(1);
  });

  test("as `own` brings nothing but itself", async () => {
    const [agent, other] = [await makeAgent(house, "ada"), await makeAgent(house, "ada")];
    await lent("ada", other);
    await subAgent("ada", agent, other, "own");
    expect(await ofType("ada", agent, "agent")).toMatchObject([{ mode: "own" }]);
    expect(await ofType("ada", agent, "file")).toEqual([]);
  });

  test("stops bringing anything when whoever attached it may not share it any more", async () => {
    const [agent, bens] = [await makeAgent(house, "ada"), await makeAgent(house, "ben")];
    await lent("ben", bens);
    const all = grant(userOf("ada"), bens.resource, ["use", "execute", "share"]);
    await house.change([all]);
    expect((await subAgent("ada", agent, bens)).statusCode).toBe(204);
    expect(await ofType("ada", agent, "file")).toMatchObject([{ works: true, name: null, through: [bens.resource] }]);
    await house.change([taken(all)]);
    expect(await ofType("ada", agent, "file")).toMatchObject([{ works: false, name: null, through: [null] }]);
  });

  test("is as deep as eight agents", async () => {
    const chain: MadeAgent[] = [];
    for (let index = 0; index < 9; index++) chain.push(await makeAgent(house, "ada"));
    for (const [index, one] of chain.slice(0, -1).entries()) await subAgent("ada", one, chain[index + 1] as MadeAgent);
    await lent("ada", chain[8] as MadeAgent);
    const [inSeventh] = [await lent("ada", chain[7] as MadeAgent)];
    expect(await ofType("ada", chain[0] as MadeAgent, "file")).toMatchObject([{ resource: `file:${inSeventh._id}` }]);
  });

  test("takes `share` on it to be lent, some action to be `own`, and `update` on the agent", async () => {
    const [agent, bens, secret] = [
      await makeAgent(house, "ada"),
      await makeAgent(house, "ben"),
      await makeAgent(house, "cy"),
    ];
    await house.change([grant(userOf("ada"), bens.resource, VIEWER), grant(userOf("cy"), agent.resource, VIEWER)]);
    const status = async (...call: Parameters<typeof subAgent>) => (await subAgent(...call)).statusCode;
    expect([await status("ada", agent, bens), await status("ada", agent, bens, "own")]).toEqual([403, 204]);
    expect([await status("ada", agent, secret), await status("ada", agent, secret, "own")]).toEqual([404, 404]);
    expect([await status("cy", agent, secret), await status("dee", agent, secret)]).toEqual([403, 404]);
    expect(await status("ada", agent, agent)).toBe(400);
    const path = `/api/agents/${agent.id}/agents/${bens.id}`;
    expect((await house.as("cy", "DELETE", path)).statusCode).toBe(403);
    expect((await house.as("ada", "DELETE", path)).statusCode).toBe(204);
    expect((await house.as("ada", "DELETE", path)).statusCode).toBe(404);
  });
});

describe("whoever shares says what they saw", () => {
  const grants = ({ _id }: MadeAgent) => `/api/access/resources/agent/${_id}/grants`;
  const viewer = { principal: userOf("ben"), role: "viewer" };
  const ways: [string, (agent: MadeAgent, headers: Record<string, string>) => ReturnType<House["as"]>][] = [
    ["a grant", (agent, headers) => house.as("ada", "POST", grants(agent), viewer, headers)],
    [
      "LibreChat's dialog",
      ({ _id }, headers) => {
        const updated = [{ type: "user", id: userOf("ben").slice(5), accessRoleId: "agent_viewer" }];
        return house.as("ada", "PUT", `/api/permissions/agent/${_id}`, { updated, removed: [] }, headers);
      },
    ],
    [
      "handing over",
      ({ _id }, headers) =>
        house.as("ada", "PUT", `/api/access/resources/agent/${_id}/owner`, { owner: userOf("ben") }, headers),
    ],
    [
      "handing over as a change of the resource",
      ({ _id }, headers) =>
        house.as("ada", "PUT", `/api/access/resources/agent/${_id}`, { owner: userOf("ben") }, headers),
    ],
  ];
  test.each(ways)("%s is refused when more travels since, and then names what there is now", async (_way, give) => {
    const agent = await makeAgent(house, "ada");
    const before = await fingerprint(agent);
    await lent("ada", agent);
    const refused = await give(agent, seen(before));
    expect(refused.statusCode, refused.body).toBe(412);
    const now = await fingerprint(agent);
    expect(refused.json()).toMatchObject({ code: "closure-changed", closure: now });
    expect(house.access.of(house.here).engine.grantsOn(agent.resource)).toEqual([]);
    expect((await give(agent, seen(now))).statusCode).toBeLessThan(300);
  });
  test.each(ways)("%s without it is as it always was", async (_way, give) => {
    const agent = await makeAgent(house, "ada");
    await lent("ada", agent);
    expect((await give(agent, {})).statusCode).toBeLessThan(300);
  });

  test("a stranger, and whoever may not share, hear nothing of it", async () => {
    const agent = await makeAgent(house, "ada");
    await share("agent", agent._id, "ada", "cy");
    const told = async (person: string) =>
      (await house.as(person, "POST", grants(agent), viewer, seen("x"))).json().code;
    expect([await told("dee"), await told("ben"), await told("cy")]).toEqual([
      "resource-not-found",
      "resource-not-found",
      "forbidden",
    ]);
  });
});

describe("adding to an agent that others have", () => {
  const shared = async () => {
    const agent = await makeAgent(house, "ada");
    await share("agent", agent._id, "ada", "ben");
    return agent;
  };
  const ask = seen("ask");
  const additions: [
    string,
    (agent: MadeAgent) => Promise<{ body: object; write(headers: Record<string, string>): ReturnType<House["as"]> }>,
  ][] = [
    [
      "a file",
      async (agent) => {
        const body = { tool_resources: { context: { file_ids: [(await upload("ada")).file_id] } } };
        return { body, write: (headers) => house.as("ada", "PATCH", `/api/agents/${agent.id}`, body, headers) };
      },
    ],
    [
      "a file that is shown from now on",
      async (agent) => {
        const file = await lent("ada", agent);
        return {
          body: { files: [{ file_id: file.file_id, mode: "shown" }] },
          write: (headers) => showing("ada", agent, file, "shown", headers),
        };
      },
    ],
    [
      "a tool",
      async (agent) => {
        const tool = await makeTool(house, "ada");
        const write = (headers: Record<string, string>) =>
          house.as("ada", "PUT", `/api/agents/${agent.id}/tools/${tool}`, { mode: "lent" }, headers);
        return { body: { tools: [{ tool, mode: "lent" }] }, write };
      },
    ],
    [
      "an agent",
      async (agent) => {
        const other = await makeAgent(house, "ada");
        const write = (headers: Record<string, string>) =>
          house.as("ada", "PUT", `/api/agents/${agent.id}/agents/${other.id}`, { mode: "lent" }, headers);
        return { body: { agents: [{ agent: other.id, mode: "lent" }] }, write };
      },
    ],
    [
      "what an earlier version had",
      async (agent) => {
        await lent("ada", agent);
        await house.as("ada", "PATCH", `/api/agents/${agent.id}`, { tool_resources: {} });
        const body = { version_index: 1 };
        const write = (headers: Record<string, string>) =>
          house.as("ada", "POST", `/api/agents/${agent.id}/revert`, body, headers);
        return { body, write };
      },
    ],
  ];
  test.each(additions)(
    "%s: the preview says what is added and who gets it, and the write asks whoever asks",
    async (_what, of) => {
      const agent = await shared();
      const { body, write } = await of(agent);
      const before = await fingerprint(agent);
      const told = await preview("ada", agent, body);
      expect(told.statusCode, told.body).toBe(200);
      expect(told.json()).toMatchObject({ grows: true, audience: { people: 1, groups: 0, everyone: false } });
      expect(told.json().adds.length).toBeGreaterThan(0);
      expect(await fingerprint(agent)).toBe(before);
      const asked = await write(ask);
      expect(asked.statusCode, asked.body).toBe(409);
      expect(asked.json()).toMatchObject({
        code: "closure-grows",
        closure: told.json().closure,
        audience: { people: 1 },
      });
      expect(await fingerprint(agent)).toBe(before);
      expect((await write(seen(told.json().closure))).statusCode).toBeLessThan(300);
      expect(await fingerprint(agent)).toBe(told.json().closure);
    },
  );
  test.each(additions)(
    "%s: whoever does not ask is not asked, and nobody is while nobody else has it",
    async (_what, of) => {
      const [agent, alone] = [await shared(), await makeAgent(house, "ada")];
      expect((await (await of(agent)).write({})).statusCode).toBeLessThan(300);
      expect((await (await of(alone)).write(ask)).statusCode).toBeLessThan(300);
    },
  );

  test("a model is asked about once it is restricted", async () => {
    const agent = await shared();
    const [{ resource }] = await ofType("ada", agent, "model");
    const other = await makeAgent(house, "ada", { provider: "lab", model: "gone" });
    await share("agent", other._id, "ada", "ben");
    const model = { provider: "echo", model: "echo" };
    expect((await preview("ada", other, model)).json()).toMatchObject({ grows: false, adds: [] });
    await house.change([
      { kind: "restricted-set", resource, restricted: true },
      grant(userOf("ada"), resource, ["use"]),
    ]);
    expect((await preview("ada", other, model)).json()).toMatchObject({
      grows: true,
      adds: [{ type: "model", mode: "own", isRestricted: true }],
    });
    await house.change([{ kind: "restricted-set", resource, restricted: false }]);
  });

  const made: [
    string,
    (agent: MadeAgent, headers: Record<string, string>) => Promise<{ status: number; body: object }>,
  ][] = [
    [
      "a file that is uploaded to it",
      (agent, headers) =>
        uploadTo(house, "ada", "the plan", { fields: { agent_id: agent.id, tool_resource: "context" }, headers }),
    ],
    [
      "an action that is made for it",
      async (agent, headers) => {
        const body = { functions: [], metadata: { domain: DOMAIN, raw_spec: weather() } };
        const answer = await house.as("ada", "POST", `/api/agents/actions/${agent.id}`, body, headers);
        return { status: answer.statusCode, body: answer.json() };
      },
    ],
  ];
  test.each(made)("%s: whoever asks is asked, and says to what closure it is added", async (_what, write) => {
    const [agent, alone] = [await shared(), await makeAgent(house, "ada")];
    const before = await fingerprint(agent);
    const asked = await write(agent, ask);
    expect(asked).toMatchObject({
      status: 409,
      body: { code: "closure-grows", closure: before, adds: [{ mode: "lent", count: 1 }], audience: { people: 1 } },
    });
    expect(await fingerprint(agent)).toBe(before);
    expect((await write(agent, seen(before))).status).toBe(200);
    expect((await write(agent, seen(before))).status).toBe(409);
    expect((await write(agent, {})).status).toBe(200);
    expect((await write(alone, ask)).status).toBe(200);
  });

  const more = weather({ paths: { ...JSON.parse(weather()).paths, "/notes/{id}": { delete: deleting } } });
  const changing: [
    string,
    (agent: MadeAgent, tool: string, spec: string, headers: object) => ReturnType<House["as"]>,
  ][] = [
    [
      "its tool",
      (_agent, tool, spec, headers) => house.as("ada", "PATCH", `/api/tools/${tool}`, { spec }, { ...headers }),
    ],
    [
      "its action",
      ({ id }, tool, spec, headers) => {
        const body = { functions: [], action_id: tool, metadata: { domain: DOMAIN, raw_spec: spec } };
        return house.as("ada", "POST", `/api/agents/actions/${id}`, body, { ...headers });
      },
    ],
  ];
  test.each(changing)("%s that comes to do more is another closure, and asks whoever asks", async (_what, change) => {
    const agent = await makeAgent(house, "ada");
    const tool = await makeAction(house, "ada", agent);
    expect((await change(agent, tool, weather({ "x-same": 1 }), ask)).statusCode).toBe(200);
    await share("agent", agent._id, "ada", "ben");
    const before = await fingerprint(agent);
    const asked = await change(agent, tool, more, ask);
    expect(asked.statusCode, asked.body).toBe(409);
    expect(asked.json()).toMatchObject({ code: "closure-grows", functions: 1, audience: { people: 1 } });
    expect(asked.body).not.toMatch(new RegExp(`${tool}|Weather|notes`));
    expect(await fingerprint(agent)).toBe(before);
    expect((await change(agent, tool, more, seen(asked.json().closure))).statusCode).toBe(200);
    expect(await fingerprint(agent)).not.toBe(before);
    // What does less, or is only described otherwise, asks nothing.
    expect((await change(agent, tool, weather(), ask)).statusCode).toBe(200);
    expect((await change(agent, tool, more, {})).statusCode).toBe(200);
  });

  test("what is still to be made is counted", async () => {
    const agent = await shared();
    expect((await preview("ada", agent, { new_files: 2, new_tools: 1 })).json()).toMatchObject({
      closure: null,
      grows: true,
      adds: [{ type: "file", mode: "lent" }, { type: "file" }, { type: "tool" }],
    });
  });

  test("the audience is whoever has it: by groups, by everybody, and by an agent that has this one", async () => {
    const [agent, above] = [await makeAgent(house, "ada"), await makeAgent(house, "ada")];
    const audience = async () => (await preview("ada", agent)).json().audience;
    await house.change([grant(PLATFORM, agent.resource, VIEWER), grant("everyone", agent.resource, VIEWER)]);
    expect(await audience()).toEqual({ people: 0, groups: 1, roles: 0, services: 0, everyone: true });
    await subAgent("ada", above, agent);
    await house.change([grant(userOf("cy"), above.resource, VIEWER)]);
    expect(await audience()).toMatchObject({ people: 1 });
  });

  test("a preview is refused as the write would be", async () => {
    const [agent, bens] = [await shared(), await upload("ben")];
    const body = { tool_resources: { context: { file_ids: [bens.file_id] } } };
    expect((await preview("ada", agent, body)).statusCode).toBe(404);
    expect([(await preview("ben", agent)).statusCode, (await preview("cy", agent)).statusCode]).toEqual([403, 404]);
    expect((await preview("ada", agent, { agents: [{ agent: agent.id, mode: "own" }] })).statusCode).toBe(400);
    expect((await preview("ada", agent, { other: 1 })).statusCode).toBe(400);
  });
});
