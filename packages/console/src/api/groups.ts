import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { request, requestVersioned } from "./request.ts";

export interface Group {
  _id: string;
  name: string;
  description?: string | null;
  memberIds?: string[];
  memberCount?: number;
  /** It stands for everybody in the organization. */
  organizationWide: boolean;
  /** `local`, or the provider whose sign-ins put people in and take them out. */
  source?: string;
  /** Also while it carries a staff role or a capability. */
  filledWithStaff?: boolean;
  /** Groups directly in it. */
  subgroupIds: string[];
}

export interface Member {
  userId: string;
  name: string;
  email?: string | null;
  expiresAt?: string | number | null;
  type?: string;
}

const placeOf = (id: string) => `/api/admin/groups/${encodeURIComponent(id)}`;
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
      request<{ groups: Group[]; total: number }>("/api/admin/groups", {
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
        const query = { memberIds: "none", limit: MOST_AT_ONCE, offset };
        const { groups, total } = await request<{ groups: Group[]; total: number }>("/api/admin/groups", {
          query,
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
      const { data, etag } = await requestVersioned<{ group: Group }>(placeOf(id), {
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
      (await request<{ groups: Group[] }>(`${placeOf(id)}/subgroups`, { query: { memberIds: "none" }, signal })).groups,
  });

/** A page of those directly in it, or of those whom a search finds among them. */
export const membersQuery = (id: string, search: string, page: number) =>
  queryOptions({
    queryKey: ["groups", id, "members", search, page],
    queryFn: ({ signal }) =>
      request<{ members: Member[]; total: number }>(`${placeOf(id)}/members`, {
        query: {
          ...(search.trim().length >= 2 && { search: search.trim() }),
          ...{ limit: MEMBERS_PAGE, offset: (page - 1) * MEMBERS_PAGE },
        },
        signal,
      }),
  });

export const createGroup = (body: { name: string; description: string }) =>
  request<{ group: Group }>("/api/admin/groups", { method: "POST", body });

export const updateGroup = (
  id: string,
  body: { name?: string; description?: string; organizationWide?: boolean; filledWithStaff?: boolean },
  ifMatch: string | null,
) => request<{ group: Group }>(placeOf(id), { method: "PATCH", body, ifMatch });

export const deleteGroup = (id: string, ifMatch: string | null) =>
  call<unknown>(placeOf(id), { method: "DELETE", ifMatch });

export const addMember = (
  id: string,
  body: ({ userId: string } | { groupId: string } | { serviceId: string }) & { expiresAt?: string },
  ifMatch: string | null,
) => call<unknown>(`${placeOf(id)}/members`, { method: "POST", body, ifMatch });

export const removeMember = (id: string, userId: string, ifMatch: string | null) =>
  call<unknown>(`${placeOf(id)}/members/${encodeURIComponent(userId)}`, { method: "DELETE", ifMatch });

export const removeSubgroup = (id: string, groupId: string, ifMatch: string | null) =>
  call<unknown>(`${placeOf(id)}/subgroups/${encodeURIComponent(groupId)}`, { method: "DELETE", ifMatch });
