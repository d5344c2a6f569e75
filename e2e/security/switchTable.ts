import type { Row } from "./matrix.ts";
import { matrix } from "./matrix.ts";
import { titleOf } from "./support/scene.ts";

/** What a call is refused with while something that it needs is switched off. */
interface Off {
  status: number;
  code: string;
}
const featureOff: Off = { status: 403, code: "feature-off" };

/** Calls that need the same switches: each of these off alone refuses them; of those in one text with `|`, all together. */
interface Needs {
  switches: readonly string[];
  routes: readonly string[];
  off?: Off;
}

const agents = ["ALLOW_AGENTS", "AGENTS.USE"];
/** What programs ask. */
const programs = ["ALLOW_AGENTS", "REMOTE_AGENTS.USE"];
const makingAgents = [...agents, "AGENTS.CREATE"];
const sharingAgents = [...agents, "AGENTS.SHARE"];
/** The matrix's agents are lent a tool: to share one is to share that. */
const givingAgents = [...sharingAgents, "MCP_SERVERS.SHARE"];
const tools = ["MCP_SERVERS.USE"];
const makingTools = [...tools, "MCP_SERVERS.CREATE"];
const prompts = ["ALLOW_PROMPTS", "PROMPTS.USE"];
const makingPrompts = [...prompts, "PROMPTS.CREATE"];
const links = ["ALLOW_SHARED_LINKS", "SHARED_LINKS.CREATE"];
const bookmarks = ["ALLOW_BOOKMARKS", "BOOKMARKS.USE"];

/**
 * Which switches each route needs, written by hand from docs/roles.md; the tests ask every route with them on and off. A route that is not
 * named here needs none: it answers while everything is off. Where a call is about a thing, it is the type of the matrix's thing, mostly an agent.
 */
const needs: readonly Needs[] = [
  {
    switches: programs,
    routes: [
      "GET /v1/models",
      "GET /v1/models/:model",
      "GET /v1/models/* (with its slashes as they are)",
      "POST /v1/chat/completions",
      "POST /v1/embeddings",
      "POST /v1/responses",
      "GET /api/agents/v1/models",
    ],
  },
  {
    switches: [...programs, "AGENTS.USE"],
    routes: [
      "GET /v1/models/:model (an agent)",
      "GET /api/agents/v1/models/:model",
      "POST /v1/chat/completions (an agent)",
      "POST /api/agents/v1/responses",
      "POST /api/agents/v1/chat/completions",
    ],
  },
  {
    switches: agents,
    routes: [
      "GET /api/agents",
      "GET /api/agents/:id",
      "GET /api/agents/:id/expanded",
      "GET /api/agents/:id/versions",
      "PATCH /api/agents/:id",
      "POST /api/agents/:id/revert",
      "GET /api/agents/:id/closure",
      "POST /api/agents/:id/closure/preview",
      "GET /api/agents/:id/files",
      "PUT /api/agents/:id/files/:fileId (to be lent only; to be shown: `file:share`, and `agent:update` not by capability)",
      "PUT /api/agents/:id/agents/:agentId (as `own`, with any action on the other; as `lent`: `agent:share` on it, and `agent:update` not by capability)",
      "DELETE /api/agents/:id/agents/:agentId",
      "POST /api/agents/chat/:endpoint",
      "POST /api/agents/chat",
      "GET /api/files/agent/:agent_id",
      "POST /api/reports",
      "POST /api/files/images/agents/:agent_id/avatar",
      "DELETE /api/files (from a tool of an agent: they stay)",
      "PUT /api/access/resources/:type/:id (one that is there)",
    ],
  },
  { switches: makingAgents, routes: ["POST /api/agents", "POST /api/agents/:id/duplicate"] },
  {
    switches: sharingAgents,
    routes: [
      "GET /api/permissions/:resourceType/:resourceId",
      "POST /api/access/check (about others, on a thing)",
      "POST /api/access/explain (about others, on a thing)",
      "POST /api/access/subjects",
      "GET /api/access/resources/:type/:id/grants",
      "DELETE /api/access/resources/:type/:id/grants",
    ],
  },
  {
    switches: givingAgents,
    routes: [
      "PUT /api/permissions/:resourceType/:resourceId",
      "POST /api/access/resources/:type/:id/grants",
      "PUT /api/access/resources/:type/:id/owner",
      "PUT /api/projects/:projectId/contents/:type/:id",
    ],
  },
  {
    switches: tools,
    routes: [
      "GET /api/tools",
      "GET /api/tools/:id",
      "PATCH /api/tools/:id",
      "POST /api/tools/read",
      "GET /api/agents/tools/:toolId/auth",
      "POST /api/agents/tools/:toolId/call",
    ],
  },
  { switches: makingTools, routes: ["POST /api/tools (one's own)", "POST /api/tools (the organization's)"] },
  {
    switches: agents,
    routes: [
      "GET /api/agents/:id/tools",
      "PUT /api/agents/:id/tools/:toolId (as `own`, with any action on the tool; as `lent`: `tool:share`, and `agent:update` not by capability)",
      "DELETE /api/agents/:id/tools/:toolId",
      "DELETE /api/agents/actions/:agent_id/:action_id",
    ],
  },
  {
    switches: [...agents, ...makingTools, "MCP_SERVERS.SHARE"],
    routes: ["POST /api/agents/actions/:agent_id (a new one)"],
  },
  { switches: [...agents, ...tools], routes: ["POST /api/agents/actions/:agent_id (with `action_id`)"] },
  {
    switches: sharingAgents,
    routes: [
      "PUT /api/access/resources/:type/:id/grants/:grantId",
      "DELETE /api/access/resources/:type/:id/grants/:grantId",
    ],
    off: { status: 404, code: "resource-not-found" },
  },
  {
    switches: givingAgents,
    routes: ["POST /api/access/requests/:requestId/grant", "POST /api/access/requests/:requestId/decline"],
    off: { status: 404, code: "resource-not-found" },
  },
  { switches: agents, routes: ["POST /api/access/requests"], off: { status: 409, code: "request-in-vain" } },
  {
    switches: prompts,
    routes: [
      "GET /api/prompts/groups",
      "GET /api/prompts/all",
      "GET /api/prompts (without `groupId`: one's own; all with `read:prompts`)",
      "GET /api/prompts (with `groupId`)",
      "GET /api/prompts/:promptId",
      "GET /api/prompts/groups/:groupId",
      "POST /api/prompts/groups/:groupId/prompts",
      "POST /api/prompts/groups/:groupId/use",
    ],
  },
  {
    switches: makingPrompts,
    routes: [
      "POST /api/prompts",
      "PATCH /api/prompts/groups/:groupId",
      "PATCH /api/prompts/:promptId/tags/production",
      "PUT /api/access/resources/:type/:id (a new one)",
    ],
  },
  {
    // The owner deletes what is theirs, whatever is off; LibreChat's own route asks for CREATE besides.
    switches: ["ALLOW_PROMPTS", "PROMPTS.CREATE"],
    routes: ["DELETE /api/prompts/:promptId", "DELETE /api/prompts/groups/:groupId"],
  },
  {
    switches: links,
    routes: [
      "POST /api/share/:shareId",
      "PATCH /api/share/:shareId (with an end that is sooner; all else not by capability)",
      "PATCH /api/share/:shareId (with anything else)",
    ],
  },
  {
    switches: ["ALLOW_SHARED_LINKS"],
    routes: [
      "GET /api/share/:shareId",
      "GET /api/share/:shareId/config",
      "GET /api/share/:shareId/opened",
      "POST /api/share/:shareId/fork",
    ],
  },
  { switches: ["ALLOW_AGENTS", "REMOTE_AGENTS.CREATE"], routes: ["POST /api/api-keys"] },
  { switches: bookmarks, routes: ["GET /api/tags", "POST /api/tags", "PUT /api/tags/convo/:conversationId"] },
  { switches: ["TEMPORARY_CHAT.USE"], routes: ["POST /api/agents/chat/:endpoint (a temporary one)"] },
  {
    switches: ["PEOPLE_PICKER.VIEW_USERS|PEOPLE_PICKER.VIEW_GROUPS|PEOPLE_PICKER.VIEW_ROLES"],
    routes: ["GET /api/permissions/search-principals"],
  },
  {
    switches: ["PEOPLE_PICKER.VIEW_USERS"],
    routes: ["POST /api/groups/:id/members (of one that a member made)"],
  },
  {
    // Nobody gives a role what they do not hold.
    switches: ["BOOKMARKS.USE"],
    routes: ["PATCH /api/admin/roles/:name/permissions"],
    off: { status: 403, code: "hand-on-refused" },
  },
];

export interface Gate {
  /** Turned off together. */
  switches: readonly string[];
  off: Off;
}

/** What refuses a row, each by itself. */
export const gatesOf = (row: Row): readonly Gate[] =>
  needs
    .filter(({ routes }) => routes.includes(titleOf(row)))
    .flatMap(({ switches, off = featureOff }) => switches.map((one) => ({ switches: one.split("|"), off })));

/** What the table names and the matrix does not have. */
export function staleRoutes(): string[] {
  const known = new Set(matrix.map(titleOf));
  return needs.flatMap(({ routes }) => routes).filter((route) => !known.has(route));
}
