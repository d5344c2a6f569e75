import { expect, test } from "vitest";
import { asLibreChat } from "../packages/console/src/pages/chat/exportConversation.ts";
import { readImport } from "../packages/server/src/workspace/conversations/import/readImport.ts";

/* The two ends of a file that a person carries from one to the other: neither may know the other's code. */
const ROOT = "00000000-0000-0000-0000-000000000000";
const conversation = {
  _id: "64f000000000000000000000",
  conversationId: "c",
  user: "ada",
  title: "Gates & walls",
  endpoint: "echo",
  model: "echo",
  tags: [],
  isArchived: false,
  archivedAt: null,
  pinned: false,
  isTemporary: false,
  expiredAt: null,
  messages: [],
  createdAt: "2026-05-01T10:00:00.000Z",
  updatedAt: "2026-05-01T10:00:03.000Z",
};
const message = (messageId: string, parentMessageId: string, second: number, more: object = {}) => ({
  messageId,
  parentMessageId,
  conversationId: "c",
  sender: "echo",
  model: "echo",
  text: "",
  content: [{ type: "text", text: `Answer ${messageId}` }],
  isCreatedByUser: false,
  createdAt: `2026-05-01T10:00:0${second}.000Z`,
  ...more,
});

test("what the console exports, the server imports: title, times, model, and every branch", async () => {
  const question = { sender: "User", model: null, text: "Why?", content: null, isCreatedByUser: true };
  const messages = [message("q", ROOT, 1, question), message("one", "q", 2), message("other", "q", 3)];
  const file = asLibreChat(conversation, messages, new Date("2026-06-01T00:00:00Z"));
  const said = (second: number) => Date.parse(`2026-05-01T10:00:0${second}.000Z`);
  expect(await readImport(Buffer.from(file))).toEqual([
    {
      title: "Gates & walls",
      at: said(0),
      endpoint: "echo",
      model: "echo",
      messages: [
        { id: "q", parent: null, isPersons: true, sender: "User", text: "Why?", model: null, at: said(1) },
        { id: "one", parent: "q", isPersons: false, sender: "echo", text: "Answer one", model: "echo", at: said(2) },
        {
          id: "other",
          parent: "q",
          isPersons: false,
          sender: "echo",
          text: "Answer other",
          model: "echo",
          at: said(3),
        },
      ],
    },
  ]);
});
