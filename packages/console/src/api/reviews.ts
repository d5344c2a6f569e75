import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, raw } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type ReviewState = Review["state"];
export type Outcome = NonNullable<ReviewLine["outcome"]>;
export type Decision = NonNullable<ReviewLine["decision"]>;
export type Repeat = NonNullable<Review["repeat"]>;
export type ReviewScope = NewReview["scope"];

/** A review of who was given what. */
export type Review = AnswerOf<"/api/admin/reviews", "get">["reviews"][number];

export type ReviewLine = AnswerOf<"/api/reviews/{reviewId}/lines", "get">["lines"][number];

export type OwnReview = AnswerOf<"/api/reviews", "get">["reviews"][number];

export type NewReview = Required<BodyOf<"/api/admin/reviews", "post">>;

export type Decided = AnswerOf<"/api/reviews/{reviewId}/decisions", "post">;

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
    api.get("/api/admin/reviews", { query: { limit: 25, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

const SOON_MS = 2_000;

/** Read again while the server works on it. */
export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...REVIEWS, "one", id],
    queryFn: ({ signal }) => api.get("/api/admin/reviews/{reviewId}", { path: { reviewId: id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.state === "gathering" || data?.state === "closing" ? SOON_MS : false,
    staleTime: 0,
  });

export const reviewLinesQuery = (id: string, decision: Decision | "none" | undefined) =>
  infiniteQueryOptions({
    queryKey: [...REVIEWS, "lines", id, decision ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/reviews/{reviewId}/lines", {
        path: { reviewId: id },
        query: { decision, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const EVERY_FIVE_MINUTES = 300_000;

export const ownReviewsQuery = queryOptions({
  queryKey: [...REVIEWS, "own"],
  queryFn: async ({ signal }) => (await api.get("/api/reviews", { signal })).reviews,
  refetchInterval: EVERY_FIVE_MINUTES,
});

export const openReview = (wish: NewReview) => api.post("/api/admin/reviews", { body: wish });
export const editReview = (id: string, wish: BodyOf<"/api/admin/reviews/{reviewId}", "patch">) =>
  api.patch("/api/admin/reviews/{reviewId}", { path: { reviewId: id }, body: wish });
export const closeReview = (id: string) => call.post("/api/admin/reviews/{reviewId}/close", { path: { reviewId: id } });
export const cancelReview = (id: string) =>
  api.post("/api/admin/reviews/{reviewId}/cancel", { path: { reviewId: id } });
export const takeReviewOver = (id: string) =>
  api.post("/api/admin/reviews/{reviewId}/take-over", { path: { reviewId: id } });

export const decideLines = (
  id: string,
  lines: readonly ReviewLine[],
  { decision, note }: { decision: Decision | "none"; note: string },
) =>
  api.post("/api/reviews/{reviewId}/decisions", {
    path: { reviewId: id },
    body: { lines: lines.map(({ number, version }) => ({ number, version })), decision, note },
  });

/** @throws {ProblemError} */
export const fetchResult = async (id: string, as: "result" | "csv"): Promise<Blob> =>
  (
    await (as === "csv"
      ? raw.get("/api/admin/reviews/{reviewId}/csv", { path: { reviewId: id } })
      : raw.get("/api/admin/reviews/{reviewId}/result", { path: { reviewId: id } }))
  ).blob();

export const fetchKey = async (): Promise<Blob> => {
  const { publicKey } = await api.get("/api/reviews/key");
  return new Blob([publicKey], { type: "application/x-pem-file" });
};
