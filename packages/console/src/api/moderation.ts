import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type Category = NewReport["category"];
export type ThingType = Case["type"];
export type CaseState = Case["state"];
export type DecisionKind = Decision["kind"];

/** `resource`: `message:<id>`, `agent:<id>` … with the id of its own calls. */
export type NewReport = BodyOf<"/api/reports", "post">;

export type OwnReport = AnswerOf<"/api/reports", "post">;

/** What a reporter saw. */
export type Excerpt = CaseDetail["reportList"][number]["excerpt"];

/** Reports of one thing. */
export type Case = AnswerOf<"/api/admin/moderation/cases", "get">["cases"][number];

export type Appeal = NonNullable<OwnDecision["appeal"]>;

/** As moderators see it. */
export type Decision = AnswerOf<"/api/admin/moderation/people/{id}/decisions", "get">["decisions"][number];

/** As whom it concerns sees it. */
export type OwnDecision = AnswerOf<"/api/decisions/{decisionId}/appeal", "post">;

/** How much waits. */
export type ModerationSummary = AnswerOf<"/api/admin/moderation/summary", "get">;

export type CaseDetail = AnswerOf<"/api/admin/moderation/cases/{caseId}", "get">;

export type NewDecision = BodyOf<"/api/admin/moderation/cases/{caseId}/decision", "post">;
/** What is read again once something was taken, decided or answered. */
export const MODERATION_CHANGED = [["moderation"], ["accounts"]] as const;

export const report = (wish: NewReport) => api.post("/api/reports", { body: wish });

export const ownReportsQuery = infiniteQueryOptions({
  queryKey: ["reports", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => api.get("/api/reports", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

export const ownDecisionsQuery = infiniteQueryOptions({
  queryKey: ["decisions", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => api.get("/api/decisions", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const EVERY_FIVE_MINUTES = 300_000;

/** The newest, and how many one has not read. */
export const newestDecisionsQuery = queryOptions({
  queryKey: ["decisions", "newest"],
  queryFn: ({ signal }) => api.get("/api/decisions", { query: { limit: 10 }, signal }),
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const markDecisionSeen = (id: string) =>
  api.post("/api/decisions/{decisionId}/seen", { path: { decisionId: id } });

export const appeal = (id: string, text: string) =>
  api.post("/api/decisions/{decisionId}/appeal", { path: { decisionId: id }, body: { text } });

export type BanNotice = AnswerOf<"/api/auth/ban", "post">;

/** Why whoever holds the ticket of a sign-in is banned. */
export const banNoticeQuery = (ticket: string) =>
  queryOptions({
    queryKey: ["ban", ticket],
    queryFn: ({ signal }) => api.post("/api/auth/ban", { body: { ticket }, auth: "none", signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const appealBan = (ticket: string, text: string) =>
  api.post("/api/auth/ban/appeal", { body: { ticket, text }, auth: "none" });

// ── Moderators ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface CaseFilter {
  state: CaseState;
  type: ThingType | undefined;
  isMine: boolean;
  about: string | undefined;
  /** Absent: whatever waits longest first, of what is decided the newest. */
  order?: "asc" | "desc" | undefined;
}

export const casesQuery = ({ state, type, isMine, about, order }: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ["moderation", "cases", state, type ?? "", isMine, about ?? "", order ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/moderation/cases", {
        query: { state, type, about, order, ...(isMine && { mine: "true" }), limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["moderation", "case", id],
    queryFn: ({ signal }) => api.get("/api/admin/moderation/cases/{caseId}", { path: { caseId: id }, signal }),
    staleTime: 0,
  });

export const moderationSummaryQuery = queryOptions({
  queryKey: ["moderation", "summary"],
  queryFn: ({ signal }) => api.get("/api/admin/moderation/summary", { signal }),
  refetchInterval: 60_000,
});

export const historyQuery = (account: string) =>
  infiniteQueryOptions({
    queryKey: ["moderation", "history", account],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/moderation/people/{id}/decisions", {
        path: { id: account },
        query: { limit: 10, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const takeCase = (id: string) =>
  api.post("/api/admin/moderation/cases/{caseId}/assignment", { path: { caseId: id } });
export const giveCaseBack = (id: string) =>
  api.delete("/api/admin/moderation/cases/{caseId}/assignment", { path: { caseId: id } });
export const decideCase = (id: string, body: NewDecision) =>
  api.post("/api/admin/moderation/cases/{caseId}/decision", { path: { caseId: id }, body });
export const undoDecision = (id: string, reason: string) =>
  api.post("/api/admin/moderation/decisions/{decisionId}/undo", { path: { decisionId: id }, body: { reason } });
export const answerAppeal = (id: string, body: { granted: boolean; answer: string }) =>
  api.post("/api/admin/moderation/decisions/{decisionId}/answer", { path: { decisionId: id }, body });
