import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { havingSeen } from "./closure.ts";
import { request, requestVersioned } from "./request.ts";

/** How an agent has a tool: `lent` to whoever may use the agent, or for those only who may use the tool `own`. */
export type Mode = "lent" | "own";

/** A tool that an agent has, as its editors see it. */
export interface AgentTool {
  _id: string;
  mode: Mode;
  /** null, as the domain: somebody else's, of which one is told no more than what the agent can do by it. */
  name: string | null;
  domain: string | null;
  /** The names of what it can do. */
  functions: string[];
  /** What one may do with the tool itself. */
  may: string[];
}

export type KeyKind = "none" | "bearer" | "basic" | "custom";

export interface ListedTool {
  _id: string;
  name: string;
  description: string;
  domain: string;
  functions: string[];
  owner: string;
  ownerName: string;
  updatedAt: string;
}

export interface ToolFunction {
  name: string;
  description: string;
  method: string;
  path: string;
}

/** A tool; document and key's kind for whoever may change it. */
export interface Tool extends Omit<ListedTool, "functions"> {
  functions: ToolFunction[];
  /** Whether actions may speak to its host. */
  isAllowed: boolean;
  /** What one may do with it. */
  may: string[];
  spec?: string;
  auth?: { type: "none" | "api_key"; as?: KeyKind; header?: string; hasKey: boolean };
}

/** What a document says. */
export interface ReadDocument {
  title: string;
  domain: string;
  functions: ToolFunction[];
  /** Whether actions may speak to this host. */
  isAllowed: boolean;
}

export type ToolFields = {
  spec: string;
  domain: string;
  kind: KeyKind;
  header: string;
  key: string;
};

const ofAgent = (agentId: string) => `/api/agents/${encodeURIComponent(agentId)}/tools`;

export const agentToolsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agent", agentId, "tools"],
    queryFn: ({ signal }) => request<AgentTool[]>(ofAgent(agentId), { signal }),
  });

/** Tools that one may use, the newest hundred: for pickers. */
export const usableToolsQuery = queryOptions({
  queryKey: ["tools", "usable"],
  queryFn: async ({ signal }) =>
    (
      await request<{ tools: Pick<Tool, "_id" | "name" | "domain">[] }>("/api/tools", {
        query: { limit: 100 },
        signal,
      })
    ).tools,
});

export const toolPageQuery = (id: string) =>
  queryOptions({
    queryKey: ["tool", id, "page"],
    queryFn: ({ signal }) => requestVersioned<Tool>(`/api/tools/${encodeURIComponent(id)}`, { signal }),
  });

export const toolQuery = (id: string) =>
  queryOptions({
    queryKey: ["tool", id, "form"],
    queryFn: ({ signal }) => requestVersioned<Tool>(`/api/tools/${encodeURIComponent(id)}`, { signal }),
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
      request<{ tools: ListedTool[]; nextCursor: string | null }>("/api/tools", {
        query: { owner, search, limit: 24, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export type NamedToolFields = ToolFields & {
  name: string;
  description: string;
};

/** @param isOrganizations the organization's, for nobody until it is given; else one's own */
export const createTool = (fields: NamedToolFields, isOrganizations: boolean) =>
  request<Tool>("/api/tools", {
    method: "POST",
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
  request<unknown>(`/api/tools/${encodeURIComponent(id)}`, { method: "DELETE", ifMatch });

export const readDocument = (spec: string) =>
  request<ReadDocument>("/api/tools/read", { method: "POST", body: { spec } });

/** Makes a tool that is lent to the agent. @returns its id */
export async function addAction(agentId: string, { spec, domain, kind, header, key }: ToolFields): Promise<string> {
  const auth =
    kind === "none" ? { type: "none" } : { type: "service_http", authorization_type: kind, custom_auth_header: header };
  const [, action] = await request<[unknown, { action_id: string }]>(
    `/api/agents/actions/${encodeURIComponent(agentId)}`,
    { method: "POST", body: { functions: [], metadata: { raw_spec: spec, domain, auth, api_key: key } } },
  );
  return action.action_id;
}

export const changeTool = (
  id: string,
  fields: ToolFields & Partial<NamedToolFields>,
  ifMatch: string | null,
  closure: string,
) =>
  request<Tool>(`/api/tools/${encodeURIComponent(id)}`, {
    method: "PATCH",
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
  request<AgentTool[]>(`${ofAgent(agentId)}/${encodeURIComponent(id)}`, {
    method: "PUT",
    body: { mode },
    ...havingSeen(closure),
  });

/** The tool goes, too, if one may delete it and no other agent has it. */
export const takeAction = (agentId: string, id: string) =>
  request<unknown>(`/api/agents/actions/${encodeURIComponent(agentId)}/${encodeURIComponent(id)}`, {
    method: "DELETE",
  });

function authOf({ kind, header, key }: ToolFields) {
  if (kind === "none") return { type: "none" };
  return { type: "api_key", as: kind, ...(kind === "custom" && { header }), ...(key !== "" && { key }) };
}
