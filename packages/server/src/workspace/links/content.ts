import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { nanoid } from "nanoid";
import { type Problem, problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { branchOf, ROOT } from "../conversations/branches.ts";
import { MOST_MESSAGES_IN_ONE } from "../conversations/import/imported.ts";
import { SUBMITTED } from "../conversations/messageAccess.ts";
import { iso, parsed } from "../shapes.ts";
import { listMessagesToShow, type MessageToShow } from "./queries.ts";
import type { SharedMessage } from "./schemas.ts";

/** A message as a link shows it. INVARIANT: nothing in it names a person, an agent, a model, or anything that has an id. */
export interface ShownMessage {
  /** The place of its parent among the messages; -1: it is a first one. */
  parent: number;
  isPersons: boolean;
  /** Of an answer whose words are a person's, in part or whole. */
  isSubmitted?: true;
  sender: string;
  text: string;
  unfinished: boolean;
  error: boolean;
  at: number;
}

/** What a link shows of a conversation, oldest first. */
export interface Shown {
  title: string;
  messages: ShownMessage[];
}

/** Characters of all texts; a gzip of this and the messages' other fields stays below 10 MB. */
const MOST_CHARACTERS = 8_000_000;
const LARGEST_JSON = 128 * 1_024 * 1_024;
const PIECE = 500;

/**
 * What there is to show of a conversation now.
 * @param target only what leads to this message
 * @param isAmong of the messages' rows, by their ids, those that may be shown; absent: all
 * @param use `to keep`: somebody publishes it; `as it is`: somebody opens a live link, of one that is too long its beginning
 * @throws {Problem} if there is no message, no such target, or too much to keep: `request-invalid`, or `resource-not-found` for who opens it
 */
export async function readShown(
  db: Tx,
  organization: string,
  { conversation_id, title }: { conversation_id: string; title: string },
  target: string | null,
  use: "to keep" | "as it is",
  isAmong: (message: string) => boolean = () => true,
): Promise<Shown> {
  const refuse = (detail: string) =>
    use === "to keep" ? problem("request-invalid", { detail }) : problem("resource-not-found");
  const rows: MessageToShow[] = [];
  let characters = 0;
  for (let after: MessageToShow | undefined; ; ) {
    const piece = await listMessagesToShow(db, organization, conversation_id, after, PIECE);
    after = piece.at(-1);
    for (const row of piece) {
      if (!isAmong(row.id)) continue;
      characters += row.text.length;
      if (rows.length >= MOST_MESSAGES_IN_ONE || characters > MOST_CHARACTERS) {
        if (use === "as it is") return shownOf(title, rows, target, refuse);
        throw refuse(`a link shows ${MOST_MESSAGES_IN_ONE} messages and ${MOST_CHARACTERS} characters at most`);
      }
      rows.push(row);
    }
    if (piece.length < PIECE) break;
  }
  return shownOf(title, rows, target, refuse);
}

function shownOf(
  title: string,
  all: readonly MessageToShow[],
  target: string | null,
  refuse: (detail: string) => Problem,
): Shown {
  if (all.length === 0) throw refuse("the conversation has no messages");
  if (target !== null && !all.some(({ message_id }) => message_id === target))
    throw refuse("`targetMessageId` is no message of the conversation");
  const rows = target === null ? all : branchOf(all, target, "directPath");
  const places = new Map(rows.map(({ message_id }, place) => [message_id, place]));
  return {
    title,
    messages: rows.map((row) => ({
      parent: places.get(row.parent_message_id ?? ROOT) ?? -1,
      isPersons: row.is_created_by_user === 1,
      ...(row.metadata === SUBMITTED && { isSubmitted: true as const }),
      sender: row.is_created_by_user === 1 ? "User" : (row.sender ?? "Assistant"),
      text: shownText(row),
      unfinished: row.unfinished === 1,
      error: row.error === 1,
      at: row.created_at,
    })),
  };
}

/** What somebody reads who sees the message. */
export const shownText = ({ text, content }: { text: string; content: string | null }): string =>
  text === "" ? textOf(content) : text;

/** Texts only: what else a message is made of (calls of tools, what they were told) is nobody's to read. */
function textOf(content: string | null): string {
  const parts = parsed(content);
  if (!Array.isArray(parts)) return "";
  return parts
    .map((part: { type?: unknown; text?: unknown }) =>
      part?.type === "text" && typeof part.text === "string" ? part.text : "",
    )
    .join("");
}

export const pack = (shown: Shown): Promise<Uint8Array> => promisify(gzip)(JSON.stringify(shown));

export async function unpack(bytes: Uint8Array): Promise<Shown> {
  const json = await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_JSON });
  return JSON.parse(json.toString()) as Shown; // `pack` wrote it
}

/** Another one whenever something else is shown. */
export const revisionOf = (shown: Shown): string =>
  createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22);

/** With ids that are new each time, so that nobody recognises anything by them. */
export function namedAnew({ messages }: Shown): { conversationId: string; messages: SharedMessage[] } {
  const conversationId = `convo_${nanoid(21)}`;
  const ids = messages.map(() => `msg_${nanoid(21)}`);
  return {
    conversationId,
    messages: messages.map((message, place) => ({
      messageId: ids[place] ?? ROOT,
      parentMessageId: ids[message.parent] ?? ROOT,
      conversationId,
      sender: message.sender,
      text: message.text,
      isCreatedByUser: message.isPersons,
      ...(message.isSubmitted && { isUserSubmitted: true as const }),
      unfinished: message.unfinished,
      error: message.error,
      createdAt: iso(message.at),
      updatedAt: iso(message.at),
    })),
  };
}
