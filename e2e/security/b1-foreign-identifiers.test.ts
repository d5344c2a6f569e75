import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../packages/server/src/store/index.ts";
import { toolNames } from "../../packages/server/src/workspace/agents/schemas.ts";
import { newTool, newVersion, promptUrl, shareUrl } from "./matrix/calls.ts";
import { matrix, type Row } from "./matrix.ts";
import type { Call, Method } from "./support/house.ts";
import { Operations } from "./support/openapi.ts";
import { OTHER, type Persona } from "./support/personas.ts";
import { callOf, methodOf, pathOf, type Scene, Stage, titleOf } from "./support/scene.ts";
import {
  type Agent,
  type Conversation,
  type File,
  type Link,
  NOWHERE,
  PLANNED,
  PROMPTED,
  type Prompt,
  World,
} from "./support/world.ts";

/*
 * B1: the address is checked, and so is every other identifier. Each is replaced, one at a time, by one that the caller may not use:
 * another organization's, another member's secret, and one that nobody has. The call fails, and nothing was written.
 */
let world: World;
let operations: Operations;
let elsewhere: Things;
let secret: Things;
const unknown: Things = {
  agent: { id: `agent_${newId()}`, _id: newId(), lent: randomUUID(), tool: newId() },
  tool: { id: newId() },
  endpoint: { id: newId() },
  file: { _id: newId(), file_id: randomUUID() },
  prompt: { id: newId(), _id: newId(), production: newId(), draft: newId() },
  project: { id: newId() },
  conversation: { id: newId(), conversationId: randomUUID(), messageId: randomUUID() },
  link: {
    _id: newId(),
    shareId: "nobodys-link-21-signs",
    conversation: { id: newId(), conversationId: randomUUID(), messageId: randomUUID() },
  },
  group: { id: newId() },
  account: { id: newId(), subject: `user:${newId()}`, email: "nobody@example.org" },
  service: { id: newId() },
  role: { name: "NO_SUCH_ROLE" },
};

interface Things {
  agent: Agent;
  file: File;
  tool: { id: string };
  endpoint: { id: string };
  prompt: Prompt;
  conversation: Conversation;
  project: { id: string };
  link: Link;
  group: { id: string };
  account: { id: string; subject: string; email: string };
  service: { id: string };
  role: { name: string };
}

beforeAll(async () => {
  world = await World.make();
  operations = new Operations(world.house.gatehouse);
  const dee = world.people["other organization"];
  const call = (method: Method, url: string, body: unknown, token = dee.token) =>
    world.house.call(method, { url, body }, token).then(({ body: made }) => made);
  const agent = { name: "Theirs", provider: "echo", model: "echo" };
  const made = await call("POST", "/api/admin/users", {
    name: "Eve",
    email: "eve@example.org",
    password: "correct horse battery",
  });
  elsewhere = {
    file: await world.file("other organization", "Theirs.txt"),
    agent: await call("POST", "/api/agents", agent),
    prompt: await world.prompt("other organization"),
    conversation: await world.conversation(dee.subject),
    project: await world.project("other organization"),
    tool: await world.tool("other organization"),
    endpoint: await world.endpoint("other organization"),
    link: await world.link("other organization"),
    group: { id: (await call("POST", "/api/admin/groups", { name: "Theirs" })).group.id },
    account: { id: made.user.id, subject: `user:${made.user.id}`, email: "eve@example.org" },
    service: (await call("POST", "/api/admin/services", { name: "Theirs" })).service,
    role: { name: (await call("POST", "/api/admin/roles", { name: "THEIRS" })).role.name },
  };
  const { stranger } = world.people;
  const group = await world.group();
  await world.house.change([
    { kind: "owner-set", resource: `group:${group.id}`, owner: stranger.subject },
    { kind: "membership-removed", member: `group:${world.inner}`, group: `group:${group.id}` },
    { kind: "membership-removed", member: world.people.viewer.subject, group: `group:${group.id}` },
  ]);
  secret = {
    ...elsewhere,
    file: await world.file("stranger", "Theirs.txt"),
    agent: await call("POST", "/api/agents", { ...agent, name: "Secret" }, stranger.token),
    prompt: await world.prompt("stranger"),
    conversation: await world.conversation(stranger.subject),
    project: await world.project("stranger"),
    tool: await world.tool("stranger"),
    link: await world.link("stranger"),
    group,
  };
});
afterAll(() => world?.house.close());

const kinds = [
  "agent",
  "tool",
  "prompt",
  "conversation",
  "project",
  "link",
  "group",
  "account",
  "service",
  "role",
  "endpoint",
] as const;
type Kind = (typeof kinds)[number];

/** Members first: what an administrator may use, a member may not. */
function callerOf(row: Row): Persona {
  const order: Persona[] = ["owner", "admin", "super admin"];
  return order.find((persona) => row.who.of(persona) === "allowed") ?? "owner";
}

/** Calls a row with one thing that is not its own; undefined where the row names no such thing, or none can be set up. */
async function calledWith(row: Row, kind: Kind, things: Things) {
  const { house, people } = world;
  const persona = callerOf(row);
  let isUsed = false;
  const scene: Scene = {
    ...new Stage(world, row).scene(persona),
    [kind]: async () => {
      isUsed = true;
      return things[kind];
    },
  };
  // What a call is set up with (a ban that is to be lifted) cannot be set up on what is not there.
  const call = await callOf(row, scene).catch(() => undefined);
  if (!call || !isUsed) return undefined;
  const before = await house.writes();
  const answer = await house.call(methodOf(row), call, people[persona].token);
  return { answer, written: await house.writtenSince(before) };
}

/** Questions are answered about everything: about what one may not know of, as about what is not there. */
const isQuestion = (row: Row) =>
  /effective$|chat\/status|share\/link/.test(pathOf(row)) ||
  (/^\/api\/access\/\w+$/.test(pathOf(row)) && methodOf(row) === "POST");
/** Registering a resource makes one where its id is free. */
const isRegistration = (row: Row) => row.route === "PUT /api/access/resources/:type/:id";

describe.each([
  { whose: "another organization's", of: () => elsewhere, tried: kinds },
  {
    whose: "another member's",
    of: () => secret,
    tried: ["agent", "tool", "prompt", "conversation", "project", "link", "group"] as const,
  },
  { whose: "nobody's", of: () => unknown, tried: kinds },
])("a thing that is $whose", ({ of, tried, whose }) => {
  test.each(matrix.filter((row) => row.call && !isRegistration(row)).map((row) => ({ title: titleOf(row), row })))(
    "$title",
    async ({ row }) => {
      // Administrators reach what members do: that is no secret of another member's.
      if (whose === "another member's" && callerOf(row) !== "owner") return;
      for (const kind of tried) {
        const outcome = await calledWith(row, kind, of());
        if (!outcome) continue;
        const { answer, written } = outcome;
        expect({ kind, written }).toEqual({ kind, written: [] });
        expect(answer.text).not.toContain("Theirs");
        expect(answer.text).not.toContain(PLANNED);
        if (kind === "prompt") expect(answer.text).not.toContain(PROMPTED);
        if (isQuestion(row)) {
          const asUnknown = await calledWith(row, kind, unknown);
          expect(withoutNames(answer.body)).toEqual(withoutNames(asUnknown?.answer.body));
          continue;
        }
        expect(answer.status, `${kind}: ${answer.text}`).toBeGreaterThanOrEqual(400);
        expect(answer.status, `${kind}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );
});

/** An answer without what necessarily differs: names, moments, and the request. */
function withoutNames(body: unknown): unknown {
  const text = JSON.stringify(body ?? null)
    .replaceAll(/[0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|agent_[\w-]{21}/g, "…")
    .replaceAll(/"(requestId|until|revision|names)":("[^"]*"|\d+|null|\{[^}]*\})/g, '"$1":0');
  return JSON.parse(text);
}

/** Every field of a body that can hold an identifier, with calls that put a foreign one there; nothing else about them is wrong. */
interface Trial {
  route: string;
  field: string;
  persona?: Persona;
  call(): Promise<Call> | Call;
}
const mine = () => world.agent();
const chatWith = async (more: object): Promise<Call> => ({
  url: "/api/agents/chat/agents",
  body: { text: "hello", endpoint: "agents", agent_id: (await mine()).id, conversationId: null, ...more },
});
const grantsOn = async (body: object): Promise<Call> => ({
  url: `/api/access/resources/agent/${(await mine())._id}/grants`,
  body: { role: "viewer", ...body },
});
const sharing = async (body: object): Promise<Call> => ({ url: `/api/permissions/agent/${(await mine())._id}`, body });
const viewer = { accessRoleId: "agent_viewer" };

const trials: readonly Trial[] = [
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] =>
    [
      { field: "agent_id", names: () => ({ agent_id: things().agent.id }) },
      { field: "conversationId", names: () => ({ conversationId: things().conversation.conversationId }) },
      { field: "chatProjectId", names: () => ({ chatProjectId: things().project.id }) },
      { field: "files[].file_id", names: () => ({ files: [{ file_id: things().file.file_id }] }) },
      { field: "file_ids", names: () => ({ file_ids: [things().file.file_id] }) },
      { field: "assistant_id", names: () => ({ assistant_id: things().agent.id }) },
    ].map(({ field, names }) => ({
      route: "POST /api/presets",
      field,
      call: () => ({ url: "/api/presets", body: { title: "Mine", ...names() } }),
    })),
  ),
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] =>
    ["/v1", "/api/agents/v1"].map((base) => ({
      route: `POST ${base}/chat/completions`,
      field: "model",
      call: () => ({
        url: `${base}/chat/completions`,
        body: { model: `agent:${things().agent.id}`, messages: [{ role: "user", content: "hello" }] },
      }),
    })),
  ),
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] => {
    const route = "POST /api/prompts/groups/:groupId/prompts";
    const named = () => things().prompt._id;
    const url = async () => `${promptUrl(await world.prompt())}/prompts`;
    return [
      {
        route,
        field: "prompt.groupId",
        call: async () => ({ url: await url(), body: { prompt: { ...newVersion.prompt, groupId: named() } } }),
      },
      { route, field: "groupId", call: async () => ({ url: await url(), body: { ...newVersion, groupId: named() } }) },
    ];
  }),
  ...(["conversationId"] as const).flatMap((field): Trial[] => [
    {
      route: "POST /api/agents/chat/:endpoint",
      field,
      call: () => chatWith({ [field]: elsewhere.conversation.conversationId }),
    },
    {
      route: "POST /api/agents/chat/:endpoint",
      field,
      call: () => chatWith({ [field]: secret.conversation.conversationId }),
    },
    { route: "POST /api/agents/chat/:endpoint", field, call: () => chatWith({ [field]: randomUUID() }) },
  ]),
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] => {
    const conversationId = () => things().conversation.conversationId;
    const messageId = () => things().conversation.messageId;
    const forkOf = async (more: object): Promise<Call> => {
      const { conversationId, messageId } = await world.conversation();
      return { url: "/api/convos/fork", body: { conversationId, messageId, splitAtTarget: true, ...more } };
    };
    const route = "POST /api/convos/fork";
    return [
      {
        route: "POST /api/convos/duplicate",
        field: "conversationId",
        call: () => ({ url: "/api/convos/duplicate", body: { conversationId: conversationId() } }),
      },
      { route, field: "conversationId", call: () => forkOf({ conversationId: conversationId() }) },
      { route, field: "messageId", call: () => forkOf({ messageId: messageId() }) },
      {
        route: "POST /api/share/:shareId",
        field: "targetMessageId",
        call: async () => ({
          url: `/api/share/${(await world.conversation()).conversationId}`,
          body: { targetMessageId: messageId() },
        }),
      },
      {
        route: "PATCH /api/share/:shareId",
        field: "targetMessageId",
        call: async () => ({ url: shareUrl(await world.link()), body: { targetMessageId: messageId() } }),
      },
      { route, field: "latestMessageId", call: () => forkOf({ latestMessageId: messageId() }) },
      {
        route: "POST /api/agents/chat/:endpoint",
        field: "chatProjectId",
        call: () => chatWith({ chatProjectId: things().project.id }),
      },
      {
        route: "POST /api/projects",
        field: "parentId",
        call: () => ({ url: "/api/projects", body: { name: "Below", parentId: things().project.id } }),
      },
      {
        route: "PUT /api/projects/conversations/:conversationId",
        field: "projectId",
        call: async () => ({
          url: `/api/projects/conversations/${(await world.conversation()).conversationId}`,
          body: { projectId: things().project.id },
        }),
      },
      {
        route: "DELETE /api/files",
        field: "files[].file_id",
        call: () => ({ url: "/api/files", body: { files: [{ file_id: conversationId() }] } }),
      },
      {
        route: "POST /api/tags",
        field: "conversationId",
        call: () => ({
          url: "/api/tags",
          body: { tag: "Later", addToConversation: true, conversationId: conversationId() },
        }),
      },
    ];
  }),
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] => {
    const storing = (field: string, body: () => object): Trial => ({
      route: "POST /api/messages/:conversationId",
      field,
      call: async () => ({
        url: `/api/messages/${(await world.conversation()).conversationId}`,
        body: { text: "noted", ...body() },
      }),
    });
    const calling = (field: string, body: () => object): Trial => ({
      route: "POST /api/agents/tools/:toolId/call",
      field,
      call: async () => ({
        url: `/api/agents/tools/${(await world.tool()).id}/call`,
        body: { messageId: (await world.conversation()).messageId, ...body() },
      }),
    });
    const branching = "POST /api/messages/branch";
    return [
      storing("conversationId", () => ({ conversationId: things().conversation.conversationId })),
      storing("parentMessageId", () => ({ parentMessageId: things().conversation.messageId })),
      storing("agent_id", () => ({ agent_id: things().agent.id })),
      storing("user", () => ({ user: things().account.id })),
      storing("files[].file_id", () => ({ files: [{ file_id: things().file.file_id }] })),
      calling("conversationId", () => ({ conversationId: things().conversation.conversationId })),
      calling("messageId", () => ({ messageId: things().conversation.messageId })),
      calling("agent_id", () => ({ agent_id: things().agent.id })),
      {
        route: branching,
        field: "messageId",
        call: () => ({
          url: "/api/messages/branch",
          body: { messageId: things().conversation.messageId, agentId: "a" },
        }),
      },
      {
        route: branching,
        field: "agentId",
        call: async () => ({
          url: "/api/messages/branch",
          body: { messageId: await world.answer(await world.conversation()), agentId: things().agent.id },
        }),
      },
    ];
  }),
  ...[() => elsewhere, () => unknown].map(
    (things): Trial => ({
      route: "POST /api/admin/models/endpoints/test",
      field: "id",
      persona: "super admin",
      call: () => ({
        url: "/api/admin/models/endpoints/test",
        body: { id: things().endpoint.id, baseURL: NOWHERE },
      }),
    }),
  ),
  {
    route: "POST /api/tools",
    field: "owner",
    persona: "super admin",
    call: () => ({ url: "/api/tools", body: { ...newTool, owner: elsewhere.account.subject } }),
  },
  ...[() => elsewhere, () => secret, () => unknown].flatMap((things): Trial[] => [
    {
      route: "POST /api/agents/actions/:agent_id",
      field: "action_id",
      call: async () => ({
        url: `/api/agents/actions/${(await mine()).id}`,
        body: { metadata: { raw_spec: newTool.spec, domain: newTool.domain }, action_id: things().tool.id },
      }),
    },
    {
      route: "POST /api/agents/chat/:endpoint",
      field: "files[].file_id",
      call: () => chatWith({ files: [{ file_id: things().file.file_id }] }),
    },
    {
      route: "DELETE /api/files",
      field: "agent_id",
      call: async () => {
        const { lent } = await mine();
        return {
          url: "/api/files",
          body: { files: [{ file_id: lent }], agent_id: things().agent.id, tool_resource: "context" },
        };
      },
    },
    ...(["lent", "own"] as const).flatMap((mode): Trial[] => {
      const route = "POST /api/agents/:id/closure/preview";
      const preview = async (body: object): Promise<Call> => ({
        url: `/api/agents/${(await mine()).id}/closure/preview`,
        body,
      });
      return [
        { route, field: "tools[].tool", call: () => preview({ tools: [{ tool: things().tool.id, mode }] }) },
        { route, field: "agents[].agent", call: () => preview({ agents: [{ agent: things().agent.id, mode }] }) },
        {
          route,
          field: "files[].file_id",
          call: () => preview({ files: [{ file_id: things().file.file_id, mode: "shown" }] }),
        },
        {
          route: "PUT /api/agents/:id/files/:fileId",
          field: "fileId",
          call: async () => ({
            url: `/api/agents/${(await mine()).id}/files/${things().file.file_id}`,
            body: { mode: "shown" },
          }),
        },
        {
          route: "PUT /api/agents/:id/agents/:agentId",
          field: "agentId",
          call: async () => ({ url: `/api/agents/${(await mine()).id}/agents/${things().agent.id}`, body: { mode } }),
        },
      ];
    }),
    ...toolNames.flatMap((tool): Trial[] => {
      const field = `tool_resources.${tool}.file_ids`;
      const tool_resources = () => ({ [tool]: { file_ids: [things().file.file_id] } });
      return [
        {
          route: "POST /api/agents",
          field,
          call: () => ({
            url: "/api/agents",
            body: { name: "Mine", provider: "echo", model: "echo", tool_resources: tool_resources() },
          }),
        },
        {
          route: "POST /api/agents/:id/closure/preview",
          field,
          call: async () => ({
            url: `/api/agents/${(await mine()).id}/closure/preview`,
            body: { tool_resources: tool_resources() },
          }),
        },
        {
          route: "PATCH /api/agents/:id",
          field,
          call: async () => ({
            url: `/api/agents/${(await mine()).id}`,
            body: { tool_resources: tool_resources() },
          }),
        },
      ];
    }),
  ]),
  {
    route: "POST /api/agents/chat/:endpoint",
    field: "parentMessageId",
    call: async () => {
      const { conversationId } = await world.conversation();
      return chatWith({ conversationId, parentMessageId: secret.conversation.messageId });
    },
  },
  {
    route: "POST /api/agents/chat/:endpoint",
    field: "overrideParentMessageId",
    call: async () => {
      const { conversationId } = await world.conversation();
      return chatWith({ conversationId, isRegenerate: true, overrideParentMessageId: secret.conversation.messageId });
    },
  },
  {
    route: "POST /api/agents/chat/:endpoint",
    field: "agent_id",
    call: () => chatWith({ agent_id: elsewhere.agent.id }),
  },
  { route: "POST /api/agents/chat/:endpoint", field: "agent_id", call: () => chatWith({ agent_id: secret.agent.id }) },
  {
    route: "POST /api/agents/chat/abort",
    field: "streamId",
    call: () => ({ url: "/api/agents/chat/abort", body: { streamId: secret.conversation.conversationId } }),
  },
  {
    route: "POST /api/agents/chat/abort",
    field: "conversationId",
    call: () => ({ url: "/api/agents/chat/abort", body: { conversationId: secret.conversation.conversationId } }),
  },
  ...(["user", "group", "role"] as const).flatMap((type): Trial[] => {
    const route = "PUT /api/permissions/:resourceType/:resourceId";
    const id = (things: Things) =>
      type === "user" ? things.account.id : type === "group" ? things.group.id : things.role.name;
    return [
      { route, field: "updated[].id", call: () => sharing({ updated: [{ type, id: id(elsewhere), ...viewer }] }) },
      { route, field: "updated[].id", call: () => sharing({ updated: [{ type, id: id(unknown), ...viewer }] }) },
    ];
  }),
  {
    route: "PUT /api/permissions/:resourceType/:resourceId",
    field: "updated[].accessRoleId",
    call: async () =>
      sharing({ updated: [{ type: "user", id: (await world.account()).id, accessRoleId: "promptGroup_viewer" }] }),
  },
  {
    route: "PUT /api/permissions/:resourceType/:resourceId",
    field: "publicAccessRoleId",
    call: () => sharing({ public: true, publicAccessRoleId: "agent_nothing" }),
  },
  ...["user", "group", "service", "role"].flatMap((type): Trial[] => {
    const route = "POST /api/access/resources/:type/:id/grants";
    const name = (things: Things) =>
      `${type}:${type === "user" ? things.account.id : type === "group" ? things.group.id : type === "service" ? things.service.id : things.role.name}`;
    return [
      { route, field: "principal", call: () => grantsOn({ principal: name(elsewhere) }) },
      { route, field: "principal", call: () => grantsOn({ principal: name(unknown) }) },
      ...[() => elsewhere, () => unknown].flatMap((things): Trial[] => {
        const foreign = () => ({ principal: name(things()), requests: 5 });
        return [
          {
            route: "POST /api/admin/limits",
            field: "principal",
            persona: "admin",
            call: () => ({ url: "/api/admin/limits", body: foreign() }),
          },
          {
            route: "PUT /api/admin/limits/:id",
            field: "principal",
            persona: "admin",
            call: async () => {
              const body = { principal: (await world.account()).subject, requests: 5 };
              const made = await world.house.operate("POST", { url: "/api/admin/limits", body });
              return { url: `/api/admin/limits/${made.body.id}`, body: foreign() };
            },
          },
        ];
      }),
    ];
  }),
  {
    route: "POST /api/admin/limits",
    field: "model",
    persona: "admin",
    call: () => ({ url: "/api/admin/limits", body: { principal: "everyone", model: `model:${newId()}`, requests: 5 } }),
  },
  {
    route: "PUT /api/admin/limits/:id",
    field: "model",
    persona: "admin",
    call: async () => {
      const body = { principal: (await world.account()).subject, requests: 5 };
      const made = await world.house.operate("POST", { url: "/api/admin/limits", body });
      return { url: `/api/admin/limits/${made.body.id}`, body: { ...body, model: `model:${newId()}` } };
    },
  },
  ...["user", "service", "group", "key"].map((type): Trial => {
    const url = `/api/admin/budgets/${type}:${newId()}`;
    const body = { credits: 5, period: "day" };
    return {
      route: "PUT /api/admin/budgets/:principal",
      field: "principal",
      persona: "admin",
      call: () => ({ url, body }),
    };
  }),
  {
    route: "POST /api/access/resources/:type/:id/grants",
    field: "role",
    call: async () => grantsOn({ principal: (await world.account()).subject, role: "participant" }),
  },
  ...[() => elsewhere, () => unknown].flatMap((things): Trial[] => {
    const looking = (field: string, change: () => Promise<object>): Trial => ({
      route: "POST /api/access/simulate",
      field: `changes[].${field}`,
      persona: "admin",
      call: async () => ({ url: "/api/access/simulate", body: { changes: [await change()] } }),
    });
    const group = async () => `group:${(await world.group()).id}`;
    const person = async () => (await world.account()).subject;
    return [
      looking("resource", async () => ({
        kind: "grant",
        resource: `agent:${things().agent._id}`,
        principal: await person(),
        role: "viewer",
      })),
      looking("principal", async () => ({
        kind: "grant",
        resource: `agent:${(await mine())._id}`,
        principal: things().account.subject,
        role: "viewer",
      })),
      looking("grantId", async () => ({
        kind: "grant-removed",
        resource: `agent:${(await mine())._id}`,
        grantId: 4_000_000_001,
      })),
      looking("group", async () => ({ kind: "member", group: `group:${things().group.id}`, member: await person() })),
      looking("member", async () => ({ kind: "member", group: await group(), member: things().account.subject })),
      looking("holder", async () => ({ kind: "role", holder: things().account.subject, role: "role:USER" })),
      looking("user", async () => ({ kind: "primary-role", user: things().account.subject, role: "role:USER" })),
      looking("role", async () => ({ kind: "role", holder: await person(), role: `role:${things().role.name}` })),
    ];
  }),
  ...[() => elsewhere, () => unknown].flatMap((things) =>
    (["conversation", "file"] as const).map(
      (type): Trial => ({
        route: "POST /api/admin/openings",
        field: "resource",
        persona: "super admin",
        call: () => {
          const { conversation, file } = things();
          const id = type === "file" ? file.file_id : conversation.conversationId;
          return { url: "/api/admin/openings", body: { resource: `${type}:${id}`, reason: "A report of threats" } };
        },
      }),
    ),
  ),
  ...[() => elsewhere, () => unknown].flatMap((things) => {
    const opening = (field: string, wish: () => object): Trial => ({
      route: "POST /api/admin/reviews",
      field,
      persona: "super admin",
      call: () => ({
        url: "/api/admin/reviews",
        body: {
          name: "All",
          scope: {},
          reviewers: "owners",
          dueAt: new Date(Date.now() + 60 * 60_000).toISOString(),
          ...wish(),
        },
      }),
    });
    return [
      opening("scope", () => ({ scope: { of: things().account.subject } })),
      opening("scope", () => ({ scope: { of: `group:${things().group.id}` } })),
      opening("scope", () => ({ scope: { of: `role:${things().role.name}` } })),
      opening("scope", () => ({ scope: { on: `agent:${things().agent.id}` } })),
      opening("scope", () => ({ scope: { on: `agent:${things().agent._id}` } })),
      opening("reviewers", () => ({ reviewers: [things().account.subject] })),
      opening("reviewers", () => ({ reviewers: [`group:${things().group.id}`] })),
    ];
  }),
  {
    route: "POST /api/access/requests",
    field: "role",
    call: async () => ({
      url: "/api/access/requests",
      body: { resource: `agent:${(await mine()).id}`, action: "use", role: "participant" },
    }),
  },
  {
    route: "POST /api/access/requests/:requestId/grant",
    field: "role",
    call: async () => ({
      url: `/api/access/requests/${await world.request((await world.account()).subject, await mine())}/grant`,
      body: { role: "participant" },
    }),
  },
  ...[() => elsewhere.account.subject, () => unknown.account.subject, () => `service:${elsewhere.service.id}`].map(
    (owner): Trial => ({
      route: "PUT /api/access/resources/:type/:id/owner",
      field: "owner",
      call: async () => ({ url: `/api/access/resources/agent/${(await mine())._id}/owner`, body: { owner: owner() } }),
    }),
  ),
  ...[() => elsewhere.account.subject, () => unknown.account.subject].map(
    (owner): Trial => ({
      route: "PUT /api/access/resources/:type/:id",
      field: "owner",
      call: () => ({ url: `/api/access/resources/prompt/p${world.next()}`, body: { owner: owner() } }),
    }),
  ),
  ...["secret-project", "no-project"].map(
    (id): Trial => ({
      route: "PUT /api/access/resources/:type/:id",
      field: "parents",
      call: async () => {
        const { house, people } = world;
        await house.call(
          "PUT",
          { url: "/api/access/resources/project/secret-project", body: {} },
          people.stranger.token,
        );
        return { url: `/api/access/resources/agent/${(await mine())._id}`, body: { parents: [`project:${id}`] } };
      },
    }),
  ),
  // Whoever names a group of a provider says whom its claims put there: no member does.
  {
    route: "POST /api/admin/groups",
    field: "idOnTheSource",
    call: () => ({ url: "/api/admin/groups", body: { name: "New", source: "openid", idOnTheSource: "Theirs" } }),
  },
  ...[() => elsewhere.account.id, () => unknown.account.id].flatMap((id): Trial[] => [
    {
      route: "POST /api/admin/groups",
      field: "memberIds",
      persona: "admin",
      call: () => ({ url: "/api/admin/groups", body: { name: "New", memberIds: [id()] } }),
    },
    {
      route: "POST /api/groups",
      field: "memberIds",
      persona: "admin",
      call: () => ({ url: "/api/groups", body: { name: "New", memberIds: [id()] } }),
    },
    ...(["POST members", "PUT owner"] as const).map((way): Trial => {
      const [method = "", path = ""] = way.split(" ");
      return {
        route: `${method} /api/groups/:id/${path}`,
        field: "userId",
        call: async () => ({ url: `/api/groups/${(await world.group()).id}/${path}`, body: { userId: id() } }),
      };
    }),
    {
      route: "POST /api/admin/groups/:id/members",
      field: "userId",
      call: async () => ({ url: `/api/admin/groups/${(await world.group()).id}/members`, body: { userId: id() } }),
    },
  ]),
  ...[() => elsewhere.group.id, () => unknown.group.id].map(
    (group): Trial => ({
      route: "POST /api/admin/invitations",
      field: "groups",
      persona: "super admin",
      call: () => ({
        url: "/api/admin/invitations",
        body: { email: `new-${world.next()}@example.org`, groups: [group()] },
      }),
    }),
  ),
  ...[() => elsewhere.account.id, () => unknown.account.id, () => world.people.owner.id].map(
    (userId): Trial => ({
      route: "POST /api/auth/resetPassword",
      field: "userId",
      // With a link that works, of somebody else.
      call: async () => {
        const { house } = world;
        const account = await world.account();
        await house.operate("POST", { url: `/api/admin/users/${account.id}/reset-password` });
        const { body } = await house.operate("GET", { url: "/api/admin/outbox?limit=200" });
        const letter = body.letters.find((one: { account: string | null }) => one.account === account.subject);
        const { text } = (await house.operate("POST", { url: `/api/admin/outbox/${letter.id}/read` })).body;
        const token = /token=([0-9a-f]{64})/.exec(text)?.[1];
        return {
          url: "/api/auth/resetPassword",
          body: { userId: userId(), token, password: "correct horse battery" },
        };
      },
    }),
  ),
  ...[() => elsewhere.group.id, () => unknown.group.id].map(
    (groupId): Trial => ({
      route: "POST /api/admin/groups/:id/members",
      field: "groupId",
      call: async () => ({
        url: `/api/admin/groups/${(await world.group()).id}/members`,
        body: { groupId: groupId() },
      }),
    }),
  ),
  ...[() => elsewhere.service.id, () => unknown.service.id].map(
    (serviceId): Trial => ({
      route: "POST /api/admin/groups/:id/members",
      field: "serviceId",
      call: async () => ({
        url: `/api/admin/groups/${(await world.group()).id}/members`,
        body: { serviceId: serviceId() },
      }),
    }),
  ),
  ...["SUPER_ADMIN", "ADMIN", "THEIRS", "NO_SUCH_ROLE"].flatMap((role): Trial[] => [
    {
      route: "POST /api/admin/users",
      field: "role",
      persona: "admin",
      call: () => ({ url: "/api/admin/users", body: { name: "New", email: `new-${world.next()}@example.org`, role } }),
    },
    {
      route: "PATCH /api/admin/users/:id",
      field: "role",
      persona: "admin",
      call: async () => ({ url: `/api/admin/users/${(await world.account()).id}`, body: { role } }),
    },
    {
      route: "POST /api/admin/users/:id/roles",
      field: "role",
      persona: "admin",
      call: async () => ({ url: `/api/admin/users/${(await world.account()).id}/roles`, body: { role } }),
    },
    {
      route: "POST /api/admin/invitations",
      field: "role",
      persona: "admin",
      call: () => ({ url: "/api/admin/invitations", body: { email: `new-${world.next()}@example.org`, role } }),
    },
    ...(role === "SUPER_ADMIN"
      ? []
      : [
          {
            route: "POST /api/admin/invitations",
            field: "roles",
            persona: "admin" as const,
            call: () => ({
              url: "/api/admin/invitations",
              body: { email: `new-${world.next()}@example.org`, roles: [role] },
            }),
          },
        ]),
  ]),
  ...[() => elsewhere, () => unknown].flatMap((things): Trial[] =>
    (
      [
        ["userId", () => things().account.id],
        ["serviceId", () => things().service.id],
        ["groupId", () => things().group.id],
      ] as const
    ).map(([field, id]) => ({
      route: "POST /api/admin/roles/:name/members",
      field,
      persona: "super admin",
      call: async () => ({ url: `/api/admin/roles/${(await world.role()).name}/members`, body: { [field]: id() } }),
    })),
  ),
  ...(["user", "group", "role"] as const).flatMap((principalType): Trial[] =>
    [() => elsewhere, () => unknown].map((things) => ({
      route: "POST /api/admin/grants",
      field: "principalId",
      persona: "super admin",
      call: () => {
        const { account, group, role } = things();
        const principalId = { user: account.id, group: group.id, role: role.name }[principalType];
        return { url: "/api/admin/grants", body: { principalType, principalId, capability: "read:users" } };
      },
    })),
  ),
  ...[() => elsewhere.group.id, () => unknown.group.id].map(
    (scope): Trial => ({
      route: "POST /api/admin/grants",
      field: "scope",
      persona: "super admin",
      call: async () => ({
        url: "/api/admin/grants",
        body: {
          principalType: "user",
          principalId: (await world.account()).id,
          capability: "read:users",
          scope: scope(),
        },
      }),
    }),
  ),
  // The organization as a file names whom it means by address or name, and by id what is there.
  ...["plan", "apply"].flatMap((way) =>
    [() => elsewhere, () => unknown].flatMap((things) => {
      const stating = (field: string, state: () => object): Trial => ({
        route: `POST /api/admin/state/${way}`,
        field: `state.${field}`,
        persona: "super admin",
        call: () => ({ url: `/api/admin/state/${way}`, body: { state: { gatehouse: "state/1", ...state() } } }),
      });
      const groupOf = (more: object) => ({ groups: [{ name: `New ${world.next()}`, ...more }] });
      const personOf = (more: object) => ({
        people: [{ email: `new-${world.next()}@example.org`, name: "New", ...more }],
      });
      const role = () => things().role.name;
      const given = { to: "user:viewer@example.org" };
      return [
        stating("groups[].owner", () => groupOf({ owner: `user:#${things().account.id}` })),
        stating("groups[].roles[].role", () => groupOf({ roles: [{ role: role() }] })),
        stating("people[].role", () => personOf({ role: role() })),
        stating("people[].roles[].role", () => personOf({ roles: [{ role: role() }] })),
        stating("services[].id", () => ({ services: [{ name: "Nobody's", id: things().account.id, roles: [] }] })),
        stating("services[].roles[].role", () => ({ services: [{ name: "Nobody's", roles: [{ role: role() }] }] })),
        stating("capabilities[].scope", () => ({
          capabilities: [{ ...given, capability: "read:users", scope: `group:#${things().group.id}` }],
        })),
        stating("grants[].role", () => ({ grants: [{ ...given, on: `agent:${things().agent._id}`, role: "viewer" }] })),
      ];
    }),
  ),
];

/** Fields that look like identifiers and give nothing, of all routes or of one: names that the caller chooses, or that are taken and not used. */
const free = new Set([
  "messageId",
  "responseMessageId",
  "clientRequestId",
  "overrideUserMessageId",
  "overrideConvoId",
  "key",
  // What a tool proves itself with; and what belongs to OAuth, which is refused.
  "auth.key",
  "metadata.api_key",
  "metadata.oauth_client_id",
  "metadata.auth.scope",
  "abortKey",
  // What a stored message knows of itself, and what its client calls the parts of an answer: nothing is looked up by these.
  "_id",
  "content[].agentId",
  "content[].groupId",
  "content[].tool_call.id",
  "arg.thread_id",
  "favorites[].agentId",
  "agent_ids",
  ...toolNames.map((tool) => `tool_resources.${tool}.vector_store_ids`),
  // What LibreChat's client knows of a file, beside its id.
  "files[]._id",
  "files[].temp_file_id",
  // The name of a tool: one of five.
  "tool_resource",
  // Others' files are none of those that wait: their number is told, and they are not touched.
  "POST /api/files/usage file_ids",
  // Others' grants are told as not there, and are not touched (workspace/report/report.test.ts).
  "POST /api/access/report/take-away grantIds",
  // How somebody calls their own preset: what others call theirs is not looked at (presets.test.ts).
  "presetId",
  // What is personal goes from one's own trail: whoever is not of the organization and has nothing in it is not found (audit/events.test.ts).
  "POST /api/audit/erasures account",
  // Which part is shown of what was looked at: who is not in it is shown as nothing.
  "POST /api/access/simulate of.subject",
  "POST /api/access/simulate on.resource",
  // What LibreChat's client was told of a preset.
  "POST /api/presets _id",
  "POST /api/presets parentMessageId",
  // The same of one that goes: only its `presetId` is looked at.
  ...["_id", "parentMessageId", "agent_id", "assistant_id", "conversationId", "chatProjectId", "file_ids"].map(
    (field) => `POST /api/presets/delete ${field}`,
  ),
  // What a key is narrowed to: of an id that its account may not use, it opens nothing (identity/keys/keys.test.ts).
  ...[
    "POST /api/api-keys",
    "PATCH /api/api-keys/:id",
    "POST /api/admin/services/:service/keys",
    "PATCH /api/admin/services/:service/keys/:id",
  ].flatMap((route) => ["scope", "scope.models", "scope.agents"].map((field) => `${route} ${field}`)),
  "updated[].idOnTheSource",
  "removed[].idOnTheSource",
  "removed[].accessRoleId",
  // Taking away from somebody who has nothing changes nothing.
  "removed[].id",
  "byCapability",
  // Of what a file makes: an id that somebody has or had, here or elsewhere, is not taken (organizationState/state.test.ts).
  ...["plan", "apply"].flatMap((way) =>
    ["roles[].id", "groups[].id", "groups[].idOnTheSource", "people[].id"].map(
      (field) => `POST /api/admin/state/${way} state.${field}`,
    ),
  ),
  // Who said a line of what a model is asked: one of a few words.
  "messages[].role",
  "input[].role",
  // Of what is kept elsewhere: refused, whatever it is (faces/openai/responses.test.ts).
  "previous_response_id",
  // The name of a setting: one of those that there are.
  "changes[].key",
  // Whose refresh token it is: with another's it is refused (identity/social/panelSignIn.test.ts).
  "POST /api/admin/oauth/refresh user_id",
]);
/** Covered above, by the things of the matrix: addresses, questions and conversations. */
const covered = new Set([
  "arg.conversationId",
  "subject",
  "resource",
  "checks[].subject",
  "checks[].resource",
  "context.via",
  "checks[].context.via",
]);
const looksLikeAnIdentifier =
  /(^|[._\]])(_?id|\w*(Id|_id|Ids|_ids)|idOnTheSource|subject|resource|principal|owner|parents|scope|via|role|\w*[kK]ey)$/;

describe("a field of a body", () => {
  test("that can hold an identifier is tried", () => {
    const tried = new Set(trials.map(({ route, field }) => `${route.replace("/:endpoint", "")} ${field}`));
    const missing = matrix.flatMap((row) =>
      operations
        .fields(operations.of(row)?.body)
        .filter((field) => looksLikeAnIdentifier.test(field) && !free.has(field) && !covered.has(field))
        .map((field) => `${row.route.replace("/:endpoint", "")} ${field}`)
        .filter((name) => !tried.has(name) && !free.has(name)),
    );
    // A grant's terms are set by one route and changed by another, with the same schema.
    expect([...new Set(missing)]).toEqual(["PUT /api/access/resources/:type/:id/grants/:grantId role"]);
  });

  test.each(trials.map((trial, index) => ({ ...trial, index })))(
    "$route $field ($index)",
    async ({ route, call, persona = "owner" }) => {
      const { house, people } = world;
      const prepared = await call();
      const before = await house.writes();
      const method = route.slice(0, route.indexOf(" ")) as Method;
      const answer = await house.call(method, prepared, people[persona].token);
      expect(await house.writtenSince(before)).toEqual([]);
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.status, answer.text).toBeLessThan(500);
    },
  );
});

test("another's running answer is neither stopped nor heard nor seen", async () => {
  const { house, people } = world;
  const agent = await world.agent();
  const body = { text: "word ".repeat(2_000), endpoint: "agents", agent_id: agent.id, conversationId: null };
  const started = await house.call("POST", { url: "/api/agents/chat/agents", body }, people.owner.token);
  const { streamId } = started.body;
  for (const persona of ["editor", "viewer", "admin", "super admin", "other organization"] as const) {
    const { token } = people[persona];
    for (const stop of [
      { streamId },
      { conversationId: streamId },
      { abortKey: streamId },
      { abortKey: `${streamId}:1` },
    ])
      expect((await house.call("POST", { url: "/api/agents/chat/abort", body: stop }, token)).status).toBe(404);
    expect((await house.call("GET", { url: `/api/agents/chat/stream/${streamId}` }, token)).status).toBe(404);
    expect((await house.call("GET", { url: `/api/agents/chat/status/${streamId}` }, token)).body).toEqual({
      active: false,
    });
  }
  const running = await house.call("GET", { url: "/api/agents/chat/active" }, people.owner.token);
  expect(running.body.activeJobIds).toEqual([streamId]);
  await house.call("POST", { url: "/api/agents/chat/abort", body: { streamId } }, people.owner.token);
});

test("an organization is not chosen by whoever asks", async () => {
  const { house, people } = world;
  const headers = { "gatehouse-organization": OTHER, "x-tenant-id": OTHER, "gatehouse-own-request": "x" };
  const search = (q: string) =>
    house.call("GET", { url: `/api/admin/users/search?q=${q}&organization=${OTHER}`, headers }, people.admin.token);
  for (const [q, found] of [
    ["viewer@example", 1],
    ["eve@example", 0],
  ] as const) {
    const answer = await search(q);
    // A query that names one is refused, or not looked at.
    if (answer.status === 400) expect(answer.body.code).toBe("request-invalid");
    else expect(answer.body.total).toBe(found);
    const plain = await house.call("GET", { url: `/api/admin/users/search?q=${q}`, headers }, people.admin.token);
    expect(plain.body.total).toBe(found);
  }
});
