import { deserialize, serialize } from "bson";

type Fields = Record<string, unknown>;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEAD = 16;
const MORE_TO_COME = 2;
const CHECKSUM = 1;

/** A command as it came. */
export interface Command {
  request: number;
  body: Fields;
  /** The documents that came beside the body, as they are: what is inserted keeps its bytes. */
  raw: Map<string, Buffer[]>;
  /** The first greeting is asked, and answered, in an older form. */
  old: boolean;
  answered: boolean;
}

/** Takes the messages that are whole off the front; what is left is given back. */
export function takeMessages(bytes: Buffer, each: (command: Command) => void): Buffer {
  let rest = bytes;
  while (rest.length >= HEAD && rest.length >= rest.readInt32LE(0)) {
    each(commandOf(rest.subarray(0, rest.readInt32LE(0))));
    rest = rest.subarray(rest.readInt32LE(0));
  }
  return rest;
}

/** @param body an answer in BSON */
export function answerTo({ request, old }: Command, body: Uint8Array): Buffer {
  const before = old ? Buffer.alloc(20) : Buffer.alloc(5);
  if (old) before.writeInt32LE(1, 16);
  const head = Buffer.alloc(HEAD);
  head.writeInt32LE(HEAD + before.length + body.length, 0);
  head.writeInt32LE(request, 8);
  head.writeInt32LE(old ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([head, before, body]);
}

/** `{ cursor: { <batch>: [documents as they are], id, ns }, ok: 1 }`. */
export function batchAnswer(
  batch: "firstBatch" | "nextBatch",
  documents: Uint8Array[],
  id: bigint,
  ns: string,
): Buffer {
  const list = documentOf(documents.map((document, index) => [0x03, String(index), document]));
  const number = Buffer.alloc(8);
  number.writeBigInt64LE(id);
  const text = Buffer.concat([int32(Buffer.byteLength(ns) + 1), Buffer.from(`${ns}\0`)]);
  const cursor = documentOf([
    [0x04, batch, list],
    [0x12, "id", number],
    [0x02, "ns", text],
  ]);
  return documentOf([
    [0x03, "cursor", cursor],
    [0x10, "ok", int32(1)],
  ]);
}

export function plainAnswer(fields: Fields): Buffer {
  return Buffer.from(serialize({ ...fields, ok: fields.ok ?? 1 }, { ignoreUndefined: true }));
}

function commandOf(message: Buffer): Command {
  const request = message.readInt32LE(4);
  const kind = message.readInt32LE(12);
  if (kind === OP_QUERY) {
    const name = message.indexOf(0, HEAD + 4);
    return { request, body: asked(message.subarray(name + 9)), raw: new Map(), old: true, answered: true };
  }
  if (kind !== OP_MSG) throw new Error(`message of an unknown kind: ${kind}`);
  const flags = message.readUInt32LE(HEAD);
  const end = message.length - ((flags & CHECKSUM) === 0 ? 0 : 4);
  const command: Command = { request, body: {}, raw: new Map(), old: false, answered: (flags & MORE_TO_COME) === 0 };
  for (let at = HEAD + 4; at < end; ) {
    const isBody = message[at] === 0;
    at++;
    const size = message.readInt32LE(at);
    const section = message.subarray(at, at + size);
    at += size;
    if (isBody) {
      const { documents, ...body } = asked(section);
      if (documents !== undefined)
        command.raw.set(
          "documents",
          (documents as Uint8Array[]).map((each) => Buffer.from(each)),
        );
      command.body = { ...body, ...command.body };
    } else {
      const name = section.toString("utf8", 4, section.indexOf(0, 4));
      const documents = documentsIn(section.subarray(4 + Buffer.byteLength(name) + 1));
      command.raw.set(name, documents);
      command.body[name] = name === "documents" ? documents : documents.map(asked);
    }
  }
  return command;
}

function documentsIn(bytes: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) {
    // A copy: the message goes away.
    documents.push(Buffer.from(bytes.subarray(at, at + bytes.readInt32LE(at))));
  }
  return documents;
}

/** What is asked: a regular expression is one of JavaScript, which mingo can ask. */
function asked(bytes: Uint8Array): Fields {
  return deserialize(bytes, { fieldsAsRaw: { documents: true }, validation: { utf8: false } });
}

/** What is stored. */
export function decode(bytes: Uint8Array): Fields {
  return deserialize(bytes, { bsonRegExp: true, validation: { utf8: false } });
}

function documentOf(elements: [type: number, name: string, value: Uint8Array][]): Buffer {
  const parts = elements.flatMap(([type, name, value]) => [Buffer.from([type]), Buffer.from(`${name}\0`), value]);
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  return Buffer.concat([int32(length), ...parts, Buffer.from([0])], length);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
