import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import type { AnswerOf } from "./schema.ts";

/** Permission type → permission → on or off. */
export type FeatureMatrix = RoleWithFeatures["permissions"];

export type RoleWithFeatures = AnswerOf<"/api/admin/roles/{name}", "get">["role"];

export const rolesQuery = queryOptions({
  queryKey: ["roles", "list"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/roles", { query: { limit: 200 }, signal })).roles,
});

export const roleQuery = (name: string) =>
  queryOptions({
    queryKey: ["roles", "one", name],
    queryFn: async ({ signal }) => {
      const { data, etag } = await versioned.get("/api/admin/roles/{name}", { path: { name }, signal });
      return { role: data.role, etag };
    },
  });

export const createRole = (body: { name: string; description: string }) => api.post("/api/admin/roles", { body });

export const updateRole = (name: string, body: { name?: string; description?: string }, ifMatch: string | null) =>
  api.patch("/api/admin/roles/{name}", { path: { name }, body, ifMatch });

export const deleteRole = (name: string, ifMatch: string | null) =>
  call.delete("/api/admin/roles/{name}", { path: { name }, ifMatch });

/** Switches features; what is not named stays. */
export const setFeatures = (name: string, permissions: FeatureMatrix, ifMatch: string | null) =>
  call.patch("/api/admin/roles/{name}/permissions", { path: { name }, body: { permissions }, ifMatch });

/** A service or a group that holds a role; people hold theirs by their accounts. */
export interface RoleHolder {
  type: "service" | "group";
  id: string;
  name: string;
}

const MEMBERS_PAGE = 50;

export const roleMembersQuery = (name: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["roles", "one", name, "members", search],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/roles/{name}/members", {
        path: { name },
        query: { limit: MEMBERS_PAGE, offset: pageParam, ...(isSearch(search) && { search: search.trim() }) },
        signal,
      }),
    getNextPageParam: ({ total }, pages) => (pages.length * MEMBERS_PAGE < total ? pages.length * MEMBERS_PAGE : null),
  });

export const giveRoleTo = (name: string, { type, id }: RoleHolder, expiresAt: string | null) =>
  call.post("/api/admin/roles/{name}/members", {
    path: { name },
    body: { ...(type === "service" ? { serviceId: id } : { groupId: id }), ...(expiresAt && { expiresAt }) },
  });

export const takeRoleFrom = (name: string, { type, id }: RoleHolder) =>
  type === "service"
    ? call.delete("/api/admin/roles/{name}/services/{id}", { path: { name, id } })
    : call.delete("/api/admin/roles/{name}/groups/{id}", { path: { name, id } });
