import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, raw } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** One change of permissions in words: what it set, and what that replaced. */
export type AuditLine = AuditEntry["lines"][number];

/** One entry of the audit trail. */
export type AuditEntry = AnswerOf<"/api/audit/entries/{number}", "get">["entry"];

/** What is called how, as far as one may know: `user:…` → a name. */
export type AuditNames = Readonly<Record<string, string>>;

export interface AuditFilters {
  q?: string;
  actor?: string;
  about?: string;
  kind?: string;
  from?: string;
  to?: string;
}

export type AuditHead = AnswerOf<"/api/audit/head", "get">;

export type AuditVerdict = AnswerOf<"/api/audit/verification", "get">;

export type AuditFormat = "jsonl" | "csv";

export const auditQuery = (filters: AuditFilters, order: "asc" | "desc" = "desc") =>
  infiniteQueryOptions({
    queryKey: ["audit", "entries", filters, order],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/audit/entries", { query: { ...filters, order, limit: 30, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const auditEntryQuery = (number: string) =>
  queryOptions({
    queryKey: ["audit", "entry", number],
    queryFn: ({ signal }) => api.get("/api/audit/entries/{number}", { path: { number }, signal }),
  });

export const auditKindsQuery = queryOptions({
  queryKey: ["audit", "kinds"],
  queryFn: async ({ signal }) => (await api.get("/api/audit/kinds", { signal })).kinds,
  staleTime: Number.POSITIVE_INFINITY,
});

export const auditHeadQuery = queryOptions({
  queryKey: ["audit", "head"],
  queryFn: ({ signal }) => api.get("/api/audit/head", { signal }),
  staleTime: 0,
});

export const verifyTrail = (head: string) => api.get("/api/audit/verification", { query: { head: head.trim() } });

/** The whole file, as the browser keeps it. @throws {ProblemError} */
export const exportTrail = async (format: AuditFormat, filters: AuditFilters): Promise<Blob> =>
  (await raw.get("/api/audit/export", { query: { ...filters, format } })).blob();

/** One warning or error of the server. */
export type LogLine = AnswerOf<"/api/audit/logs", "get">["lines"][number];

export const logsQuery = (level: LogLine["level"] | "") =>
  infiniteQueryOptions({
    queryKey: ["logs", level],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/audit/logs", { query: { limit: 50, level, ...(pageParam > 0 && { before: pageParam }) }, signal }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
