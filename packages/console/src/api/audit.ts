import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request, send } from "./request.ts";

/** One change of permissions in words: what it set, and what that replaced. */
export interface AuditLine {
  kind: string;
  words: string;
  about: string[];
  before: string | null;
  after: string | null;
}

/** One entry of the audit trail. */
export interface AuditEntry {
  number: number;
  segment: number;
  at: string;
  actor: string;
  origin: string | null;
  kind: string;
  /** What the actor did, in words that follow their name. */
  words: string;
  revision: number | null;
  about: string[];
  lines: AuditLine[];
  lineCount: number;
  facts: Record<string, unknown>;
  ip: string | null;
  reason: string | null;
  details: Record<string, string>;
  isErased: boolean;
}

/** What is called how, as far as one may know: `user:…` → a name. */
export type AuditNames = Readonly<Record<string, string>>;

interface AuditPage {
  entries: AuditEntry[];
  names: Record<string, string>;
  nextCursor: string | null;
  searchedTo: string | null;
}

export interface AuditFilters {
  q?: string;
  actor?: string;
  about?: string;
  kind?: string;
  from?: string;
  to?: string;
}

export interface AuditHead {
  organization: string;
  name: string;
  head: string | null;
  segment: number;
  entries: number;
  at: string | null;
  waiting: number;
}

export interface AuditVerdict {
  result: "whole" | "altered" | "short" | "nothing";
  problems: string[];
  segments: number;
  entries: number;
  erased: number;
  retired: number;
  head: string | null;
  isHeadFound: boolean | null;
}

export type AuditFormat = "jsonl" | "csv";

export const auditQuery = (filters: AuditFilters, order: "asc" | "desc" = "desc") =>
  infiniteQueryOptions({
    queryKey: ["audit", "entries", filters, order],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<AuditPage>("/api/audit/entries", { query: { ...filters, order, limit: 30, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const auditEntryQuery = (number: string) =>
  queryOptions({
    queryKey: ["audit", "entry", number],
    queryFn: ({ signal }) =>
      request<{ entry: AuditEntry; names: Record<string, string> }>(
        `/api/audit/entries/${encodeURIComponent(number)}`,
        { signal },
      ),
  });

export const auditKindsQuery = queryOptions({
  queryKey: ["audit", "kinds"],
  queryFn: async ({ signal }) =>
    (await request<{ kinds: { kind: string; words: string }[] }>("/api/audit/kinds", { signal })).kinds,
  staleTime: Number.POSITIVE_INFINITY,
});

export const auditHeadQuery = queryOptions({
  queryKey: ["audit", "head"],
  queryFn: ({ signal }) => request<AuditHead>("/api/audit/head", { signal }),
  staleTime: 0,
});

export const verifyTrail = (head: string) =>
  request<AuditVerdict>("/api/audit/verification", { query: { head: head.trim() } });

/** The whole file, as the browser keeps it. @throws {ProblemError} */
export const exportTrail = async (format: AuditFormat, filters: AuditFilters): Promise<Blob> =>
  (await send("/api/audit/export", { query: { ...filters, format } })).blob();

/** One warning or error of the server. */
export interface LogLine {
  id: number;
  at: string;
  level: "warning" | "error" | "fatal";
  message: string;
  facts: Record<string, string>;
}

export const logsQuery = (level: string) =>
  infiniteQueryOptions({
    queryKey: ["logs", level],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      request<{ lines: LogLine[]; next: number | null }>("/api/audit/logs", {
        query: { limit: 50, level, ...(pageParam > 0 && { before: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
