import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** A role, group or account that brings a feature or a power. */
export type Carrier = AnswerOf<"/api/access/holders", "post">["carriers"][number];

/** Somebody who has it, or who may do something with a thing. */
export type Holder =
  | AnswerOf<"/api/access/holders", "post">["holders"][number]
  | AnswerOf<"/api/access/subjects", "post">["subjects"][number];

const PAGE = 25;
const EXPLORE = "explore";

export const holdersQuery = (what: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "holders", what, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.post("/api/access/holders", {
        body: { what, at, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

/** Who may do something with a thing, and through what; and the principals of the grants by which they do. */
export const whoMayQuery = (resource: string, action: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "who", resource, action, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.post("/api/access/subjects", {
        body: { resource, action, at, ways: true, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export type Compared = AnswerOf<"/api/access/compare", "post">;

export const comparedQuery = (one: string, other: string, at?: string) =>
  queryOptions({
    queryKey: [EXPLORE, "compare", one, other, at],
    queryFn: ({ signal }) => api.post("/api/access/compare", { body: { one, other, at }, signal }),
    staleTime: 0,
  });

export type ComparedThing = AnswerOf<"/api/access/compare/things", "post">["things"][number];

export const comparedThingsQuery = (one: string, other: string, type: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "compare", one, other, type, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.post("/api/access/compare/things", {
        body: { one, other, type, at, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
