import { expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { sweepExpired } from "./conversations/sweep.ts";
import { Contents } from "./files/contents.ts";
import { sweepUnused } from "./files/sweep.ts";
import { ENDPOINTS, makeEndpoint } from "./testing/endpoints.ts";
import { downloadFrom, uploadTo } from "./testing/files.ts";
import { ENGINEERING, grant, type House, openHouse, userOf, VIEWER } from "./testing/house.ts";
import { linkTo, PUBLIC_LINKS, seen } from "./testing/links.ts";
import { Listener } from "./testing/listen.ts";
import { type Talk, talk } from "./testing/talk.ts";
import { DOMAIN, MCP, makeAction, makeAgent, makeTool, weather, yamlOf } from "./testing/tools.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
type Answered = any;

/** Every statement of the workspace, once, on each database. */
onEveryDatabase("the workspace", (given) => {
  test.each([
    ["agents, prompts, conversations and messages", lifeOf],
    ["files", lifeOfFiles],
    ["tools", lifeOfTools],
    ["messages that are stored, and tools that people call", lifeOfStoredMessages],
    ["endpoints of models", lifeOfEndpoints],
    ["openings of what is sealed", lifeOfOpenings],
  ])("%s are kept, found, paged and removed", async (_what, life) => {
    const network = {
      resolve: async () => ["10.0.0.1"],
      route: (address: string, port: number) => ({ address, port }),
    };
    const house = await openHouse({ database: await given(), yaml: yamlOf(DOMAIN), network });
    try {
      await life(house);
    } finally {
      await house.close();
    }
  });
});

/** Every statement of shared links. */
onEveryDatabase("shared links", (given) => {
  test("are made, listed, opened, changed and removed", async () => {
    const house = await openHouse({ database: await given(), env: PUBLIC_LINKS.env });
    try {
      await livesOfLinks(house);
    } finally {
      await house.close();
    }
  });
});

async function lifeOf(house: House) {
  const get = async (who: string, url: string) => {
    const response = await house.as(who, "GET", url);
    expect(response.statusCode, `${url} ${response.body}`).toBe(200);
    return response.json();
  };
  const agent = { instructions: "Be kind", provider: "echo", model: "echo", category: "hr" };
  const made: { id: string; _id: string }[] = [];
  for (const name of ["Ähren", "Beta", "100% sure"])
    made.push((await house.as("ada", "POST", "/api/agents", { ...agent, name })).json());
  await house.change(made.map(({ _id }) => grant(ENGINEERING, `agent:${_id}`, VIEWER)));
  const names = ({ data }: { data: { name: string }[] }) => data.map(({ name }) => name);
  expect(names(await get("ben", "/api/agents?search=%C3%A4HR"))).toEqual(["Ähren"]);
  expect(names(await get("ben", "/api/agents?search=0%25&category=hr&promoted=0"))).toEqual(["100% sure"]);
  expect(names(await get("ada", "/api/agents?owner=me"))).toHaveLength(3);
  const first = await get("ben", "/api/agents?limit=2");
  const second = await get("ben", `/api/agents?limit=2&cursor=${encodeURIComponent(first.after)}`);
  expect(new Set([...names(first), ...names(second)]).size).toBe(3);
  const [kept, gone] = made;
  const url = `/api/agents/${kept?.id}`;
  expect((await house.as("ada", "PATCH", url, { name: "Halme" })).json()).toMatchObject({ name: "Halme", version: 2 });
  expect((await house.as("ada", "POST", `${url}/revert`, { version_index: 0 })).json().name).toBe("Ähren");
  expect(await get("ada", `${url}/versions`)).toHaveLength(3);
  expect((await house.as("ada", "DELETE", `/api/agents/${gone?.id}`)).statusCode).toBe(200);

  const ids: string[] = [];
  for (const text of ["zebra", "Äpfel", "apple", "_under"]) {
    const body = { text, agent_id: kept?.id, temperature: 0.5 };
    const { streamId } = (await house.as("ben", "POST", "/api/agents/chat/agents", body)).json();
    await (await Listener.to(house, "ben", streamId)).closed;
    // It may be written after the answer.
    await get("ben", `/api/convos/gen_title/${streamId}`);
    ids.push(streamId);
  }
  const titles = ({ conversations }: { conversations: { title: string }[] }) => conversations.map(({ title }) => title);
  for (const sortBy of ["title", "createdAt", "updatedAt", "archivedAt"]) {
    const whole = titles(await get("ben", `/api/convos?sortBy=${sortBy}&sortDirection=asc`));
    const one = await get("ben", `/api/convos?sortBy=${sortBy}&sortDirection=asc&limit=3`);
    const cursor = encodeURIComponent(one.nextCursor);
    const two = await get("ben", `/api/convos?sortBy=${sortBy}&sortDirection=asc&limit=3&cursor=${cursor}`);
    expect([...titles(one), ...titles(two)]).toEqual(whole);
    // By their bytes, on both databases.
    if (sortBy === "title") expect(whole).toEqual(["_under", "apple", "zebra", "Äpfel"]);
  }
  expect(titles(await get("ben", "/api/convos?search=%C3%A4pf"))).toEqual(["Äpfel"]);
  expect(titles(await get("ben", "/api/convos?search=_un"))).toEqual(["_under"]);
  expect(titles(await get("ben", "/api/convos?tags=x&pinned=false"))).toEqual([]);
  expect((await get("ben", "/api/messages?search=SAID%3A%20z")).messages).toHaveLength(1);
  expect((await house.as("ben", "POST", "/api/convos/archive/all", {})).json()).toEqual({ archivedCount: 4 });
  const deleted = await house.as("ben", "DELETE", "/api/convos", { arg: { conversationId: ids[0] } });
  expect(deleted.json()).toMatchObject({ deletedCount: 1, messages: { deletedCount: 2 } });

  const temporary = { text: "Soon gone", model: "echo", isTemporary: true };
  const { streamId } = (await house.as("cy", "POST", "/api/agents/chat/echo", temporary)).json();
  await (await Listener.to(house, "cy", streamId)).closed;
  const { access, store } = house;
  expect(await sweepExpired({ access, store, now: () => Date.now() + 31 * 86_400_000 })).toBe(1);

  await livesOfPrompts(house, get);

  const [removed] = house.people.removed;
  await store.transact(async (tx) => removed?.(tx, house.here, [`agent:${kept?._id}`], userOf("ben")));
  expect(await store.db.selectFrom("conversations").select("id").execute()).toEqual([]);
  expect(await store.db.selectFrom("messages").select("id").execute()).toEqual([]);
}

async function lifeOfTools(house: House) {
  await house.change(MCP);
  const get = async (who: string, url: string) => (await house.as(who, "GET", url)).json();
  const agent = await makeAgent(house, "ada");
  const action = await makeAction(house, "ada", agent);
  const others = [];
  for (const name of ["Ähren", "100% sure"]) others.push(await makeTool(house, "ada", { name }));
  const names = ({ tools }: { tools: { name: string }[] }) => tools.map(({ name }) => name);
  expect(names(await get("ada", "/api/tools?search=%C3%A4HR"))).toEqual(["Ähren"]);
  expect(names(await get("ada", "/api/tools?search=0%25&owner=me"))).toEqual(["100% sure"]);
  const first = await get("ada", "/api/tools?limit=2");
  const second = await get("ada", `/api/tools?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`);
  expect(new Set([...names(first), ...names(second)]).size).toBe(3);
  expect((await house.as("ada", "PATCH", `/api/tools/${action}`, { name: "Halme" })).json().name).toBe("Halme");
  const listed = await get("ada", "/api/agents/actions");
  expect(listed.filter((one: { agent_id?: string }) => one.agent_id === agent.id)).toMatchObject([
    { action_id: action, metadata: { raw_spec: weather() } },
  ]);
  expect(listed).toHaveLength(3);
  const started = await house.as("ada", "POST", "/api/agents/chat/agents", {
    text: "/run note {}",
    agent_id: agent.id,
  });
  const listener = await Listener.to(house, "ada", started.json().streamId);
  await listener.closed;
  expect(listener.heard.some(({ data }) => data.event === "on_run_step_completed")).toBe(true);
  expect((await house.as("ada", "DELETE", `/api/agents/actions/${agent.id}/${action}`)).statusCode).toBe(200);
  for (const id of others) expect((await house.as("ada", "DELETE", `/api/tools/${id}`)).statusCode).toBe(204);
  expect(await house.store.db.selectFrom("tools").select("id").execute()).toEqual([]);
}

async function lifeOfStoredMessages(house: House) {
  await house.change(MCP);
  const mine = await talk(house, "ada", "Hi");
  const post = async (url: string, body: object): Promise<Answered> => {
    const response = await house.as("ada", "POST", url, body);
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.json();
  };
  const at = `/api/messages/${mine.id}`;
  const { messageId: question } = mine.requestMessage;
  const { messageId } = await post(at, { text: "Noted 🔥", parentMessageId: question });
  await post(at, { messageId, text: "Better", parentMessageId: mine.responseMessage.messageId });
  const content = [
    { type: "text", text: ":::artifact{}\nheld\n:::", agentId: "a" },
    { type: "text", text: "Two", agentId: "b" },
  ];
  const answer = await post(at, { isCreatedByUser: false, content });
  await post("/api/messages/branch", { messageId: answer.messageId, agentId: "b" });
  await post(`/api/messages/artifact/${answer.messageId}`, { index: 0, original: "held", updated: "kept" });
  const texts = (await house.as("ada", "GET", at)).json().map(({ text }: Answered) => text);
  expect(texts.slice(2)).toEqual(["Better", ":::artifact{}\nkept\n:::Two", "Two"]);
  const made = await post(`/api/share/${mine.id}`, { live: true });
  expect((await house.as("ada", "POST", at, { isCreatedByUser: false, text: "x" })).statusCode).toBe(403);
  await house.as("ada", "DELETE", `/api/share/${made.shareId}`);

  const tool = await makeTool(house, "ada");
  const { pluginKey } = (await house.as("ada", "GET", "/api/agents/tools")).json()[0];
  for (const _time of [1, 2]) {
    await post(`/api/agents/tools/${pluginKey}/call`, { messageId, city: "Oslo" });
    // One a second.
    await new Promise((later) => setTimeout(later, 1_100));
  }
  const calls = async () => (await house.as("ada", "GET", `/api/agents/tools/calls?conversationId=${mine.id}`)).json();
  expect(await calls()).toMatchObject([{ toolId: pluginKey }, { toolId: pluginKey }]);
  await house.as("ada", "DELETE", `/api/tools/${tool}`);
  expect((await house.as("ada", "DELETE", `${at}/${messageId}`)).statusCode).toBe(204);
  expect(await calls()).toEqual([]);
}

async function lifeOfEndpoints(house: House) {
  const id = await makeEndpoint(house, { baseURL: "https://models.test/v1", models: ["Größe", "100%"] });
  const taken = { name: "lab", baseURL: "https://models.test", models: [] };
  expect((await house.as("sue", "POST", ENDPOINTS, taken)).statusCode).toBe(409);
  const offered = async () => (await house.as("ben", "GET", "/api/models")).json().Lab;
  expect(await offered()).toEqual(["Größe", "100%"]);
  const agent = await makeAgent(house, "ada", { provider: "Lab", model: "100%" });
  expect((await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).json().agents.count).toBe(1);
  const change = { models: ["100%"], enabled: false, label: "L" };
  expect((await house.as("sue", "PATCH", `${ENDPOINTS}/${id}`, change)).json()).toMatchObject(change);
  expect(await offered()).toBeUndefined();
  // What it had is attached no more, though it is offered no more either.
  const other = { provider: "echo", model: "echo" };
  expect((await house.as("ada", "PATCH", `/api/agents/${agent.id}`, other)).statusCode).toBe(200);
  expect((await house.as("sue", "GET", `${ENDPOINTS}/${id}`)).json().agents.count).toBe(0);
  expect((await house.as("sue", "DELETE", `${ENDPOINTS}/${id}`)).statusCode).toBe(204);
  expect(await house.store.db.selectFrom("endpoints").select("id").execute()).toEqual([]);
}

async function lifeOfFiles(house: House) {
  const get = async (who: string, url: string) => (await house.as(who, "GET", url)).json();
  const upload = async (fields = {}) => (await uploadTo(house, "ada", "text", { fields })).body;
  const [file, unused] = [await upload(), await upload({ message_file: "true" })];
  const share = (type: string, id: string) =>
    house.as("ada", "POST", `/api/access/resources/${type}/${id}/grants`, { principal: userOf("ben"), role: "viewer" });
  const mine = await talk(house, "ada", "See", { files: [{ file_id: file.file_id }] });
  expect((await share("conversation", mine.row)).statusCode).toBe(201);
  const later = await upload();
  await talk(house, "ada", "And", { files: [{ file_id: later.file_id }], conversationId: mine.id });
  for (const one of [file, later]) expect((await downloadFrom(house, "ben", one)).status).toBe(200);
  expect((await get("ada", "/api/files")).map(({ usage }: Answered) => usage).sort()).toEqual([0, 1, 1]);
  const usage = await house.as("ada", "POST", "/api/files/usage", { file_ids: [unused.file_id] });
  expect(usage.json()).toEqual({ held: 1 });
  const { access, store } = house;
  const inTwoHours = { access, store, now: () => Date.now() + 2 * 3_600_000 };
  expect(await sweepUnused(inTwoHours, new Contents(house.settings.filesDir))).toBe(1);
  const tool_resources = { context: { file_ids: [file.file_id] } };
  const wish = { name: "Lent", provider: "echo", model: "echo", tool_resources };
  const agent = (await house.as("ada", "POST", "/api/agents", wish)).json();
  expect(agent.tool_resources).toEqual(tool_resources);
  expect(await get("ada", `/api/files/agent/${agent.id}`)).toMatchObject([{ file_id: file.file_id }]);
  await house.as("ada", "DELETE", "/api/convos", { arg: { conversationId: mine.id } });
  expect((await downloadFrom(house, "ada", file)).status).toBe(200);
  const given = await upload();
  const its = `/api/access/resources/file/${given._id}`;
  await talk(house, "ada", "Yours", { files: [{ file_id: given.file_id }] });
  await house.as("ada", "PUT", its, { owner: userOf("ben"), parents: [] });
  const [row] = await store.db.selectFrom("files").selectAll().where("id", "=", given._id).execute();
  expect(row).toMatchObject({ account: userOf("ben"), conversation_id: null });
  await house.as("ada", "DELETE", "/api/files", { files: [file, later].map(({ file_id }) => ({ file_id })) });
  expect(await get("ada", "/api/files")).toEqual([]);
}

async function livesOfPrompts(house: House, get: (who: string, url: string) => Promise<Answered>) {
  const made: string[] = [];
  for (const name of ["Ähren", "Beta", "100% sure"]) {
    const body = { prompt: { prompt: `${name} \r\n{{x}}`, type: "chat" }, group: { name, category: "code" } };
    made.push((await house.as("ada", "POST", "/api/prompts", body)).json().group._id);
  }
  await house.change(made.map((id) => grant(ENGINEERING, `prompt:${id}`, ["use"])));
  const [first, second, third] = made.map((id) => `/api/prompts/groups/${id}`);
  const names = ({ promptGroups }: Answered) => promptGroups.map(({ name }: { name: string }) => name);
  expect((await house.as("ben", "POST", `${second}/use`)).json()).toEqual({ numberOfGenerations: 1 });
  expect(names(await get("ben", "/api/prompts/groups?name=%C3%A4HR&category=code"))).toEqual(["Ähren"]);
  expect(names(await get("ben", "/api/prompts/groups?name=0%25"))).toEqual(["100% sure"]);
  expect(names(await get("ada", "/api/prompts/groups?owner=me"))).toHaveLength(3);
  const one = await get("ben", "/api/prompts/groups?limit=2");
  expect(names(one)[0]).toBe("Beta");
  const two = await get("ben", `/api/prompts/groups?limit=2&cursor=${encodeURIComponent(one.after)}`);
  expect(new Set([...names(one), ...names(two)]).size).toBe(3);
  expect((await get("ben", "/api/prompts/all")).map(({ name }: { name: string }) => name)[0]).toBe("Beta");

  const added = await house.as("ada", "POST", `${first}/prompts`, { prompt: { prompt: "two", type: "text" } });
  const draft = added.json().prompt._id;
  expect((await house.as("ada", "PATCH", `/api/prompts/${draft}/tags/production`)).statusCode).toBe(200);
  expect((await house.as("ada", "PATCH", first ?? "", { name: "Halme" })).json()).toMatchObject({ name: "Halme" });
  const versions = await get("ben", `/api/prompts?groupId=${made[0]}`);
  expect(versions.map(({ prompt }: { prompt: string }) => prompt)).toEqual(["two", "Ähren \r\n{{x}}"]);
  expect((await house.as("ada", "DELETE", `/api/prompts/${draft}?groupId=${made[0]}`)).statusCode).toBe(200);
  expect((await get("ben", first ?? "")).productionPrompt).toEqual(await get("ben", `/api/prompts/${versions[1]._id}`));
  expect(await get("ada", "/api/prompts")).toHaveLength(3);
  expect(await get("sue", "/api/prompts")).toHaveLength(3);
  for (const url of [first, second, third]) expect((await house.as("ada", "DELETE", url ?? "")).statusCode).toBe(200);
  expect(await house.store.db.selectFrom("prompts").select("id").execute()).toEqual([]);
}

async function livesOfLinks(house: House) {
  await house.change(PUBLIC_LINKS.changes);
  const get = async (url: string) => {
    const response = await house.as("ben", "GET", url);
    expect(response.statusCode, response.body).toBe(200);
    return response.json();
  };
  const talks = [];
  for (const text of ["_under", "Äpfel", "apple"]) talks.push(await talk(house, "ben", text));
  const made = [];
  for (const [at, one] of talks.entries()) made.push(await linkTo(house, "ben", one, { live: at === 0 }));
  expect((await house.as("ben", "POST", `/api/share/${talks[0]?.id}`, {})).statusCode).toBe(409);
  const titles = ({ links }: Answered) => links.map(({ title }: { title: string }) => title);
  for (const sortBy of ["title", "createdAt"])
    for (const sortDirection of ["asc", "desc"]) {
      const url = `/api/share?sortBy=${sortBy}&sortDirection=${sortDirection}`;
      const one = await get(`${url}&pageSize=2`);
      const two = await get(`${url}&pageSize=2&cursor=${encodeURIComponent(one.nextCursor)}`);
      expect([...titles(one), ...titles(two)]).toEqual(titles(await get(url)));
      // By their bytes, on both databases.
      if (sortBy === "title" && sortDirection === "asc") expect(titles(one)).toEqual(["_under", "apple"]);
    }
  expect(titles(await get("/api/share?search=%C3%A4pf"))).toEqual(["Äpfel"]);
  expect(await get(`/api/share/link/${talks[0]?.id}`)).toMatchObject({ success: true, shareId: made[0]?.shareId });
  await handLinkOver(house, talks[0]);
  for (const link of made) {
    for (const who of ["cy", "cy", null]) expect(await seen(house, who, link)).toHaveLength(2);
    const { openers, ...opened } = await get(`/api/share/${link.shareId}/opened`);
    expect(opened).toMatchObject({ times: 3, days: [{ times: 3 }] });
    expect(openers).toHaveLength(2);
    expect((await house.as("ben", "PATCH", `/api/share/${link.shareId}`, {})).statusCode).toBe(200);
    expect((await house.as("ben", "DELETE", `/api/share/${link.shareId}`)).statusCode).toBe(200);
  }
  expect(await house.store.db.selectFrom("shared_links").select("id").execute()).toEqual([]);
}

/** A second link to Ben's conversation, after the first was handed to Cy: two by one maker, each its owner's; and it is given back. */
async function handLinkOver(house: House, talked: Talk | undefined) {
  const id = talked?.id;
  const told = async (who: string, url: string) => (await house.as(who, "GET", url)).json();
  const first = await told("ben", `/api/share/link/${id}`);
  const resource = `sharedLink:${first._id}`;
  await house.change([{ kind: "owner-set", resource, owner: userOf("cy") }]);
  const second = await house.as("ben", "POST", `/api/share/${id}`, {});
  expect(second.statusCode, second.body).toBe(200);
  expect(await told("cy", `/api/share/link/${id}`)).toMatchObject({ shareId: first.shareId });
  const { links } = await told("ben", `/api/convos/${id}/links`);
  expect(links).toMatchObject([
    { shareId: second.json().shareId, isMine: true },
    { shareId: first.shareId, isMine: false },
  ]);
  expect((await house.as("ben", "DELETE", `/api/share/${second.json().shareId}`)).statusCode).toBe(200);
  await house.change([{ kind: "owner-set", resource, owner: userOf("ben") }]);
}

async function lifeOfOpenings(house: House) {
  const all = "/api/admin/openings";
  const get = async (who: string, url: string): Promise<Answered> => {
    const response = await house.as(who, "GET", url);
    expect(response.statusCode, `${url} ${response.body}`).toBe(200);
    return response.json();
  };
  const opened: Answered[] = [];
  for (const text of ["First", "Second", "Third"]) {
    const { id } = await talk(house, "ben", text);
    const wish = { resource: `conversation:${id}`, reason: "A report of threats" };
    opened.unshift((await house.as("sue", "POST", all, wish)).json());
  }
  const ids = opened.map(({ id }) => id);
  const idsOf = ({ openings }: Answered) => openings.map(({ id }: Answered) => id);
  for (const [who, path] of [
    ["sue", all],
    ["ben", "/api/openings"],
  ] as const) {
    const page = await get(who, `${path}?limit=2`);
    const rest = await get(who, `${path}?limit=2&cursor=${page.nextCursor}`);
    expect([...idsOf(page), ...idsOf(rest)]).toEqual(ids);
  }
  expect(idsOf(await get("sue", `${all}?resource=${opened[1].resource}`))).toEqual([ids[1]]);
  expect((await get("ben", "/api/openings")).unseen).toBe(3);
  await house.as("ben", "POST", "/api/openings/seen");
  expect((await get("ben", "/api/openings")).unseen).toBe(0);
  expect((await get("sue", all)).openings[0]).toMatchObject({ isSeen: true, isOpen: true });
  await house.as("sue", "DELETE", `${all}/${ids[0]}`);
  expect((await get("sue", all)).openings[0]).toMatchObject({ isOpen: false });
  for (const type of ["conversation", "file"]) {
    const { things } = await get("sue", `/api/admin/users/${userOf("ben").slice(5)}/sealed?type=${type}`);
    expect(things).toHaveLength(type === "conversation" ? 3 : 0);
  }
}
