import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** What one check of the installation found. */
export interface Finding {
  check: string;
  /** The slug, where it is about one organization. */
  organization?: string;
  result: "ok" | "note" | "warning" | "problem";
  detail: string;
  advice?: string;
}

/** The whole installation looked over: it may take seconds, and is not done anew by itself. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => request<{ healthy: boolean; findings: Finding[] }>("/api/gatehouse/doctor"),
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});
