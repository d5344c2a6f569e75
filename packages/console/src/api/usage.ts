import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request, send } from "./request.ts";

export type PeriodKind = "day" | "week" | "month";
export type UsageOrder = "messages" | "conversations" | "tokens" | "cost" | "lastAt";
/** Models, agents and groups are put in order by how many people were active, as well. */
export type RankingOrder = "messages" | "active" | "conversations" | "tokens" | "cost";

export interface UsageCounts {
  conversations: number;
  messages: number;
  tokensIn: number;
  tokensOut: number;
  /** How often a model was asked; and of these, how often it was not told how many tokens that took. */
  answers: number;
  untold: number;
  /** In thousandths of a credit: at prices that are known, and at the default price where none is. */
  cost: number;
  costAssumed: number;
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
/** A model or an agent; without a name, one that is gone or that one may not know. */
export interface ThingInPeriod extends UsageCounts {
  id: string | null;
  name: string | null;
  /** For whoever reads access. */
  resource: string | null;
  isGone: boolean;
  active: number;
}
export interface GroupInPeriod extends UsageCounts {
  id: string;
  name: string | null;
  members: number;
  active: number;
}
interface Ranking {
  from: string;
  total: UsageCounts & { things: number };
  nextCursor: string | null;
}
export interface SharedMost {
  resource: string;
  type: string;
  id: string | null;
  name: string | null;
  people: number;
  grants: number;
}
export interface RefusedMost {
  asked: string;
  type: string;
  rule: string;
  times: number;
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

/** What of the page's address says which numbers are shown. */
export interface UsageFilters {
  by: PeriodKind;
  from: string | undefined;
  sort: string;
}

const FRESH = { staleTime: 60_000 };

const rankingQuery = <Row>(of: "models" | "agents" | "groups", { by, from, sort }: UsageFilters) =>
  infiniteQueryOptions({
    queryKey: ["usage", of, by, from ?? "", sort],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const { things, groups, ...told } = await request<Ranking & { things?: Row[]; groups?: Row[] }>(
        `/api/admin/usage/${of}`,
        { query: { by, from, sort, limit: 25, cursor: pageParam }, signal },
      );
      return { ...told, rows: things ?? groups ?? [] };
    },
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const usageThingsQuery = (of: "models" | "agents", filters: UsageFilters) =>
  rankingQuery<ThingInPeriod>(of, filters);
export const usageGroupsQuery = (filters: UsageFilters) => rankingQuery<GroupInPeriod>("groups", filters);

export const sharedMostQuery = (type: string | undefined, sort: "people" | "grants") =>
  queryOptions({
    queryKey: ["usage", "sharing", type ?? "", sort],
    queryFn: ({ signal }) =>
      request<{ at: string; total: number; types: string[]; things: SharedMost[] }>("/api/admin/analytics/sharing", {
        query: { type, sort },
        signal,
      }),
    ...FRESH,
  });

export const refusedMostQuery = (by: PeriodKind, from: string | undefined) =>
  queryOptions({
    queryKey: ["usage", "refusals", by, from ?? ""],
    queryFn: ({ signal }) =>
      request<{
        from: string;
        total: number;
        different: number;
        refusals: RefusedMost[];
        periods: { from: string; times: number }[];
      }>("/api/admin/analytics/refusals", { query: { by, from, periods: periods[by] }, signal }),
    ...FRESH,
  });

export type UsageTableName = "time" | "models" | "agents" | "groups" | "people" | "sharing" | "refusals";

/** A whole table. @throws {ProblemError} */
export const fetchUsageCsv = async (
  table: UsageTableName,
  { by, from, sort, type }: { by: PeriodKind; from?: string | undefined; sort?: string; type?: string | undefined },
): Promise<Blob> =>
  (await send("/api/admin/analytics/csv", { query: { table, by, from, sort, type, periods: periods[by] } })).blob();

export const personUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["usage", "person", id],
    queryFn: ({ signal }) => request<PersonUsage>(`/api/admin/users/${encodeURIComponent(id)}/usage`, { signal }),
    staleTime: 60_000,
    retry: false,
  });
