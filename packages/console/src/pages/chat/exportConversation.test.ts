import { expect, test } from "vitest";
import type { Conversation, Message } from "../../api/conversations.ts";
import { asLibreChat, asMarkdown, fileNameOf } from "./exportConversation.ts";

const conversation: Conversation = {
  _id: "64f0",
  conversationId: "c",
  user: "ada",
  title: "Gates",
  endpoint: "echo",
  model: "echo",
  tags: ["mine alone"],
  isArchived: false,
  archivedAt: null,
  pinned: true,
  isTemporary: false,
  expiredAt: null,
  messages: [],
  createdAt: "2026-05-01T10:00:00.000Z",
  updatedAt: "2026-05-02T10:00:00.000Z",
};
const message = (messageId: string, parentMessageId: string, more: Partial<Message> = {}): Message => ({
  messageId,
  parentMessageId,
  conversationId: "c",
  text: messageId,
  isCreatedByUser: false,
  ...more,
});

test("as Markdown, who says what stands in the order of the branch, with how it ended", () => {
  const thread = [
    message("Why?", "root", { isCreatedByUser: true, sender: "User" }),
    message("a", "Why?", {
      sender: "Help\n*desk*",
      text: "",
      content: [{ type: "text", text: "Because.\n" }],
      unfinished: true,
    }),
  ];
  expect(asMarkdown(conversation, thread)).toBe(
    "# Gates\n\n**User:**\n\nWhy?\n\n---\n\n**Help desk:**\n\nBecause.\n\n*(ended early)*\n",
  );
});

test("as JSON, every branch is there, and nothing of whoever exports it", () => {
  const messages = [message("q", "root"), message("one", "q"), message("other", "q")];
  const text = asLibreChat(conversation, messages, new Date("2026-06-01T00:00:00Z"));
  expect(JSON.parse(text)).toMatchObject({
    title: "Gates",
    exportAt: "2026-06-01T00:00:00.000Z",
    options: { endpoint: "echo", model: "echo" },
    messages: [{ messageId: "q" }, { messageId: "one" }, { messageId: "other", parentMessageId: "q" }],
  });
  expect(text).not.toContain("mine alone");
});

test.each([
  ["What is a gate?", "What-is-a-gate.md"],
  ["../../etc/passwd", "etc-passwd.md"],
  ["Überall: 東京", "Überall-東京.md"],
  ["🙂".repeat(3), "conversation.md"],
  ["x".repeat(200), `${"x".repeat(60)}.md`],
  [null, "conversation.md"],
])("the file of %j is called %j", (title, name) => {
  expect(fileNameOf(title, "md")).toBe(name);
});
