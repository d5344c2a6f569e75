import type { Call } from "../support/house.ts";
import {
  capability,
  capabilityHere,
  commandLine,
  everybodyHears,
  may,
  membersHear,
  peopleHear,
  people as peopleOnly,
  seesOthers,
  signedIn,
  staffFeature,
} from "../support/rights.ts";
import type { Account, World } from "../support/world.ts";
import { invitation, onGroup, onRole, onService, onUser, soon, withBody } from "./calls.ts";
import type { Row } from "./row.ts";

/** The address of a budget that somebody set for an account. */
async function budgetOf({ house }: World, { subject }: Account): Promise<string> {
  const url = `/api/admin/budgets/${subject}`;
  await house.operate("PUT", { url, body: { credits: 5, period: "week" } });
  return url;
}

/** Who administers whom: accounts, groups, roles, capabilities, services. */
export const people: readonly Row[] = [
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
  {
    route: "POST /api/admin/users/:id/reset-password",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/reset-password"),
  },
  {
    route: "PUT /api/admin/users/:id/password",
    who: commandLine,
    call: ({ account }) => onUser(account, "/password", { password: "correct horse battery" }),
  },
  {
    route: "POST /api/admin/users/:id/reset-two-factor",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/reset-two-factor"),
  },
  {
    route: "POST /api/admin/users/:id/export",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/export"),
  },
  {
    route: "GET /api/admin/users/:id/sessions",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/sessions"),
  },
  {
    route: "DELETE /api/admin/users/:id/sessions",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/sessions"),
  },
  {
    route: "DELETE /api/admin/users/:id/sessions/:sessionId",
    who: capabilityHere("manage:users"),
    call: async ({ account, world }) => {
      const { id, email } = await account();
      const { token } = await world.house.signIn(email);
      const { body } = await world.house.call("GET", { url: "/api/auth/sessions" }, token);
      return { url: `/api/admin/users/${id}/sessions/${body.sessions[0].id}` };
    },
  },
  {
    route: "GET /api/admin/users/:id/things",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/things?things=organization"),
  },
  {
    route: "POST /api/admin/users/:id/leaving/preview",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/leaving/preview", {}),
  },
  {
    route: "POST /api/admin/users/:id/leaving",
    who: capabilityHere("manage:users"),
    call: ({ account }) => onUser(account, "/leaving", {}),
  },
  {
    route: "GET /api/admin/users/:id/view-as",
    who: capabilityHere("view:as"),
    call: ({ account }) => onUser(account, "/view-as"),
  },
  {
    route: "GET /api/admin/users/:id/view-as/things",
    who: capabilityHere("view:as"),
    call: ({ account }) => onUser(account, "/view-as/things?type=agent"),
  },
  // Balances
  { route: "GET /api/admin/balances", who: capability("manage:balances") },
  {
    route: "GET /api/admin/balances/:account",
    who: capabilityHere("manage:balances"),
    call: async ({ account }) => ({ url: `/api/admin/balances/${(await account()).subject}` }),
  },
  {
    route: "GET /api/admin/balances/:account/entries",
    who: capabilityHere("manage:balances"),
    call: async ({ account }) => ({ url: `/api/admin/balances/${(await account()).subject}/entries` }),
  },
  {
    route: "PATCH /api/admin/balances/:account",
    who: capabilityHere("manage:balances"),
    call: async ({ account }) => ({
      url: `/api/admin/balances/${(await account()).subject}`,
      body: { add: 5, reason: "a test" },
    }),
  },
  // Limits
  { route: "GET /api/admin/limits", who: capability("manage:balances") },
  { route: "GET /api/admin/limits/live", who: capability("manage:balances") },
  {
    route: "POST /api/admin/limits",
    who: capabilityHere("manage:balances"),
    call: async ({ account }) => ({
      url: "/api/admin/limits",
      body: { principal: (await account()).subject, requests: 5 },
    }),
  },
  {
    route: "PUT /api/admin/limits/:id",
    who: capabilityHere("manage:balances"),
    call: async ({ account, world }) => {
      const body = { principal: (await account()).subject, requests: 5 };
      return { url: `/api/admin/limits/${await madeLimit(world, body)}`, body: { ...body, requests: 6 } };
    },
  },
  {
    route: "DELETE /api/admin/limits/:id",
    who: capabilityHere("manage:balances"),
    call: async ({ account, world }) => ({
      url: `/api/admin/limits/${await madeLimit(world, { principal: (await account()).subject, requests: 5 })}`,
    }),
  },
  // Budgets
  { route: "GET /api/admin/budgets", who: capability("manage:balances") },
  {
    route: "GET /api/admin/budgets/:principal",
    who: capabilityHere("manage:balances"),
    call: async ({ account, world }) => ({ url: await budgetOf(world, await account()) }),
  },
  {
    route: "PUT /api/admin/budgets/:principal",
    who: capabilityHere("manage:balances"),
    call: async ({ account }) => ({
      url: `/api/admin/budgets/${(await account()).subject}`,
      body: { credits: 5, period: "day" },
    }),
  },
  {
    route: "DELETE /api/admin/budgets/:principal",
    who: capabilityHere("manage:balances"),
    call: async ({ account, world }) => ({ url: await budgetOf(world, await account()) }),
  },
  { route: "GET /api/user/budget", who: signedIn },
  {
    route: "PUT /api/user/budget",
    who: signedIn,
    call: () => ({ url: "/api/user/budget", body: { credits: 5, period: "day" } }),
  },
  { route: "DELETE /api/user/budget", who: signedIn },
  { route: "GET /api/user/spending-warnings", who: signedIn },
  { route: "DELETE /api/user/spending-warnings", who: signedIn },
  // Usage
  { route: "GET /api/admin/usage", who: capability("read:usage") },
  { route: "GET /api/admin/usage/people", who: capability("read:usage") },
  { route: "GET /api/admin/usage/kept", who: capability("read:usage") },
  { route: "GET /api/admin/usage/models", who: capability("read:usage") },
  { route: "GET /api/admin/usage/agents", who: capability("read:usage") },
  {
    route: "GET /api/admin/usage/groups",
    who: { ...capability("read:usage"), text: "`read:usage` and `read:groups`" },
  },
  {
    route: "GET /api/admin/usage/keys",
    who: { ...capability("read:usage"), text: "`read:usage` and `manage:keys`" },
  },
  {
    route: "GET /api/admin/analytics/sharing",
    who: { ...capability("read:usage"), text: "`read:usage` and `read:access`" },
  },
  { route: "GET /api/admin/analytics/refusals", who: capability("read:usage") },
  {
    route: "GET /api/admin/analytics/csv",
    who: { ...capability("read:usage"), text: "`read:usage`, and what the table itself takes" },
    call: () => ({ url: "/api/admin/analytics/csv?table=time" }),
  },
  {
    route: "GET /api/admin/users/:id/usage",
    who: capabilityHere("read:usage"),
    call: ({ account }) => onUser(account, "/usage"),
  },
  // Sealed content
  {
    route: "GET /api/admin/openings",
    who: { ...capability("read:audit_log"), text: "`read:audit_log` or `unseal:content`" },
  },
  {
    route: "POST /api/admin/openings",
    who: capabilityHere("unseal:content"),
    call: async ({ conversation }) => ({
      url: "/api/admin/openings",
      body: { resource: `conversation:${(await conversation()).conversationId}`, reason: "A report of threats" },
    }),
  },
  {
    route: "DELETE /api/admin/openings/:openingId",
    when: "one's own",
    who: signedIn,
    call: async ({ world, me }) => ({ url: `/api/admin/openings/${await world.opening(me.subject)}` }),
  },
  {
    route: "DELETE /api/admin/openings/:openingId",
    when: "somebody else's",
    who: membersHear(404, "it is nobody else's to close"),
    call: async ({ world, account }) => ({
      url: `/api/admin/openings/${await world.opening((await account()).subject)}`,
    }),
  },
  {
    route: "GET /api/admin/users/:id/sealed",
    who: capabilityHere("unseal:content"),
    call: ({ account }) => onUser(account, "/sealed?type=conversation"),
  },
  // Moderation
  {
    route: "POST /api/reports",
    who: seesOthers("agent", "use"),
    call: async ({ agent }) => ({
      url: "/api/reports",
      body: { resource: `agent:${(await agent()).id}`, category: "spam" },
    }),
  },
  { route: "GET /api/reports", who: signedIn },
  { route: "GET /api/decisions", who: signedIn },
  {
    route: "POST /api/decisions/:decisionId/seen",
    who: peopleOnly({ status: 403, code: "forbidden" }),
    call: async ({ world, me }) => ({ url: `/api/decisions/${await world.decision(me.subject)}/seen` }),
  },
  {
    route: "POST /api/decisions/:decisionId/appeal",
    when: "one's own",
    who: peopleOnly({ status: 403, code: "forbidden" }),
    call: async ({ world, me }) => ({
      url: `/api/decisions/${await world.decision(me.subject)}/appeal`,
      body: { text: "It was not like that" },
    }),
  },
  {
    route: "POST /api/decisions/:decisionId/appeal",
    when: "somebody else's",
    who: peopleHear(404, "it is nobody else's to appeal"),
    call: async ({ world, account }) => ({
      url: `/api/decisions/${await world.decision((await account()).subject)}/appeal`,
      body: { text: "It was not like that" },
    }),
  },
  {
    route: "POST /api/auth/ban",
    who: everybodyHears(401, "it takes the ticket of a sign-in"),
    call: () => ({ url: "/api/auth/ban", body: { ticket: "none" } }),
  },
  {
    route: "POST /api/auth/ban/appeal",
    who: everybodyHears(401, "it takes the ticket of a sign-in"),
    call: () => ({ url: "/api/auth/ban/appeal", body: { ticket: "none", text: "It was not me" } }),
  },
  { route: "GET /api/admin/moderation/summary", who: capability("moderate:content") },
  { route: "GET /api/admin/moderation/cases", who: capability("moderate:content") },
  {
    route: "GET /api/admin/moderation/cases/:caseId",
    who: capabilityHere("moderate:content"),
    call: async ({ world }) => ({ url: `/api/admin/moderation/cases/${await world.moderationCase(null, "open")}` }),
  },
  {
    route: "POST /api/admin/moderation/cases/:caseId/assignment",
    who: capabilityHere("moderate:content"),
    call: async ({ world }) => ({
      url: `/api/admin/moderation/cases/${await world.moderationCase(null, "open")}/assignment`,
    }),
  },
  {
    route: "DELETE /api/admin/moderation/cases/:caseId/assignment",
    who: capabilityHere("moderate:content"),
    call: async ({ world, me }) => ({
      url: `/api/admin/moderation/cases/${await world.moderationCase(me.subject)}/assignment`,
    }),
  },
  {
    route: "POST /api/admin/moderation/cases/:caseId/decision",
    who: capabilityHere("moderate:content"),
    call: async ({ world, me }) => ({
      url: `/api/admin/moderation/cases/${await world.moderationCase(me.subject)}/decision`,
      body: { reason: "Nothing wrong with it" },
    }),
  },
  {
    route: "POST /api/admin/moderation/decisions/:decisionId/undo",
    who: capabilityHere("moderate:content"),
    call: async ({ world }) => ({
      url: `/api/admin/moderation/decisions/${await world.decision(null)}/undo`,
      body: { reason: "A mistake" },
    }),
  },
  {
    route: "POST /api/admin/moderation/decisions/:decisionId/answer",
    who: capabilityHere("moderate:content"),
    call: async ({ world, me }) => ({
      url: `/api/admin/moderation/decisions/${await world.decision(null, { answeredBy: me.subject })}/answer`,
      body: { granted: true, answer: "Looked at again" },
    }),
  },
  {
    route: "GET /api/admin/moderation/people/:id/decisions",
    who: capabilityHere("moderate:content"),
    call: async ({ account }) => ({
      url: `/api/admin/moderation/people/${(await account()).id}/decisions`,
    }),
  },
  {
    route: "GET /api/admin/users/:id/violations",
    who: capabilityHere("read:users"),
    call: ({ account }) => onUser(account, "/violations"),
  },
  {
    route: "DELETE /api/admin/users/:id/violations",
    who: capabilityHere("ban:users:short"),
    call: ({ account }) => onUser(account, "/violations"),
  },
  { route: "GET /api/admin/addresses", who: capability("ban:users") },
  {
    route: "POST /api/admin/addresses/preview",
    who: capability("ban:users"),
    call: () => ({ url: "/api/admin/addresses/preview", body: { address: "203.0.113.0/24" } }),
  },
  {
    route: "POST /api/admin/addresses",
    who: capability("ban:users"),
    call: ({ world }) => ({
      url: "/api/admin/addresses",
      body: { address: `2001:db8::${(world.next() % 65_536).toString(16)}`, until: null, reason: "Floods" },
    }),
  },
  {
    route: "DELETE /api/admin/addresses/:id",
    who: capabilityHere("ban:users"),
    call: async ({ world }) => ({ url: `/api/admin/addresses/${await world.addressBan()}` }),
  },
  { route: "GET /api/openings", who: signedIn },
  { route: "POST /api/openings/seen", who: peopleOnly({ status: 403, code: "forbidden" }) },
  { route: "GET /api/admin/invitations", who: capability("manage:users") },
  {
    route: "POST /api/admin/invitations",
    who: capability("manage:users"),
    call: ({ world }) => ({
      url: "/api/admin/invitations",
      body: { email: `invited-${world.next()}@example.org` },
    }),
  },
  {
    route: "POST /api/admin/invitations",
    when: "into a group",
    who: capabilityHere("manage:users"),
    call: async ({ world, group }) => ({
      url: "/api/admin/invitations",
      body: { email: `invited-${world.next()}@example.org`, groups: [(await group()).id] },
    }),
  },
  {
    route: "POST /api/admin/invitations/:id/resend",
    who: capabilityHere("manage:users"),
    call: async (scene) => ({ url: `/api/admin/invitations/${(await invitation(scene)).id}/resend` }),
  },
  {
    route: "DELETE /api/admin/invitations/:id",
    who: capabilityHere("manage:users"),
    call: async (scene) => ({ url: `/api/admin/invitations/${(await invitation(scene)).id}` }),
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

  {
    route: "POST /api/admin/roles/:name/members",
    when: "to a service",
    who: capabilityHere("manage:services"),
    call: async ({ role, service }) => onRole(role, "/members", { serviceId: (await service()).id }),
  },
  {
    route: "POST /api/admin/roles/:name/members",
    when: "to a group",
    who: capabilityHere("manage:groups"),
    call: async ({ role, group }) => onRole(role, "/members", { groupId: (await group()).id }),
  },
  {
    route: "DELETE /api/admin/roles/:name/services/:id",
    who: capabilityHere("manage:services"),
    call: async ({ role, service, world }) => {
      const [held, holder] = [await role(), await service()];
      await world.house.operate("POST", {
        url: `/api/admin/roles/${held.name}/members`,
        body: { serviceId: holder.id },
      });
      return { url: `/api/admin/roles/${held.name}/services/${holder.id}` };
    },
  },
  {
    route: "DELETE /api/admin/roles/:name/groups/:id",
    who: capabilityHere("manage:groups"),
    call: async ({ role, group, world }) => {
      const [held, holder] = [await role(), await group()];
      await world.house.operate("POST", {
        url: `/api/admin/roles/${held.name}/members`,
        body: { groupId: holder.id },
      });
      return { url: `/api/admin/roles/${held.name}/groups/${holder.id}` };
    },
  },
  // Capabilities
  { route: "GET /api/admin/grants", who: capability("access:admin") },
  { route: "GET /api/admin/grants/effective", who: capability("access:admin") },
  { route: "GET /api/admin/grants/administered", who: capability("access:admin") },
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

  // API keys
  { route: "GET /api/api-keys", who: signedIn },
  {
    route: "POST /api/api-keys",
    who: staffFeature("REMOTE_AGENTS.CREATE"),
    call: () => ({ url: "/api/api-keys", body: { name: "Nightly" } }),
  },
  ...(
    [
      ["GET", ""],
      ["PATCH", "", { name: "Weekly" }],
      ["POST", "/rotate", {}],
      ["DELETE", ""],
    ] as const
  ).flatMap(([method, path, body]): Row[] => {
    const route = `${method} /api/api-keys/:id${path}`;
    return [
      {
        route,
        when: "another's",
        who: membersHear(404, "another's is not there"),
        call: async ({ world }) => withBody({ url: `/api/api-keys/${(await world.key()).id}${path}` }, body),
      },
    ];
  }),
  {
    route: "GET /api/admin/users/:user/keys",
    who: capabilityHere("manage:keys"),
    call: ({ account }) => onUser(account, "/keys"),
  },
  {
    route: "DELETE /api/admin/users/:user/keys/:id",
    who: capabilityHere("manage:keys"),
    call: async ({ world }) => {
      const { account, id } = await world.key();
      return { url: `/api/admin/users/${account.slice("user:".length)}/keys/${id}` };
    },
  },
  {
    route: "GET /api/admin/services/:service/keys",
    who: capabilityHere("manage:keys"),
    call: ({ service }) => onService(service, "/keys"),
  },
  {
    route: "POST /api/admin/services/:service/keys",
    who: capabilityHere("manage:services"),
    call: ({ service }) => onService(service, "/keys", { name: "Nightly" }),
  },
  {
    route: "PATCH /api/admin/services/:service/keys/:id",
    who: capabilityHere("manage:services"),
    call: async ({ world }) => ({ ...(await serviceKey(world)), body: { name: "Weekly" } }),
  },
  {
    route: "POST /api/admin/services/:service/keys/:id/rotate",
    who: capabilityHere("manage:services"),
    call: async ({ world }) => ({ ...(await serviceKey(world, "/rotate")), body: {} }),
  },
  {
    route: "DELETE /api/admin/services/:service/keys/:id",
    who: capabilityHere("manage:keys"),
    call: ({ world }) => serviceKey(world),
  },
];

async function serviceKey(world: World, path = ""): Promise<Call> {
  const { id } = await world.service();
  const url = `/api/admin/services/${id}/keys`;
  const { body } = await world.house.operate("POST", { url, body: { name: "Nightly" } });
  return { url: `${url}/${body.id}${path}` };
}

async function madeLimit(world: World, body: object): Promise<string> {
  const made = await world.house.operate("POST", { url: "/api/admin/limits", body });
  return made.body.id;
}
