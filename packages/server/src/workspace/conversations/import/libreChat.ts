import {
  type Imported,
  type ImportedMessage,
  isObject,
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
  const open: { value: unknown; parent: string | null }[] = list(roots).map((value) => ({ value, parent: null }));
  const named = new Set<string>();
  let before: string | null = null;
  for (let next = open.shift(); next; next = open.shift()) {
    const { value, parent } = next;
    if (!isObject(value)) continue;
    const id = nameIn(value.messageId) ?? `#${messages.length}`;
    if (named.has(id)) continue;
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
    open.unshift(...list(value.children).map((child) => ({ value: child, parent: id })));
  }
  return messages.map((one) => (one.parent !== one.id && named.has(one.parent ?? "") ? one : { ...one, parent: null }));
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
