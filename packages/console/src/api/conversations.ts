import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { MessageFile } from "./files.ts";
import type { AnswerOf } from "./schema.ts";

export type Conversation = AnswerOf<"/api/convos", "get">["conversations"][number];

type Told = AnswerOf<"/api/messages/{conversationId}", "get">[number];
type Known = "messageId" | "conversationId" | "parentMessageId" | "text" | "isCreatedByUser";
/** Of one that has just been sent, or that a link shows, less is known. */
export type Message = Pick<Told, Known> & Partial<Omit<Told, Known | "files">> & { files?: readonly MessageFile[] };

/** A function that was called for an answer. */
export type ToolCall = NonNullable<NonNullable<Told["content"]>[number]["tool_call"]>;

export interface ConversationFilter {
  search?: string;
  isArchived?: boolean;
  pinned?: boolean;
  /** Those with this bookmark. */
  tags?: string;
}

export const conversationsQuery = (filter: ConversationFilter) =>
  infiniteQueryOptions({
    queryKey: ["conversations", filter],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/convos", {
        query: { ...filter, cursor: pageParam, limit: 30, sortBy: "updatedAt", sortDirection: "desc" },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** The lists of conversations with each as it is made; null: without it. Changes nothing of what it is given. */
export const inEachList =
  (made: (conversation: Conversation) => Conversation | null) =>
  (lists: InfiniteData<AnswerOf<"/api/convos", "get">>): InfiniteData<AnswerOf<"/api/convos", "get">> => ({
    ...lists,
    pages: lists.pages.map((page) => ({
      ...page,
      conversations: page.conversations.flatMap((conversation) => made(conversation) ?? []),
    })),
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => api.get("/api/convos/{conversationId}", { path: { conversationId: id }, signal }),
  });

export const messagesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["messages", conversationId],
    queryFn: ({ signal }) => api.get("/api/messages/{conversationId}", { path: { conversationId }, signal }),
    refetchOnWindowFocus: false,
  });

export const renameConversation = (conversationId: string, title: string) =>
  api.post("/api/convos/update", { body: { arg: { conversationId, title } } });

export const deleteConversation = (conversationId: string) =>
  api.delete("/api/convos", { body: { arg: { conversationId } } });

export const pinConversation = (conversationId: string, pinned: boolean) =>
  api.post("/api/convos/pin", { body: { arg: { conversationId, pinned } } });

export const archiveConversation = (conversationId: string, isArchived: boolean) =>
  api.post("/api/convos/archive", { body: { arg: { conversationId, isArchived } } });

/** A copy of all of it, which is one's own. */
export const duplicateConversation = (conversationId: string, title: string) =>
  api.post("/api/convos/duplicate", { body: { conversationId, title } });

/** What a fork takes along: see ForkMenu.tsx. */
export type ForkOption = "directPath" | "includeBranches" | "targetLevel";

/** A copy of what belongs to one message, which is one's own. */
export const forkConversation = (conversationId: string, messageId: string, option: ForkOption) =>
  api.post("/api/convos/fork", { body: { conversationId, messageId, option } });

/** New conversations out of an export file. @returns how many */
export const importConversations = (file: File) => {
  const form = new FormData();
  form.append("file", file);
  return api.post("/api/convos/import", { form });
};

/** What an account is called, known from a conversation of theirs that one may view; null once it has gone. */
export const ownerNameQuery = ({ user, _id }: Pick<Conversation, "user" | "_id">) =>
  queryOptions({
    queryKey: ["owner-name", user],
    queryFn: async ({ signal }) =>
      (await api.get("/api/access/resources/{type}/{id}", { path: { type: "conversation", id: _id }, signal }))
        .ownerName,
    staleTime: 10 * 60_000,
    retry: false,
  });

/** What was called for a message, in its order. */
export const toolCallsOf = ({ content }: Pick<Message, "content">): ToolCall[] =>
  (content ?? []).flatMap(({ tool_call }) => tool_call ?? []);

/** The text of a message, whichever of LibreChat's two forms it has. */
export function textOf(message: Message): string {
  const parts = (message.content ?? []).flatMap(({ type, text }) =>
    type === "text" && text !== undefined ? text : [],
  );
  return parts.length > 0 ? parts.join("") : message.text;
}
