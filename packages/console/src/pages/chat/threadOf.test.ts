import { expect, test } from "vitest";
import type { Message } from "../../api/conversations.ts";
import { threadOf } from "./threadOf.ts";

const message = (messageId: string, parentMessageId: string | null): Message => ({
  messageId,
  parentMessageId,
  conversationId: "c",
  text: messageId,
  isCreatedByUser: false,
});
const ids = (messages: Message[]) => threadOf(messages).map(({ messageId }) => messageId);

test("a conversation without branches is shown as it is", () => {
  expect(ids([message("question", "root"), message("answer", "question")])).toEqual(["question", "answer"]);
});

test("of two answers to one question the newer one is shown", () => {
  expect(ids([message("q", "root"), message("first", "q"), message("second", "q")])).toEqual(["q", "second"]);
});

test("a conversation without messages has an empty thread", () => {
  expect(ids([])).toEqual([]);
});

test("messages that name each other do not hang the page", () => {
  expect(ids([message("a", "b"), message("b", "a")])).toEqual(["a", "b"]);
});
