import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export type PrincipalKind = "user" | "group" | "role" | "service";

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
