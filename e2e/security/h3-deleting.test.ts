import type { Change } from "@gatehouse/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formOf, World } from "./support/world.ts";

/*
 * H3: after any delete nothing names what is gone, in memory or in a table, and nobody loses or gains anything but what came through it.
 */
let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.house.close());

const engine = () => world.house.gatehouse.access.of(world.house.here).engine;

/** What the state names and does not have. */
function dangling(state: readonly Change[]): string[] {
  const there = new Set(["everyone", "anyone", "organization"]);
  const named: [string, string][] = [];
  const name = (kind: string, ...names: (string | null | undefined)[]) => {
    for (const one of names) if (one) named.push([kind, one]);
  };
  for (const change of state) {
    if (change.kind === "user-added") there.add(change.user);
    if (change.kind === "service-added") there.add(change.service);
    if (change.kind === "resource-added") there.add(change.resource);
    if (change.kind === "role-set") there.add(change.role);
    switch (change.kind) {
      case "user-added":
      case "primary-role-set":
        name(change.kind, change.role);
        break;
      case "role-given":
        name(change.kind, change.holder, change.role);
        break;
      case "membership-set":
        name(change.kind, change.member, change.group);
        break;
      case "capability-set":
        name(change.kind, change.principal, change.scope);
        break;
      case "resource-added":
        name(change.kind, change.owner, change.link?.conversation, change.link?.maker);
        break;
      case "parent-added":
        name(change.kind, change.resource, change.parent);
        break;
      case "attachment-set":
        name(change.kind, change.agent, change.thing, change.attachedBy);
        break;
      case "grant-set":
        name(change.kind, change.grant.principal, change.grant.resource);
        break;
    }
  }
  return named.filter(([, one]) => !there.has(one)).map(([kind, one]) => `${kind} ${one}`);
}

/** Rows that name an account, a group, an agent or a conversation which the tables of these do not have. */
async function danglingRows(): Promise<string[]> {
  const { db } = world.house.gatehouse.store;
  const organization = world.house.here;
  const ids = async (
    table: "users" | "services" | "groups" | "agents" | "prompt_groups" | "conversations" | "shared_links",
    prefix: string,
  ) =>
    (await db.selectFrom(table).select("id").where("organization_id", "=", organization).execute()).map(
      ({ id }) => `${prefix}${id}`,
    );
  const there = new Set([
    ...(await ids("users", "user:")),
    ...(await ids("services", "service:")),
    ...(await ids("groups", "group:")),
    ...(await ids("agents", "agent:")),
    ...(await ids("prompt_groups", "prompt:")),
    ...(await ids("conversations", "conversation:")),
    ...(await ids("shared_links", "sharedLink:")),
    "everyone",
    "organization",
  ]);
  const columns = [
    ["sessions", "account"],
    ["favorites", "account"],
    ["accounts", "account"],
    ["memberships", "member"],
    ["memberships", "group_name"],
    ["capabilities", "principal"],
    ["role_holdings", "holder"],
    ["grants", "principal"],
    ["resources", "owner"],
    ["conversations", "account"],
    ["shared_links", "account"],
    ["shared_link_openers", "opener"],
  ] as const;
  const found: string[] = [];
  for (const [table, column] of columns) {
    const rows = await db.selectFrom(table).selectAll().where("organization_id", "=", organization).execute();
    for (const row of rows) {
      const name = String(Object.entries(row).find(([key]) => key === column)?.[1]);
      if (/^(user|service|group|agent|prompt|conversation):/.test(name) && !there.has(name))
        found.push(`${table}.${column} ${name}`);
    }
  }
  const kept = await db
    .selectFrom("resources")
    .select(["resource", "type"])
    .where("organization_id", "=", organization)
    .execute();
  for (const { resource, type } of kept)
    if (["group", "agent", "prompt", "conversation", "sharedLink"].includes(type) && !there.has(resource))
      found.push(`resources ${resource}`);
  // The other way round: what the engine always holds has no row of content without it.
  const held = new Set(kept.map(({ resource }) => resource));
  for (const name of [...(await ids("agents", "agent:")), ...(await ids("prompt_groups", "prompt:"))])
    if (!held.has(name)) found.push(`content of ${name}`);
  const versions = await db
    .selectFrom("agent_versions")
    .select("agent_id")
    .where("organization_id", "=", organization)
    .execute();
  for (const { agent_id } of versions) if (!there.has(`agent:${agent_id}`)) found.push(`agent_versions ${agent_id}`);
  const texts = await db.selectFrom("prompts").select("group_id").where("organization_id", "=", organization).execute();
  for (const { group_id } of texts) if (!there.has(`prompt:${group_id}`)) found.push(`prompts of ${group_id}`);
  const messages = await db
    .selectFrom("messages")
    .select("conversation_id")
    .where("organization_id", "=", organization)
    .execute();
  const conversations = await db
    .selectFrom("conversations")
    .select("conversation_id")
    .where("organization_id", "=", organization)
    .execute();
  const open = new Set(conversations.map(({ conversation_id }) => conversation_id));
  for (const { conversation_id } of messages)
    if (!open.has(conversation_id)) found.push(`messages of ${conversation_id}`);
  const records = await db
    .selectFrom("grant_records")
    .select("grant_id")
    .where("organization_id", "=", organization)
    .execute();
  const grants = await db.selectFrom("grants").select("id").where("organization_id", "=", organization).execute();
  const given = new Set(grants.map(({ id }) => id));
  for (const { grant_id } of records) if (!given.has(grant_id)) found.push(`grant_records ${grant_id}`);
  return [...new Set(found)].filter(
    (one) => !one.startsWith("resources") || !registered.has(one.slice("resources ".length)),
  );
}

/** Resources that are registered without content of the workspace. */
const registered = new Set<string>();

/** Everybody's every decision on everything. */
function decisions(): Map<string, boolean> {
  const state = engine().state();
  const subjects = state.flatMap((change) =>
    change.kind === "user-added" ? [change.user] : change.kind === "service-added" ? [change.service] : [],
  );
  const resources = state.flatMap((change) => (change.kind === "resource-added" ? [change.resource] : []));
  const answers = new Map<string, boolean>();
  for (const resource of resources) {
    const type = engine().typeOf(resource.slice(0, resource.indexOf(":")));
    for (const subject of subjects)
      for (const action of [...Object.keys(type?.actions ?? {}), "hide", "restore"])
        answers.set(`${subject} ${action} ${resource}`, engine().check(subject, action, resource).allowed);
  }
  return answers;
}

/** What is answered otherwise than before, of questions whose subject and resource are still there. */
function altered(before: Map<string, boolean>): string[] {
  const after = decisions();
  return [...after]
    .filter(([question, answer]) => before.has(question) && before.get(question) !== answer)
    .map(([question]) => question);
}

/** What was there and is not: subjects and resources. */
function gone(before: Map<string, boolean>): string[] {
  const names = (answers: Map<string, boolean>) =>
    new Set([...answers.keys()].flatMap((question) => [question.split(" ")[0] ?? "", question.split(" ")[2] ?? ""]));
  const left = names(decisions());
  return [...names(before)].filter((name) => !left.has(name)).sort();
}

const asSuperAdmin = (url: string) => world.house.call("DELETE", { url }, world.people["super admin"].token);

async function nothingDangles(): Promise<void> {
  expect(dangling(engine().state())).toEqual([]);
  expect(await danglingRows()).toEqual([]);
  const { body } = await world.house.operate("GET", { url: "/api/gatehouse/doctor" });
  expect(body.findings.filter((one: { level: string }) => one.level === "error")).toEqual([]);
}

test("before: nothing dangles", nothingDangles);

describe("deleting an account", () => {
  test("that owned, shared, was shared with, was in groups, and talked", async () => {
    const { house, people } = world;
    const leaver = await world.account();
    const signedIn = await house.signIn(leaver.email);
    const make = async () =>
      (
        await house.call(
          "POST",
          { url: "/api/agents", body: { name: "Left", provider: "echo", model: "echo" } },
          signedIn.token,
        )
      ).body;
    const [shared, own] = [await make(), await make()];
    const others = await world.agent();
    const group = await world.group();
    const wish = { prompt: { prompt: "Sum up", type: "text" }, group: { name: "Left" } };
    const makePrompt = async () =>
      (await house.call("POST", { url: "/api/prompts", body: wish }, signedIn.token)).body.group;
    const [sharedPrompt, ownPrompt] = [await makePrompt(), await makePrompt()];
    await house.grant([
      { principal: people.viewer.subject, resource: `prompt:${sharedPrompt._id}`, allow: ["use"] },
      { principal: people.viewer.subject, resource: `agent:${shared._id}`, allow: ["use", "execute"] },
      { principal: leaver.subject, resource: `agent:${others._id}`, allow: ["use"] },
      { principal: leaver.subject, resource: `group:${group.id}`, allow: ["view", "members"] },
    ]);
    await house.change([
      { kind: "membership-set", member: leaver.subject, group: `group:${world.inner}`, expiresAt: null },
      { kind: "capability-set", principal: leaver.subject, capability: "read:users", scope: null, expiresAt: null },
    ]);
    const favorites = { url: "/api/user/settings/favorites", body: { favorites: [{ agentId: shared.id }] } };
    await house.call("POST", favorites, signedIn.token);
    const [talked, opened] = [await world.conversation(leaver.subject), await world.link()];
    const made = { url: `/api/share/${talked.conversationId}`, body: {} };
    const link = (await house.call("POST", made, signedIn.token)).body;
    await house.grant([{ principal: leaver.subject, resource: `sharedLink:${opened._id}`, allow: ["view"] }]);
    const read = await house.call("GET", { url: `/api/share/${opened.shareId}` }, signedIn.token);
    expect(read.status, read.text).toBe(200);
    const talk = { text: "hello", endpoint: "agents", agent_id: shared.id, conversationId: null };
    const started = await house.call("POST", { url: "/api/agents/chat/agents", body: talk }, signedIn.token);
    await house.call("GET", { url: `/api/agents/chat/stream/${started.body.streamId}` }, signedIn.token);
    await house.call(
      "POST",
      { url: "/api/agents/chat/abort", body: { streamId: started.body.streamId } },
      signedIn.token,
    );

    const before = decisions();
    const deleted = await asSuperAdmin(`/api/admin/users/${leaver.id}`);
    expect(deleted.status, deleted.text).toBe(200);
    await nothingDangles();
    // What others still reach stays, and is the organization's; what nobody else reaches goes.
    expect(engine().describe(`agent:${shared._id}`)?.owner).toBe("organization");
    expect(engine().describe(`prompt:${sharedPrompt._id}`)?.owner).toBe("organization");
    const went = [`agent:${own._id}`, `prompt:${ownPrompt._id}`, `conversation:${talked.id}`, `sharedLink:${link._id}`];
    expect(gone(before)).toEqual([...went, leaver.subject].sort());
    expect(altered(before)).toEqual([]);
    const left = await house.call("GET", { url: `/api/prompts/groups/${sharedPrompt._id}` }, people.viewer.token);
    expect([left.status, left.body.authorName]).toEqual([200, ""]);
    expect((await house.call("GET", { url: `/api/agents/${shared.id}` }, people.viewer.token)).status).toBe(200);
    expect((await house.call("GET", { url: "/api/user" }, signedIn.token)).status).toBe(401);
  });

  test("by oneself, with files that nobody else reaches handed over: they are the receiver's, and conversations are not", async () => {
    const { house, people } = world;
    const [leaver, receiver] = [await world.account(), await world.account()];
    const { token } = await house.signIn(leaver.email);
    const upload = { url: "/api/files", ...formOf("notes.txt", "What I wrote down") };
    const file = (await house.call("POST", upload, token)).body;
    const talked = await world.conversation(leaver.subject);
    const wish = { things: "hand-over", to: receiver.id };
    const look = await house.call("GET", { url: `/api/user/things?things=hand-over&to=${receiver.id}` }, token);
    expect(look.body.kinds).toMatchObject([
      { type: "conversation", handedOver: 0, gone: 1 },
      { type: "file", handedOver: 1, gone: 0 },
    ]);
    const before = decisions();
    const body = { password: "correct horse battery", ...wish };
    const deleted = await house.call("DELETE", { url: "/api/user/delete", body }, token);
    expect(deleted.status, deleted.text).toBe(200);
    await nothingDangles();
    expect(gone(before)).toEqual([leaver.subject]);
    const { token: theirs } = await house.signIn(receiver.email);
    const files = (await house.call("GET", { url: "/api/files" }, theirs)).body;
    expect(files.map(({ file_id }: { file_id: string }) => file_id)).toEqual([file.file_id]);
    const conversation = await house.call("GET", { url: `/api/convos/${talked.conversationId}` }, theirs);
    expect(conversation.status).toBe(404);
    expect((await house.call("GET", { url: `/api/admin/users/${leaver.id}` }, people.admin.token)).status).toBe(404);
  });

  test("handed over to somebody: agents and prompts are theirs, nothing dangles, and who had them has them", async () => {
    const { house, people } = world;
    const [leaver, receiver] = [await world.account(), await world.account()];
    const { token } = await house.signIn(leaver.email);
    const wish = { name: "Left", provider: "echo", model: "echo" };
    const agent = (await house.call("POST", { url: "/api/agents", body: wish }, token)).body;
    const brief = { prompt: { prompt: "Sum up", type: "text" }, group: { name: "Left" } };
    const { group } = (await house.call("POST", { url: "/api/prompts", body: brief }, token)).body;
    await house.grant([
      { principal: people.viewer.subject, resource: `agent:${agent._id}`, allow: ["use", "execute"] },
    ]);
    const url = `/api/admin/users/${leaver.id}`;
    const body = { things: "hand-over", to: receiver.id };
    const deleted = await house.call("DELETE", { url, body }, people["super admin"].token);
    expect(deleted.status, deleted.text).toBe(200);
    await nothingDangles();
    for (const resource of [`agent:${agent._id}`, `prompt:${group._id}`])
      expect(engine().describe(resource)?.owner).toBe(receiver.subject);
    expect((await house.call("GET", { url: `/api/agents/${agent.id}` }, people.viewer.token)).status).toBe(200);
    const { token: theirs } = await house.signIn(receiver.email);
    const edited = { url: `/api/agents/${agent.id}`, body: { name: "Kept" } };
    expect((await house.call("PATCH", edited, theirs)).status).toBe(200);
  });

  test("its address may be used again, by somebody who inherits nothing", async () => {
    const { house, people } = world;
    const leaver = await world.account();
    const agent = await world.agent();
    await house.grant([{ principal: leaver.subject, resource: `agent:${agent._id}`, allow: ["use", "execute"] }]);
    await asSuperAdmin(`/api/admin/users/${leaver.id}`);
    const body = { name: "Newcomer", email: leaver.email, password: "correct horse battery" };
    const made = await house.call("POST", { url: "/api/admin/users", body }, people["super admin"].token);
    expect(made.status).toBe(201);
    expect(made.body.user.id).not.toBe(leaver.id);
    const { token } = await house.signIn(leaver.email);
    expect((await house.call("GET", { url: `/api/agents/${agent.id}` }, token)).status).toBe(404);
  });
});

describe("deleting a group", () => {
  test("takes what came through it, and nothing else", async () => {
    const { house, people } = world;
    const group = await world.group();
    const member = await world.account();
    const agent = await world.agent();
    await house.change([
      { kind: "membership-set", member: member.subject, group: `group:${group.id}`, expiresAt: null },
    ]);
    await house.grant([{ principal: `group:${group.id}`, resource: `agent:${agent._id}`, allow: ["use", "execute"] }]);
    const before = decisions();
    const deleted = await asSuperAdmin(`/api/admin/groups/${group.id}`);
    expect(deleted.status, deleted.text).toBe(200);
    await nothingDangles();
    expect(gone(before)).toEqual([`group:${group.id}`]);
    expect(altered(before).sort()).toEqual(
      [`${member.subject} execute agent:${agent._id}`, `${member.subject} use agent:${agent._id}`].sort(),
    );
    expect(engine().check(people.viewer.subject, "use", `agent:${agent._id}`).allowed).toBe(true);
  });

  test("frees nobody from a deny: who may not lift it does not delete the group it names", async () => {
    const { house, people } = world;
    const group = await world.group();
    const agent = await world.agent();
    const denied = {
      principal: `group:${group.id}`,
      resource: `agent:${agent._id}`,
      allow: [],
      deny: ["use", "execute"],
    };
    await house.grant([denied]);
    const before = decisions();
    const answer = await house.call("DELETE", { url: `/api/admin/groups/${group.id}` }, people.moderator.token);
    expect(answer.status).toBe(403);
    expect(altered(before)).toEqual([]);
  });
});

describe.each(["/api/agents/", "/api/access/resources/agent/"])("deleting an agent by %s", (path) => {
  test("takes its grants, versions and favourites, and nothing else", async () => {
    const { house, people } = world;
    const agent = await world.agent();
    const favorites = { url: "/api/user/settings/favorites", body: { favorites: [{ agentId: agent.id }] } };
    await house.call("POST", favorites, people.viewer.token);
    const before = decisions();
    const url = `${path}${path.includes("access") ? agent._id : agent.id}`;
    const deleted = await house.call("DELETE", { url }, people.owner.token);
    expect(deleted.status, deleted.text).toBeLessThan(300);
    await nothingDangles();
    expect(gone(before)).toEqual([`agent:${agent._id}`]);
    expect(altered(before)).toEqual([]);
    for (const persona of ["owner", "viewer", "super admin"] as const)
      expect((await house.call("GET", { url: `/api/agents/${agent.id}` }, people[persona].token)).status).toBe(404);
    expect((await house.call("GET", { url: "/api/user/settings/favorites" }, people.viewer.token)).body).toEqual([]);
    const again = { url: `/api/access/resources/agent/${agent._id}`, body: {} };
    const answer = await house.call("PUT", again, people.stranger.token);
    expect(["id-retired", "resource-not-found", "request-invalid"], answer.text).toContain(answer.body.code);
    expect(engine().isHeld(`agent:${agent._id}`)).toBe(false);
  });
});

describe.each(["/api/prompts/groups/", "/api/access/resources/prompt/"])("deleting a prompt by %s", (path) => {
  test("takes its grants and versions, and nothing else", async () => {
    const { house, people } = world;
    const prompt = await world.prompt();
    const before = decisions();
    const deleted = await house.call("DELETE", { url: `${path}${prompt._id}` }, people.owner.token);
    expect(deleted.status, deleted.text).toBeLessThan(300);
    await nothingDangles();
    expect(gone(before)).toEqual([`prompt:${prompt._id}`]);
    expect(altered(before)).toEqual([]);
    for (const persona of ["owner", "viewer", "super admin"] as const)
      for (const url of [`/api/prompts/groups/${prompt._id}`, `/api/prompts/${prompt.draft}`])
        expect((await house.call("GET", { url }, people[persona].token)).status).toBe(404);
  });
});

test("deleting a conversation takes its messages and grants", async () => {
  const { house, people } = world;
  const conversation = await world.conversation();
  const before = decisions();
  const body = { arg: { conversationId: conversation.conversationId } };
  expect((await house.call("DELETE", { url: "/api/convos", body }, people.owner.token)).status).toBe(201);
  await nothingDangles();
  expect(gone(before)).toEqual([`conversation:${conversation.id}`]);
  expect(altered(before)).toEqual([]);
});

test("deleting a role moves who had it to USER, and takes what it was given", async () => {
  const { house } = world;
  const { name } = await world.role();
  const role = (await house.operate("GET", { url: `/api/admin/roles/${name}` })).body.role._id;
  const holder = await world.account();
  await house.operate("POST", { url: `/api/admin/roles/${name}/members`, body: { userId: holder.id } });
  const agent = await world.agent();
  await house.grant([{ principal: role, resource: `agent:${agent._id}`, allow: ["use"] }]);
  const before = decisions();
  expect((await asSuperAdmin(`/api/admin/roles/${name}`)).status).toBe(200);
  await nothingDangles();
  expect(gone(before)).toEqual([]);
  expect(altered(before).every((question) => question.startsWith(holder.subject))).toBe(true);
  expect((await house.operate("GET", { url: `/api/admin/users/${holder.id}` })).body.user.role).toBe("USER");
});

test("deleting a service ends what it was given; what it owned and others reach stays", async () => {
  const { house, people } = world;
  const { body } = await house.operate("POST", { url: "/api/admin/services", body: { name: "Leaving" } });
  const type = {
    actions: { view: 1, share: 8 },
    roles: { viewer: ["view"], owner: ["view", "share"] },
    feature: null,
    create: "anyone",
  };
  expect((await house.operate("PUT", { url: "/api/access/types/leftover", body: type })).status).toBe(200);
  for (const id of ["kept", "lost"]) {
    const made = await house.call(
      "PUT",
      { url: `/api/access/resources/leftover/${id}`, body: { label: id } },
      body.credential,
    );
    expect(made.status, made.text).toBe(201);
    registered.add(`leftover:${id}`);
  }
  await house.grant([{ principal: people.viewer.subject, resource: "leftover:kept", allow: ["view"] }]);
  const before = decisions();
  expect((await asSuperAdmin(`/api/admin/services/${body.service.id}`)).status).toBe(200);
  await nothingDangles();
  expect(gone(before)).toEqual(["leftover:lost", `service:${body.service.id}`]);
  expect(altered(before)).toEqual([]);
});
