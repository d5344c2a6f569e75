import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { Member } from "./groups.ts";
import { request, requestVersioned } from "./request.ts";

/** Permission type → permission → on or off. */
export type FeatureMatrix = Record<string, Record<string, boolean>>;

export interface Role {
  _id: string;
  name: string;
  description?: string | null;
  rank?: number;
  permissions?: FeatureMatrix;
}

const placeOf = (name: string) => `/api/admin/roles/${encodeURIComponent(name)}`;

export const rolesQuery = queryOptions({
  queryKey: ["roles", "list"],
  queryFn: async ({ signal }) =>
    (await request<{ roles: Role[] }>("/api/admin/roles", { query: { limit: 200 }, signal })).roles,
});

export const roleQuery = (name: string) =>
  queryOptions({
    queryKey: ["roles", "one", name],
    queryFn: async ({ signal }) => {
      const { data, etag } = await requestVersioned<{ role: Role }>(placeOf(name), { signal });
      return { role: data.role, etag };
    },
  });

export const createRole = (body: { name: string; description: string }) =>
  request<{ role: Role }>("/api/admin/roles", { method: "POST", body });

export const updateRole = (name: string, body: { name?: string; description?: string }, ifMatch: string | null) =>
  request<{ role: Role }>(placeOf(name), { method: "PATCH", body, ifMatch });

export const deleteRole = (name: string, ifMatch: string | null) =>
  call<unknown>(placeOf(name), { method: "DELETE", ifMatch });

/** Switches features; what is not named stays. */
export const setFeatures = (name: string, permissions: FeatureMatrix, ifMatch: string | null) =>
  call<{ role: Role }>(`${placeOf(name)}/permissions`, { method: "PATCH", body: { permissions }, ifMatch });

/** A service or a group that holds a role; people hold theirs by their accounts. */
export interface RoleHolder {
  type: "service" | "group";
  id: string;
  name: string;
}

const MEMBERS_PAGE = 50;

export const roleMembersQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["roles", "one", name, "members"],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      request<{ members: Member[]; total: number }>(`${placeOf(name)}/members`, {
        query: { limit: MEMBERS_PAGE, offset: pageParam },
        signal,
      }),
    getNextPageParam: ({ total }, pages) => (pages.length * MEMBERS_PAGE < total ? pages.length * MEMBERS_PAGE : null),
  });

export const giveRoleTo = (name: string, { type, id }: RoleHolder, expiresAt: string | null) =>
  call<unknown>(`${placeOf(name)}/members`, {
    method: "POST",
    body: { ...(type === "service" ? { serviceId: id } : { groupId: id }), ...(expiresAt && { expiresAt }) },
  });

export const takeRoleFrom = (name: string, { type, id }: RoleHolder) =>
  call<unknown>(`${placeOf(name)}/${type}s/${encodeURIComponent(id)}`, { method: "DELETE" });
