import type { Message } from "../../api/conversations.ts";

/** The newest branch of a conversation, from its beginning: answers asked for again hang beside the former ones. */
export function threadOf(messages: readonly Message[]): Message[] {
  const byId = new Map(messages.map((message) => [message.messageId, message]));
  const thread: Message[] = [];
  const seen = new Set<string>();
  let next = messages.at(-1);
  while (next && !seen.has(next.messageId)) {
    seen.add(next.messageId);
    thread.unshift(next);
    next = next.parentMessageId ? byId.get(next.parentMessageId) : undefined;
  }
  return thread;
}
