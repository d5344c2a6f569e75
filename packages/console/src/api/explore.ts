import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

interface Named {
  principal: string;
  name: string | null;
}

/** A role, group or account that brings a feature or a power. */
export interface Carrier extends Named {
  /** What implies it. */
  holds: string;
  scope: { group: string; name: string | null } | null;
  until: string | null;
}

/** Somebody who has it, or who may do something with a thing. */
export interface Holder {
  subject: string;
  name: string | null;
  through: Named[];
  until?: string | null;
  reason?: string;
}

const PAGE = 25;
const EXPLORE = "explore";

export const holdersQuery = (what: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "holders", what, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ carriers: Carrier[]; holders: Holder[]; next: string | null }>("/api/access/holders", {
        method: "POST",
        body: { what, at, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

/** Who may do something with a thing, and through what; and the principals of the grants by which they do. */
export const whoMayQuery = (resource: string, action: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "who", resource, action, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ subjects: Holder[]; principals: Named[]; next: string | null }>("/api/access/subjects", {
        method: "POST",
        body: { resource, action, at, ways: true, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export interface Compared {
  one: { subject: string; name: string | null };
  other: { subject: string; name: string | null };
  types: { type: string; action: string; count: number; isExact: boolean }[];
  features: string[];
  capabilities: string[];
}

export const comparedQuery = (one: string, other: string, at?: string) =>
  queryOptions({
    queryKey: [EXPLORE, "compare", one, other, at],
    queryFn: ({ signal }) =>
      request<Compared>("/api/access/compare", { method: "POST", body: { one, other, at }, signal }),
    staleTime: 0,
  });

export interface ComparedThing {
  resource: string;
  name: string | null;
  id: string | null;
  owner: string;
  ownerName: string | null;
}

export const comparedThingsQuery = (one: string, other: string, type: string, at?: string) =>
  infiniteQueryOptions({
    queryKey: [EXPLORE, "compare", one, other, type, at],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ action: string; things: ComparedThing[]; next: string | null }>("/api/access/compare/things", {
        method: "POST",
        body: { one, other, type, at, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
