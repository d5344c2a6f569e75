import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import { havingSeen } from "./closure.ts";
import { ProblemError } from "./problem.ts";
import type { AnswerOf } from "./schema.ts";

/** Whose agents a list shows. */
export type Ownership = "me" | "shared" | "organization";

export type AgentListItem = AnswerOf<"/api/agents", "get">["data"][number];

/** What a viewer receives: never instructions. */
export type Agent = AnswerOf<"/api/agents/{id}", "get">;

/** What an editor receives. */
export type WholeAgent = AnswerOf<"/api/agents/{id}/expanded", "get">;

export interface AgentForm {
  name: string;
  description: string;
  instructions: string;
  provider: string;
  model: string;
  category: string;
  conversation_starters: string[];
}

export type AgentVersion = AnswerOf<"/api/agents/{id}/versions", "get">[number];

const PAGE = 24;

export const agentsQuery = (owner: Ownership, search: string) =>
  infiniteQueryOptions({
    queryKey: ["agents", owner, search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/agents", { query: { owner, search, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => (page.has_more ? page.after : null),
  });

/** Agents to talk to, for pickers: the newest hundred. None for whoever may use no agent: they may talk to models all the same. */
export const usableAgentsQuery = queryOptions({
  queryKey: ["agents", "usable"],
  queryFn: async ({ signal }) => {
    try {
      return (await api.get("/api/agents", { query: { requiredPermission: 1, limit: 100 }, signal })).data;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 403) return [];
      throw error;
    }
  },
});

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id],
    queryFn: ({ signal }) => api.get("/api/agents/{id}", { path: { id }, signal }),
  });

export const wholeAgentQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id, "whole"],
    queryFn: ({ signal }) => versioned.get("/api/agents/{id}/expanded", { path: { id }, signal }),
    // A form begins with what is there now, never with what was there the last time; and nothing replaces what somebody types.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const agentVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent", id, "versions"],
    queryFn: ({ signal }) => api.get("/api/agents/{id}/versions", { path: { id }, signal }),
  });

export const categoriesQuery = queryOptions({
  queryKey: ["agent-categories"],
  queryFn: ({ signal }) => api.get("/api/agents/categories", { signal }),
  staleTime: 10 * 60_000,
});

/** Endpoint → its models, only those that one may use. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => api.get("/api/models", { signal }),
  staleTime: 60_000,
});

export const createAgent = (form: AgentForm) => api.post("/api/agents", { body: form });

export const updateAgent = (id: string, form: Partial<AgentForm>, ifMatch: string | null, closure: string | null) =>
  versioned.patch("/api/agents/{id}", { path: { id }, body: form, ifMatch, ...havingSeen(closure) });

/** The version of an agent as it is now. */
export const agentVersion = async (id: string) => (await versioned.get("/api/agents/{id}", { path: { id } })).etag;

export const deleteAgent = (id: string, ifMatch: string | null) =>
  call.delete("/api/agents/{id}", { path: { id }, ifMatch });

export const duplicateAgent = (id: string) => api.post("/api/agents/{id}/duplicate", { path: { id } });

export const revertAgent = (id: string, versionIndex: number, ifMatch: string | null, closure: string | null) =>
  versioned.post("/api/agents/{id}/revert", {
    path: { id },
    body: { version_index: versionIndex },
    ifMatch,
    ...havingSeen(closure),
  });
