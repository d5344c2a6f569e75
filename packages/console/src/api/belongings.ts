import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export type Fate = "organization" | "hand-over" | "delete";

/** What is to become of the things that nobody else owns. */
export interface ThingsWish {
  things: Fate | "keep";
  /** The id of a person. */
  to?: string;
  /** What cannot be given goes as if nobody had been named. */
  leaveRest?: boolean;
}

export interface ThingsPreview {
  kinds: {
    type: string;
    owned: number;
    reached: number;
    handedOver: number;
    organization: number;
    gone: number;
  }[];
  refused: { type: string; reason: string; detail: string; count: number }[];
  /** Who has something on them, the most first. */
  reachedBy: { principal: string; name: string | null; things: number }[];
  moreReachedBy: number;
}

/** @param account whose: an id, or null for one's own */
export const thingsQuery = (account: string | null, { things, to }: ThingsWish) =>
  queryOptions({
    queryKey: ["accounts", "things", account, things, to ?? null],
    queryFn: ({ signal }) =>
      request<ThingsPreview>(
        account === null ? "/api/user/things" : `/api/admin/users/${encodeURIComponent(account)}/things`,
        { query: { things, to }, signal },
      ),
    staleTime: 0,
    retry: false,
  });
