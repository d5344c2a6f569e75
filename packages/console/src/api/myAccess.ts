import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** Something as the lists of access tell it. */
export type Thing = Pick<ReachedThing, "resource" | "type" | "id" | "name" | "owner" | "ownerName">;

/** One way in which one has something. */
export type Way = ReachedThing["ways"][number];

export type ReachedThing = AnswerOf<"/api/access/mine", "get">["things"][number];

export type MyFeature = AnswerOf<"/api/access/mine/features", "get">["features"][number];

/** A grant as both sides see it. */
export type Given = SharedThing["grants"][number];

export type SharedThing = AnswerOf<"/api/access/shared-by-me", "get">["things"][number];

export type Share = Thing & Given;
export type Whose = "me" | "others";

/** What is read again once something was given or taken back. */
export const MY_ACCESS = ["my-access"] as const;
const PAGE = 25;

export const reachedQuery = (type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: [...MY_ACCESS, "mine", type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/mine", { query: { type, whose, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const myFeaturesQuery = queryOptions({
  queryKey: [...MY_ACCESS, "features"],
  queryFn: async ({ signal }) => (await api.get("/api/access/mine/features", { signal })).features,
  staleTime: 0,
});

export const sharedByMeQuery = infiniteQueryOptions({
  queryKey: [...MY_ACCESS, "by-me"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/access/shared-by-me", { query: { limit: PAGE, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

export const sharedWithMeQuery = infiniteQueryOptions({
  queryKey: [...MY_ACCESS, "with-me"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/access/shared-with-me", { query: { limit: PAGE, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});
