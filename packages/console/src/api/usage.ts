import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, raw } from "./client.ts";
import type { AnswerOf, QueryOf } from "./schema.ts";

export type PeriodKind = NonNullable<QueryOf<"/api/admin/usage", "get">["by"]>;
export type UsageOrder = NonNullable<QueryOf<"/api/admin/usage/people", "get">["sort"]>;
/** Models, agents and groups are put in order by how many people were active, as well. */
export type RankingOrder = NonNullable<QueryOf<"/api/admin/usage/models", "get">["sort"]>;

export type UsageCounts = Omit<UsagePeriod, "from" | "isOver" | "active">;
export type UsagePeriod = AnswerOf<"/api/admin/usage", "get">["periods"][number];
export type PersonInPeriod = AnswerOf<"/api/admin/usage/people", "get">["people"][number];
/** A model or an agent; without a name, one that is gone or that one may not know. */
export type ThingInPeriod = AnswerOf<"/api/admin/usage/models", "get">["things"][number];
export type GroupInPeriod = AnswerOf<"/api/admin/usage/groups", "get">["groups"][number];
export type SharedMost = AnswerOf<"/api/admin/analytics/sharing", "get">["things"][number];
export type RefusedMost = AnswerOf<"/api/admin/analytics/refusals", "get">["refusals"][number];
export type PersonUsage = AnswerOf<"/api/admin/users/{id}/usage", "get">;

const periods: Readonly<Record<PeriodKind, number>> = { day: 30, week: 26, month: 12 };

export const usageQuery = (by: PeriodKind) =>
  queryOptions({
    queryKey: ["usage", "totals", by],
    queryFn: async ({ signal }) =>
      (await api.get("/api/admin/usage", { query: { by, periods: periods[by] }, signal })).periods,
    staleTime: 60_000,
  });

export const usagePeopleQuery = (by: PeriodKind, from: string | undefined, sort: UsageOrder) =>
  infiniteQueryOptions({
    queryKey: ["usage", "people", by, from ?? "", sort],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/usage/people", { query: { by, from, sort, limit: 25, cursor: pageParam }, signal }),
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

const rankingOrders = ["messages", "active", "conversations", "tokens", "cost"] as const satisfies RankingOrder[];

const rankingPage = ({ by, from, sort }: UsageFilters, cursor: string) => ({
  by,
  from,
  sort: rankingOrders.find((one) => one === sort),
  limit: 25,
  cursor,
});

export const usageThingsQuery = (of: "models" | "agents", filters: UsageFilters) =>
  infiniteQueryOptions({
    queryKey: ["usage", of, filters.by, filters.from ?? "", filters.sort],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const query = rankingPage(filters, pageParam);
      const { things, ...told } = await api.get(`/api/admin/usage/${of}`, { query, signal });
      return { ...told, rows: things };
    },
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const usageGroupsQuery = (filters: UsageFilters) =>
  infiniteQueryOptions({
    queryKey: ["usage", "groups", filters.by, filters.from ?? "", filters.sort],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const query = rankingPage(filters, pageParam);
      const { groups, ...told } = await api.get("/api/admin/usage/groups", { query, signal });
      return { ...told, rows: groups };
    },
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const usageKeysQuery = (filters: UsageFilters) =>
  infiniteQueryOptions({
    queryKey: ["usage", "keys", filters.by, filters.from ?? "", filters.sort],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const query = rankingPage(filters, pageParam);
      const { keys, ...told } = await api.get("/api/admin/usage/keys", { query, signal });
      return { ...told, rows: keys };
    },
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const sharedMostQuery = (type: string | undefined, sort: "people" | "grants") =>
  queryOptions({
    queryKey: ["usage", "sharing", type ?? "", sort],
    queryFn: ({ signal }) => api.get("/api/admin/analytics/sharing", { query: { type, sort }, signal }),
    ...FRESH,
  });

export const refusedMostQuery = (by: PeriodKind, from: string | undefined) =>
  queryOptions({
    queryKey: ["usage", "refusals", by, from ?? ""],
    queryFn: ({ signal }) =>
      api.get("/api/admin/analytics/refusals", { query: { by, from, periods: periods[by] }, signal }),
    ...FRESH,
  });

type Csv = QueryOf<"/api/admin/analytics/csv", "get">;
export type UsageTableName = Csv["table"];

const tableOrders = [...rankingOrders, "lastAt", "people", "grants"] as const satisfies Csv["sort"][];

/** A whole table. @throws {ProblemError} */
export const fetchUsageCsv = async (
  table: UsageTableName,
  { by, from, sort, type }: { by: PeriodKind; from?: string | undefined; sort?: string; type?: string | undefined },
): Promise<Blob> =>
  (
    await raw.get("/api/admin/analytics/csv", {
      query: { table, by, from, sort: tableOrders.find((one) => one === sort), type, periods: periods[by] },
    })
  ).blob();

export const personUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["usage", "person", id],
    queryFn: ({ signal }) => api.get("/api/admin/users/{id}/usage", { path: { id }, signal }),
    staleTime: 60_000,
    retry: false,
  });
