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

/** Whom one finds at all: everybody, whoever is in a group with one, or only whose whole address or username was typed. */
export type Finds = "all" | "mine" | "exact";

/** @param search at least two characters */
export const searchPrincipalsQuery = (search: string, types: readonly PrincipalKind[]) =>
  queryOptions({
    queryKey: ["principals", search, ...types],
    enabled: search.trim().length >= 2,
    queryFn: ({ signal }) =>
      request<{ results: FoundPrincipal[]; finds: Finds }>("/api/permissions/search-principals", {
        query: { q: search.trim(), limit: 12, types: types.join(",") },
        signal,
      }),
    staleTime: 15_000,
  });
