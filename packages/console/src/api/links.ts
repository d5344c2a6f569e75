import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, versioned } from "./client.ts";
import { ProblemError } from "./problem.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** A link by which somebody shows a conversation, as its owner sees it. */
export type Link = AnswerOf<"/api/share", "get">["links"][number];

/** A link as whoever may share its conversation sees it. */
export type LinkTo = LinksTo["links"][number];
type LinksTo = AnswerOf<"/api/convos/{conversationId}/links", "get">;

export type LinkSettings = Pick<BodyOf<"/api/share/{shareId}", "patch">, "expiresAt" | "passcode">;

/** What a link shows. */
export type Reading = AnswerOf<"/api/share/{shareId}", "get">;

export type Opened = AnswerOf<"/api/share/{shareId}/opened", "get">;

/** What one gives to others. */
export const addressOf = ({ shareId }: Pick<Link, "shareId">) => `${location.origin}/share/${shareId}`;

export const linksQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["links", "mine", search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/share", { query: { search, pageSize: 25, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** One's link to a conversation; null where there is none. */
export const linkToQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["links", "to", conversationId],
    queryFn: async ({ signal }) => {
      const { data, etag } = await versioned.get("/api/share/link/{conversationId}", {
        path: { conversationId },
        signal,
      });
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
        return await api.get("/api/convos/{conversationId}/links", { path: { conversationId }, signal });
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
  api.post("/api/share/{shareId}", { path: { shareId: conversationId }, body: wish });

export const changeLink = (shareId: string, settings: LinkSettings, ifMatch: string | null) =>
  api.patch("/api/share/{shareId}", { path: { shareId }, body: { ...settings, republish: false }, ifMatch });

/** It shows what its conversation holds now. */
export const publishAgain = (shareId: string, ifMatch: string | null) =>
  api.patch("/api/share/{shareId}", { path: { shareId }, body: {}, ifMatch });

export const deleteLink = (shareId: string) => api.delete("/api/share/{shareId}", { path: { shareId } });

export const openedQuery = (shareId: string) =>
  queryOptions({
    queryKey: ["links", "opened", shareId],
    queryFn: ({ signal }) => api.get("/api/share/{shareId}/opened", { path: { shareId }, signal }),
    staleTime: 0,
  });

const withPasscode = (passcode: string) => (passcode === "" ? {} : { headers: { "X-Share-Passcode": passcode } });

/** Each reading is noted as an opening: it is not done again on its own. */
export const readingQuery = (shareId: string, passcode: string) =>
  queryOptions({
    queryKey: ["reading", shareId, passcode],
    queryFn: ({ signal }) => api.get("/api/share/{shareId}", { path: { shareId }, ...withPasscode(passcode), signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });

/** A conversation of one's own that begins with what the link shows. */
export const forkLink = (shareId: string, passcode: string, shareRevision: string) =>
  api.post("/api/share/{shareId}/fork", { path: { shareId }, body: { shareRevision }, ...withPasscode(passcode) });
