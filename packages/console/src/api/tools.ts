import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { api, call, versioned } from "./client.ts";
import { havingSeen } from "./closure.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** How an agent has a tool: `lent` to whoever may use the agent, or for those only who may use the tool `own`. */
export type Mode = AgentTool["mode"];

/** A tool that an agent has, as its editors see it. */
export type AgentTool = AnswerOf<"/api/agents/{id}/tools", "get">[number];

export type KeyKind = "none" | "bearer" | "basic" | "custom";

export type ListedTool = AnswerOf<"/api/tools", "get">["tools"][number];

export type ToolFunction = Tool["functions"][number];

/** A tool; document and key's kind for whoever may change it. */
export type Tool = AnswerOf<"/api/tools/{id}", "get">;

/** What a document says. */
export type ReadDocument = AnswerOf<"/api/tools/read", "post">;

export type ToolFields = {
  spec: string;
  domain: string;
  kind: KeyKind;
  header: string;
  key: string;
};

export const agentToolsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agent", agentId, "tools"],
    queryFn: ({ signal }) => api.get("/api/agents/{id}/tools", { path: { id: agentId }, signal }),
  });

/** Tools that one may use, the newest hundred: for pickers. */
export const usableToolsQuery = queryOptions({
  queryKey: ["tools", "usable"],
  queryFn: async ({ signal }) => (await api.get("/api/tools", { query: { limit: 100 }, signal })).tools,
});

export const toolPageQuery = (id: string) =>
  queryOptions({
    queryKey: ["tool", id, "page"],
    queryFn: ({ signal }) => versioned.get("/api/tools/{id}", { path: { id }, signal }),
  });

export const toolQuery = (id: string) =>
  queryOptions({
    queryKey: ["tool", id, "form"],
    queryFn: ({ signal }) => versioned.get("/api/tools/{id}", { path: { id }, signal }),
    // A form begins with what is there now.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const toolsQuery = (owner: Ownership, search: string) =>
  infiniteQueryOptions({
    queryKey: ["tools", owner, search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/tools", { query: { owner, search, limit: 24, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export type NamedToolFields = ToolFields & {
  name: string;
  description: string;
};

/** @param isOrganizations the organization's, for nobody until it is given; else one's own */
export const createTool = (fields: NamedToolFields, isOrganizations: boolean) =>
  api.post("/api/tools", {
    body: {
      ...(fields.name !== "" && { name: fields.name }),
      description: fields.description,
      spec: fields.spec,
      domain: fields.domain,
      auth: authOf(fields),
      ...(isOrganizations && { owner: "organization" }),
    },
  });

export const deleteTool = (id: string, ifMatch: string | null) =>
  call.delete("/api/tools/{id}", { path: { id }, ifMatch });

export const readDocument = (spec: string) => api.post("/api/tools/read", { body: { spec } });

/** Makes a tool that is lent to the agent. @returns its id */
export async function addAction(agentId: string, { spec, domain, kind, header, key }: ToolFields): Promise<string> {
  const auth: BodyOf<"/api/agents/actions/{agent_id}", "post">["metadata"]["auth"] =
    kind === "none" ? { type: "none" } : { type: "service_http", authorization_type: kind, custom_auth_header: header };
  const [, action] = await api.post("/api/agents/actions/{agent_id}", {
    path: { agent_id: agentId },
    body: { functions: [], metadata: { raw_spec: spec, domain, auth, api_key: key } },
  });
  return action.action_id;
}

export const changeTool = (
  id: string,
  fields: ToolFields & Partial<NamedToolFields>,
  ifMatch: string | null,
  closure: string,
) =>
  api.patch("/api/tools/{id}", {
    path: { id },
    body: {
      ...(fields.name && { name: fields.name }),
      ...(fields.description !== undefined && { description: fields.description }),
      spec: fields.spec,
      domain: fields.domain,
      auth: authOf(fields),
    },
    ifMatch,
    ...havingSeen(closure),
  });

export const attachTool = (agentId: string, id: string, mode: Mode, closure: string | null = null) =>
  api.put("/api/agents/{id}/tools/{toolId}", {
    path: { id: agentId, toolId: id },
    body: { mode },
    ...havingSeen(closure),
  });

/** The tool goes, too, if one may delete it and no other agent has it. */
export const takeAction = (agentId: string, id: string) =>
  api.delete("/api/agents/actions/{agent_id}/{action_id}", { path: { agent_id: agentId, action_id: id } });

function authOf({ kind, header, key }: ToolFields): NonNullable<BodyOf<"/api/tools", "post">["auth"]> {
  if (kind === "none") return { type: "none" };
  return { type: "api_key", as: kind, ...(kind === "custom" && { header }), ...(key !== "" && { key }) };
}
