import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** How many requests and tokens somebody may take from models in a time. */
export type Limit = AnswerOf<"/api/admin/limits", "get">["limits"][number];

export type LimitWish = BodyOf<"/api/admin/limits", "post">;

export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: async ({ signal }) => (await api.get("/api/admin/limits", { signal })).limits,
  staleTime: 0,
});

export const LIMITS_CHANGED = [limitsQuery.queryKey];

export const makeLimit = (body: LimitWish) => api.post("/api/admin/limits", { body });

export const editLimit = (id: string, body: LimitWish) => api.put("/api/admin/limits/{id}", { path: { id }, body });

export const liftLimit = (id: string) => api.delete("/api/admin/limits/{id}", { path: { id } });
