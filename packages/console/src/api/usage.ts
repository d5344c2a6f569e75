import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export type PeriodKind = "day" | "week" | "month";
export type UsageOrder = "messages" | "conversations" | "tokens" | "lastAt";

export interface UsageCounts {
  conversations: number;
  messages: number;
  tokensIn: number;
  tokensOut: number;
}
export interface UsagePeriod extends UsageCounts {
  /** Its first day. */
  from: string;
  isOver: boolean;
  active: number;
}
export interface PersonInPeriod extends UsageCounts {
  id: string;
  name: string | null;
  lastAt: string;
}
export interface PersonUsage {
  lastAt: string | null;
  days: (UsageCounts & { from: string })[];
  months: (UsageCounts & { from: string })[];
}

const periods: Readonly<Record<PeriodKind, number>> = { day: 30, week: 26, month: 12 };

export const usageQuery = (by: PeriodKind) =>
  queryOptions({
    queryKey: ["usage", "totals", by],
    queryFn: async ({ signal }) =>
      (await request<{ periods: UsagePeriod[] }>("/api/admin/usage", { query: { by, periods: periods[by] }, signal }))
        .periods,
    staleTime: 60_000,
  });

export const usagePeopleQuery = (by: PeriodKind, from: string | undefined, sort: UsageOrder) =>
  infiniteQueryOptions({
    queryKey: ["usage", "people", by, from ?? "", sort],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ from: string; people: PersonInPeriod[]; nextCursor: string | null }>("/api/admin/usage/people", {
        query: { by, from, sort, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
  });

export const personUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["usage", "person", id],
    queryFn: ({ signal }) => request<PersonUsage>(`/api/admin/users/${encodeURIComponent(id)}/usage`, { signal }),
    staleTime: 60_000,
    retry: false,
  });
