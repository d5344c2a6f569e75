import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** What somebody asks for on something. */
export interface AccessRequest {
  id: string;
  /** As whoever asked named it: `agent:agent_V1…`. */
  resource: string;
  /** What it is called, and its id; null for whoever may not know. */
  name: string | null;
  thingId: string | null;
  action: string;
  role: string | null;
  allow: string[];
  expiresAt: string | null;
  message: string;
  state: "open" | "granted" | "declined" | "lapsed";
  createdAt: string;
  endsAt: string;
  requester: string;
  requesterName: string | null;
  answeredByName: string | null;
  answer: string;
}

export type Box = "mine" | "to-me";
export type Draft = Pick<AccessRequest, "resource" | "action" | "role" | "allow"> & { expiresAt: string };

const BASE = "/api/access/requests";
/** What is read again once somebody asked or answered. */
export const REQUESTS_CHANGED = [["requests"]] as const;

export const requestsQuery = (box: Box) =>
  infiniteQueryOptions({
    queryKey: ["requests", box],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ requests: AccessRequest[]; nextCursor: string | null }>(BASE, {
        query: { box, limit: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });

const EVERY_MINUTE = 60_000;

/** How many wait for one's answer, and how many of one's own were answered. */
export const requestSummaryQuery = queryOptions({
  queryKey: ["requests", "summary"],
  queryFn: ({ signal }) => request<{ toMe: number; answered: number }>(`${BASE}/summary`, { signal }),
  refetchInterval: EVERY_MINUTE,
});

export const draftQuery = (resource: string, action: string) =>
  queryOptions({
    queryKey: ["requests", "draft", resource, action],
    queryFn: ({ signal }) => request<Draft>(`${BASE}/draft`, { query: { resource, action }, signal }),
    staleTime: 0,
  });

export interface Wish {
  resource: string;
  action: string;
  role?: string;
  expiresAt: string | null;
  message: string;
}

export const askFor = (wish: Wish) => request<AccessRequest>(BASE, { method: "POST", body: wish });

/** As it was asked for, unless `terms` say otherwise. */
export const grantRequest = (id: string, terms: { role?: string; expiresAt?: string | null } = {}) =>
  request<AccessRequest>(`${BASE}/${id}/grant`, { method: "POST", body: terms });

export const declineRequest = (id: string, answer: string) =>
  request<AccessRequest>(`${BASE}/${id}/decline`, { method: "POST", body: answer === "" ? {} : { answer } });

export const withdrawRequest = (id: string) => request<void>(`${BASE}/${id}`, { method: "DELETE" });

export const markAnswersSeen = () => request<void>(`${BASE}/seen`, { method: "POST" });
