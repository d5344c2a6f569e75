import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

/** A name that one has given to conversations, to find them again; nobody else sees it. */
export type Bookmark = AnswerOf<"/api/tags", "get">[number];

/** The server's limits: characters of a name, and bookmarks on one conversation. */
export const LONGEST_BOOKMARK = 128;
export const MOST_BOOKMARKS = 50;

/** In one's own order. */
export const bookmarksQuery = queryOptions({
  queryKey: ["bookmarks"],
  queryFn: ({ signal }) => api.get("/api/tags", { signal }),
});

/** @param edit `position` counts from 1 */
export const editBookmark = (tag: string, edit: { tag?: string; description?: string; position?: number }) =>
  api.put("/api/tags/{tag}", { path: { tag }, body: edit });

export const deleteBookmark = (tag: string) => api.delete("/api/tags/{tag}", { path: { tag } });

/** Exactly these on a conversation; names that there are not are made. */
export const setBookmarks = (conversationId: string, tags: readonly string[]) =>
  api.put("/api/tags/convo/{conversationId}", { path: { conversationId }, body: { tags } });
