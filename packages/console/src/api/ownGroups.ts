import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type SharersInto = NonNullable<OwnGroup["shareInto"]>;

/** A group that one is in, owns or looks after. */
export type OwnGroup = AnswerOf<"/api/groups", "get">["groups"][number];

export type OwnGroupWish = Required<Omit<BodyOf<"/api/groups", "post">, "memberIds">>;

const PAGE = 50;

export const ownGroupsQuery = infiniteQueryOptions({
  queryKey: ["own-groups", "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/groups", { query: { limit: PAGE, ...(pageParam && { after: pageParam }) }, signal }),
  getNextPageParam: ({ next }) => next,
});

export const ownGroupQuery = (id: string) =>
  queryOptions({
    queryKey: ["own-groups", id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await versioned.get("/api/groups/{id}", { path: { id }, signal });
      return { group: data.group, etag };
    },
  });

export const ownMembersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["own-groups", id, "members"],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/groups/{id}/members", { path: { id }, query: { limit: PAGE, offset: pageParam }, signal }),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : null),
  });

export const makeOwnGroup = (body: OwnGroupWish) => api.post("/api/groups", { body });
export const changeOwnGroup = (id: string, body: Partial<OwnGroupWish>, ifMatch: string | null) =>
  api.patch("/api/groups/{id}", { path: { id }, body, ifMatch });
export const deleteOwnGroup = (id: string, ifMatch: string | null) =>
  call.delete("/api/groups/{id}", { path: { id }, ifMatch });
export const leaveGroup = (id: string) => api.delete("/api/groups/{id}/membership", { path: { id } });

export const putIn = (id: string, body: { userId: string; expiresAt?: string }) =>
  api.post("/api/groups/{id}/members", { path: { id }, body });
export const takeOut = (id: string, userId: string) =>
  api.delete("/api/groups/{id}/members/{userId}", { path: { id, userId } });

export const addOwner = (id: string, userId: string) =>
  api.put("/api/groups/{id}/owners/{userId}", { path: { id, userId } });
export const removeOwner = (id: string, userId: string) =>
  api.delete("/api/groups/{id}/owners/{userId}", { path: { id, userId } });
export const handOver = (id: string, userId: string) =>
  api.put("/api/groups/{id}/owner", { path: { id }, body: { userId } });
