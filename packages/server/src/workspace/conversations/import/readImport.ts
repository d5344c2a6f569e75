import { isUtf8 } from "node:buffer";
import { problem } from "../../../http/problem.ts";
import { fromChatGpt, isChatGpt } from "./chatGpt.ts";
import type { Imported } from "./imported.ts";
import { fromLibreChat, isLibreChat } from "./libreChat.ts";

const MOST_CONVERSATIONS = 10_000;
const MOST_MESSAGES = 100_000;

/**
 * The conversations of an export file of LibreChat or ChatGPT; those without a message are left out.
 * @throws {Problem} `request-invalid`
 */
export function readImport(bytes: Buffer): Imported[] {
  const file = parsed(bytes);
  const found = conversationsOf(file).filter(({ messages }) => messages.length > 0);
  if (found.length === 0) throw problem("request-invalid", { detail: "the file has no conversation with a message" });
  if (found.length > MOST_CONVERSATIONS)
    throw problem("request-invalid", { detail: `a file may have ${MOST_CONVERSATIONS} conversations at most` });
  const messages = found.reduce((sum, one) => sum + one.messages.length, 0);
  if (messages > MOST_MESSAGES)
    throw problem("request-invalid", { detail: `a file may have ${MOST_MESSAGES} messages at most` });
  return found;
}

function conversationsOf(file: unknown): Imported[] {
  if (isLibreChat(file)) return [fromLibreChat(file)];
  if (isChatGpt(file)) return file.map(fromChatGpt);
  if (Array.isArray(file) && file.length > 0 && file.every(isLibreChat)) return file.map(fromLibreChat);
  throw problem("request-invalid", {
    detail: "the file is no export of LibreChat (one conversation as JSON) or ChatGPT (`conversations.json`)",
  });
}

function parsed(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw problem("request-invalid", { detail: "the file is not UTF-8" });
  try {
    return JSON.parse(bytes.toString("utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    throw problem("request-invalid", { detail: "the file is not JSON that can be read", cause: error });
  }
}
