import {
  type Imported,
  type ImportedMessage,
  isObject,
  MOST_MESSAGES_IN_ONE,
  momentIn,
  nameIn,
  textOfParts,
  titleIn,
} from "./imported.ts";

/** `conversations.json`: a list of `{ title, mapping }`; a mapping names each message's parent and children. */
export const isChatGpt = (file: unknown): file is Record<string, unknown>[] =>
  Array.isArray(file) && file.length > 0 && file.every((one) => isObject(one) && isObject(one.mapping));

export function fromChatGpt(file: Record<string, unknown>): Imported {
  const mapping = isObject(file.mapping) ? file.mapping : {};
  const messages: ImportedMessage[] = [];
  const isInside = (id: unknown): id is string => typeof id === "string" && isObject(mapping[id]);
  const seen = new Set<string>();
  // The next one is at its end: to take from the front moves all the others.
  const open = Object.keys(mapping)
    .filter((id) => !isInside(nodeOf(mapping, id).parent))
    .map((id) => ({ id, parent: null as string | null }))
    .reverse();
  for (let next = open.pop(); next && messages.length <= MOST_MESSAGES_IN_ONE; next = open.pop()) {
    const { id, parent } = next;
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodeOf(mapping, id);
    const message = messageOf(id, parent, node.message);
    if (message) messages.push(message);
    // What answers a message that is left out (the system's, a tool's) answers the one before it.
    const children = Array.isArray(node.children) ? node.children.filter(isInside) : [];
    for (const child of children.reverse()) open.push({ id: child, parent: message ? id : parent });
  }
  return {
    title: titleIn(file.title),
    at: momentIn(file.create_time),
    endpoint: "openAI",
    model: nameIn(file.default_model_slug) ?? messages.find((one) => one.model !== null)?.model ?? null,
    messages,
  };
}

const nodeOf = (mapping: Record<string, unknown>, id: string): Record<string, unknown> => {
  const node = mapping[id];
  return isObject(node) ? node : {};
};

function messageOf(id: string, parent: string | null, message: unknown): ImportedMessage | null {
  if (!isObject(message) || !isObject(message.author) || !isObject(message.content)) return null;
  const { role } = message.author;
  if (role !== "user" && role !== "assistant") return null;
  const text = textOfParts(message.content.parts ?? message.content.text);
  if (text === "") return null;
  const metadata = isObject(message.metadata) ? message.metadata : {};
  const model = nameIn(metadata.model_slug);
  const isPersons = role === "user";
  return {
    id,
    parent,
    isPersons,
    sender: isPersons ? "User" : (model ?? "ChatGPT"),
    text,
    model: isPersons ? null : model,
    at: momentIn(message.create_time),
  };
}
