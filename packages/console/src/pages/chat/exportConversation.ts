import { t } from "@lingui/core/macro";
import { type Conversation, type Message, textOf } from "../../api/conversations.ts";

/** LibreChat's export of one conversation, which LibreChat and our own import read: every message, whichever branch it is on. */
export function asLibreChat(conversation: Conversation, messages: readonly Message[], exportAt: Date): string {
  const { conversationId, title, endpoint, model, agent_id, createdAt } = conversation;
  const file = {
    conversationId,
    endpoint,
    title,
    createdAt,
    exportAt: exportAt.toISOString(),
    branches: true,
    recursive: false,
    options: { endpoint, model, ...(agent_id && { agent_id }) },
    // Who took part is nobody's business who gets the file.
    messages: messages.map(({ user: _user, authorName: _name, ...message }) => message),
  };
  return JSON.stringify(file, null, 2);
}

/** For reading: one branch, from its beginning. */
export function asMarkdown({ title }: Pick<Conversation, "title">, thread: readonly Message[]): string {
  const parts = thread.map((message) => {
    const how = message.unfinished ? t`(ended early)` : message.error ? t`(failed)` : "";
    const end = how && `\n\n*${how}*`;
    return `**${oneLine(senderOf(message))}:**\n\n${textOf(message).trim()}${end}`;
  });
  return `${[`# ${oneLine(title || t`New Chat`)}`, parts.join("\n\n---\n\n")].join("\n\n")}\n`;
}

const senderOf = ({ sender, isCreatedByUser }: Message) => sender || (isCreatedByUser ? t`User` : t`Assistant`);
const oneLine = (text: string) => text.replace(/\s+/g, " ").replaceAll("*", "").trim();

const LONGEST_NAME = 60;

/** A name that every system takes: `What is a gate?` → `What-is-a-gate.json`. */
export function fileNameOf(title: string | null, ending: string): string {
  const name = [...(title ?? "").replace(/[^\p{L}\p{N}]+/gu, "-")]
    .slice(0, LONGEST_NAME)
    .join("")
    .replace(/^-+|-+$/g, "");
  return `${name || t`conversation`}.${ending}`;
}
