import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export type PrincipalKind = "user" | "group" | "role" | "service";

/** A line of the share dialog: the plain grant (no end, condition or deny) of one principal. */
export interface SharedPrincipal {
  type: PrincipalKind | "public";
  id: string;
  name: string;
  email?: string | null;
  accessRoleId: string;
}

export interface Permissions {
  principals: SharedPrincipal[];
  public: boolean;
  publicAccessRoleId?: string | null;
}

export interface AccessRole {
  accessRoleId: string;
  name: string;
  description?: string;
  permBits: number;
}

export interface FoundPrincipal {
  id: string;
  type: PrincipalKind;
  name: string;
  email?: string | null;
  memberCount?: number;
}

export const permissionsQuery = (type: string, id: string) =>
  queryOptions({
    queryKey: ["access", type, id, "permissions"],
    queryFn: ({ signal }) => request<Permissions>(`/api/permissions/${type}/${encodeURIComponent(id)}`, { signal }),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

export const accessRolesQuery = (type: string) =>
  queryOptions({
    queryKey: ["access-roles", type],
    queryFn: ({ signal }) => request<AccessRole[]>(`/api/permissions/${type}/roles`, { signal }),
    staleTime: 10 * 60_000,
  });

/** @param search at least two characters */
export const searchPrincipalsQuery = (search: string, types: readonly PrincipalKind[]) =>
  queryOptions({
    queryKey: ["principals", search, ...types],
    enabled: search.trim().length >= 2,
    queryFn: async ({ signal }) =>
      (
        await request<{ results: FoundPrincipal[] }>("/api/permissions/search-principals", {
          query: { q: search.trim(), limit: 12, types: types.join(",") },
          signal,
        })
      ).results,
    staleTime: 15_000,
  });

export const savePermissions = (
  type: string,
  id: string,
  body: {
    updated: { type: PrincipalKind; id: string; accessRoleId: string }[];
    removed: { type: PrincipalKind; id: string; accessRoleId: string }[];
    public?: boolean;
    publicAccessRoleId?: string;
  },
) => request<unknown>(`/api/permissions/${type}/${encodeURIComponent(id)}`, { method: "PUT", body });
