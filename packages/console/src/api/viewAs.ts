import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Way, Whose } from "./myAccess.ts";
import { request } from "./request.ts";

/** What somebody's workspace has, without a word of what is in it. */
export interface ViewAs {
  person: { id: string; name: string | null };
  standing: "active" | "banned" | "unverified" | "deactivated";
  features: { feature: string; allowed: boolean }[];
  counts: { type: string; count: number; isExact: boolean }[];
}

/** Called by no name. */
export interface SeenThing {
  resource: string;
  type: string;
  owner: string;
  ownerName: string | null;
  may: string[];
  until: string | null;
  ways: Way[];
  moreWays: number;
}

const placeOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}/view-as`;

export const viewAsQuery = (id: string) =>
  queryOptions({
    queryKey: ["view-as", id],
    queryFn: ({ signal }) => request<ViewAs>(placeOf(id), { signal }),
    staleTime: 60_000,
    retry: false,
  });

export const seenThingsQuery = (id: string, type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: ["view-as", id, type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ things: SeenThing[]; nextCursor: string | null }>(`${placeOf(id)}/things`, {
        query: { type, whose, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
  });
