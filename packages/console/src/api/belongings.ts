import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type Fate = Exclude<ThingsWish["things"], "keep">;

/** What is to become of the things that nobody else owns. */
export type ThingsWish = Required<Pick<Leaving, "things">> & Pick<Leaving, "to" | "leaveRest">;
type Leaving = BodyOf<"/api/admin/users/{id}/leaving", "post">;

/** The same for an account that goes: nothing of it is kept. */
export const goingWith = ({ things, ...rest }: ThingsWish): BodyOf<"/api/admin/users/{id}", "delete"> & object => ({
  ...rest,
  ...(things !== "keep" && { things }),
});

export type ThingsPreview = AnswerOf<"/api/user/things", "get">;

/** @param account whose: an id, or null for one's own */
export const thingsQuery = (account: string | null, wish: ThingsWish) => {
  const { things, to } = goingWith(wish);
  return queryOptions({
    queryKey: ["accounts", "things", account, things, to ?? null],
    queryFn: ({ signal }) =>
      account === null
        ? api.get("/api/user/things", { query: { things, to }, signal })
        : api.get("/api/admin/users/{id}/things", { path: { id: account }, query: { things, to }, signal }),
    staleTime: 0,
    retry: false,
  });
};
