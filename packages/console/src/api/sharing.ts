import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import type { AnswerOf } from "./schema.ts";

export type PrincipalKind = "user" | "group" | "role" | "service";

export type AccessRole = AnswerOf<"/api/permissions/{resourceType}/roles", "get">[number];

export type FoundPrincipal = AnswerOf<"/api/permissions/search-principals", "get">["results"][number];

export const accessRolesQuery = (type: string) =>
  queryOptions({
    queryKey: ["access-roles", type],
    queryFn: ({ signal }) => api.get("/api/permissions/{resourceType}/roles", { path: { resourceType: type }, signal }),
    staleTime: 10 * 60_000,
  });

/** Whom one finds at all: everybody, whoever is in a group with one, or only whose whole address or username was typed. */
export type Finds = AnswerOf<"/api/permissions/search-principals", "get">["finds"];

/** @param search at least two characters */
export const searchPrincipalsQuery = (search: string, types: readonly PrincipalKind[]) =>
  queryOptions({
    queryKey: ["principals", search, ...types],
    enabled: isSearch(search),
    queryFn: ({ signal }) =>
      api.get("/api/permissions/search-principals", {
        query: { q: search.trim(), limit: 12, types: types.join(",") },
        signal,
      }),
    staleTime: 15_000,
  });
