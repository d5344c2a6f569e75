import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { Whose } from "./myAccess.ts";
import type { AnswerOf } from "./schema.ts";

/** What somebody's workspace has, without a word of what is in it. */
export type ViewAs = AnswerOf<"/api/admin/users/{id}/view-as", "get">;

/** Called by no name. */
export type SeenThing = AnswerOf<"/api/admin/users/{id}/view-as/things", "get">["things"][number];

export const viewAsQuery = (id: string) =>
  queryOptions({
    queryKey: ["view-as", id],
    queryFn: ({ signal }) => api.get("/api/admin/users/{id}/view-as", { path: { id }, signal }),
    staleTime: 60_000,
    retry: false,
  });

export const seenThingsQuery = (id: string, type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: ["view-as", id, type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/users/{id}/view-as/things", {
        path: { id },
        query: { type, whose, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
  });
