import { z } from "zod";
import type { App } from "../../http/types.ts";
import { Bookmark, BookmarkEdit, ConversationParams, NewBookmark, TagParams, TagSet } from "./schemas.ts";
import type { Bookmarks } from "./service.ts";

const tags = ["Bookmarks"];

/** LibreChat's conversation tags. */
export function bookmarkRoutes(app: App, bookmarks: Bookmarks): void {
  app.get(
    "/api/tags",
    { schema: { tags, summary: "One's bookmarks", response: { 200: z.array(Bookmark) } } },
    async ({ actor }) => bookmarks.list(actor),
  );
  app.post(
    "/api/tags",
    {
      schema: {
        tags,
        summary: "Make a bookmark, and put it on a conversation",
        body: NewBookmark,
        response: { 200: Bookmark },
      },
    },
    async ({ actor, body }) => bookmarks.create(actor, body),
  );
  app.put(
    "/api/tags/:tag",
    {
      schema: {
        tags,
        summary: "Rename, describe or move a bookmark",
        params: TagParams,
        body: BookmarkEdit,
        response: { 200: Bookmark },
      },
    },
    async ({ actor, params, body }) => bookmarks.edit(actor, params.tag, body),
  );
  app.delete(
    "/api/tags/:tag",
    {
      schema: {
        tags,
        summary: "Delete a bookmark; the conversations stay",
        params: TagParams,
        response: { 200: Bookmark },
      },
    },
    async ({ actor, params }) => bookmarks.remove(actor, params.tag),
  );
  app.put(
    "/api/tags/convo/:conversationId",
    {
      schema: {
        tags,
        summary: "The bookmarks on a conversation",
        params: ConversationParams,
        body: TagSet,
        response: { 200: z.array(z.string()) },
      },
    },
    async ({ actor, params, body }) => bookmarks.set(actor, params.conversationId, body.tags),
  );
}
