import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** Something as the lists of access tell it. */
export interface Thing {
  /** `agent:64f0…` */
  resource: string;
  type: string;
  /** As its own calls name it; null for what has no page here. */
  id: string | null;
  name: string | null;
  owner: string;
  ownerName: string | null;
}

/** One way in which one has something. */
export interface Way {
  reason: string;
  role: string | null;
  allow: string[];
  /** Groups and roles, nearest first, or everyone. */
  through: { principal: string; name: string | null }[];
  /** Where the right lies, if not on the thing itself. */
  on: { resource: string; name: string | null } | null;
  until: string | null;
  isConditional: boolean;
}

export interface ReachedThing extends Thing {
  may: string[];
  until: string | null;
  ways: Way[];
  moreWays: number;
}

export interface MyFeature {
  feature: string;
  allowed: boolean;
  reason: string;
  until: string | null;
  ways: Way[];
}

/** A grant as both sides see it. */
export interface Given {
  grantId: number;
  principal: string;
  principalName: string | null;
  role: string | null;
  allow: string[];
  expiresAt: string | null;
  isConditional: boolean;
  givenBy: string | null;
  givenByName: string | null;
  givenAt: string | null;
  /** A day. */
  lastUsed: string | null;
}

export interface SharedThing extends Thing {
  isOwn: boolean;
  grants: Given[];
  moreGrants: number;
}

export type Share = Thing & Given;
export type Whose = "me" | "others";

/** What is read again once something was given or taken back. */
export const MY_ACCESS = ["my-access"] as const;
const PAGE = 25;

export const reachedQuery = (type: string, whose: Whose) =>
  infiniteQueryOptions({
    queryKey: [...MY_ACCESS, "mine", type, whose],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ things: ReachedThing[]; nextCursor: string | null }>("/api/access/mine", {
        query: { type, whose, limit: PAGE, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

export const myFeaturesQuery = queryOptions({
  queryKey: [...MY_ACCESS, "features"],
  queryFn: async ({ signal }) =>
    (await request<{ features: MyFeature[] }>("/api/access/mine/features", { signal })).features,
  staleTime: 0,
});

export const sharedByMeQuery = infiniteQueryOptions({
  queryKey: [...MY_ACCESS, "by-me"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ things: SharedThing[]; nextCursor: string | null }>("/api/access/shared-by-me", {
      query: { limit: PAGE, cursor: pageParam },
      signal,
    }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

export const sharedWithMeQuery = infiniteQueryOptions({
  queryKey: [...MY_ACCESS, "with-me"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    request<{ shares: Share[]; nextCursor: string | null }>("/api/access/shared-with-me", {
      query: { limit: PAGE, cursor: pageParam },
      signal,
    }),
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});
