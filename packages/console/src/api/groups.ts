import { queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import type { AnswerOf } from "./schema.ts";

export type Group = AnswerOf<"/api/admin/groups", "get">["groups"][number];

export type Subgroup = AnswerOf<"/api/admin/groups/{id}/subgroups", "get">["groups"][number];
export type Member = AnswerOf<"/api/admin/groups/{id}/members", "get">["members"][number];
export const GROUPS_PAGE = 50;
export const MEMBERS_PAGE = 50;

export type GroupSort = "name" | "members";

export const groupsQuery = (
  search: string,
  page = 1,
  { sort, order }: { sort: GroupSort; order: "asc" | "desc" } = { sort: "name", order: "asc" },
) =>
  queryOptions({
    queryKey: ["groups", "list", search, page, sort, order],
    queryFn: ({ signal }) =>
      api.get("/api/admin/groups", {
        query: { search, memberIds: "none", sort, order, limit: GROUPS_PAGE, offset: (page - 1) * GROUPS_PAGE },
        signal,
      }),
  });

const MOST_AT_ONCE = 200;
const MOST_CALLS = 10;

/** The groups that a group lies in directly, of those that one may see; looked for among the first two thousand. */
export const groupsAroundQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id, "around"],
    queryFn: async ({ signal }) => {
      const around: Group[] = [];
      for (let call = 0; call < MOST_CALLS; call++) {
        const offset = call * MOST_AT_ONCE;
        const { groups, total } = await api.get("/api/admin/groups", {
          query: { memberIds: "none", limit: MOST_AT_ONCE, offset },
          signal,
        });
        around.push(...groups.filter(({ subgroupIds }) => subgroupIds.includes(id)));
        if (offset + groups.length >= total) break;
      }
      return around;
    },
  });

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await versioned.get("/api/admin/groups/{id}", {
        path: { id },
        query: { memberIds: "none" },
        signal,
      });
      return { group: data.group, etag };
    },
  });

export const subgroupsQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id, "subgroups"],
    queryFn: async ({ signal }) =>
      (await api.get("/api/admin/groups/{id}/subgroups", { path: { id }, query: { memberIds: "none" }, signal }))
        .groups,
  });

/** A page of those directly in it, or of those whom a search finds among them. */
export const membersQuery = (id: string, search: string, page: number) =>
  queryOptions({
    queryKey: ["groups", id, "members", search, page],
    queryFn: ({ signal }) =>
      api.get("/api/admin/groups/{id}/members", {
        path: { id },
        query: {
          ...(isSearch(search) && { search: search.trim() }),
          ...{ limit: MEMBERS_PAGE, offset: (page - 1) * MEMBERS_PAGE },
        },
        signal,
      }),
  });

export const createGroup = (body: { name: string; description: string }) => api.post("/api/admin/groups", { body });

export const updateGroup = (
  id: string,
  body: { name?: string; description?: string; organizationWide?: boolean; filledWithStaff?: boolean },
  ifMatch: string | null,
) => api.patch("/api/admin/groups/{id}", { path: { id }, body, ifMatch });

export const deleteGroup = (id: string, ifMatch: string | null) =>
  call.delete("/api/admin/groups/{id}", { path: { id }, ifMatch });

export const addMember = (
  id: string,
  body: ({ userId: string } | { groupId: string } | { serviceId: string }) & { expiresAt?: string },
  ifMatch: string | null,
) => call.post("/api/admin/groups/{id}/members", { path: { id }, body, ifMatch });

export const removeMember = (id: string, userId: string, ifMatch: string | null) =>
  call.delete("/api/admin/groups/{id}/members/{userId}", { path: { id, userId }, ifMatch });

export const removeSubgroup = (id: string, groupId: string, ifMatch: string | null) =>
  call.delete("/api/admin/groups/{id}/subgroups/{groupId}", { path: { id, groupId }, ifMatch });
