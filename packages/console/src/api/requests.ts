import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** What somebody asks for on something. */
export type AccessRequest = AnswerOf<"/api/access/requests", "get">["requests"][number];

export type Box = "mine" | "to-me";
export type Draft = AnswerOf<"/api/access/requests/draft", "get">;
/** What is read again once somebody asked or answered. */
export const REQUESTS_CHANGED = [["requests"]] as const;

export const requestsQuery = (box: Box) =>
  infiniteQueryOptions({
    queryKey: ["requests", box],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/requests", { query: { box, limit: 25, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const EVERY_MINUTE = 60_000;

/** How many wait for one's answer, and how many of one's own were answered. */
export const requestSummaryQuery = queryOptions({
  queryKey: ["requests", "summary"],
  queryFn: ({ signal }) => api.get("/api/access/requests/summary", { signal }),
  refetchInterval: EVERY_MINUTE,
});

export const draftQuery = (resource: string, action: string) =>
  queryOptions({
    queryKey: ["requests", "draft", resource, action],
    queryFn: ({ signal }) => api.get("/api/access/requests/draft", { query: { resource, action }, signal }),
    staleTime: 0,
  });

export type Wish = BodyOf<"/api/access/requests", "post">;

export const askFor = (wish: Wish) => api.post("/api/access/requests", { body: wish });

/** As it was asked for, unless `terms` say otherwise. */
export const grantRequest = (id: string, terms: { role?: string; expiresAt?: string | null } = {}) =>
  api.post("/api/access/requests/{requestId}/grant", { path: { requestId: id }, body: terms });

export const declineRequest = (id: string, answer: string) =>
  api.post("/api/access/requests/{requestId}/decline", {
    path: { requestId: id },
    body: answer === "" ? {} : { answer },
  });

export const withdrawRequest = (id: string) =>
  api.delete("/api/access/requests/{requestId}", { path: { requestId: id } });

export const markAnswersSeen = () => api.post("/api/access/requests/seen");
