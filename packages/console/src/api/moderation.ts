import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export type Category =
  | "harassment"
  | "hate"
  | "violence"
  | "sexual"
  | "self-harm"
  | "private"
  | "illegal"
  | "spam"
  | "other";
export type ThingType = "message" | "conversation" | "agent" | "prompt" | "file" | "sharedLink" | "user";
export type CaseState = "open" | "taken" | "appealed" | "decided";
export type DecisionKind = "hide" | "delete" | "warn" | "ban" | "dismiss";

export interface NewReport {
  /** `message:<id>`, `agent:<id>` … with the id of its own calls. */
  resource: string;
  category: Category;
  text?: string;
  passcode?: string;
}

export interface OwnReport {
  id: string;
  type: ThingType;
  name: string;
  category: Category;
  text: string;
  createdAt: string;
  state: "waiting" | "acted" | "nothing-found" | "closed";
}

interface Person {
  id: string;
  name: string | null;
}

/** What a reporter saw. */
export interface Excerpt {
  text?: string;
  isCut?: boolean;
  writtenBy?: "person" | "model";
  at?: string;
  /** How many were sent with the message. */
  files?: number;
  description?: string;
  instructions?: string;
  fileType?: string;
  bytes?: number;
}

/** Reports of one thing. */
export interface Case {
  id: string;
  thing: string;
  type: ThingType;
  name: string;
  about: Person | null;
  state: CaseState;
  outcome: "acted" | "nothing" | "gone" | null;
  assignedTo: Person | null;
  reports: number;
  openedAt: string;
}

export interface Appeal {
  state: "open" | "upheld" | "granted";
  text: string;
  at: string;
  answer: string;
  answeredAt: string | null;
}

interface AnyDecision {
  id: string;
  kind: DecisionKind;
  type: ThingType;
  name: string;
  reason: string;
  decidedAt: string;
  endsAt: string | null;
  deletedAt: string | null;
  state: "in-force" | "over" | "undone" | "done";
  appeal: Appeal | null;
}

/** As moderators see it. */
export interface Decision extends AnyDecision {
  caseId: string;
  about: Person | null;
  decidedBy: string | null;
  undone: { by: string | null; at: string; reason: string } | null;
  mayUndo: boolean;
  mayAnswer: boolean;
  whyNot: string | null;
  onlyOne: boolean;
}

/** As whom it concerns sees it. */
export interface OwnDecision extends AnyDecision {
  isSeen: boolean;
  mayAppeal: boolean;
  appealUntil: string | null;
}

export interface CaseDetail extends Case {
  isThere: boolean;
  isHidden: boolean;
  reportList: { id: string; reporter: Person; category: Category; text: string; excerpt: Excerpt; createdAt: string }[];
  decisions: Decision[];
  mayTake: boolean;
  mayDecide: boolean;
  whyNot: string | null;
  mayBan: "no" | "short" | "any";
  mayActOnThing: boolean;
  earlier: { cases: number; warnings: number; bans: number };
}

export interface NewDecision {
  reason: string;
  thing?: "hide" | "delete";
  person?: "warn" | "ban";
  until?: string | null;
}

const ADMIN = "/api/admin/moderation";
/** What is read again once something was taken, decided or answered. */
export const MODERATION_CHANGED = [["moderation"], ["accounts"]] as const;

export const report = (wish: NewReport) => request<OwnReport>("/api/reports", { method: "POST", body: wish });

export const ownReportsQuery = infiniteQueryOptions({
  queryKey: ["reports", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ reports: OwnReport[]; nextCursor: string | null }>("/api/reports", {
      query: { limit: 25, cursor: pageParam },
      signal,
    }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

interface OwnDecisionPage {
  decisions: OwnDecision[];
  unseen: number;
  nextCursor: string | null;
}

export const ownDecisionsQuery = infiniteQueryOptions({
  queryKey: ["decisions", "own"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<OwnDecisionPage>("/api/decisions", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const EVERY_FIVE_MINUTES = 300_000;

/** The newest, and how many one has not read. */
export const newestDecisionsQuery = queryOptions({
  queryKey: ["decisions", "newest"],
  queryFn: ({ signal }) => request<OwnDecisionPage>("/api/decisions", { query: { limit: 10 }, signal }),
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const markDecisionSeen = (id: string) => request<void>(`/api/decisions/${id}/seen`, { method: "POST" });

export const appeal = (id: string, text: string) =>
  request<OwnDecision>(`/api/decisions/${id}/appeal`, { method: "POST", body: { text } });

export interface BanNotice {
  isBanned: boolean;
  decision: OwnDecision | null;
}

/** Why whoever holds the ticket of a sign-in is banned. */
export const banNoticeQuery = (ticket: string) =>
  queryOptions({
    queryKey: ["ban", ticket],
    queryFn: ({ signal }) =>
      request<BanNotice>("/api/auth/ban", { method: "POST", body: { ticket }, auth: "none", signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const appealBan = (ticket: string, text: string) =>
  request<BanNotice>("/api/auth/ban/appeal", { method: "POST", body: { ticket, text }, auth: "none" });

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
      request<{ cases: Case[]; nextCursor: string | null }>(`${ADMIN}/cases`, {
        query: { state, type, about, order, ...(isMine && { mine: "true" }), limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["moderation", "case", id],
    queryFn: ({ signal }) => request<CaseDetail>(`${ADMIN}/cases/${encodeURIComponent(id)}`, { signal }),
    staleTime: 0,
  });

export const moderationSummaryQuery = queryOptions({
  queryKey: ["moderation", "summary"],
  queryFn: ({ signal }) =>
    request<{
      open: number;
      taken: number;
      appealed: number;
      mine: number;
      shortBanDays: number;
      graceDays: number;
    }>(`${ADMIN}/summary`, { signal }),
  refetchInterval: 60_000,
});

export const historyQuery = (account: string) =>
  infiniteQueryOptions({
    queryKey: ["moderation", "history", account],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ decisions: Decision[]; nextCursor: string | null }>(
        `${ADMIN}/people/${encodeURIComponent(account)}/decisions`,
        { query: { limit: 10, cursor: pageParam }, signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const takeCase = (id: string) => request<CaseDetail>(`${ADMIN}/cases/${id}/assignment`, { method: "POST" });
export const giveCaseBack = (id: string) =>
  request<CaseDetail>(`${ADMIN}/cases/${id}/assignment`, { method: "DELETE" });
export const decideCase = (id: string, body: NewDecision) =>
  request<CaseDetail>(`${ADMIN}/cases/${id}/decision`, { method: "POST", body });
export const undoDecision = (id: string, reason: string) =>
  request<Decision>(`${ADMIN}/decisions/${id}/undo`, { method: "POST", body: { reason } });
export const answerAppeal = (id: string, body: { granted: boolean; answer: string }) =>
  request<Decision>(`${ADMIN}/decisions/${id}/answer`, { method: "POST", body });
