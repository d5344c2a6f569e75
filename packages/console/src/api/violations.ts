import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** What somebody was refused for doing too much of, of one type. */
export type Violation = Violations["violations"][number];

export type Violations = AnswerOf<"/api/admin/users/{id}/violations", "get">;

export const violationsQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "violations", id],
    queryFn: ({ signal }) => api.get("/api/admin/users/{id}/violations", { path: { id }, signal }),
    staleTime: 0,
  });

export const forgetViolations = (id: string) => api.delete("/api/admin/users/{id}/violations", { path: { id } });
