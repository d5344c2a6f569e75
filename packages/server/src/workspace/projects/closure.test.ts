import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uploadTo } from "../testing/files.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { DOMAIN, type MadeAgent, MCP, makeAction, makeAgent, yamlOf } from "../testing/tools.ts";

/* What travels with the agents of a project: whoever shares the project, or puts an agent into one that others have, is shown it as for an agent. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ yaml: yamlOf(DOMAIN), env: { FILE_UPLOAD_USER_MAX: "1000" } });
  await house.change(MCP);
});
afterAll(() => house.close());

const project = async (parentId: string | null = null, person = "ada") => {
  const made = await house.as(person, "POST", "/api/projects", { name: "Launch", parentId });
  expect(made.statusCode, made.body).toBe(201);
  const id: string = made.json()._id;
  return { id, resource: `project:${id}` };
};
type Project = Awaited<ReturnType<typeof project>>;
const withBen = async (parentId: string | null = null) => {
  const one = await project(parentId);
  await house.change([grant(userOf("ben"), one.resource, ["view"])]);
  return one;
};
const lent = async ({ id }: MadeAgent) =>
  (await uploadTo(house, "ada", "the plan", { name: "plan.txt", fields: { agent_id: id, tool_resource: "context" } }))
    .body;
const equipped = async () => {
  const agent = await makeAgent(house, "ada");
  return { agent, file: await lent(agent), tool: await makeAction(house, "ada", agent) };
};
const seen = (closure: string) => ({ "gatehouse-closure": closure });
const closureOf = (person: string, { id }: { id: string }, type = "projects") =>
  house.as(person, "GET", `/api/${type}/${id}/closure`);
const fingerprint = async (one: { id: string }, type?: string): Promise<string> =>
  (await closureOf("ada", one, type)).json().closure;

const ways: [string, (into: Project, agent: MadeAgent, headers?: object) => ReturnType<House["as"]>][] = [
  [
    "its contents",
    ({ id }, agent, headers) =>
      house.as("ada", "PUT", `/api/projects/${id}/contents/agent/${agent.id}`, undefined, { ...headers }),
  ],
  [
    "the agent's parents",
    ({ resource }, { _id }, headers) =>
      house.as("ada", "PUT", `/api/access/resources/agent/${_id}`, { parents: [resource] }, { ...headers }),
  ],
];

describe.each(ways)("putting an agent into a project that others have, by %s", (_way, put) => {
  const parentsOf = ({ resource }: MadeAgent) => house.access.of(house.here).engine.describe(resource)?.parents;

  test("is refused when more travels with it than was seen, and says what does now", async () => {
    const [into, { agent }] = [await withBen(), await equipped()];
    const before = await fingerprint(agent, "agents");
    await lent(agent);
    const refused = await put(into, agent, seen(before));
    expect(refused.statusCode, refused.body).toBe(412);
    const now = await fingerprint(agent, "agents");
    expect(refused.json()).toMatchObject({ code: "closure-changed", closure: now });
    expect(parentsOf(agent)).toEqual([]);
    expect((await put(into, agent, seen(now))).statusCode).toBe(200);
    expect(parentsOf(agent)).toEqual([into.resource]);
  });

  test("asks whoever asks: kinds, numbers, to whom, and no names", async () => {
    const [into, { agent, file, tool }] = [await withBen(), await equipped()];
    const asked = await put(into, agent, seen("ask"));
    expect(asked.statusCode, asked.body).toBe(409);
    expect(asked.json()).toMatchObject({
      code: "closure-grows",
      closure: await fingerprint(agent, "agents"),
      adds: [
        { type: "file", mode: "lent", count: 1 },
        { type: "tool", mode: "lent", count: 1 },
      ],
      audience: { people: 1, groups: 0, everyone: false },
    });
    expect(asked.body).not.toMatch(new RegExp(`${file._id}|${tool}|plan|Weather`));
    expect(parentsOf(agent)).toEqual([]);
  });

  test("asks also where only a project above it is shared", async () => {
    const above = await withBen();
    const asked = await put(await project(above.id), (await equipped()).agent, seen("ask"));
    expect(asked.json()).toMatchObject({ code: "closure-grows", audience: { people: 1 } });
  });

  test("asks nothing without the header, while nobody else has the project, or of an agent with which nothing travels", async () => {
    const ask = seen("ask");
    expect((await put(await withBen(), (await equipped()).agent)).statusCode).toBe(200);
    expect((await put(await project(), (await equipped()).agent, ask)).statusCode).toBe(200);
    expect((await put(await withBen(), await makeAgent(house, "ada"), ask)).statusCode).toBe(200);
  });

  test("a stranger, and whoever may not, hear nothing of it", async () => {
    const [into, { agent }] = [await withBen(), await equipped()];
    const url = `/api/projects/${into.id}/contents/agent/${agent.id}`;
    const told = async (person: string) => (await house.as(person, "PUT", url, undefined, seen("ask"))).json().code;
    expect([await told("ben"), await told("cy")]).toEqual(["resource-not-found", "resource-not-found"]);
  });
});

test("a project with agents in it is put into another one as they are", async () => {
  const [above, one, { agent }] = [await withBen(), await project(), await equipped()];
  await ways[0]?.[1](one, agent);
  const put = (headers: object) =>
    house.as("ada", "PUT", `/api/projects/${above.id}/contents/project/${one.id}`, undefined, { ...headers });
  const asked = await put(seen("ask"));
  expect(asked.json()).toMatchObject({ code: "closure-grows", agents: 1, closure: await fingerprint(one) });
  expect((await put(seen("stale"))).statusCode).toBe(412);
  expect((await put(seen(asked.json().closure))).statusCode).toBe(200);
});

describe("sharing a project that holds agents", () => {
  const give = ({ id }: Project, headers: object = {}) => {
    const body = { principal: userOf("ben"), role: "viewer" };
    return house.as("ada", "POST", `/api/access/resources/project/${id}/grants`, body, { ...headers });
  };
  const filled = async () => {
    const [one, { agent, ...things }] = [await project(), await equipped()];
    const below = await project(one.id);
    await ways[0]?.[1](below, agent);
    return { one, below, agent, ...things };
  };

  test.each([
    ["an agent in it gets a file", async ({ agent }: { agent: MadeAgent; below: Project }) => void (await lent(agent))],
    [
      "an agent is put in",
      async ({ below }: { agent: MadeAgent; below: Project }) =>
        void (await ways[0]?.[1](below, await makeAgent(house, "ada"))),
    ],
  ])("is refused when %s since", async (_what, change) => {
    const world = await filled();
    const before = await fingerprint(world.one);
    await change(world);
    const refused = await give(world.one, seen(before));
    expect(refused.statusCode, refused.body).toBe(412);
    expect((await give(world.one, seen(refused.json().closure))).statusCode).toBe(201);
    expect((await give(world.one)).statusCode).toBe(201);
  });

  test("its closure is that of each agent in it, sub-projects included", async () => {
    const { one, agent, file, tool } = await filled();
    const answer = (await closureOf("ada", one)).json();
    expect(answer).toMatchObject({ closure: expect.stringMatching(/^[\w-]{20}$/), count: 1, isWhole: true });
    expect(answer.agents).toMatchObject([
      {
        resource: agent.resource,
        name: "Helper",
        things: [{ resource: `file:${file._id}`, mode: "lent" }, { type: "model" }, { resource: `tool:${tool}` }],
      },
    ]);
    expect((await closureOf("ada", await project())).json()).toMatchObject({ agents: [], count: 0 });
  });

  test("is for whoever may share or change the project, and tells no names of what they may not view", async () => {
    const { one, agent, file } = await filled();
    await house.change([
      grant(userOf("ben"), one.resource, ["view"]),
      grant(userOf("cy"), one.resource, ["view", "update"]),
      { kind: "grant-set", grant: { ...grant(userOf("cy"), agent.resource, []).grant, deny: [...VIEWER, "update"] } },
    ]);
    expect((await closureOf("ben", one)).statusCode).toBe(403);
    expect((await closureOf("dee", one)).statusCode).toBe(404);
    const told = await closureOf("cy", one);
    expect(told.body).not.toMatch(new RegExp(`${agent._id}|Helper|${file._id}|plan`));
    expect(told.json().agents).toMatchObject([
      { resource: null, name: null, things: [{ type: "file", name: null }, {}, {}] },
    ]);
  });

  test("names a hundred agents, and counts all", async () => {
    const one = await project();
    const more = Array.from({ length: 101 }, (_, index) => `agent:many${index}`);
    await house.change(
      more.flatMap((resource) => [
        { kind: "resource-added", resource, owner: userOf("ada"), state: "active" } as const,
        { kind: "parent-added", resource, parent: one.resource } as const,
      ]),
    );
    const answer = (await closureOf("ada", one)).json();
    expect([answer.agents.length, answer.count, answer.isWhole]).toEqual([100, 101, false]);
  });
});
