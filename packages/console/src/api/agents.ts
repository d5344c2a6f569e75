import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { havingSeen } from "./closure.ts";
import type { Shown } from "./pictures.ts";
import { ProblemError } from "./problem.ts";
import { request, requestVersioned } from "./request.ts";

/** Whose agents a list shows. */
export type Ownership = "me" | "shared" | "organization";

export interface AgentListItem {
  _id: string;
  id: string;
  name: string | null;
  description?: string | null;
  author?: string;
  category?: string;
  conversation_starters?: string[];
  updatedAt?: string;
  isPublic?: boolean;
  isEditable?: boolean;
  owner_contact?: { name: string };
  avatar?: Shown | null;
}

/** What a viewer receives: never instructions. */
export interface Agent extends AgentListItem {
  provider?: string;
  model?: string | null;
}

/** What an editor receives. */
export interface WholeAgent extends Agent {
  instructions?: string | null;
  version?: number;
  /** Tool → the files that it is lent. */
  tool_resources?: Readonly<Record<string, { file_ids?: string[] }>>;
}

export interface AgentForm {
  name: string;
  description: string;
  instructions: string;
  provider: string;
  model: string;
  category: string;
  conversation_starters: string[];
}

export interface AgentVersion {
  name?: string | null;
  description?: string | null;
  instructions?: string | null;
  provider?: string;
  model?: string | null;
  updatedAt?: string;
  createdAt?: string;
  /** An account's id. */
  updatedBy?: string;
}

interface AgentPage {
  data: AgentListItem[];
  has_more: boolean;
  after: string | null;
}

const PAGE = 24;

export const agentsQuery = (owner: Ownership, search: string) =>
  infiniteQueryOptions({
    queryKey: ["agents", owner, search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<AgentPage>("/api/agents", { query: { owner, search, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => (page.has_more ? page.after : null),
  });

/** Agents to talk to, for pickers: the newest hundred. None for whoever may use no agent: they may talk to models all the same. */
export const usableAgentsQuery = queryOptions({
  queryKey: ["agents", "usable"],
  queryFn: async ({ signal }) => {
    try {
      return (await request<AgentPage>("/api/agents", { query: { requiredPermission: 1, limit: 100 }, signal })).data;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 403) return [];
      throw error;
    }
  },
});

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id],
    queryFn: ({ signal }) => request<Agent>(`/api/agents/${encodeURIComponent(id)}`, { signal }),
  });

export const wholeAgentQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id, "whole"],
    queryFn: ({ signal }) => requestVersioned<WholeAgent>(`/api/agents/${encodeURIComponent(id)}/expanded`, { signal }),
    // A form begins with what is there now, never with what was there the last time; and nothing replaces what somebody types.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const agentVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id, "versions"],
    queryFn: ({ signal }) => request<AgentVersion[]>(`/api/agents/${encodeURIComponent(id)}/versions`, { signal }),
  });

export const categoriesQuery = queryOptions({
  queryKey: ["agent-categories"],
  queryFn: ({ signal }) => request<{ value: string; label: string }[]>("/api/agents/categories", { signal }),
  staleTime: 10 * 60_000,
});

/** Endpoint → its models, only those that one may use. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => request<Record<string, string[]>>("/api/models", { signal }),
  staleTime: 60_000,
});

export const createAgent = (form: AgentForm) => request<WholeAgent>("/api/agents", { method: "POST", body: form });

export const updateAgent = (id: string, form: Partial<AgentForm>, ifMatch: string | null, closure: string | null) =>
  requestVersioned<WholeAgent>(`/api/agents/${encodeURIComponent(id)}`, {
    method: "PATCH",
    body: form,
    ifMatch,
    ...havingSeen(closure),
  });

/** The version of an agent as it is now. */
export const agentVersion = async (id: string) =>
  (await requestVersioned<Agent>(`/api/agents/${encodeURIComponent(id)}`)).etag;

export const deleteAgent = (id: string, ifMatch: string | null) =>
  request<{ message: string }>(`/api/agents/${encodeURIComponent(id)}`, { method: "DELETE", ifMatch });

export const duplicateAgent = (id: string) =>
  request<{ agent: WholeAgent }>(`/api/agents/${encodeURIComponent(id)}/duplicate`, { method: "POST" });

export const revertAgent = (id: string, versionIndex: number, ifMatch: string | null, closure: string | null) =>
  requestVersioned<WholeAgent>(`/api/agents/${encodeURIComponent(id)}/revert`, {
    method: "POST",
    body: { version_index: versionIndex },
    ifMatch,
    ...havingSeen(closure),
  });
