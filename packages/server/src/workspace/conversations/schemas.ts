import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { MessageFile } from "../files/schemas.ts";
import { ProjectId } from "../projects/schemas.ts";
import { ClientId, flag, smallObject, text, whole } from "../shapes.ts";
import { titleText } from "./titleText.ts";

export const ConversationParams = z.object({ conversationId: ClientId });
export const MessageParams = z.object({ conversationId: ClientId, messageId: ClientId });

const sortDirection = z.enum(["asc", "desc"]).default("desc");

export const ConversationListQuery = z.strictObject({
  cursor: text(4_096).optional(),
  limit: whole(1, 100).default(25),
  isArchived: flag.optional(),
  pinned: flag.optional(),
  tags: z.union([text(256), z.array(text(256)).max(50)]).optional(),
  search: text(500).optional(),
  projectId: ProjectId.optional(),
  sortBy: z.enum(["title", "createdAt", "updatedAt", "archivedAt"]).default("updatedAt"),
  sortDirection,
});
export type ConversationListQuery = z.infer<typeof ConversationListQuery>;

const Title = text(100_000)
  .transform(titleText)
  .refine((title) => title !== "", "must not be empty");

export const UpdateBody = z.strictObject({
  arg: z.strictObject({
    conversationId: ClientId,
    title: Title,
  }),
});
export const ArchiveBody = z.strictObject({
  arg: z.strictObject({ conversationId: ClientId, isArchived: z.boolean() }),
});
export const PinBody = z.strictObject({ arg: z.strictObject({ conversationId: ClientId, pinned: z.boolean() }) });
/** The id is needed: LibreChat deletes everything without it. */
export const DeleteBody = z.strictObject({
  arg: z.strictObject({
    conversationId: ClientId,
    source: z.literal("button").optional(),
    thread_id: z.null().optional(),
    endpoint: text(128).nullish(),
  }),
});

export const DuplicateBody = z.strictObject({
  conversationId: ClientId,
  title: Title.nullish().transform((t) => t ?? undefined),
});
export type DuplicateBody = z.infer<typeof DuplicateBody>;

export const ForkBody = z.strictObject({
  conversationId: ClientId,
  messageId: ClientId,
  option: z
    .enum(["directPath", "includeBranches", "targetLevel", "default", ""])
    .nullish()
    .transform((option) => (option === "directPath" || option === "includeBranches" ? option : "targetLevel"))
    .describe("What is taken along: the way to the message, other answers on it, too, or all as deep as it (default)"),
  splitAtTarget: z.boolean().nullish().describe("From the message's level on, up to `latestMessageId`"),
  latestMessageId: ClientId.nullish(),
});
export type ForkBody = z.infer<typeof ForkBody>;

export const Conversation = z.object({
  _id: z.string(),
  conversationId: z.string(),
  user: z.string(),
  title: z.string(),
  endpoint: z.string(),
  endpointType: z.string().nullish(),
  model: z.string().nullable(),
  agent_id: z.string().optional(),
  spec: z.string().optional(),
  iconURL: z.string().optional(),
  tags: z.array(z.string()),
  chatProjectId: z.string().optional().describe("The project in which it lies"),
  isArchived: z.boolean(),
  archivedAt: z.string().nullable(),
  pinned: z.boolean(),
  isTemporary: z.boolean(),
  expiredAt: z.string().nullable(),
  messages: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  max_tokens: z.number().optional(),
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationList = z.object({
  conversations: z.array(Conversation),
  nextCursor: z.string().nullable(),
});

export const Deleted = z.object({
  acknowledged: z.boolean(),
  deletedCount: z.number(),
  messages: z.object({ acknowledged: z.boolean(), deletedCount: z.number() }),
  conversationIds: z.array(z.string()),
});

const Feedback = z.strictObject({
  rating: z.enum(["thumbsUp", "thumbsDown"]),
  tag: z.union([text(256), smallObject(2_048)]).optional(),
  text: text(4_096).optional(),
});
export const FeedbackBody = z.strictObject({ feedback: Feedback.nullish() });
export const FeedbackAnswer = z.object({
  messageId: z.string(),
  conversationId: z.string(),
  feedback: AnyJson,
});

/** `index` names a part of the content; without it the whole text is replaced. */
export const EditBody = z.strictObject({
  text: text(256 * 1024),
  model: text(256).nullish(),
  index: z.number().int().min(0).max(10_000).optional(),
});

/** A part of an answer: a text, or a function that was called (LibreChat's `tool_call`). */
export const ContentPart = z.object({
  type: z.string(),
  text: z.string().optional(),
  tool_call: z
    .object({
      id: z.string(),
      name: z.string(),
      args: z.string(),
      type: z.string(),
      output: z.string(),
      progress: z.number(),
    })
    .optional(),
  agentId: z.string().optional().describe("Of an answer of several agents at once: whose part it is"),
  groupId: z.number().optional(),
});

export const Message = z.object({
  messageId: z.string(),
  conversationId: z.string(),
  parentMessageId: z.string().nullable(),
  user: z.string().describe("Who wrote it; of an answer, who asked for it"),
  /** Gatehouse's own, of what somebody else wrote. */
  authorName: z.string().optional(),
  sender: z.string(),
  text: z.string(),
  content: z.array(ContentPart).optional(),
  files: z.array(MessageFile).optional(),
  isCreatedByUser: z.boolean(),
  isUserSubmitted: z.literal(true).optional().describe("Of an answer: its words are a person's, in part or whole"),
  model: z.string().nullable(),
  endpoint: z.string().nullable(),
  agent_id: z.string().optional(),
  unfinished: z.boolean(),
  error: z.boolean(),
  finish_reason: z.string().optional(),
  tokenCount: z.number().optional(),
  feedback: AnyJson.optional(),
  iconURL: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Message = z.infer<typeof Message>;

export const Copied = z.object({ conversation: Conversation, messages: z.array(Message) });

export const MessageSearchQuery = z.strictObject({
  conversationId: ClientId.optional(),
  messageId: ClientId.optional(),
  search: text(500).optional(),
  cursor: text(4_096).optional(),
  sortBy: z.enum(["createdAt", "updatedAt"]).default("createdAt"),
  sortDirection,
  pageSize: whole(1, 100).default(25),
});
export type MessageSearchQuery = z.infer<typeof MessageSearchQuery>;

/** A hit is the message and the title of its conversation. */
export const MessageSearch = z.object({
  messages: z.array(Message.extend({ title: z.string().optional() })),
  nextCursor: z.string().nullable(),
});
