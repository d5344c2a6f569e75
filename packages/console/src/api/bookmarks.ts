import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

/** A name that one has given to conversations, to find them again; nobody else sees it. */
export interface Bookmark {
  _id: string;
  tag: string;
  description?: string;
  /** Conversations that have it. */
  count: number;
  position: number;
}

/** The server's limits: characters of a name, and bookmarks on one conversation. */
export const LONGEST_BOOKMARK = 128;
export const MOST_BOOKMARKS = 50;

const placeOf = (tag: string) => `/api/tags/${encodeURIComponent(tag)}`;

/** In one's own order. */
export const bookmarksQuery = queryOptions({
  queryKey: ["bookmarks"],
  queryFn: ({ signal }) => request<Bookmark[]>("/api/tags", { signal }),
});

/** @param edit `position` counts from 1 */
export const editBookmark = (tag: string, edit: { tag?: string; description?: string; position?: number }) =>
  request<Bookmark>(placeOf(tag), { method: "PUT", body: edit });

export const deleteBookmark = (tag: string) => request<Bookmark>(placeOf(tag), { method: "DELETE" });

/** Exactly these on a conversation; names that there are not are made. */
export const setBookmarks = (conversationId: string, tags: readonly string[]) =>
  request<string[]>(`/api/tags/convo/${encodeURIComponent(conversationId)}`, { method: "PUT", body: { tags } });
