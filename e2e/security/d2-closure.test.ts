import type { Change } from "@gatehouse/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionServer, openActionServer } from "../../packages/server/src/workspace/testing/actionServer.ts";
import { downloadFrom, uploadTo } from "../../packages/server/src/workspace/testing/files.ts";
import {
  grant,
  type House,
  openHouse,
  taken,
  userOf,
  VIEWER,
} from "../../packages/server/src/workspace/testing/house.ts";
import { Listener } from "../../packages/server/src/workspace/testing/listen.ts";
import {
  DOMAIN,
  type MadeAgent,
  MCP,
  makeAgent,
  makeTool,
  weather,
  yamlOf,
} from "../../packages/server/src/workspace/testing/tools.ts";
import { openUpstream, type Upstream, words, yamlFor } from "../../packages/server/src/workspace/testing/upstream.ts";

import { functionName } from "../../packages/server/src/workspace/tools/toolShape.ts";

/*
 * D2: everything that a recipient can reach through a share equals the declared closure, and the sharer was shown it. A world in which Ada owns an
 * agent, an editor attached things to it that belong to somebody else, and Ben was given the agent; what Ben reaches is tried by every way in,
 * and compared with what the closure says, before and after each way in which the editor may lose the right to share these things.
 */
let house: House;
let upstream: Upstream;
let actions: ActionServer;
let number = 0;

beforeAll(async () => {
  upstream = await openUpstream();
  actions = await openActionServer();
  const yaml = `${yamlFor(upstream)}${yamlOf(DOMAIN).replace("version: 1.3.0\n", "")}`;
  house = await openHouse({
    yaml,
    env: { FILE_UPLOAD_USER_MAX: "10000", FORK_USER_MAX: "10000", FORK_IP_MAX: "10000" },
    network: actions.network,
  });
  await house.change(MCP);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
  await actions.close();
});
beforeEach(() => upstream.answer(words("Fine")));

interface Thing {
  /** What the table calls it. */
  called: string;
  /** `file:64f0…` */
  resource: string;
  /** What only this thing holds: the text of a file, the name of a tool's function, an agent's instructions. */
  canary: string;
  /** Where it is fetched by whoever may. */
  urls: readonly string[];
}

interface World {
  agent: MadeAgent;
  /** Whose the things are, and who attached them. */
  holder: string;
  attacher: string;
  things: readonly Thing[];
  /** The agent that is lent, and what that one is lent. */
  sub: MadeAgent;
  /** By which the attacher may share the things. */
  grants: readonly ReturnType<typeof grant>[];
}

const ok = async (...call: Parameters<House["as"]>) => {
  const answer = await house.as(...call);
  expect(answer.statusCode, `${call[1]} ${call[2]}: ${answer.body}`).toBeLessThan(300);
  return answer.body === "" ? null : answer.json();
};

async function makeWorld(): Promise<World> {
  const n = ++number;
  const [holder, attacher] = [`holder${n}`, `attach${n}`];
  await house.change(
    [holder, attacher].map(
      (name): Change => ({ kind: "user-added", user: userOf(name), role: "role:USER", status: "active" }),
    ),
  );
  const file = async (called: string): Promise<Thing & { file_id: string }> => {
    const canary = `canary-file-${n}-${called.replaceAll(" ", "-")}`;
    const { body } = await uploadTo(house, holder, canary, { name: `${called}.txt` });
    // To be held from now on, as what is shared is.
    await ok(holder, "POST", `/api/access/resources/file/${body._id}/grants`, {
      principal: userOf("sue"),
      role: "viewer",
    });
    const urls = [body.filepath, `/api/files/${body.file_id}/preview`];
    return { called, resource: `file:${body._id}`, canary, urls, file_id: body.file_id };
  };
  const tool = async (called: string): Promise<Thing & { id: string }> => {
    const canary = `fn${n}${called.replaceAll(" ", "")}`;
    const id = await makeTool(house, holder, { spec: weather().replace("getWeather", canary), name: called });
    return { called, resource: `tool:${id}`, canary, urls: [`/api/tools/${id}`], id };
  };
  const files = { lent: await file("lent file"), shown: await file("shown file"), none: await file("file beside") };
  const tools = { lent: await tool("lent tool"), own: await tool("own tool"), none: await tool("tool beside") };
  const deep = await file("file of the lent agent");
  const sub = await makeAgent(house, holder, {
    name: `Sub ${n}`,
    instructions: `canary-agent-${n}`,
    tool_resources: { context: { file_ids: [deep.file_id] } },
  });
  const subThing: Thing = {
    called: "lent agent",
    resource: sub.resource,
    canary: `canary-agent-${n}`,
    urls: [`/api/agents/${sub.id}`, `/api/agents/${sub.id}/expanded`, `/api/agents/${sub.id}/versions`],
  };
  const agent = await makeAgent(house, "ada", { name: `Agent ${n}`, provider: "lab", model: "big" });
  const grants = [
    ...[files.lent, files.shown].map(({ resource }) => grant(userOf(attacher), resource, ["view", "use", "share"])),
    ...[tools.lent, tools.own].map(({ resource }) => grant(userOf(attacher), resource, ["use", "share"])),
    grant(userOf(attacher), sub.resource, ["use", "execute", "share"]),
  ];
  await house.change([
    grant(userOf(attacher), agent.resource, ["use", "execute", "update"]),
    grant(userOf("ben"), agent.resource, VIEWER),
    ...grants,
  ]);
  const at = `/api/agents/${agent.id}`;
  const file_ids = [files.lent.file_id, files.shown.file_id];
  await ok(attacher, "PATCH", at, { tool_resources: { context: { file_ids } } });
  await ok(attacher, "PUT", `${at}/files/${files.shown.file_id}`, { mode: "shown" });
  await ok(attacher, "PUT", `${at}/tools/${tools.lent.id}`, { mode: "lent" });
  await ok(attacher, "PUT", `${at}/tools/${tools.own.id}`, { mode: "own" });
  await ok(attacher, "PUT", `${at}/agents/${sub.id}`, { mode: "lent" });
  const things = [files.lent, files.shown, files.none, tools.lent, tools.own, tools.none, deep, subThing];
  return { agent, holder, attacher, things, sub, grants };
}

/** What somebody has of a thing. */
interface Reach {
  /** Its content is fetched, by a call of its own or by any other that names it. */
  isFetched: boolean;
  /** It is allowed to be used by way of the agent. */
  isUsedVia: boolean;
  /** The model is told of it. */
  isPrompted: boolean;
}

/** Tries every way in. What one fetches is in no answer of the chat, nor in a copy, an export or a link. */
async function reachOf(person: string, world: World): Promise<Record<string, Reach>> {
  const { agent, sub, things } = world;
  const told = await talk(person, agent);
  const answers = await everyAnswer(person, world, told.conversation);
  const reach: Record<string, Reach> = {};
  for (const { called, resource, canary, urls } of things) {
    const own = await Promise.all(urls.map((url) => fetchOf(person, url)));
    const action = resource.startsWith("agent:") ? "execute" : "use";
    const via = called === "file of the lent agent" ? [agent.resource, sub.resource] : [agent.resource];
    const { allowed } = await ok(person, "POST", "/api/access/check", { action, resource, context: { via } });
    reach[called] = {
      isFetched: own.some((text) => text.includes(canary)) || answers.some((text) => text.includes(canary)),
      isUsedVia: allowed,
      isPrompted: told.prompt.includes(canary),
    };
    if (resource.startsWith("tool:"))
      expect([called, await mayCall(person, agent, resource, canary)]).toEqual([called, allowed]);
    // Whoever may not have it is told nothing of it, wherever they look: neither what it is called nor its id.
    if (!own.some((text) => text.includes(canary)) && !(await mayUse(person, resource)))
      for (const answer of answers) {
        expect(answer).not.toContain(`${called}.txt`);
        expect(answer).not.toContain(resource.slice(resource.indexOf(":") + 1));
      }
    // `list` says what `check` says, with the chain and without.
    for (const context of [{}, { via }]) {
      const asked = { action, type: resource.slice(0, resource.indexOf(":")), context };
      const { resources } = await ok(person, "POST", "/api/access/list", { ...asked, limit: 500 });
      const checked = await ok(person, "POST", "/api/access/check", { action, resource, context });
      expect([called, resources.includes(resource)]).toEqual([called, checked.allowed]);
    }
  }
  return reach;
}

/** Whether somebody has a tool run themselves, by way of the agent. The limit of calls counts those only that would be made. */
async function mayCall(person: string, agent: MadeAgent, resource: string, operation: string): Promise<boolean> {
  const messageId = messages.get(person) ?? (await messageOf(person));
  messages.set(person, messageId);
  const url = `/api/agents/tools/${functionName({ id: resource.slice("tool:".length) }, operation)}/call`;
  const body = { messageId, city: "Oslo", agent_id: agent.id };
  const { statusCode } = await house.as(person, "POST", url, body);
  expect([200, 403, 404, 429]).toContain(statusCode);
  return statusCode === 200 || statusCode === 429;
}
const messages = new Map<string, string>();

/** One of their own, in a conversation with a model. */
async function messageOf(person: string): Promise<string> {
  const { streamId } = await ok(person, "POST", "/api/agents/chat/lab", { text: "Hi", model: "big" });
  await (await Listener.to(house, person, streamId)).closed;
  return (await ok(person, "GET", `/api/messages/${streamId}`))[0].messageId;
}

const mayUse = async (person: string, resource: string): Promise<boolean> => {
  const answers = await Promise.all(
    ["use", "view"].map((action) => ok(person, "POST", "/api/access/check", { action, resource })),
  );
  return answers.some(({ allowed }) => allowed);
};

async function fetchOf(person: string, url: string): Promise<string> {
  if (url.startsWith("/api/files/download")) {
    const response = await downloadFrom(house, person, { filepath: url });
    return response.status === 200 ? response.text() : "";
  }
  const answer = await house.as(person, "GET", url);
  return answer.statusCode === 200 ? answer.body : "";
}

/** One message to the agent. @returns what the model was told, and everything of the conversation that the person is told */
async function talk(
  person: string,
  agent: MadeAgent,
): Promise<{ prompt: string; conversation: string | null; code?: string }> {
  upstream.asked.length = 0;
  const body = { text: "What have you?", agent_id: agent.id, endpoint: "agents" };
  const started = await house.as(person, "POST", "/api/agents/chat/agents", body);
  if (started.statusCode >= 400) return { prompt: "", conversation: null, code: started.json().code };
  const { streamId } = started.json();
  const listener = await Listener.to(house, person, streamId);
  await listener.closed;
  expect(JSON.stringify(listener.heard)).not.toContain("canary-");
  return { prompt: JSON.stringify(upstream.asked.map((asked) => asked.body)), conversation: streamId };
}

/** Lists, searches, pages of the agent, and every form of the conversation: stored, copied, exported, shared by a link. */
async function everyAnswer(person: string, { agent, things }: World, conversation: string | null): Promise<string[]> {
  const at = `/api/agents/${agent.id}`;
  const gets = [
    "/api/agents?limit=1000",
    "/api/agents?search=canary",
    "/api/agents/tools",
    "/api/agents/actions",
    at,
    `${at}/expanded`,
    `${at}/versions`,
    `${at}/tools`,
    `${at}/closure`,
    `/api/files/agent/${agent.id}`,
    "/api/files",
    "/api/tools?limit=100",
    "/api/tools?search=tool",
    "/api/models",
    "/api/prompts/all",
    "/api/convos?search=canary",
    `/api/permissions/agent/${agent._id}`,
    `/api/access/resources/agent/${agent._id}`,
    `/api/access/resources/agent/${agent._id}/grants`,
    ...things.map(({ resource }) => `/api/access/resources/${resource.replace(":", "/")}`),
  ];
  const read = [...gets.map((url) => fetchOf(person, url))];
  if (conversation !== null) {
    read.push(fetchOf(person, `/api/messages/${conversation}`), fetchOf(person, `/api/convos/${conversation}`));
    const [, said] = (await house.as(person, "GET", `/api/messages/${conversation}`)).json();
    const copies = [
      await house.as(person, "POST", "/api/convos/duplicate", { conversationId: conversation }),
      await house.as(person, "POST", "/api/convos/fork", { conversationId: conversation, messageId: said.messageId }),
      await house.as(person, "POST", `/api/share/${conversation}`, {}),
    ];
    expect(copies.map(({ statusCode }) => statusCode)).toEqual([201, 200, 200]);
    read.push(...copies.map(async ({ body }) => body));
    const { shareId } = copies[2]?.json() ?? {};
    if (shareId !== undefined) read.push(fetchOf(person, `/api/share/${shareId}`));
  }
  return Promise.all(read);
}

/** What the closure, as the owner sees it, says that whoever has the agent reaches. @param owns what they have access of their own to */
async function declaredOf({ agent, things }: World, owns: readonly string[] = []): Promise<Record<string, Reach>> {
  const { things: travelling, isWhole } = await ok("ada", "GET", `/api/agents/${agent.id}/closure`);
  expect(isWhole).toBe(true);
  // The owner may not view what the editor attached: such things are told by kind and way alone, in the order of the table.
  const said: { type: string; mode: string; works: boolean; through: unknown[]; name: string | null }[] = travelling;
  const find = (type: string, mode: string, depth: number) =>
    said.find((one) => one.type === type && one.mode === mode && one.through.length === depth);
  const places: Record<string, ReturnType<typeof find>> = {
    "lent file": find("file", "lent", 0),
    "shown file": find("file", "shown", 0),
    "lent tool": find("tool", "lent", 0),
    "own tool": find("tool", "own", 0),
    "lent agent": find("agent", "lent", 0),
    "file of the lent agent": find("file", "lent", 1),
  };
  expect(said.filter(({ type }) => type !== "model")).toHaveLength(Object.values(places).filter(Boolean).length);
  return Object.fromEntries(
    things.map(({ called }) => {
      const place = places[called];
      const isLent = place?.works === true && place.mode !== "own";
      const isOwn = owns.includes(called);
      const isHere = place?.through.length === 0 && !called.endsWith("agent");
      const reach: Reach = {
        isFetched: isOwn || (place?.works === true && place.mode === "shown"),
        isUsedVia: isLent || isOwn,
        isPrompted: isHere && (isLent || (isOwn && place?.mode === "own" && place.works)),
      };
      return [called, reach];
    }),
  );
}

const nothing: Reach = { isFetched: false, isUsedVia: false, isPrompted: false };

describe("what a recipient reaches is what the closure declares", () => {
  test("of each way: lent, shown, own, and not attached", async () => {
    const world = await makeWorld();
    const declared = await declaredOf(world);
    expect(declared).toEqual({
      "lent file": { isFetched: false, isUsedVia: true, isPrompted: true },
      "shown file": { isFetched: true, isUsedVia: true, isPrompted: true },
      "file beside": nothing,
      "lent tool": { isFetched: false, isUsedVia: true, isPrompted: true },
      "own tool": nothing,
      "tool beside": nothing,
      // Nothing runs one agent in another yet.
      "file of the lent agent": { isFetched: false, isUsedVia: true, isPrompted: false },
      "lent agent": { isFetched: false, isUsedVia: true, isPrompted: false },
    });
    expect(await reachOf("ben", world)).toEqual(declared);
  });

  test("a stranger reaches nothing", async () => {
    const world = await makeWorld();
    const reached = await reachOf("cy", world);
    expect(Object.values(reached)).toEqual(world.things.map(() => nothing));
  });

  test("access of one's own brings what is `own`", async () => {
    const world = await makeWorld();
    const own = world.things.find(({ called }) => called === "own tool")?.resource ?? "";
    await house.change([grant(userOf("ben"), own, ["use"])]);
    const declared = await declaredOf(world);
    const reached = await reachOf("ben", world);
    expect(reached["own tool"]).toMatchObject({ isPrompted: true, isUsedVia: true });
    expect({ ...reached, "own tool": nothing }).toEqual(declared);
  });

  test("whoever loses the agent loses all of it", async () => {
    const world = await makeWorld();
    const engine = house.access.of(house.here).engine;
    const bens = engine.grantsOn(world.agent.resource).filter(({ principal }) => principal === userOf("ben"));
    await house.change(bens.map(({ id }): Change => ({ kind: "grant-removed", resource: world.agent.resource, id })));
    expect(Object.values(await reachOf("ben", world))).toEqual(world.things.map(() => nothing));
  });

  test("a copy of the agent brings its maker only what they may attach themselves", async () => {
    const world = await makeWorld();
    await house.change([grant(userOf("ben"), world.agent.resource, ["use", "execute", "update"])]);
    const { agent } = await ok("ben", "POST", `/api/agents/${world.agent.id}/duplicate`, {});
    const copy: MadeAgent = { id: agent.id, _id: agent._id, resource: `agent:${agent._id}` };
    const { things } = await ok("ben", "GET", `/api/agents/${copy.id}/closure`);
    expect(things.filter(({ type }: { type: string }) => type !== "model")).toEqual([]);
    expect((await talk("ben", copy)).prompt).not.toMatch(/canary|fn\d/);
  });
});

describe("it ends when whoever attached a thing may no longer share it, at once, in the closure as in what is reached", () => {
  const every = ["lent file", "shown file", "lent tool", "lent agent", "file of the lent agent"];
  const state = (resource: string, hidden: boolean): Change => ({
    kind: "resource-state-set",
    resource,
    state: hidden ? "hidden" : "active",
  });
  const feature = (name: string, on: boolean): Change => ({
    kind: "feature-set",
    role: "role:USER",
    feature: name,
    on,
  });
  const tools = (down: boolean): Change => ({ kind: "ceiling-set", feature: "MCP_SERVERS", down });
  interface Loss {
    how: string;
    changes(world: World): readonly Change[];
    /** What does not work then. */
    ends: readonly string[];
    back?: (world: World) => readonly Change[];
  }
  const losses: readonly Loss[] = [
    { how: "their grants are taken", changes: ({ grants }) => grants.map(taken), ends: every },
    { how: "one of these is", changes: ({ grants: [first] }) => (first ? [taken(first)] : []), ends: ["lent file"] },
    {
      how: "they are denied it",
      changes: ({ things, attacher }) => {
        const deny = grant(userOf(attacher), things[1]?.resource ?? "", []);
        return [{ ...deny, grant: { ...deny.grant, deny: ["share"] } }];
      },
      ends: ["shown file"],
    },
    {
      how: "they are banned",
      changes: ({ attacher }) => [{ kind: "ban-set", account: userOf(attacher), until: null }],
      ends: every,
    },
    {
      how: "they are deactivated",
      changes: ({ attacher }) => [{ kind: "account-status-set", account: userOf(attacher), status: "deactivated" }],
      ends: every,
    },
    {
      how: "a moderator hides it",
      changes: ({ things }) => things.slice(0, 2).map(({ resource }) => state(resource, true)),
      ends: ["lent file", "shown file"],
    },
    {
      how: "the operator switches the feature off for everybody",
      changes: () => [tools(true)],
      ends: ["lent tool", "own tool"],
      back: () => [tools(false)],
    },
    // Whether they still pass `share` is asked by steps 2, 6 and 7 (docs/model.md): a feature of theirs is not among these.
    {
      how: "(not) their role may not share such things any more",
      changes: () => [feature("MCP_SERVERS.SHARE", false)],
      ends: [],
      back: () => [feature("MCP_SERVERS.SHARE", true)],
    },
    {
      how: "their account is deleted",
      changes: ({ attacher }) => house.access.of(house.here).engine.removalOf(userOf(attacher)).changes,
      ends: [...every, "own tool"],
    },
  ];

  test.each(losses)("$how", async ({ changes, ends, back }) => {
    const world = await makeWorld();
    const before = await declaredOf(world);
    await house.change(changes(world));
    try {
      const after = await declaredOf(world);
      for (const [called, reach] of Object.entries(before))
        expect([called, after[called]]).toEqual([called, ends.includes(called) ? nothing : reach]);
      expect(await reachOf("ben", world)).toEqual(after);
    } finally {
      if (back) await house.change(back(world));
    }
  });
});

describe("a model", () => {
  test("that is restricted is needed by whoever uses the agent: the agent brings it to nobody", async () => {
    const small = house.settings.models.find(({ model }) => model === "small");
    const resource = `model:${small?.id}`;
    const agent = await makeAgent(house, "ada", { provider: "lab", model: "small" });
    await house.change([grant(userOf("ben"), agent.resource, VIEWER)]);
    const model = async () => {
      const { things } = await ok("ada", "GET", `/api/agents/${agent.id}/closure`);
      return things.find(({ type }: { type: string }) => type === "model");
    };
    expect(await model()).toMatchObject({ resource, mode: "own", isRestricted: false, works: true });
    expect((await talk("ben", agent)).code).toBeUndefined();
    await house.change([{ kind: "restricted-set", resource, restricted: true }]);
    expect(await model()).toMatchObject({ mode: "own", isRestricted: true });
    expect((await talk("ben", agent)).code).toBe("model-not-available");
    await house.change([grant(userOf("ben"), resource, ["use"])]);
    expect((await talk("ben", agent)).code).toBeUndefined();
  });
});

test("the sharer was shown it: what came since is refused with the closure that there is now", async () => {
  const world = await makeWorld();
  const { closure } = await ok("ada", "GET", `/api/agents/${world.agent.id}/closure`);
  const tool = await makeTool(house, world.attacher);
  await ok(world.attacher, "PUT", `/api/agents/${world.agent.id}/tools/${tool}`, { mode: "lent" });
  const url = `/api/access/resources/agent/${world.agent._id}/grants`;
  const body = { principal: userOf("cy"), role: "viewer" };
  const refused = await house.as("ada", "POST", url, body, { "gatehouse-closure": closure });
  expect(refused.json()).toMatchObject({ status: 412, code: "closure-changed" });
  expect(Object.values(await reachOf("cy", world))).toEqual(world.things.map(() => nothing));
  await ok("ada", "POST", url, body, { "gatehouse-closure": refused.json().closure });
});
