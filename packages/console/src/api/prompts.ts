import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Ownership } from "./agents.ts";
import { request, requestVersioned } from "./request.ts";

/** A prompt as lists tell of it: a group of versions, one of which is in production. */
export interface PromptListItem {
  _id: string;
  name: string;
  oneliner: string;
  category: string;
  command?: string;
  author: string;
  /** Empty once the account has gone. */
  authorName: string;
  numberOfGenerations: number;
  productionId: string | null;
  updatedAt: string;
  isPublic?: boolean;
  productionPrompt: { _id: string; prompt: string } | null;
}

/** With what whoever is signed in may do with it. */
export interface WholePrompt extends PromptListItem {
  may: string[];
}

/** A version of its text. */
export interface PromptVersion {
  _id: string;
  author: string;
  prompt: string;
  createdAt: string;
}

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

interface PromptPage {
  promptGroups: PromptListItem[];
  has_more: boolean;
  after: string | null;
}

const placeOf = (id: string) => `/api/prompts/groups/${encodeURIComponent(id)}`;
const versionPlaceOf = (id: string) => `/api/prompts/${encodeURIComponent(id)}`;
const PAGE = 24;

/** @param category a category, or `NO_CATEGORY`; empty: all */
export const promptsQuery = (owner: Ownership, name: string, category: string) =>
  infiniteQueryOptions({
    queryKey: ["prompts", owner, name, category],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<PromptPage>("/api/prompts/groups", {
        query: { owner, name, category, limit: PAGE, cursor: pageParam },
        signal,
      }),
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
    queryFn: ({ signal }) => request<PromptToUse[]>("/api/prompts/all", { query: { name }, signal }),
  });

export const promptCategoriesQuery = queryOptions({
  queryKey: ["prompt-categories"],
  queryFn: async ({ signal }) =>
    (await request<{ value: string }[]>("/api/categories", { signal })).map(({ value }) => value),
  staleTime: 10 * 60_000,
});

export const promptQuery = (id: string) =>
  queryOptions({
    queryKey: ["prompt", id, "whole"],
    queryFn: ({ signal }) => requestVersioned<WholePrompt>(placeOf(id), { signal }),
    // A form begins with what is there now, never with what was there the last time; and nothing replaces what somebody types.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** Newest first. */
export const promptVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["prompt", id, "versions"],
    queryFn: ({ signal }) => request<PromptVersion[]>("/api/prompts", { query: { groupId: id }, signal }),
  });

export const readPrompt = (id: string) => requestVersioned<WholePrompt>(placeOf(id));

export const createPrompt = ({ text, ...group }: PromptForm & { text: string }) =>
  request<{ group: WholePrompt }>("/api/prompts", {
    method: "POST",
    body: { prompt: { prompt: text, type: "text" }, group },
  });

/** The answer says nothing of its text. */
export const updatePrompt = (id: string, form: Partial<PromptForm>, ifMatch: string | null) =>
  requestVersioned<Omit<WholePrompt, "productionPrompt" | "may">>(placeOf(id), {
    method: "PATCH",
    body: form,
    ifMatch,
  });

export const deletePrompt = (id: string, ifMatch: string | null) =>
  request<{ message: string }>(placeOf(id), { method: "DELETE", ifMatch });

/** A draft takes the place of nothing: it names no version. */
export const addVersion = (id: string, text: string) =>
  request<{ prompt: PromptVersion }>(`${placeOf(id)}/prompts`, {
    method: "POST",
    body: { prompt: { prompt: text, type: "text" } },
  });

export const makeProduction = (versionId: string, ifMatch: string | null) =>
  request<{ message: string }>(`${versionPlaceOf(versionId)}/tags/production`, { method: "PATCH", ifMatch });

/** @returns `promptGroup` if it was the last one, which takes the prompt along. */
export const deleteVersion = (id: string, versionId: string, ifMatch: string | null) =>
  request<{ promptGroup?: { id: string } }>(versionPlaceOf(versionId), {
    method: "DELETE",
    query: { groupId: id },
    ifMatch,
  });

/** Counts that it was used. */
export const countUse = (id: string) => request<unknown>(`${placeOf(id)}/use`, { method: "POST" });
