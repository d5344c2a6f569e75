import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** A key as it is told of: never the key itself. */
export type ApiKey = AnswerOf<"/api/api-keys", "get">["keys"][number];

export type KeyScope = ApiKey["scope"];

export type KeyWish = BodyOf<"/api/api-keys", "post">;

type KeyEdit = BodyOf<"/api/api-keys/{id}", "patch">;

/** For whom one makes keys: for oneself, and for programs. */
export type KeyMaker = { kind: "own" } | { kind: "service"; id: string };

/** Whose keys: also those of somebody whom one administers. */
export type KeyHolder = KeyMaker | { kind: "user"; id: string };

const KEYS = "keys";

/** What is read again once a key was made, changed or revoked. */
export const KEYS_CHANGED = [[KEYS, "list"]] as const;

export const keysQuery = (holder: KeyHolder) =>
  queryOptions({
    queryKey: [KEYS, "list", holder],
    queryFn: async ({ signal }) => (await listKeys(holder, signal)).keys,
    // When each was used last changes while one looks elsewhere.
    staleTime: 0,
  });

function listKeys(holder: KeyHolder, signal: AbortSignal) {
  if (holder.kind === "own") return api.get("/api/api-keys", { signal });
  const { kind, id } = holder;
  return kind === "user"
    ? api.get("/api/admin/users/{user}/keys", { path: { user: id }, signal })
    : api.get("/api/admin/services/{service}/keys", { path: { service: id }, signal });
}

/** @returns the key as well, shown this once. */
export const makeKey = (holder: KeyMaker, body: KeyWish) =>
  holder.kind === "own"
    ? api.post("/api/api-keys", { body })
    : api.post("/api/admin/services/{service}/keys", { path: { service: holder.id }, body });

export const editKey = (holder: KeyMaker, id: string, body: KeyEdit) =>
  holder.kind === "own"
    ? api.patch("/api/api-keys/{id}", { path: { id }, body })
    : api.patch("/api/admin/services/{service}/keys/{id}", { path: { service: holder.id, id }, body });

/** Another key in its place, shown this once. @param overlapMinutes how long the former one goes on working */
export const rotateKey = (holder: KeyMaker, id: string, overlapMinutes: number) =>
  holder.kind === "own"
    ? api.post("/api/api-keys/{id}/rotate", { path: { id }, body: { overlapMinutes } })
    : api.post("/api/admin/services/{service}/keys/{id}/rotate", {
        path: { service: holder.id, id },
        body: { overlapMinutes },
      });

export function revokeKey(holder: KeyHolder, id: string) {
  if (holder.kind === "own") return api.delete("/api/api-keys/{id}", { path: { id } });
  return holder.kind === "user"
    ? api.delete("/api/admin/users/{user}/keys/{id}", { path: { user: holder.id, id } })
    : api.delete("/api/admin/services/{service}/keys/{id}", { path: { service: holder.id, id } });
}

/** What a key can be narrowed to, by the id that its scope holds. */
export interface ScopeChoice {
  readonly id: string;
  readonly name: string | null;
}

const CHOICES = 50;

/** Agents that one may use, by a part of their name. */
export const agentChoicesQuery = (search: string) =>
  queryOptions({
    queryKey: [KEYS, "agents", search],
    queryFn: async ({ signal }): Promise<ScopeChoice[]> => {
      const { data } = await api.get("/api/agents", {
        query: { requiredPermission: 1, search, limit: CHOICES },
        signal,
      });
      return data.map(({ _id, name }) => ({ id: _id, name }));
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

const MOST_PAGES = 5;

/** The models that one may use, as resources have them: `GET /api/models` tells their names alone. */
export const modelChoicesQuery = queryOptions({
  queryKey: [KEYS, "models"],
  queryFn: async ({ signal }): Promise<ScopeChoice[]> => {
    const found: ScopeChoice[] = [];
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page++) {
      const { things, nextCursor } = await api.get("/api/access/mine", {
        query: { type: "model", whose: "others", limit: 100, cursor },
        signal,
      });
      for (const { resource, name, may } of things)
        if (may.includes("use")) found.push({ id: resource.slice("model:".length), name });
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    return found;
  },
  staleTime: 60_000,
  retry: false,
});
