import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { AS_IT_IS, createGrant, type Grant, termsOf } from "./access.ts";
import { call, perform } from "./call.ts";
import { MY_ACCESS, type ReachedThing, type Thing, type Whose } from "./myAccess.ts";
import { request, send } from "./request.ts";

export const findings = ["wide", "unused", "ownerless", "expiring", "stale-giver"] as const;
export type Finding = (typeof findings)[number];

export interface ReportFilters {
  /** A principal. */
  of?: string | undefined;
  /** A thing, or a type. */
  on?: string | undefined;
  finding?: Finding | undefined;
  /** Of what is not used, or ends soon: how many days; absent: as many as the server takes. */
  days?: string | undefined;
}

/** A grant, with what is worth looking at of it. */
export interface ReportLine extends Thing, Omit<Grant, "id"> {
  grantId: number;
  findings: Finding[];
}

export interface FindingCount {
  finding: Finding;
  count: number;
  /** False: there are at least so many. */
  isExact: boolean;
}

const REPORT = ["report"] as const;
/** What is read again once grants went or came, or things changed hands. */
export const ACCESS_CHANGED = [REPORT, ["access"], ["rights"], MY_ACCESS] as const;

const PAGE = 25;
export const SHARED_PAGE = PAGE;
const BASE = "/api/access/report";

interface Lines {
  lines: ReportLine[];
  nextCursor: string | null;
}

/** The days that a finding is asked with. */
const daysOf = ({ finding, days }: ReportFilters) => ({
  ...(finding === "unused" && { unusedDays: days }),
  ...(finding === "expiring" && { expiringDays: days }),
});
const asked = ({ of, on, finding, days }: ReportFilters) => ({ of, on, finding, ...daysOf({ finding, days }) });

export const reportQuery = (filters: ReportFilters) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "lines", JSON.stringify(asked(filters))],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<Lines>(BASE, { query: { ...asked(filters), limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const reportSummaryQuery = (filters: ReportFilters) =>
  queryOptions({
    queryKey: [...REPORT, "summary", JSON.stringify(daysOf(filters))],
    queryFn: async ({ signal }) =>
      (await request<{ findings: FindingCount[] }>(`${BASE}/summary`, { query: daysOf(filters), signal })).findings,
    staleTime: 0,
  });

export const reachedByQuery = (who: string, type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: [...REPORT, "reached", who, type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ things: ReachedThing[]; nextCursor: string | null }>(`${BASE}/reached`, {
        query: { who, type, whose, limit: PAGE, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

/** The whole report as a table. @throws {ProblemError} */
export const fetchReportCsv = async (filters: ReportFilters): Promise<Blob> =>
  (await send(`${BASE}/csv`, { query: asked(filters) })).blob();

export interface TakenAway {
  taken: number[];
  refused: { grantId: number; reason: string; detail: string }[];
}

/** Most lines that are taken away at once. */
export const MOST_TAKEN = 100;

export const takeAway = (lines: readonly ReportLine[]) =>
  call<TakenAway>(`${BASE}/take-away`, { method: "POST", body: { grantIds: lines.map(({ grantId }) => grantId) } });

/** Gives the same again, each as whoever does it could give it anyhow. @throws {ProblemError} the first refusal, after all others were given */
export async function giveBack(lines: readonly ReportLine[]): Promise<void> {
  const failures: unknown[] = [];
  for (const { resource, type, principal, grantId, ...grant } of lines)
    await perform(
      createGrant(
        type,
        resource.slice(type.length + 1),
        { principal, ...termsOf({ ...grant, id: grantId, principal }) },
        AS_IT_IS,
      ),
    ).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

export type Reach = "anyone" | "everyone" | "role" | "group" | "people";
export interface SharedResource extends Thing {
  reach: Reach;
  grants: number;
  to: { principal: string; name: string | null }[];
  may: ("hand-over" | "narrow" | "delete")[];
}

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
      request<{ things: SharedResource[]; nextCursor: string | null }>("/api/access/shared", {
        query: {
          ...(search.trim().length >= 2 ? { search: search.trim() } : { sort, order }),
          ...{ type, limit: PAGE, cursor: pageParam },
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const placeOf = ({ resource, type }: Thing) =>
  `/api/access/resources/${type}/${encodeURIComponent(resource.slice(type.length + 1))}`;

export const handOver = (thing: Thing, owner: string) =>
  call<unknown>(`${placeOf(thing)}/owner`, { method: "PUT", body: { owner } });

export const deleteThing = (thing: Thing) => request<void>(placeOf(thing), { method: "DELETE" });
