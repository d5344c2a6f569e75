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

/** Somebody who is refused because of a limit. */
export type Limited = AnswerOf<"/api/admin/limits/live", "get">["limited"][number];

const EVERY_FEW_SECONDS = 4_000;

/** Who is being limited; read again by itself, for as long as somebody looks at the page. */
export const limitedQuery = queryOptions({
  queryKey: ["limits", "live"],
  queryFn: ({ signal }) => api.get("/api/admin/limits/live", { signal }),
  staleTime: 0,
  refetchInterval: EVERY_FEW_SECONDS,
});

export const LIMITS_CHANGED = [limitsQuery.queryKey];

export const makeLimit = (body: LimitWish) => api.post("/api/admin/limits", { body });

export const editLimit = (id: string, body: LimitWish) => api.put("/api/admin/limits/{id}", { path: { id }, body });

export const liftLimit = (id: string) => api.delete("/api/admin/limits/{id}", { path: { id } });
