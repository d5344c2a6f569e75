import { randomUUID } from "node:crypto";
import type { Call } from "./support/house.ts";
import {
  both,
  capability,
  capabilityHere,
  commandLine,
  everybody,
  everybodyHears,
  feature,
  knows,
  may,
  mayAskAbout,
  mayAsMember,
  mayFind,
  membersHear,
  operator,
  people,
  signedIn,
  signedInOrNot,
  type Who,
} from "./support/rights.ts";
import type { Scene } from "./support/scene.ts";

/** One way to call a route, and who may. */
export interface Row {
  /** `GET /api/agents/:id`, as it is registered. */
  route: string;
  /** What tells this row from others of the same route. */
  when?: string;
  who: Who;
  /** Default: the path as it stands, with `{}` where there is a body. */
  call?: (scene: Scene) => Call | Promise<Call>;
  /** It ends the caller's session. */
  endsSession?: true;
  /** Tables that are written to although the call is refused: when somebody was here last. */
  writesAnyway?: readonly string[];
  /** Only where the console is built. */
  console?: true;
}

const chat = (agentId: string) => ({ text: "hello", endpoint: "agents", agent_id: agentId, conversationId: null });
const day = 24 * 60 * 60_000;
const soon = () => new Date(Date.now() + day).toISOString();

/**
 * Every route of Gatehouse with who may call it. A route without a row, and a row without a route, fail the tests;
 * docs/reference/routes.md is made from here.
 */
export const matrix: readonly Row[] = [
  // What a program or a person reads about this server
  { route: "GET /health", who: everybody },
  { route: "GET /livez", who: everybody },
  { route: "GET /healthz", who: everybody },
  { route: "GET /readyz", who: everybody },
  { route: "GET /metrics", who: everybody, when: "from the machine itself" },
  { route: "GET /api/openapi.json", who: everybody },
  { route: "GET /docs/api", who: everybody },
  { route: "GET /docs/api/", who: everybody },
  { route: "GET /docs/api/js/scalar.js", who: everybody },
  { route: "GET /docs/errors", who: everybody },
  {
    route: "GET /assets/*",
    who: everybodyHears(404, "there is no such file"),
    console: true,
    call: () => ({ url: "/assets/x" }),
  },
  { route: "GET /api/config", who: everybody },
  { route: "GET /api/banner", who: everybody },

  // Signing up, in and out
  {
    route: "POST /api/auth/register",
    who: everybody,
    call: ({ world }) => {
      const password = "correct horse battery";
      const email = `registered-${world.next()}@example.org`;
      return { url: "/api/auth/register", body: { name: "Registered", email, password, confirm_password: password } };
    },
  },
  {
    route: "POST /api/auth/login",
    who: everybodyHears(401, "with a wrong password"),
    call: () => ({ url: "/api/auth/login", body: { email: "owner@example.org", password: "wrong" } }),
  },
  {
    route: "POST /api/admin/login/local",
    who: everybodyHears(401, "with a wrong password"),
    call: () => ({ url: "/api/admin/login/local", body: { email: "admin@example.org", password: "wrong" } }),
  },
  {
    route: "POST /api/admin/login/local",
    when: "with a member's password",
    who: everybodyHears(403, "without `access:admin`"),
    writesAnyway: ["users"],
    call: () => ({
      url: "/api/admin/login/local",
      body: { email: "owner@example.org", password: "correct horse battery" },
    }),
  },
  { route: "POST /api/auth/refresh", who: everybody },
  { route: "POST /api/auth/logout", who: signedInOrNot, endsSession: true },
  { route: "GET /api/admin/oauth/openid/check", who: everybodyHears(404, "there is none") },
  { route: "GET /api/auth/sessions", who: signedIn },
  {
    route: "DELETE /api/auth/sessions/:id",
    when: "another's",
    who: membersHear(404, "there is no such session of theirs"),
    call: ({ world, persona }) => ({
      url: `/api/auth/sessions/${sessionOf(world.people[persona === "stranger" ? "viewer" : "stranger"].token)}`,
    }),
  },
  {
    route: "DELETE /api/auth/sessions/:id",
    when: "one's own",
    who: people(),
    endsSession: true,
    call: ({ me }) => ({ url: `/api/auth/sessions/${sessionOf(me.token)}` }),
  },
  {
    route: "POST /api/auth/password",
    who: people({ status: 403 }),
    endsSession: true,
    call: () => ({
      url: "/api/auth/password",
      body: { currentPassword: "correct horse battery", newPassword: "correct horse battery" },
    }),
  },

  // Oneself
  { route: "GET /api/user", who: people() },
  { route: "GET /api/user/terms", who: people() },
  { route: "POST /api/user/terms/accept", who: people() },
  { route: "GET /api/user/settings/favorites", who: signedIn },
  {
    route: "POST /api/user/settings/favorites",
    who: signedIn,
    call: () => ({ url: "/api/user/settings/favorites", body: { favorites: [] } }),
  },
  { route: "GET /api/user/settings/favorites/tools", who: signedIn },
  { route: "GET /api/user/settings/pinned-order", who: signedIn },
  { route: "GET /api/user/settings/skills/active", who: signedIn },

  // What LibreChat's client asks at its start, and Gatehouse does not do
  ...[
    "/api/endpoints",
    "/api/endpoints/token-config",
    "/api/models",
    "/api/files",
    "/api/files/config",
    "/api/files/speech/config/get",
    "/api/tags",
    "/api/prompts/all",
    "/api/prompts/groups",
    "/api/categories",
    "/api/mcp/servers",
    "/api/mcp/connection/status",
    "/api/mcp/tools",
    "/api/presets",
    "/api/keys",
    "/api/memories",
    "/api/search/enable",
    "/api/agents/categories",
    "/api/agents/tools",
    "/api/agents/actions",
  ].map((url): Row => ({ route: `GET ${url}`, who: signedIn })),

  // Agents
  { route: "GET /api/agents", who: feature("AGENTS.USE") },
  {
    route: "POST /api/agents",
    who: feature("AGENTS.CREATE"),
    call: () => ({ url: "/api/agents", body: { name: "Mine", provider: "echo", model: "echo" } }),
  },
  {
    route: "GET /api/agents/:id",
    who: may("agent", "use"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}` }),
  },
  {
    route: "GET /api/agents/:id/expanded",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/expanded` }),
  },
  {
    route: "GET /api/agents/:id/versions",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/versions` }),
  },
  {
    route: "PATCH /api/agents/:id",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}`, body: { name: "Renamed" } }),
  },
  {
    route: "POST /api/agents/:id/duplicate",
    who: both(feature("AGENTS.CREATE"), may("agent", "update")),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/duplicate`, body: {} }),
  },
  {
    route: "POST /api/agents/:id/revert",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/revert`, body: { version_index: 0 } }),
  },
  {
    route: "DELETE /api/agents/:id",
    who: may("agent", "delete"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}` }),
  },

  // Chat
  {
    route: "POST /api/agents/chat/:endpoint",
    who: mayAsMember("agent", "use"),
    call: async ({ agent }) => ({ url: "/api/agents/chat/agents", body: chat((await agent()).id) }),
  },
  {
    route: "POST /api/agents/chat",
    who: mayAsMember("agent", "use"),
    call: async ({ agent }) => ({ url: "/api/agents/chat", body: chat((await agent()).id) }),
  },
  {
    route: "POST /api/agents/chat/abort",
    who: membersHear(404, "where there is no such answer of theirs"),
    call: ({ running }) => ({ url: "/api/agents/chat/abort", body: { streamId: running } }),
  },
  {
    route: "GET /api/agents/chat/stream/:streamId",
    who: membersHear(404, "where there is no such answer of theirs"),
    call: ({ running }) => ({ url: `/api/agents/chat/stream/${running}` }),
  },
  {
    route: "GET /api/agents/chat/status/:conversationId",
    who: signedIn,
    call: ({ running }) => ({ url: `/api/agents/chat/status/${running}` }),
  },
  { route: "GET /api/agents/chat/active", who: signedIn },

  // Conversations
  { route: "GET /api/convos", who: signedIn },
  {
    route: "GET /api/convos/:conversationId",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({ url: `/api/convos/${(await conversation()).conversationId}` }),
  },
  {
    route: "GET /api/convos/gen_title/:conversationId",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({ url: `/api/convos/gen_title/${(await conversation()).conversationId}` }),
  },
  {
    route: "POST /api/convos/update",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation }) => onConversation("update", await conversation(), { title: "Renamed" }),
  },
  {
    route: "POST /api/convos/archive",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation }) => onConversation("archive", await conversation(), { isArchived: true }),
  },
  {
    route: "POST /api/convos/pin",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation }) => onConversation("pin", await conversation(), { pinned: true }),
  },
  { route: "POST /api/convos/archive/all", who: signedIn },
  {
    route: "DELETE /api/convos",
    who: mayAsMember("conversation", "delete"),
    call: async ({ conversation }) => ({ ...onConversation("", await conversation(), {}), url: "/api/convos" }),
  },
  { route: "DELETE /api/convos/all", who: signedIn },
  { route: "GET /api/messages", who: signedIn, call: () => ({ url: "/api/messages?search=said" }) },
  {
    route: "GET /api/messages/:conversationId",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({ url: `/api/messages/${(await conversation()).conversationId}` }),
  },
  {
    route: "GET /api/messages/:conversationId/:messageId",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({ url: messageUrl(await conversation()) }),
  },
  {
    route: "PUT /api/messages/:conversationId/:messageId",
    who: mayAsMember("conversation", "participate"),
    call: async ({ conversation }) => ({ url: messageUrl(await conversation()), body: { text: "edited" } }),
  },
  {
    route: "PUT /api/messages/:conversationId/:messageId/feedback",
    who: mayAsMember("conversation", "participate"),
    call: async ({ conversation }) => ({
      url: `${messageUrl(await conversation())}/feedback`,
      body: { feedback: { rating: "thumbsUp" } },
    }),
  },
  {
    route: "DELETE /api/messages/:conversationId/:messageId",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation }) => ({ url: messageUrl(await conversation()) }),
  },

  // Sharing, as LibreChat's dialog does it
  {
    route: "GET /api/permissions/search-principals",
    who: feature("PEOPLE_PICKER.VIEW_USERS"),
    call: () => ({ url: "/api/permissions/search-principals?q=own" }),
  },
  {
    route: "GET /api/permissions/:resourceType/roles",
    who: signedIn,
    call: () => ({ url: "/api/permissions/agent/roles" }),
  },
  {
    route: "GET /api/permissions/:resourceType/effective/all",
    who: signedIn,
    call: () => ({ url: "/api/permissions/agent/effective/all" }),
  },
  {
    route: "GET /api/permissions/:resourceType/:resourceId/effective",
    who: signedIn,
    call: async ({ agent }) => ({ url: `/api/permissions/agent/${(await agent())._id}/effective` }),
  },
  {
    route: "GET /api/permissions/:resourceType/:resourceId",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `/api/permissions/agent/${(await agent())._id}` }),
  },
  {
    route: "PUT /api/permissions/:resourceType/:resourceId",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `/api/permissions/agent/${(await agent())._id}`,
      body: { updated: [{ type: "user", id: (await account()).id, accessRoleId: "agent_viewer" }] },
    }),
  },

  // Questions
  ...[
    { when: "about oneself", who: signedIn, body: { action: "AGENTS.USE" } },
    {
      when: "about others",
      who: capability("read:access"),
      body: { subject: "user:0123456789abcdef01234567", action: "AGENTS.USE" },
    },
  ].flatMap(({ when, who, body }): Row[] => [
    { route: "POST /api/access/check", when, who, call: () => ({ url: "/api/access/check", body }) },
    { route: "POST /api/access/explain", when, who, call: () => ({ url: "/api/access/explain", body }) },
    {
      route: "POST /api/access/list",
      when,
      who,
      call: () => ({ url: "/api/access/list", body: { ...body, action: "use", type: "agent" } }),
    },
  ]),
  {
    route: "POST /api/access/check",
    when: "about others, on a thing",
    who: mayAskAbout("agent"),
    call: async ({ agent, account }) => ({
      url: "/api/access/check",
      body: { subject: (await account()).subject, action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  {
    route: "POST /api/access/explain",
    when: "about others, on a thing",
    who: mayAskAbout("agent"),
    call: async ({ agent, account }) => ({
      url: "/api/access/explain",
      body: { subject: (await account()).subject, action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  {
    route: "POST /api/access/subjects",
    who: mayAskAbout("agent"),
    call: async ({ agent }) => ({
      url: "/api/access/subjects",
      body: { action: "use", resource: `agent:${(await agent())._id}` },
    }),
  },
  { route: "GET /api/access/changes", who: capability("read:audit_log") },

  // Resources and grants
  {
    route: "GET /api/access/resources/:type/:id",
    who: knows("agent"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()) }),
  },
  {
    route: "PUT /api/access/resources/:type/:id",
    when: "one that is there",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()), body: { label: "labelled" } }),
  },
  {
    route: "PUT /api/access/resources/:type/:id",
    when: "a new one",
    who: feature("PROMPTS.CREATE"),
    call: ({ world }) => ({ url: `/api/access/resources/prompt/new-${world.next()}`, body: { label: "new" } }),
  },
  {
    route: "DELETE /api/access/resources/:type/:id",
    who: may("agent", "delete"),
    call: async ({ agent }) => ({ url: resourceUrl(await agent()) }),
  },
  {
    route: "GET /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `${resourceUrl(await agent())}/grants` }),
  },
  {
    route: "POST /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `${resourceUrl(await agent())}/grants`,
      body: { principal: (await account()).subject, role: "viewer" },
    }),
  },
  {
    route: "PUT /api/access/resources/:type/:id/grants/:grantId",
    who: mayFind("agent", "share"),
    call: async ({ agent, grantTo, account }) => {
      const shared = await agent();
      const id = await grantTo(await account(), `agent:${shared._id}`);
      return { url: `${resourceUrl(shared)}/grants/${id}`, body: { role: "viewer", expiresAt: soon() } };
    },
  },
  {
    route: "DELETE /api/access/resources/:type/:id/grants/:grantId",
    who: mayFind("agent", "share"),
    call: async ({ agent, grantTo, account }) => {
      const shared = await agent();
      return { url: `${resourceUrl(shared)}/grants/${await grantTo(await account(), `agent:${shared._id}`)}` };
    },
  },
  {
    route: "DELETE /api/access/resources/:type/:id/grants",
    who: may("agent", "share"),
    call: async ({ agent }) => ({ url: `${resourceUrl(await agent())}/grants` }),
  },
  {
    route: "PUT /api/access/resources/:type/:id/owner",
    who: may("agent", "share"),
    call: async ({ agent, account }) => ({
      url: `${resourceUrl(await agent())}/owner`,
      body: { owner: (await account()).subject },
    }),
  },
  {
    route: "PUT /api/access/types/:type",
    who: capability("manage:configs"),
    call: ({ world }) => ({
      url: `/api/access/types/type${world.next()}`,
      body: { actions: { view: 1 }, roles: { viewer: ["view"], owner: ["view"] }, feature: null, create: "anyone" },
    }),
  },

  // Accounts
  { route: "GET /api/admin/verify", who: capability("access:admin") },
  { route: "GET /api/admin/users", who: capability("read:users") },
  {
    route: "GET /api/admin/users/search",
    who: capability("read:users"),
    call: () => ({ url: "/api/admin/users/search?q=example" }),
  },
  {
    route: "POST /api/admin/users",
    who: capability("manage:users"),
    call: ({ world }) => ({
      url: "/api/admin/users",
      body: { name: "Made", email: `made-${world.next()}@example.org`, password: "correct horse battery" },
    }),
  },
  { route: "GET /api/admin/users/:id", who: capabilityHere("read:users"), call: ({ account }) => onUser(account) },
  {
    route: "PATCH /api/admin/users/:id",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "", { name: "Changed" }),
  },
  { route: "DELETE /api/admin/users/:id", who: capabilityHere("manage:users"), call: ({ account }) => onUser(account) },
  {
    route: "POST /api/admin/users/:id/ban",
    when: "for good",
    who: capabilityHere("ban:users"),
    call: ({ account }) => onUser(account, "/ban", { until: null, reason: "spam" }),
  },
  {
    route: "POST /api/admin/users/:id/ban",
    when: "for a day",
    who: capabilityHere("ban:users:short"),
    call: ({ account }) => onUser(account, "/ban", { until: soon(), reason: "spam" }),
  },
  {
    route: "DELETE /api/admin/users/:id/ban",
    when: "one for good",
    who: capabilityHere("ban:users"),
    call: ({ account, world }) =>
      onUser(async () => {
        const banned = await account();
        await world.house.change([{ kind: "ban-set", account: banned.subject, until: null }]);
        return banned;
      }, "/ban"),
  },
  {
    route: "POST /api/admin/users/:id/roles",
    who: capabilityHere("manage:users"),
    call: async ({ account, role }) => onUser(account, "/roles", { role: (await role()).name }),
  },
  {
    route: "DELETE /api/admin/users/:id/roles/:role",
    who: capabilityHere("manage:users"),
    call: async ({ account, role, world }) => {
      const [holder, held] = [await account(), await role()];
      await world.house.operate("POST", { url: `/api/admin/users/${holder.id}/roles`, body: { role: held.name } });
      return { url: `/api/admin/users/${holder.id}/roles/${held.name}` };
    },
  },

  // Groups
  { route: "GET /api/admin/groups", who: capability("read:groups") },
  {
    route: "POST /api/admin/groups",
    who: capability("manage:groups"),
    call: ({ world }) => ({ url: "/api/admin/groups", body: { name: `Group ${world.next()}` } }),
  },
  { route: "GET /api/admin/groups/:id", who: may("group", "view"), call: ({ group }) => onGroup(group) },
  {
    route: "PATCH /api/admin/groups/:id",
    who: may("group", "update"),
    call: ({ group }) => onGroup(group, "", { description: "changed" }),
  },
  { route: "DELETE /api/admin/groups/:id", who: may("group", "delete"), call: ({ group }) => onGroup(group) },
  {
    route: "GET /api/admin/groups/:id/members",
    who: may("group", "members"),
    call: ({ group }) => onGroup(group, "/members"),
  },
  {
    route: "POST /api/admin/groups/:id/members",
    who: may("group", "members"),
    call: async ({ group, account }) => onGroup(group, "/members", { userId: (await account()).id }),
  },
  {
    route: "DELETE /api/admin/groups/:id/members/:userId",
    who: may("group", "members"),
    call: async ({ group, account, world }) => {
      const [from, member] = [await group(), await account()];
      const joined = { member: member.subject, group: `group:${from.id}`, expiresAt: null };
      await world.house.change([{ kind: "membership-set", ...joined }]);
      return { url: `/api/admin/groups/${from.id}/members/${member.id}` };
    },
  },
  {
    route: "GET /api/admin/groups/:id/subgroups",
    who: may("group", "view"),
    call: ({ group }) => onGroup(group, "/subgroups"),
  },
  {
    route: "DELETE /api/admin/groups/:id/subgroups/:groupId",
    who: may("group", "members"),
    call: async ({ group, world }) => onGroup(group, `/subgroups/${world.inner}`),
  },

  // Roles
  { route: "GET /api/admin/roles", who: capability("read:roles") },
  { route: "GET /api/admin/roles/:name", who: capabilityHere("read:roles"), call: ({ role }) => onRole(role) },
  {
    route: "POST /api/admin/roles",
    who: capability("manage:roles"),
    call: ({ world }) => ({ url: "/api/admin/roles", body: { name: `MADE_${world.next()}` } }),
  },
  {
    route: "PATCH /api/admin/roles/:name",
    who: capabilityHere("manage:roles"),
    call: ({ role }) => onRole(role, "", { description: "changed" }),
  },
  {
    route: "PATCH /api/admin/roles/:name/permissions",
    who: capabilityHere("manage:roles"),
    call: ({ role }) => onRole(role, "/permissions", { permissions: { BOOKMARKS: { USE: true } } }),
  },
  { route: "DELETE /api/admin/roles/:name", who: capabilityHere("manage:roles"), call: ({ role }) => onRole(role) },
  {
    route: "GET /api/admin/roles/:name/members",
    who: capabilityHere("read:roles"),
    call: ({ role }) => onRole(role, "/members"),
  },
  {
    route: "POST /api/admin/roles/:name/members",
    who: capabilityHere("manage:users"),
    call: async ({ role, account }) => onRole(role, "/members", { userId: (await account()).id }),
  },
  {
    route: "DELETE /api/admin/roles/:name/members/:userId",
    who: capabilityHere("manage:users"),
    call: async ({ role, account, world }) => {
      const [held, holder] = [await role(), await account()];
      await world.house.operate("POST", {
        url: `/api/admin/roles/${held.name}/members`,
        body: { userId: holder.id },
      });
      return { url: `/api/admin/roles/${held.name}/members/${holder.id}` };
    },
  },
  { route: "GET /api/roles/:roleName", who: signedIn, when: "USER", call: () => ({ url: "/api/roles/USER" }) },
  {
    route: "GET /api/roles/:roleName",
    when: "somebody else's",
    who: capabilityHere("read:roles"),
    call: async ({ role }) => ({ url: `/api/roles/${(await role()).name}` }),
  },
  ...[
    "prompts",
    "agents",
    "memories",
    "people-picker",
    "mcp-servers",
    "marketplace",
    "remote-agents",
    "skills",
    "shared-links",
  ].map(
    (path): Row => ({
      route: `PUT /api/roles/:roleName/${path}`,
      who: capabilityHere("manage:roles"),
      call: async ({ role }) => ({ url: `/api/roles/${(await role()).name}/${path}`, body: {} }),
    }),
  ),

  // Capabilities
  { route: "GET /api/admin/grants", who: capability("access:admin") },
  { route: "GET /api/admin/grants/effective", who: capability("access:admin") },
  {
    route: "GET /api/admin/grants/:principalType/:principalId",
    who: capabilityHere("read:users"),
    call: async ({ account }) => ({ url: `/api/admin/grants/user/${(await account()).id}` }),
  },
  {
    route: "POST /api/admin/grants",
    who: capabilityHere("manage:users"),
    call: async ({ account }) => ({
      url: "/api/admin/grants",
      body: { principalType: "user", principalId: (await account()).id, capability: "read:users" },
    }),
  },
  {
    route: "DELETE /api/admin/grants/:principalType/:principalId/:capability",
    who: capabilityHere("manage:users"),
    call: async ({ account, world }) => {
      const holder = await account();
      const held = { principal: holder.subject, capability: "read:users", scope: null, expiresAt: null };
      await world.house.change([{ kind: "capability-set", ...held }]);
      return { url: `/api/admin/grants/user/${holder.id}/read:users` };
    },
  },

  // Services
  { route: "GET /api/admin/services", who: capability("manage:services") },
  {
    route: "POST /api/admin/services",
    who: capability("manage:services"),
    call: ({ world }) => ({ url: "/api/admin/services", body: { name: `Made ${world.next()}` } }),
  },
  {
    route: "GET /api/admin/services/:id",
    who: capabilityHere("manage:services"),
    call: ({ service }) => onService(service),
  },
  {
    route: "PATCH /api/admin/services/:id",
    who: capabilityHere("manage:services"),
    call: ({ service }) => onService(service, "", { description: "changed" }),
  },
  {
    route: "DELETE /api/admin/services/:id",
    who: capabilityHere("manage:services"),
    call: ({ service }) => onService(service),
  },
  {
    route: "POST /api/admin/services/:id/credential",
    who: capabilityHere("manage:services"),
    call: ({ service }) => onService(service, "/credential"),
  },

  // Operation
  { route: "GET /api/gatehouse/organizations", who: operator },
  {
    route: "POST /api/gatehouse/organizations",
    who: operator,
    call: ({ world }) => ({
      url: "/api/gatehouse/organizations",
      body: { slug: `made-${world.next()}`, name: "Made", admin: { email: "made@example.org" } },
    }),
  },
  { route: "GET /api/gatehouse/doctor", who: operator },
  {
    route: "POST /api/gatehouse/backup",
    who: commandLine,
    call: () => ({ url: "/api/gatehouse/backup", body: { file: `/tmp/gatehouse-${randomUUID()}` } }),
  },
];

type Thing = { id: string };

const resourceUrl = ({ _id }: { _id: string }) => `/api/access/resources/agent/${_id}`;
const messageUrl = (one: { conversationId: string; messageId: string }) =>
  `/api/messages/${one.conversationId}/${one.messageId}`;
const onConversation = (path: string, { conversationId }: { conversationId: string }, more: object): Call => ({
  url: `/api/convos/${path}`,
  body: { arg: { conversationId, ...more } },
});
const onUser = (account: () => Promise<Thing>, path = "", body?: unknown) => on("users", account, path, body);
const onGroup = (group: () => Promise<Thing>, path = "", body?: unknown) => on("groups", group, path, body);
const onService = (service: () => Promise<Thing>, path = "", body?: unknown) => on("services", service, path, body);
const onRole = async (role: () => Promise<{ name: string }>, path = "", body?: unknown): Promise<Call> =>
  withBody({ url: `/api/admin/roles/${(await role()).name}${path}` }, body);

async function on(what: string, thing: () => Promise<Thing>, path: string, body: unknown): Promise<Call> {
  return withBody({ url: `/api/admin/${what}/${(await thing()).id}${path}` }, body);
}

const withBody = (call: Call, body: unknown): Call => (body === undefined ? call : { ...call, body });

/** The session that an access token was made for. */
function sessionOf(token: string | undefined): string {
  const payload: unknown = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString() || "{}");
  const sid = typeof payload === "object" && payload !== null && "sid" in payload ? payload.sid : undefined;
  return typeof sid === "string" ? sid : "0123456789abcdef01234567";
}
