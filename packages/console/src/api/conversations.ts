import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export interface Conversation {
  conversationId: string;
  title: string | null;
  endpoint?: string | null;
  model?: string | null;
  agent_id?: string | null;
  updatedAt: string;
}

export interface Message {
  messageId: string;
  conversationId: string;
  parentMessageId: string | null;
  sender?: string | null;
  text: string;
  content?: { type: string; text?: string | { value: string } }[] | null;
  isCreatedByUser: boolean;
  unfinished?: boolean;
  error?: boolean;
  createdAt?: string;
}

export const conversationsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["conversations", search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      request<{ conversations: Conversation[]; nextCursor: string | null }>("/api/convos", {
        query: { search, cursor: pageParam, limit: 30, sortBy: "updatedAt", sortDirection: "desc" },
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

/** The text of a message, whichever of LibreChat's two forms it has. */
export function textOf(message: Message): string {
  const parts = (message.content ?? []).flatMap((part) => {
    if (part.type !== "text" || part.text === undefined) return [];
    return [typeof part.text === "string" ? part.text : part.text.value];
  });
  return parts.length > 0 ? parts.join("") : message.text;
}
