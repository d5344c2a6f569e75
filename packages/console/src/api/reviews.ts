import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { Finding } from "./report.ts";
import { request, send } from "./request.ts";

export type ReviewState = "gathering" | "open" | "closing" | "closed" | "cancelled";
export type Outcome = "kept" | "revoked" | "refused" | "gone" | "changed" | "left";
export type Decision = "keep" | "revoke";
export interface Repeat {
  every: number;
  unit: "day" | "month";
}
export interface ReviewScope {
  of?: string;
  on?: string;
  finding?: Finding;
}

/** A review of who was given what. */
export interface Review {
  id: string;
  seriesId: string;
  name: string;
  scope: ReviewScope;
  ofName: string | null;
  onName: string | null;
  decidedBy: "people" | "owners";
  reviewers: { principal: string; name: string | null }[];
  madeBy: string;
  madeByName: string | null;
  isMine: boolean;
  state: ReviewState;
  openedAt: string;
  dueAt: string;
  closesWhenDue: boolean;
  undecided: "leave" | "revoke";
  remindDays: number[];
  repeat: Repeat | null;
  nextAt: string | null;
  lines: number;
  isCut: boolean;
  decisions: { keep: number; revoke: number; none: number };
  outcomes: Partial<Record<Outcome, number>>;
  closedAt: string | null;
  closedBy: string | null;
  closedByName: string | null;
  resultHash: string | null;
}

export interface ReviewLine {
  number: number;
  version: number;
  grantId: number;
  resource: string;
  type: string;
  id: string | null;
  name: string | null;
  owner: string;
  ownerName: string | null;
  principal: string;
  principalName: string | null;
  role: string | null;
  allow: string[];
  deny: string[];
  expiresAt: string | null;
  condition: string | null;
  givenBy: string | null;
  givenByName: string | null;
  givenAt: string | null;
  reason: string | null;
  lastUsed: string | null;
  findings: Finding[];
  /** Whether the grant is still as it stands here. */
  now: "same" | "changed" | "gone";
  reviewer: { principal: string; name: string | null } | null;
  decision: Decision | null;
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: string | null;
  note: string;
  mayDecide: boolean;
  isOwnAccess: boolean;
  outcome: Outcome | null;
  outcomeBy: string | null;
  outcomeByName: string | null;
  outcomeWhy: string | null;
}

export interface OwnReview {
  id: string;
  name: string;
  madeByName: string | null;
  dueAt: string;
  undecided: "leave" | "revoke";
  waiting: number;
}

export interface NewReview {
  name: string;
  scope: ReviewScope;
  reviewers: "owners" | string[];
  dueAt: string;
  closesWhenDue: boolean;
  undecided: "leave" | "revoke";
  remindDays: number[];
  repeat: Repeat | null;
}

export interface Decided {
  decided: { number: number; version: number }[];
  refused: { number: number; reason: "not-found" | "own-access" | "decided-meanwhile"; detail: string }[];
}

const BASE = "/api/admin/reviews";
const OWN = "/api/reviews";
const REVIEWS = ["reviews"] as const;
/** What is read again once something was decided. */
export const REVIEWS_CHANGED = [REVIEWS] as const;
/** The same once it was carried out. */
export const REVIEW_CLOSED = [REVIEWS, ["report"], ["access"], ["rights"]] as const;
/** Most lines that are decided at once. */
export const MOST_DECIDED = 100;

export const reviewsQuery = infiniteQueryOptions({
  queryKey: [...REVIEWS, "all"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ reviews: Review[]; nextCursor: string | null }>(BASE, {
      query: { limit: 25, cursor: pageParam },
      signal,
    }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const SOON_MS = 2_000;

/** Read again while the server works on it. */
export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...REVIEWS, "one", id],
    queryFn: ({ signal }) => request<Review>(`${BASE}/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.state === "gathering" || data?.state === "closing" ? SOON_MS : false,
    staleTime: 0,
  });

export const reviewLinesQuery = (id: string, decision: Decision | "none" | undefined) =>
  infiniteQueryOptions({
    queryKey: [...REVIEWS, "lines", id, decision ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ lines: ReviewLine[]; nextCursor: string | null }>(`${OWN}/${id}/lines`, {
        query: { decision, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const EVERY_FIVE_MINUTES = 300_000;

export const ownReviewsQuery = queryOptions({
  queryKey: [...REVIEWS, "own"],
  queryFn: async ({ signal }) => (await request<{ reviews: OwnReview[] }>(OWN, { signal })).reviews,
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const openReview = (wish: NewReview) => request<Review>(BASE, { method: "POST", body: wish });
export const editReview = (id: string, wish: Partial<Omit<NewReview, "scope">>) =>
  request<Review>(`${BASE}/${id}`, { method: "PATCH", body: wish });
export const closeReview = (id: string) => call<Review>(`${BASE}/${id}/close`, { method: "POST" });
export const cancelReview = (id: string) => request<Review>(`${BASE}/${id}/cancel`, { method: "POST" });
export const takeReviewOver = (id: string) => request<Review>(`${BASE}/${id}/take-over`, { method: "POST" });

export const decideLines = (
  id: string,
  lines: readonly ReviewLine[],
  { decision, note }: { decision: Decision | "none"; note: string },
) =>
  request<Decided>(`${OWN}/${id}/decisions`, {
    method: "POST",
    body: { lines: lines.map(({ number, version }) => ({ number, version })), decision, note },
  });

/** @throws {ProblemError} */
export const fetchResult = async (id: string, as: "result" | "csv"): Promise<Blob> =>
  (await send(`${BASE}/${id}/${as}`, {})).blob();

export const fetchKey = async (): Promise<Blob> => {
  const { publicKey } = await request<{ publicKey: string }>(`${OWN}/key`, {});
  return new Blob([publicKey], { type: "application/x-pem-file" });
};
