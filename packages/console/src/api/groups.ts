import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export interface Group {
  _id: string;
  name: string;
  description?: string | null;
  memberIds?: string[];
  memberCount?: number;
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

export const groupsQuery = (search: string, page = 1) =>
  queryOptions({
    queryKey: ["groups", "list", search, page],
    queryFn: ({ signal }) =>
      request<{ groups: Group[]; total: number }>("/api/admin/groups", {
        query: { search, limit: GROUPS_PAGE, offset: (page - 1) * GROUPS_PAGE },
        signal,
      }),
  });

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id],
    queryFn: async ({ signal }) => (await request<{ group: Group }>(placeOf(id), { signal })).group,
  });

export const subgroupsQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id, "subgroups"],
    queryFn: async ({ signal }) => (await request<{ groups: Group[] }>(`${placeOf(id)}/subgroups`, { signal })).groups,
  });

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", id, "members"],
    queryFn: ({ signal }) =>
      request<{ members: Member[]; total: number }>(`${placeOf(id)}/members`, { query: { limit: 200 }, signal }),
  });

export const createGroup = (body: { name: string; description: string }) =>
  request<{ group: Group }>("/api/admin/groups", { method: "POST", body });

export const updateGroup = (id: string, body: { name: string; description: string }) =>
  request<{ group: Group }>(placeOf(id), { method: "PATCH", body });

export const deleteGroup = (id: string) => request<unknown>(placeOf(id), { method: "DELETE" });

export const addMember = (
  id: string,
  body: ({ userId: string } | { groupId: string } | { serviceId: string }) & { expiresAt?: string },
) => request<unknown>(`${placeOf(id)}/members`, { method: "POST", body });

export const removeMember = (id: string, userId: string) =>
  request<unknown>(`${placeOf(id)}/members/${encodeURIComponent(userId)}`, { method: "DELETE" });

export const removeSubgroup = (id: string, groupId: string) =>
  request<unknown>(`${placeOf(id)}/subgroups/${encodeURIComponent(groupId)}`, { method: "DELETE" });
