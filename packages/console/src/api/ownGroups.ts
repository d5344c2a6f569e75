import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Member } from "./groups.ts";
import { request, requestVersioned } from "./request.ts";

export type SharersInto = "anyone" | "members" | "owners" | "nobody";

/** A group that one is in, owns or looks after. */
export interface OwnGroup {
  id: string;
  name: string;
  description: string;
  memberCount: number;
  endsAt: string | null;
  isMember: boolean;
  memberUntil: string | null;
  isOwner: boolean;
  /** Whoever owns it, if a person does; and who owns it beside, for whoever may share it. */
  owners: { userId: string; name: string; isOwner: boolean }[];
  /** Null for whoever may not share the group. */
  shareInto: SharersInto | null;
  /** One's own actions on it. */
  may: string[];
}

export interface OwnGroupWish {
  name: string;
  description: string;
  endsAt: string | null;
  shareInto: SharersInto;
}

const PAGE = 50;
const placeOf = (id: string) => `/api/groups/${encodeURIComponent(id)}`;

export const ownGroupsQuery = infiniteQueryOptions({
  queryKey: ["own-groups", "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ groups: OwnGroup[]; next: string | null; mayMake: boolean }>("/api/groups", {
      query: { limit: PAGE, ...(pageParam && { after: pageParam }) },
      signal,
    }),
  getNextPageParam: ({ next }) => next,
});

export const ownGroupQuery = (id: string) =>
  queryOptions({
    queryKey: ["own-groups", id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await requestVersioned<{ group: OwnGroup }>(placeOf(id), { signal });
      return { group: data.group, etag };
    },
  });

export const ownMembersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["own-groups", id, "members"],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      request<{ members: Member[]; total: number }>(`${placeOf(id)}/members`, {
        query: { limit: PAGE, offset: pageParam },
        signal,
      }),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : null),
  });

export const makeOwnGroup = (body: OwnGroupWish) =>
  request<{ group: OwnGroup }>("/api/groups", { method: "POST", body });
export const changeOwnGroup = (id: string, body: Partial<OwnGroupWish>, ifMatch: string | null) =>
  request<{ group: OwnGroup }>(placeOf(id), { method: "PATCH", body, ifMatch });
export const deleteOwnGroup = (id: string, ifMatch: string | null) =>
  request<unknown>(placeOf(id), { method: "DELETE", ifMatch });
export const leaveGroup = (id: string) => request<unknown>(`${placeOf(id)}/membership`, { method: "DELETE" });

export const putIn = (id: string, body: { userId: string; expiresAt?: string }) =>
  request<unknown>(`${placeOf(id)}/members`, { method: "POST", body });
export const takeOut = (id: string, userId: string) =>
  request<unknown>(`${placeOf(id)}/members/${encodeURIComponent(userId)}`, { method: "DELETE" });

export const addOwner = (id: string, userId: string) =>
  request<unknown>(`${placeOf(id)}/owners/${encodeURIComponent(userId)}`, { method: "PUT" });
export const removeOwner = (id: string, userId: string) =>
  request<unknown>(`${placeOf(id)}/owners/${encodeURIComponent(userId)}`, { method: "DELETE" });
export const handOver = (id: string, userId: string) =>
  request<unknown>(`${placeOf(id)}/owner`, { method: "PUT", body: { userId } });
