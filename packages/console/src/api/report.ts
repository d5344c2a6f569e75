import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { AS_IT_IS, createGrant, termsOf } from "./access.ts";
import { perform } from "./call.ts";
import { api, call, raw } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import { MY_ACCESS, type Thing, type Whose } from "./myAccess.ts";
import type { AnswerOf } from "./schema.ts";

export const findings = ["wide", "unused", "ownerless", "expiring", "stale-giver"] as const;
export type Finding = (typeof findings)[number];

export interface ReportFilters {
  /** A principal. */
  of?: string | undefined;
  /** `true`: with `of`, also what reaches them through groups and roles, and what is everybody's. */
  through?: string | undefined;
  /** A thing, or a type. */
  on?: string | undefined;
  finding?: Finding | undefined;
  /** Of what is not used, or ends soon: how many days; absent: as many as the server takes. */
  days?: string | undefined;
}

/** A grant, with what is worth looking at of it. */
export type ReportLine = AnswerOf<"/api/access/report", "get">["lines"][number];

export type FindingCount = AnswerOf<"/api/access/report/summary", "get">["findings"][number];

const REPORT = ["report"] as const;
/** What is read again once grants went or came, or things changed hands. */
export const ACCESS_CHANGED = [REPORT, ["access"], ["rights"], MY_ACCESS] as const;

const PAGE = 25;
export const SHARED_PAGE = PAGE;

/** The days that a finding is asked with. */
const daysOf = ({ finding, days }: ReportFilters) => ({
  ...(finding === "unused" && { unusedDays: days }),
  ...(finding === "expiring" && { expiringDays: days }),
});
const asked = ({ of, through, on, finding, days }: ReportFilters) => ({
  of,
  ...(of !== undefined && through === "true" && { through: true }),
  on,
  finding,
  ...daysOf({ finding, days }),
});

export type ReportSort = "given" | "thing" | "who" | "ends";

/** Empty: the server's own. */
export interface ReportOrder {
  sort?: ReportSort;
  order?: "asc" | "desc";
}

export const reportQuery = (filters: ReportFilters, { sort, order }: ReportOrder) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "lines", JSON.stringify(asked(filters)), sort ?? "", order ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/report", {
        query: { ...asked(filters), sort, order, limit: PAGE, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const reportSummaryQuery = (filters: ReportFilters) =>
  queryOptions({
    queryKey: [...REPORT, "summary", JSON.stringify(daysOf(filters))],
    queryFn: async ({ signal }) =>
      (await api.get("/api/access/report/summary", { query: daysOf(filters), signal })).findings,
    staleTime: 0,
  });

export const reachedByQuery = (who: string, type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "reached", who, type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/report/reached", { query: { who, type, whose, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

/** The whole report as a table. @throws {ProblemError} */
export const fetchReportCsv = async (filters: ReportFilters): Promise<Blob> =>
  (await raw.get("/api/access/report/csv", { query: asked(filters) })).blob();

export type TakenAway = AnswerOf<"/api/access/report/take-away", "post">;

/** Most lines that are taken away at once. */
export const MOST_TAKEN = 100;

export const takeAway = (lines: readonly ReportLine[]) =>
  call.post("/api/access/report/take-away", { body: { grantIds: lines.map(({ grantId }) => grantId) } });

/** Gives the same again, each as whoever does it could give it anyhow. @throws {ProblemError} the first refusal, after all others were given */
export async function giveBack(lines: readonly ReportLine[]): Promise<void> {
  const failures: unknown[] = [];
  for (const line of lines) {
    const { type, id } = placeOf(line);
    await perform(createGrant(type, id, { principal: line.principal, ...termsOf(line) }, AS_IT_IS)).catch(
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
}

export type Reach = SharedResource["reach"];
export type SharedResource = AnswerOf<"/api/access/shared", "get">["things"][number];

export type SharedSort = "thing" | "given";

export const sharedResourcesQuery = (
  type: string | undefined,
  search: string,
  { sort, order }: { sort: SharedSort; order: "asc" | "desc" },
) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "shared", type ?? "", search, sort, order],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/shared", {
        query: {
          ...(isSearch(search) ? { search: search.trim() } : { sort, order }),
          ...{ type, limit: PAGE, cursor: pageParam },
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export interface ResourceFilters {
  search?: string | undefined;
  type?: string | undefined;
  owner?: string | undefined;
  /** `true`, `false`; absent: whichever. */
  shared?: string | undefined;
}

/** All things that there are, also those that nobody shared. */
export const resourcesQuery = ({ search = "", type, owner, shared }: ResourceFilters) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "resources", search, type ?? "", owner ?? "", shared ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/access/resources", {
        query: {
          ...(isSearch(search) && { search: search.trim() }),
          ...(shared && { shared: shared === "true" }),
          ...{ type, owner, limit: PAGE, cursor: pageParam },
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const placeOf = ({ resource, type }: Thing) => ({ type, id: resource.slice(type.length + 1) });

export const handOver = (thing: Thing, owner: string) =>
  call.put("/api/access/resources/{type}/{id}/owner", { path: placeOf(thing), body: { owner } });

export const deleteThing = (thing: Thing) => call.delete("/api/access/resources/{type}/{id}", { path: placeOf(thing) });
