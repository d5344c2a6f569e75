import {
  andMore,
  both,
  capability,
  feature,
  knows,
  may,
  mayAsMember,
  mayEither,
  mayNotByCapability,
  mayOnOwners,
  membersHear,
  membersWhomItLetsIn,
  ownerOf,
  people,
  signedIn,
  whomItLetsIn,
} from "../support/rights.ts";
import { ANSWERING, LENT_DOMAIN, LENT_SPEC, specOf } from "../support/world.ts";
import {
  amongProjects,
  amongPrompts,
  chat,
  exportFile,
  messageUrl,
  newGroup,
  newTool,
  newVersion,
  onConversation,
  pictureForm,
  projectUrl,
  promptUrl,
  shareUrl,
  soon,
} from "./calls.ts";
import type { Row } from "./row.ts";

/** Agents, prompts, chat, conversations. */
export const workspace: readonly Row[] = [
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
  {
    route: "GET /api/agents/:id/closure",
    who: mayEither("agent", "share", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/closure` }),
  },
  {
    route: "POST /api/agents/:id/closure/preview",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/closure/preview`, body: { new_files: 1 } }),
  },
  {
    route: "GET /api/agents/:id/files",
    who: mayAsMember("agent", "use"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/files` }),
  },
  {
    route: "PUT /api/agents/:id/files/:fileId",
    when: "to be lent only; to be shown: `file:share`, and `agent:update` not by capability",
    who: andMore(may("agent", "update")),
    call: async ({ agent, world }) => {
      const { id, lent } = await agent();
      const url = `/api/agents/${id}/files/${lent}`;
      await world.house.call("PUT", { url, body: { mode: "shown" } }, world.people.owner.token);
      return { url, body: { mode: "lent" } };
    },
  },
  {
    route: "PUT /api/agents/:id/agents/:agentId",
    when: "as `own`, with any action on the other; as `lent`: `agent:share` on it, and `agent:update` not by capability",
    who: andMore(may("agent", "update")),
    call: async ({ agent }) => ({
      url: `/api/agents/${(await agent()).id}/agents/${(await agent()).id}`,
      body: { mode: "own" },
    }),
  },
  {
    route: "DELETE /api/agents/:id/agents/:agentId",
    who: andMore(may("agent", "update")),
    call: async ({ agent, world }) => {
      const url = `/api/agents/${(await agent()).id}/agents/${(await agent()).id}`;
      await world.house.call("PUT", { url, body: { mode: "own" } }, world.people.owner.token);
      return { url };
    },
  },

  // Tools, and the actions of agents
  { route: "GET /api/tools", who: feature("MCP_SERVERS.USE") },
  {
    route: "POST /api/tools",
    when: "one's own",
    who: feature("MCP_SERVERS.CREATE"),
    call: () => ({ url: "/api/tools", body: newTool }),
  },
  {
    route: "POST /api/tools",
    when: "the organization's",
    who: capability("manage:configs"),
    call: () => ({ url: "/api/tools", body: { ...newTool, owner: "organization" } }),
  },
  {
    route: "POST /api/tools/read",
    who: feature("MCP_SERVERS.USE"),
    call: () => ({ url: "/api/tools/read", body: { spec: newTool.spec } }),
  },
  {
    route: "GET /api/tools/:id",
    who: mayEither("tool", "use", "update"),
    call: async ({ tool }) => ({ url: `/api/tools/${(await tool()).id}` }),
  },
  {
    route: "PATCH /api/tools/:id",
    who: may("tool", "update"),
    call: async ({ tool }) => ({ url: `/api/tools/${(await tool()).id}`, body: { name: "Renamed" } }),
  },
  {
    route: "DELETE /api/tools/:id",
    who: may("tool", "delete"),
    call: async ({ tool }) => ({ url: `/api/tools/${(await tool()).id}` }),
  },
  {
    route: "GET /api/agents/:id/tools",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/agents/${(await agent()).id}/tools` }),
  },
  {
    route: "PUT /api/agents/:id/tools/:toolId",
    when: "as `own`, with any action on the tool; as `lent`: `tool:share`, and `agent:update` not by capability",
    who: andMore(may("agent", "update")),
    call: async ({ agent, tool }) => ({
      url: `/api/agents/${(await agent()).id}/tools/${(await tool()).id}`,
      body: { mode: "own" },
    }),
  },
  {
    route: "DELETE /api/agents/:id/tools/:toolId",
    who: may("agent", "update"),
    call: async ({ agent }) => {
      const { id, tool } = await agent();
      return { url: `/api/agents/${id}/tools/${tool}` };
    },
  },
  { route: "GET /api/agents/tools", who: signedIn },
  {
    route: "GET /api/agents/tools/:toolId/auth",
    who: {
      ...both(feature("MCP_SERVERS.USE"), mayAsMember("tool", "use")),
      on: { kind: "tool", action: "use" },
    },
    call: async ({ tool }) => ({ url: `/api/agents/tools/${(await tool()).id}/auth` }),
  },
  {
    route: "GET /api/agents/tools/calls",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({
      url: `/api/agents/tools/calls?conversationId=${(await conversation()).conversationId}`,
    }),
  },
  {
    route: "POST /api/agents/tools/:toolId/call",
    who: andMore(
      both(feature("MCP_SERVERS.USE"), both(mayAsMember("conversation", "participate"), mayAsMember("tool", "use"))),
    ),
    call: async ({ tool, conversation }) => ({
      url: `/api/agents/tools/${(await tool()).id}/call`,
      body: { messageId: (await conversation()).messageId, partIndex: 0, blockIndex: 0 },
    }),
  },
  { route: "GET /api/agents/actions", who: signedIn },
  {
    route: "POST /api/agents/actions/:agent_id",
    when: "a new one",
    who: both(mayNotByCapability("agent", "update"), feature("MCP_SERVERS.CREATE")),
    call: async ({ agent }) => ({
      url: `/api/agents/actions/${(await agent()).id}`,
      body: { functions: [], metadata: { raw_spec: newTool.spec, domain: newTool.domain } },
    }),
  },
  {
    route: "POST /api/agents/actions/:agent_id",
    when: "with `action_id`",
    who: andMore(both(may("agent", "update"), mayOnOwners("tool", "update"))),
    call: async ({ agent }) => {
      const { id, tool } = await agent();
      return {
        url: `/api/agents/actions/${id}`,
        body: { metadata: { domain: LENT_DOMAIN, raw_spec: specOf(LENT_DOMAIN, LENT_SPEC) }, action_id: tool },
      };
    },
  },
  {
    route: "DELETE /api/agents/actions/:agent_id/:action_id",
    who: may("agent", "update"),
    call: async ({ agent }) => {
      const { id, tool } = await agent();
      return { url: `/api/agents/actions/${id}/${tool}` };
    },
  },

  // Prompts
  ...["/api/prompts/groups", "/api/prompts/all"].map(
    (url): Row => ({ route: `GET ${url}`, who: feature("PROMPTS.USE"), call: amongPrompts(url) }),
  ),
  { route: "GET /api/categories", who: signedIn },
  {
    route: "POST /api/prompts",
    who: feature("PROMPTS.CREATE"),
    call: () => ({ url: "/api/prompts", body: { ...newVersion, group: newGroup } }),
  },
  {
    route: "GET /api/prompts",
    when: "without `groupId`: one's own; all with `read:prompts`",
    who: feature("PROMPTS.USE"),
    call: amongPrompts("/api/prompts"),
  },
  {
    route: "GET /api/prompts",
    when: "with `groupId`",
    who: may("prompt", "use"),
    call: async ({ prompt }) => ({ url: `/api/prompts?groupId=${(await prompt())._id}` }),
  },
  {
    route: "GET /api/prompts/:promptId",
    who: may("prompt", "use"),
    call: async ({ prompt }) => ({ url: `/api/prompts/${(await prompt()).draft}` }),
  },
  {
    route: "GET /api/prompts/groups/:groupId",
    who: may("prompt", "use"),
    call: async ({ prompt }) => ({ url: promptUrl(await prompt()) }),
  },
  {
    route: "PATCH /api/prompts/groups/:groupId",
    who: both(feature("PROMPTS.CREATE"), may("prompt", "update")),
    call: async ({ prompt }) => ({ url: promptUrl(await prompt()), body: { ...newGroup, name: "Renamed" } }),
  },
  {
    route: "POST /api/prompts/groups/:groupId/prompts",
    who: may("prompt", "update"),
    call: async ({ prompt }) => ({ url: `${promptUrl(await prompt())}/prompts`, body: newVersion }),
  },
  {
    route: "PATCH /api/prompts/:promptId/tags/production",
    who: both(feature("PROMPTS.CREATE"), may("prompt", "update")),
    call: async ({ prompt }) => ({ url: `/api/prompts/${(await prompt()).draft}/tags/production`, body: {} }),
  },
  {
    route: "POST /api/prompts/groups/:groupId/use",
    who: may("prompt", "use"),
    call: async ({ prompt }) => ({ url: `${promptUrl(await prompt())}/use`, body: {} }),
  },
  {
    route: "DELETE /api/prompts/:promptId",
    who: both(feature("PROMPTS.CREATE"), may("prompt", "delete")),
    call: async ({ prompt }) => {
      const { _id, production } = await prompt();
      return { url: `/api/prompts/${production}?groupId=${_id}` };
    },
  },
  {
    route: "DELETE /api/prompts/groups/:groupId",
    who: both(feature("PROMPTS.CREATE"), may("prompt", "delete")),
    call: async ({ prompt }) => ({ url: promptUrl(await prompt()) }),
  },

  // Chat
  {
    route: "POST /api/agents/chat/:endpoint",
    who: mayAsMember("agent", "use"),
    call: async ({ agent }) => ({ url: "/api/agents/chat/agents", body: chat((await agent()).id) }),
  },
  {
    route: "POST /api/agents/chat/:endpoint",
    when: "a temporary one",
    who: feature("TEMPORARY_CHAT.USE"),
    call: () => ({
      url: "/api/agents/chat/echo",
      body: { text: "hello", model: "echo", conversationId: null, isTemporary: true },
    }),
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
  { route: "GET /api/balance", who: membersHear(404, "404 where they have no balance") },

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
  { route: "POST /api/convos/import", who: signedIn, call: () => ({ url: "/api/convos/import", ...exportFile }) },
  {
    route: "POST /api/convos/duplicate",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({
      url: "/api/convos/duplicate",
      body: { conversationId: (await conversation()).conversationId },
    }),
  },
  {
    route: "POST /api/convos/fork",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => {
      const { conversationId, messageId } = await conversation();
      return { url: "/api/convos/fork", body: { conversationId, messageId } };
    },
  },
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
    when: "what somebody else wrote",
    who: mayAsMember("conversation", "update"),
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
  {
    route: "POST /api/messages/:conversationId",
    who: mayAsMember("conversation", "participate"),
    call: async ({ conversation }) => {
      const { conversationId, messageId } = await conversation();
      return { url: `/api/messages/${conversationId}`, body: { text: "noted", parentMessageId: messageId } };
    },
  },
  {
    route: "POST /api/messages/branch",
    when: "an answer to somebody else",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation, world }) => ({
      url: "/api/messages/branch",
      body: { messageId: await world.answer(await conversation()), agentId: ANSWERING },
    }),
  },
  {
    route: "POST /api/messages/artifact/:messageId",
    when: "in an answer to somebody else",
    who: mayAsMember("conversation", "update"),
    call: async ({ conversation, world }) => ({
      url: `/api/messages/artifact/${await world.answer(await conversation())}`,
      body: { index: 0, original: "held", updated: "changed" },
    }),
  },

  // Shared links
  { route: "GET /api/share", who: signedIn },
  {
    route: "GET /api/share/link/:conversationId",
    who: signedIn,
    call: async ({ conversation }) => ({ url: `/api/share/link/${(await conversation()).conversationId}` }),
  },
  {
    route: "GET /api/convos/:conversationId/links",
    who: mayAsMember("conversation", "share"),
    call: async ({ conversation }) => ({ url: `/api/convos/${(await conversation()).conversationId}/links` }),
  },
  {
    route: "POST /api/share/:shareId",
    who: both(feature("SHARED_LINKS.CREATE"), mayAsMember("conversation", "share")),
    call: async ({ conversation }) => ({ url: `/api/share/${(await conversation()).conversationId}`, body: {} }),
  },
  {
    route: "PATCH /api/share/:shareId",
    when: "with an end that is sooner; all else not by capability",
    who: both(feature("SHARED_LINKS.CREATE"), may("link", "update")),
    call: async ({ link }) => ({ url: shareUrl(await link()), body: { republish: false, expiresAt: soon() } }),
  },
  {
    route: "PATCH /api/share/:shareId",
    when: "with anything else",
    who: both(feature("SHARED_LINKS.CREATE"), mayNotByCapability("link", "update")),
    call: async ({ link }) => ({ url: shareUrl(await link()), body: { republish: false, passcode: null } }),
  },
  {
    route: "DELETE /api/share/:shareId",
    when: "also for whoever holds `conversation:share` on what it shows",
    who: may("link", "delete"),
    call: async ({ link }) => ({ url: shareUrl(await link()) }),
  },
  {
    route: "GET /api/share/:shareId/opened",
    who: mayAsMember("link", "update"),
    call: async ({ link }) => ({ url: `${shareUrl(await link())}/opened` }),
  },
  {
    route: "GET /api/share/:shareId",
    who: whomItLetsIn,
    call: async ({ link }) => ({ url: shareUrl(await link()) }),
  },
  {
    route: "GET /api/share/:shareId/config",
    who: whomItLetsIn,
    call: async ({ link }) => ({ url: `${shareUrl(await link())}/config` }),
  },
  {
    route: "POST /api/share/:shareId/fork",
    who: membersWhomItLetsIn,
    call: async ({ link }) => ({ url: `${shareUrl(await link())}/fork`, body: {} }),
  },

  // Files
  { route: "GET /api/files", who: signedIn },
  { route: "GET /api/files/config", who: signedIn },
  ...["/api/files", "/api/files/images"].map(
    (url): Row => ({ route: `POST ${url}`, who: signedIn, call: () => ({ url, ...exportFile }) }),
  ),
  {
    route: "GET /api/files/download/:userId/:file_id",
    when: "one that there is not",
    who: membersHear(404, "where they may not see such a file"),
    call: () => ({ url: "/api/files/download/x/11111111-1111-4111-8111-111111111111" }),
  },
  {
    route: "GET /api/files/download-url/:userId/:file_id",
    when: "one that there is not",
    who: membersHear(404, "where they may not see such a file"),
    call: () => ({ url: "/api/files/download-url/x/11111111-1111-4111-8111-111111111111" }),
  },
  {
    route: "DELETE /api/files",
    when: "one that there is not",
    who: membersHear(404, "where they may not see such a file"),
    call: () => ({ url: "/api/files", body: { files: [{ file_id: "11111111-1111-4111-8111-111111111111" }] } }),
  },
  {
    route: "DELETE /api/files",
    when: "from a tool of an agent: they stay",
    who: may("agent", "update"),
    call: async ({ agent }) => {
      const { id, lent } = await agent();
      return { url: "/api/files", body: { files: [{ file_id: lent }], agent_id: id, tool_resource: "context" } };
    },
  },
  {
    route: "GET /api/files/:file_id/preview",
    when: "one that there is not",
    who: membersHear(404, "where they may not see such a file"),
    call: () => ({ url: "/api/files/11111111-1111-4111-8111-111111111111/preview" }),
  },
  {
    route: "GET /api/files/agent/:agent_id",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/files/agent/${(await agent()).id}` }),
  },
  {
    route: "POST /api/files/usage",
    who: signedIn,
    call: async ({ world }) => ({ url: "/api/files/usage", body: { file_ids: [(await world.file()).file_id] } }),
  },

  // Pictures
  {
    route: "GET /api/files/images/avatar/:avatarId",
    when: "one that there is not",
    who: membersHear(404, "where they may not `use` the agent, or the person is hidden from them"),
    call: () => ({ url: "/api/files/images/avatar/111111111111111111111111" }),
  },
  {
    route: "POST /api/files/images/avatar",
    who: people({ status: 403 }),
    call: () => ({ url: "/api/files/images/avatar", ...pictureForm }),
  },
  { route: "DELETE /api/files/images/avatar", who: people({ status: 403 }) },
  {
    route: "POST /api/files/images/agents/:agent_id/avatar",
    who: may("agent", "update"),
    call: async ({ agent }) => ({ url: `/api/files/images/agents/${(await agent()).id}/avatar`, ...pictureForm }),
  },

  // Projects
  { route: "GET /api/projects", who: signedIn, call: amongProjects },
  { route: "POST /api/projects", who: signedIn, call: () => ({ url: "/api/projects", body: { name: "Mine" } }) },
  {
    route: "GET /api/projects/:projectId",
    who: may("project", "view"),
    call: async ({ project }) => ({ url: projectUrl(await project()) }),
  },
  {
    route: "GET /api/projects/:projectId/closure",
    who: mayEither("project", "share", "update"),
    call: async ({ project }) => ({ url: `${projectUrl(await project())}/closure` }),
  },
  {
    route: "PATCH /api/projects/:projectId",
    who: may("project", "update"),
    call: async ({ project }) => ({ url: projectUrl(await project()), body: { name: "Renamed" } }),
  },
  {
    route: "DELETE /api/projects/:projectId",
    who: may("project", "delete"),
    call: async ({ project }) => ({ url: projectUrl(await project()) }),
  },
  {
    route: "GET /api/projects/:projectId/contents",
    who: may("project", "view"),
    call: async ({ project }) => ({ url: `${projectUrl(await project())}/contents?type=agent` }),
  },
  {
    route: "PUT /api/projects/:projectId/contents/:type/:id",
    who: ownerOf("project"),
    call: async ({ project, agent }) => ({
      url: `${projectUrl(await project())}/contents/agent/${(await agent()).id}`,
    }),
  },
  {
    route: "DELETE /api/projects/:projectId/contents/:type/:id",
    when: "of a thing that is not in it",
    who: both(knows("agent"), knows("project")),
    call: async ({ project, agent }) => ({
      url: `${projectUrl(await project())}/contents/agent/${(await agent()).id}`,
    }),
  },
  {
    route: "PUT /api/projects/conversations/:conversationId",
    when: "out of every project",
    who: mayAsMember("conversation", "view"),
    call: async ({ conversation }) => ({
      url: `/api/projects/conversations/${(await conversation()).conversationId}`,
      body: { projectId: null },
    }),
  },

  // Presets
  { route: "GET /api/presets", who: signedIn },
  { route: "POST /api/presets", who: signedIn, call: () => ({ url: "/api/presets", body: { title: "Mine" } }) },
  {
    route: "POST /api/presets/delete",
    who: signedIn,
    call: () => ({ url: "/api/presets/delete", body: { presetId: "none" } }),
  },

  // Bookmarks
  { route: "GET /api/tags", who: feature("BOOKMARKS.USE") },
  {
    route: "POST /api/tags",
    who: feature("BOOKMARKS.USE"),
    call: () => ({ url: "/api/tags", body: { tag: "Later" } }),
  },
  {
    route: "PUT /api/tags/:tag",
    who: both(feature("BOOKMARKS.USE"), membersHear(404, "where they have no such bookmark")),
    call: () => ({ url: "/api/tags/None", body: { tag: "Later" } }),
  },
  {
    route: "DELETE /api/tags/:tag",
    who: both(feature("BOOKMARKS.USE"), membersHear(404, "where they have no such bookmark")),
    call: () => ({ url: "/api/tags/None" }),
  },
  {
    route: "PUT /api/tags/convo/:conversationId",
    who: both(feature("BOOKMARKS.USE"), mayAsMember("conversation", "view")),
    call: async ({ conversation }) => ({
      url: `/api/tags/convo/${(await conversation()).conversationId}`,
      body: { tags: ["Later"] },
    }),
  },
];
