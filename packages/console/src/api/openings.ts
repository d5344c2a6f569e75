import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** One breaking of the glass. */
export type Opening = AnswerOf<"/api/admin/openings", "post">;

/** What is told of a sealed thing before it is opened. */
export type SealedThing = AnswerOf<"/api/admin/users/{id}/sealed", "get">["things"][number];
export type SealedType = "conversation" | "file";
/** What is read again once the glass was broken, or an opening closed. */
export const OPENINGS_CHANGED = [["openings"], ["conversations"], ["rights"]] as const;

/** Everybody's, for whoever may open or reads the trail. */
export const openingsQuery = infiniteQueryOptions({
  queryKey: ["openings", "all"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/admin/openings", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const MOST_OF_ONE = 25;

/** What is open of one thing, by whom: newest first. */
export const openedQuery = (resource: string) =>
  queryOptions({
    queryKey: ["openings", "of", resource],
    queryFn: async ({ signal }) => {
      const { openings } = await api.get("/api/admin/openings", { query: { limit: MOST_OF_ONE, resource }, signal });
      return openings.filter(({ isOpen }) => isOpen);
    },
  });

/** Of one's own things. */
export const ownOpeningsQuery = infiniteQueryOptions({
  queryKey: ["openings", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => api.get("/api/openings", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const EVERY_FIVE_MINUTES = 300_000;

/** How many of one's own one has not seen. */
export const unseenOpeningsQuery = queryOptions({
  queryKey: ["openings", "unseen"],
  queryFn: async ({ signal }) => (await api.get("/api/openings", { query: { limit: 1 }, signal })).unseen,
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const sealedQuery = (account: string, type: SealedType) =>
  infiniteQueryOptions({
    queryKey: ["openings", "sealed", account, type],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/users/{id}/sealed", {
        path: { id: account },
        query: { type, limit: 10, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const breakGlass = (wish: { resource: string; reason: string; minutes: number }) =>
  api.post("/api/admin/openings", { body: wish });

export const closeOpening = (id: string) => api.delete("/api/admin/openings/{openingId}", { path: { openingId: id } });

export const markOpeningsSeen = () => api.post("/api/openings/seen");
