import { z } from "zod";
import { Moment } from "../../http/schemas.ts";
import { Conversation, Message } from "../conversations/schemas.ts";
import { ClientId, text, whole } from "../shapes.ts";

export const ShareParams = z.object({
  shareId: z.string().regex(/^[A-Za-z0-9_-]{21}$/, "must be the id of a link, 21 characters"),
});
export const MakeParams = z.object({ shareId: ClientId.describe("The conversation's") });
export const ConversationParams = z.object({ conversationId: ClientId });

/** It travels in a header. */
const Passcode = z
  .string()
  .regex(
    /^[\x21-\x7e][\x20-\x7e]{4,126}[\x21-\x7e]$/,
    "must have 6 to 128 characters: letters without accents, digits, signs; no space at its ends",
  );

/** What LibreChat sends, and our own. */
const LibreChats = {
  targetMessageId: ClientId.nullish().describe("Only what leads to this message is shown"),
  snapshotFiles: z.literal(false, { error: "links carry no files" }).optional(),
};
const Own = {
  expiresAt: Moment.nullable().optional().describe("From then on nobody opens it; null: it has no end"),
  passcode: Passcode.nullable().optional().describe("Asked of everybody who opens it; null: none"),
};

export const MakeBody = z.strictObject({
  ...LibreChats,
  ...Own,
  live: z.boolean().default(false).describe("Shows the conversation as it is, not as it was; stays so"),
  public: z
    .boolean()
    .optional()
    .describe(
      "Whether everybody may open it who has its address; visitors, too, where the operator lets them. Default: where you may",
    ),
});
export type MakeBody = z.infer<typeof MakeBody>;

export const ChangeBody = z.strictObject({
  ...LibreChats,
  ...Own,
  republish: z
    .boolean()
    .default(true)
    .describe("A snapshot shows what the conversation holds now; `false` changes the settings alone"),
});
export type ChangeBody = z.infer<typeof ChangeBody>;

const Settings = z.object({
  live: z.boolean(),
  expiresAt: z.string().nullable(),
  hasPasscode: z.boolean(),
});

export const Link = Settings.extend({
  _id: z.string().describe("The id of the resource `sharedLink:<_id>`, by which it is shared"),
  shareId: z.string(),
  conversationId: z.string(),
  targetMessageId: z.string().optional(),
  title: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Link = z.infer<typeof Link>;

/** Whoever changes a link by capability alone is told nothing of the conversation. */
export const ChangedLink = Link.partial({ title: true, conversationId: true });
export type ChangedLink = z.infer<typeof ChangedLink>;

/** LibreChat's answer about a conversation that may have none. */
export const LinkOfConversation = z.discriminatedUnion("success", [
  Link.extend({ success: z.literal(true) }),
  z.object({ success: z.literal(false), shareId: z.null(), conversationId: z.string() }),
]);

export const ListQuery = z.strictObject({
  pageSize: whole(1, 100).default(10),
  cursor: text(4_096).optional(),
  sortBy: z.enum(["createdAt", "title"]).default("createdAt"),
  sortDirection: z.enum(["asc", "desc"]).default("desc"),
  search: text(100).optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const LinkList = z.object({
  links: z.array(Link),
  nextCursor: z.string().optional(),
  hasNextPage: z.boolean(),
});

export const LinksTo = z.object({
  links: z
    .array(
      Settings.extend({
        _id: z.string(),
        shareId: z.string(),
        maker: z.string().describe("`user:…` or `service:…`"),
        makerName: z.string().nullable(),
        isMine: z.boolean().describe("Whether the caller owns it"),
        createdAt: z.string(),
      }),
    )
    .describe("Newest first, at most 100"),
  hasMore: z.boolean(),
});

export const Removed = z.object({
  _id: z.string(),
  success: z.literal(true),
  shareId: z.string(),
  message: z.string(),
});

const SharedMessage = z.object({
  messageId: z.string(),
  parentMessageId: z.string(),
  conversationId: z.string(),
  sender: z.string(),
  text: z.string(),
  isCreatedByUser: z.boolean(),
  isUserSubmitted: z.literal(true).optional().describe("Of an answer: its words are a person's, in part or whole"),
  unfinished: z.boolean(),
  error: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SharedMessage = z.infer<typeof SharedMessage>;

export const Reading = z.object({
  shareId: z.string(),
  title: z.string(),
  conversationId: z.string().describe("Another one in each answer, as are those of the messages"),
  messages: z.array(SharedMessage),
  live: z.boolean(),
  shareRevision: z.string().describe("Of what is shown"),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Reading = z.infer<typeof Reading>;

export const PasscodeHeader = z.object({
  "x-share-passcode": z.string().max(128).optional().describe("Where the link has a passcode"),
});

export const SmallConfig = z.object({
  appTitle: z.string(),
  interface: z.record(z.string(), z.unknown()),
});

export const ForkBody = z
  .strictObject({
    targetMessageIndex: z.number().int().min(0).max(10_000).optional().describe("Only what leads to this message"),
    shareRevision: z.string().max(64).optional().describe("Refused (409) if something else is shown by now"),
  })
  .nullish();
export type ForkBody = z.infer<typeof ForkBody>;
export const Forked = z.object({ conversation: Conversation, messages: z.array(Message) });

export const Opened = z.object({
  times: z.number(),
  openers: z
    .array(
      z.object({
        opener: z.string().describe("`user:…`, `service:…`, `visitor`, or `others` beyond 500"),
        name: z.string().nullable(),
        firstAt: z.string(),
        lastAt: z.string(),
        times: z.number(),
      }),
    )
    .describe("Last first; the owner is left out"),
  days: z
    .array(z.object({ day: z.string(), times: z.number() }))
    .describe("The last 90 days (UTC) with an opening, newest first"),
});
