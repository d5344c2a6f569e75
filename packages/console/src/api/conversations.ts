import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { MessageFile } from "./files.ts";
import { request } from "./request.ts";

export interface Conversation {
  /** The id of the resource `conversation:<_id>`. */
  _id: string;
  conversationId: string;
  /** The account whose it is. */
  user: string;
  title: string | null;
  endpoint?: string | null;
  model?: string | null;
  agent_id?: string | null;
  /** One's own bookmarks on it. */
  tags: string[];
  /** The project in which it lies, where one may view that. */
  chatProjectId?: string;
  isArchived: boolean;
  pinned: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A function that was called for an answer. */
export interface ToolCall {
  id: string;
  name: string;
  args: string;
  output: string;
}

export interface Message {
  messageId: string;
  conversationId: string;
  parentMessageId: string | null;
  /** Who wrote it; of an answer, who asked for it. */
  user?: string;
  /** Of what somebody else wrote; absent once their account has gone. */
  authorName?: string;
  sender?: string | null;
  model?: string | null;
  text: string;
  content?: { type: string; text?: string | { value: string }; tool_call?: ToolCall }[] | null;
  /** What went with it; it need not be there any more. */
  files?: readonly MessageFile[];
  isCreatedByUser: boolean;
  /** Of an answer: its words are a person's, in part or whole. */
  isUserSubmitted?: boolean;
  unfinished?: boolean;
  error?: boolean;
  createdAt?: string;
}

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
      request<{ conversations: Conversation[]; nextCursor: string | null }>("/api/convos", {
        query: { ...filter, cursor: pageParam, limit: 30, sortBy: "updatedAt", sortDirection: "desc" },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => request<Conversation>(`/api/convos/${encodeURIComponent(id)}`, { signal }),
  });

export const messagesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["messages", conversationId],
    queryFn: ({ signal }) => request<Message[]>(`/api/messages/${encodeURIComponent(conversationId)}`, { signal }),
    refetchOnWindowFocus: false,
  });

export const renameConversation = (conversationId: string, title: string) =>
  request<Conversation>("/api/convos/update", { method: "POST", body: { arg: { conversationId, title } } });

export const deleteConversation = (conversationId: string) =>
  request<unknown>("/api/convos", { method: "DELETE", body: { arg: { conversationId } } });

export const pinConversation = (conversationId: string, pinned: boolean) =>
  request<Conversation>("/api/convos/pin", { method: "POST", body: { arg: { conversationId, pinned } } });

export const archiveConversation = (conversationId: string, isArchived: boolean) =>
  request<Conversation>("/api/convos/archive", { method: "POST", body: { arg: { conversationId, isArchived } } });

interface Copied {
  conversation: Conversation;
}

/** A copy of all of it, which is one's own. */
export const duplicateConversation = (conversationId: string, title: string) =>
  request<Copied>("/api/convos/duplicate", { method: "POST", body: { conversationId, title } });

/** What a fork takes along: see ForkMenu.tsx. */
export type ForkOption = "directPath" | "includeBranches" | "targetLevel";

/** A copy of what belongs to one message, which is one's own. */
export const forkConversation = (conversationId: string, messageId: string, option: ForkOption) =>
  request<Copied>("/api/convos/fork", { method: "POST", body: { conversationId, messageId, option } });

/** New conversations out of an export file. @returns how many */
export const importConversations = (file: File) => {
  const form = new FormData();
  form.append("file", file);
  return request<{ conversations: number; messages: number }>("/api/convos/import", { method: "POST", form });
};

/** What an account is called, known from a conversation of theirs that one may view; null once it has gone. */
export const ownerNameQuery = ({ user, _id }: Pick<Conversation, "user" | "_id">) =>
  queryOptions({
    queryKey: ["owner-name", user],
    queryFn: async ({ signal }) =>
      (await request<{ ownerName: string | null }>(`/api/access/resources/conversation/${_id}`, { signal })).ownerName,
    staleTime: 10 * 60_000,
    retry: false,
  });

/** What was called for a message, in its order. */
export const toolCallsOf = ({ content }: Pick<Message, "content">): ToolCall[] =>
  (content ?? []).flatMap(({ tool_call }) => tool_call ?? []);

/** The text of a message, whichever of LibreChat's two forms it has. */
export function textOf(message: Message): string {
  const parts = (message.content ?? []).flatMap((part) => {
    if (part.type !== "text" || part.text === undefined) return [];
    return [typeof part.text === "string" ? part.text : part.text.value];
  });
  return parts.length > 0 ? parts.join("") : message.text;
}
