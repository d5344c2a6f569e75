import { z } from "zod";
import { ClientId, text } from "../shapes.ts";

const Tag = text(128)
  .trim()
  .min(1)
  .refine((tag) => !/^\.{1,2}$/.test(tag), "in an address, `.` and `..` are places")
  .describe("A bookmark's name, as it was typed; two that differ by their capitals are two");
const Description = text(1_000);
/** Names on one conversation. */
const MOST_TAGS = 50;

export const TagParams = z.object({ tag: text(128).min(1) });
export const ConversationParams = z.object({ conversationId: ClientId });

export const NewBookmark = z.strictObject({
  tag: Tag,
  description: Description.nullish(),
  addToConversation: z.boolean().optional(),
  conversationId: ClientId.nullish().describe("The conversation that is bookmarked, with `addToConversation`"),
});
export const BookmarkEdit = z.strictObject({
  tag: Tag.optional(),
  description: Description.nullish(),
  position: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe("Where it comes in the list; those after it move on"),
});
export const TagSet = z.strictObject({ tags: z.array(Tag).max(MOST_TAGS) });

export const Bookmark = z.object({
  _id: z.string(),
  user: z.string(),
  tag: z.string(),
  description: z.string().optional(),
  count: z.number().describe("Conversations that have it"),
  position: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type NewBookmark = z.infer<typeof NewBookmark>;
export type BookmarkEdit = z.infer<typeof BookmarkEdit>;
export type Bookmark = z.infer<typeof Bookmark>;
