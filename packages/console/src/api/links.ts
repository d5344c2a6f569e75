import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Conversation, Message } from "./conversations.ts";
import { ProblemError } from "./problem.ts";
import { request, requestVersioned } from "./request.ts";

/** A link by which somebody shows a conversation, as its owner sees it. */
export interface Link {
  /** The id of the resource `sharedLink:<_id>`. */
  _id: string;
  shareId: string;
  conversationId: string;
  title: string;
  /** Shows the conversation as it is, not as it was. */
  live: boolean;
  expiresAt: string | null;
  hasPasscode: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A link as whoever may share its conversation sees it. */
export interface LinkTo extends Pick<Link, "_id" | "live" | "expiresAt" | "hasPasscode" | "createdAt"> {
  shareId: string;
  makerName: string | null;
  isMine: boolean;
}
interface LinksTo {
  links: LinkTo[];
  hasMore: boolean;
}

export interface LinkSettings {
  expiresAt?: string | null;
  passcode?: string | null;
}

/** What a link shows. */
export interface Reading {
  title: string;
  live: boolean;
  /** Of what is shown. */
  shareRevision: string;
  messages: Message[];
  updatedAt: string;
}

export interface Opened {
  times: number;
  openers: { opener: string; name: string | null; firstAt: string; lastAt: string; times: number }[];
  days: { day: string; times: number }[];
}

const placeOf = (id: string) => `/api/share/${encodeURIComponent(id)}`;

/** What one gives to others. */
export const addressOf = ({ shareId }: Pick<Link, "shareId">) => `${location.origin}/share/${shareId}`;

export const linksQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["links", "mine", search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ links: Link[]; nextCursor?: string }>("/api/share", {
        query: { search, pageSize: 25, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** One's link to a conversation; null where there is none. */
export const linkToQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["links", "to", conversationId],
    queryFn: async ({ signal }) => {
      const { data, etag } = await requestVersioned<Link & { success: boolean }>(
        `/api/share/link/${encodeURIComponent(conversationId)}`,
        { signal },
      );
      return data.success ? { link: data, etag } : null;
    },
    staleTime: 0,
  });

/** All links to a conversation, newest first; none for whoever may not share it. */
export const linksToQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["links", "all-to", conversationId],
    queryFn: async ({ signal }): Promise<LinksTo> => {
      try {
        return await request<LinksTo>(`/api/convos/${encodeURIComponent(conversationId)}/links`, { signal });
      } catch (error) {
        // Of one's own link to a conversation that one may not share any more.
        if (error instanceof ProblemError && (error.status === 403 || error.status === 404))
          return { links: [], hasMore: false };
        throw error;
      }
    },
    staleTime: 0,
  });

export const makeLink = (conversationId: string, wish: LinkSettings & { live: boolean; public: boolean }) =>
  request<Link>(placeOf(conversationId), { method: "POST", body: wish });

export const changeLink = (shareId: string, settings: LinkSettings, ifMatch: string | null) =>
  request<Link>(placeOf(shareId), { method: "PATCH", body: { ...settings, republish: false }, ifMatch });

/** It shows what its conversation holds now. */
export const publishAgain = (shareId: string, ifMatch: string | null) =>
  request<Link>(placeOf(shareId), { method: "PATCH", body: {}, ifMatch });

export const deleteLink = (shareId: string) => request<unknown>(placeOf(shareId), { method: "DELETE" });

export const openedQuery = (shareId: string) =>
  queryOptions({
    queryKey: ["links", "opened", shareId],
    queryFn: ({ signal }) => request<Opened>(`${placeOf(shareId)}/opened`, { signal }),
    staleTime: 0,
  });

const withPasscode = (passcode: string) => (passcode === "" ? {} : { headers: { "X-Share-Passcode": passcode } });

/** Each reading is noted as an opening: it is not done again on its own. */
export const readingQuery = (shareId: string, passcode: string) =>
  queryOptions({
    queryKey: ["reading", shareId, passcode],
    queryFn: ({ signal }) => request<Reading>(placeOf(shareId), { ...withPasscode(passcode), signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });

/** A conversation of one's own that begins with what the link shows. */
export const forkLink = (shareId: string, passcode: string, shareRevision: string) =>
  request<{ conversation: Conversation }>(`${placeOf(shareId)}/fork`, {
    method: "POST",
    body: { shareRevision },
    ...withPasscode(passcode),
  });
