import { isUtf8 } from "node:buffer";
import { problem } from "../../../http/problem.ts";
import { fromChatGpt, isChatGpt } from "./chatGpt.ts";
import { type Imported, MOST_MESSAGES, MOST_MESSAGES_IN_ONE } from "./imported.ts";
import { fromLibreChat, isLibreChat } from "./libreChat.ts";

const MOST_CONVERSATIONS = 10_000;

/**
 * The conversations of an export file of LibreChat or ChatGPT; those without a message are left out.
 * @throws {Problem} `request-invalid`
 */
export async function readImport(bytes: Buffer): Promise<Imported[]> {
  const found: Imported[] = [];
  let total = 0;
  let begun = performance.now();
  for (const one of conversationsOf(parsed(bytes))) {
    total += one.messages.length;
    if (one.messages.length > MOST_MESSAGES_IN_ONE)
      throw problem("request-invalid", { detail: `a conversation may have ${MOST_MESSAGES_IN_ONE} messages at most` });
    if (total > MOST_MESSAGES)
      throw problem("request-invalid", { detail: `a file may have ${MOST_MESSAGES} messages at most` });
    if (one.messages.length > 0) found.push(one);
    if (found.length > MOST_CONVERSATIONS)
      throw problem("request-invalid", { detail: `a file may have ${MOST_CONVERSATIONS} conversations at most` });
    if (performance.now() - begun < TURN_MS) continue;
    await new Promise((next) => setImmediate(next));
    begun = performance.now();
  }
  if (found.length === 0) throw problem("request-invalid", { detail: "the file has no conversation with a message" });
  return found;
}

/** After so long, others have their turn. */
const TURN_MS = 20;

function conversationsOf(file: unknown): Iterable<Imported> {
  if (isLibreChat(file)) return [fromLibreChat(file)];
  if (isChatGpt(file)) return file.values().map(fromChatGpt);
  if (Array.isArray(file) && file.length > 0 && file.every(isLibreChat)) return file.values().map(fromLibreChat);
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
