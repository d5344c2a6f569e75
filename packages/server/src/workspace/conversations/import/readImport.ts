import { isUtf8 } from "node:buffer";
import { fromChatGpt, isChatGpt } from "./chatGpt.ts";
import { type Imported, MOST_MESSAGES, MOST_MESSAGES_IN_ONE } from "./imported.ts";
import { fromLibreChat, isLibreChat } from "./libreChat.ts";

const MOST_CONVERSATIONS = 10_000;

/** Why a file is not taken, in words for whoever brought it. */
export class ImportRefused extends Error {}

/**
 * The conversations of an export file of LibreChat or ChatGPT; those without a message are left out. Takes seconds for a file that was made
 * to: importChild.ts asks, in a process of its own.
 * @throws {ImportRefused}
 */
export function readImport(bytes: Uint8Array): Imported[] {
  const found: Imported[] = [];
  let total = 0;
  for (const one of conversationsOf(parsed(bytes))) {
    total += one.messages.length;
    if (one.messages.length > MOST_MESSAGES_IN_ONE)
      throw new ImportRefused(`a conversation may have ${MOST_MESSAGES_IN_ONE} messages at most`);
    if (total > MOST_MESSAGES) throw new ImportRefused(`a file may have ${MOST_MESSAGES} messages at most`);
    if (one.messages.length > 0) found.push(one);
    if (found.length > MOST_CONVERSATIONS)
      throw new ImportRefused(`a file may have ${MOST_CONVERSATIONS} conversations at most`);
  }
  if (found.length === 0) throw new ImportRefused("the file has no conversation with a message");
  return found;
}

function conversationsOf(file: unknown): Iterable<Imported> {
  if (isLibreChat(file)) return [fromLibreChat(file)];
  if (isChatGpt(file)) return file.values().map(fromChatGpt);
  if (Array.isArray(file) && file.length > 0 && file.every(isLibreChat)) return file.values().map(fromLibreChat);
  throw new ImportRefused(
    "the file is no export of LibreChat (one conversation as JSON) or ChatGPT (`conversations.json`)",
  );
}

function parsed(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw new ImportRefused("the file is not UTF-8");
  try {
    return JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        .toString("utf8")
        .replace(/^\ufeff/, ""),
    );
  } catch (error) {
    throw new ImportRefused("the file is not JSON that can be read", { cause: error });
  }
}
