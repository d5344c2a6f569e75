import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** What one check of the installation found. */
export type Finding = AnswerOf<"/api/gatehouse/doctor", "get">["findings"][number];

/** The whole installation looked over: it may take seconds, and is not done anew by itself. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => api.get("/api/gatehouse/doctor"),
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});
