import {
  type Imported,
  type ImportedMessage,
  isObject,
  MOST_MESSAGES_IN_ONE,
  momentIn,
  nameIn,
  textIn,
  textOfParts,
  titleIn,
} from "./imported.ts";

/** `{ conversationId, title, messages }`, or with `messagesTree`; with `recursive` the answers lie in `children`. */
export const isLibreChat = (file: unknown): file is Record<string, unknown> =>
  isObject(file) && (Array.isArray(file.messages) || Array.isArray(file.messagesTree));

export function fromLibreChat(file: Record<string, unknown>): Imported {
  const options = isObject(file.options) ? file.options : {};
  const roots = Array.isArray(file.messagesTree) ? file.messagesTree : file.messages;
  const messages = inOrder(roots);
  return {
    title: titleIn(file.title),
    at: momentIn(file.createdAt) ?? messages[0]?.at ?? momentIn(file.exportAt),
    endpoint: nameIn(file.endpoint ?? options.endpoint),
    model: nameIn(file.model ?? options.model),
    messages,
  };
}

/** A list whose messages name their parents, a list in which each answers the one before, or a tree. */
function inOrder(roots: unknown): ImportedMessage[] {
  const messages: ImportedMessage[] = [];
  // The next one is at its end: to take from the front moves all the others.
  const open: { value: unknown; parent: string | null }[] = [];
  const add = (values: unknown[], parent: string | null) => {
    for (const value of values.toReversed()) open.push({ value, parent });
  };
  add(list(roots), null);
  const named = new Set<string>();
  let before: string | null = null;
  for (let next = open.pop(); next && messages.length <= MOST_MESSAGES_IN_ONE; next = open.pop()) {
    const { value, parent } = next;
    if (!isObject(value)) continue;
    const said = nameIn(value.messageId);
    const id = said === null || named.has(said) ? madeUp(messages.length) : said;
    messages.push({
      id,
      parent: parent ?? nameIn(value.parentMessageId) ?? before,
      isPersons: value.isCreatedByUser === true,
      sender: nameIn(value.sender) ?? (value.isCreatedByUser === true ? "User" : "Assistant"),
      text: textIn(value.text) || textOfParts(value.content),
      model: nameIn(value.model),
      at: momentIn(value.createdAt),
    });
    named.add(id);
    before = id;
    add(list(value.children), id);
  }
  return messages.map((one) => (one.parent !== one.id && named.has(one.parent ?? "") ? one : { ...one, parent: null }));
}

/** An id that no file can name: a name holds no NUL (`nameIn`). */
const madeUp = (place: number) => `\0${place}`;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
