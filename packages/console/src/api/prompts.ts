import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { api, call, versioned } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** A prompt as lists tell of it: a group of versions, one of which is in production. */
export type PromptListItem = AnswerOf<"/api/prompts/groups", "get">["promptGroups"][number];

/** With what whoever is signed in may do with it. */
export type WholePrompt = AnswerOf<"/api/prompts/groups/{groupId}", "get">;

/** A version of its text. */
export type PromptVersion = AnswerOf<"/api/prompts", "get">[number];

export interface PromptForm {
  name: string;
  oneliner: string;
  category: string;
  command: string;
}

/** What a chat takes of a prompt. */
export type PromptToUse = Pick<PromptListItem, "_id" | "name" | "oneliner" | "productionPrompt"> & {
  command?: string;
};
const PAGE = 24;

/** @param category a category, or `NO_CATEGORY`; empty: all */
export const promptsQuery = (owner: Ownership, name: string, category: string) =>
  infiniteQueryOptions({
    queryKey: ["prompts", owner, name, category],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/prompts/groups", { query: { owner, name, category, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => (page.has_more ? page.after : null),
  });

/** In the place of a category: those without one. */
export const NO_CATEGORY = "sys__no__category__sys";

/** So many `GET /api/prompts/all` answers at most. */
export const MOST_TO_USE = 500;

/** Prompts for a chat, with their texts: the ones used most, of those whose name has this in it. */
export const promptsToUseQuery = (name: string) =>
  queryOptions({
    queryKey: ["prompts", "to-use", name],
    queryFn: ({ signal }) => api.get("/api/prompts/all", { query: { name }, signal }),
  });

export const promptCategoriesQuery = queryOptions({
  queryKey: ["prompt-categories"],
  queryFn: async ({ signal }) => (await api.get("/api/categories", { signal })).map(({ value }) => value),
  staleTime: 10 * 60_000,
});

export const promptQuery = (id: string) =>
  queryOptions({
    queryKey: ["prompt", id, "whole"],
    queryFn: ({ signal }) => versioned.get("/api/prompts/groups/{groupId}", { path: { groupId: id }, signal }),
    // A form begins with what is there now, never with what was there the last time; and nothing replaces what somebody types.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** Newest first. */
export const promptVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["prompt", id, "versions"],
    queryFn: ({ signal }) => api.get("/api/prompts", { query: { groupId: id }, signal }),
  });

export const readPrompt = (id: string) => versioned.get("/api/prompts/groups/{groupId}", { path: { groupId: id } });

export const createPrompt = ({ text, ...group }: PromptForm & { text: string }) =>
  api.post("/api/prompts", { body: { prompt: { prompt: text, type: "text" }, group } });

/** The answer says nothing of its text. */
export const updatePrompt = (id: string, form: Partial<PromptForm>, ifMatch: string | null) =>
  versioned.patch("/api/prompts/groups/{groupId}", { path: { groupId: id }, body: form, ifMatch });

export const deletePrompt = (id: string, ifMatch: string | null) =>
  call.delete("/api/prompts/groups/{groupId}", { path: { groupId: id }, ifMatch });

/** A draft takes the place of nothing: it names no version. */
export const addVersion = (id: string, text: string) =>
  api.post("/api/prompts/groups/{groupId}/prompts", {
    path: { groupId: id },
    body: { prompt: { prompt: text, type: "text" } },
  });

export const makeProduction = (versionId: string, ifMatch: string | null) =>
  api.patch("/api/prompts/{promptId}/tags/production", { path: { promptId: versionId }, ifMatch });

/** @returns `promptGroup` if it was the last one, which takes the prompt along. */
export const deleteVersion = (id: string, versionId: string, ifMatch: string | null) =>
  api.delete("/api/prompts/{promptId}", { path: { promptId: versionId }, query: { groupId: id }, ifMatch });

/** Counts that it was used. */
export const countUse = (id: string) => api.post("/api/prompts/groups/{groupId}/use", { path: { groupId: id } });
