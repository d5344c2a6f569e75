import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** What ends when somebody leaves, and what becomes of what they leave. */
export type LeavingWish = Required<Pick<Wish, "given" | "except" | "things">> & Pick<Wish, "to" | "leaveRest">;
type Wish = BodyOf<"/api/admin/users/{id}/leaving", "post">;

export type GivenGrant = LeavingPreview["given"]["rows"][number];

export type LeavingPreview = AnswerOf<"/api/admin/users/{id}/leaving/preview", "post">;

export type LeavingAnswer = AnswerOf<"/api/admin/users/{id}/leaving", "post">;

export const leavingQuery = (id: string, wish: LeavingWish) =>
  queryOptions({
    queryKey: ["accounts", "leaving", id, wish],
    queryFn: ({ signal }) => api.post("/api/admin/users/{id}/leaving/preview", { path: { id }, body: wish, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

/** Step after step, as long as there is more than one takes. */
export async function leave(id: string, wish: LeavingWish): Promise<LeavingAnswer> {
  for (let step = 1; ; step++) {
    const answer = await api.post("/api/admin/users/{id}/leaving", { path: { id }, body: wish });
    if (answer.isFinished || step === MOST_STEPS) return answer;
  }
}
const MOST_STEPS = 50;
