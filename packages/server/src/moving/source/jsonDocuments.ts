import { isUtf8 } from "node:buffer";
import type { Bytes } from "./bytes.ts";
import { parseExtendedJson } from "./extendedJson.ts";
import { ObjectScan } from "./objectScan.ts";
import type { Document, SourceProblem } from "./source.ts";

/** Extended JSON takes more room than BSON, indented more still; beyond this, it is no document. */
const LARGEST = 160 * 1024 * 1024;

const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NEWLINE = 0x0a;

type Tell = (at: number, code: SourceProblem["code"], found: string) => void;

/**
 * The documents of a text: one a line, indented, one behind the other, or as one list. `list` says whether the text begins as a
 * list, which must then end as one.
 */
export async function* jsonDocuments(
  bytes: Bytes,
  list: boolean,
  tell: Tell,
): AsyncGenerator<{ document: Document; end: number }> {
  if (bytes.position === 0) await passOverHead(bytes);
  for (;;) {
    const first = await nextByte(bytes);
    const start = bytes.position;
    if (first === undefined) {
      if (list && bytes.broken === undefined) tell(start, "file-truncated", "the list is not closed");
      return;
    }
    if (first === CLOSE_LIST && list) return;
    if (first !== OPEN) {
      tell(start, "document-unreadable", `${shown(bytes)} where a document is expected`);
      if (await toNextDocument(bytes, 0)) continue;
      return;
    }
    const document = (list ? undefined : await wholeLine(bytes)) ?? (await balanced(bytes));
    if ("fields" in document) {
      yield { document: document.fields, end: bytes.position };
      continue;
    }
    const next = document.taken || (await toNextDocument(bytes, 1));
    tell(start, next ? "document-unreadable" : "file-truncated", document.found);
    if (!next) return;
  }
}

/** Whether a text is one list of documents. */
export function isList(head: Buffer): boolean {
  return /^(\u{feff})?\s*\[/u.test(head.toString());
}

type Outcome = { fields: Document } | { taken: boolean; found: string };

/** The quick way: a line that is a document. undefined: it is not, or not known. */
async function wholeLine(bytes: Bytes): Promise<Outcome | undefined> {
  let end = bytes.held.indexOf(NEWLINE, bytes.at);
  if (end === -1) {
    await bytes.ahead(bytes.left + 1);
    end = bytes.held.indexOf(NEWLINE, bytes.at);
  }
  if (end === -1) return undefined;
  let last = end - 1;
  while (last > bytes.at && bytes.held[last]! <= 0x20) last--;
  if (last === bytes.at || bytes.held[last] !== CLOSE) return undefined;
  const outcome = documentOf(bytes.held.subarray(bytes.at, last + 1));
  if (!("fields" in outcome)) return undefined;
  bytes.at = last + 1;
  return outcome;
}

async function balanced(bytes: Bytes): Promise<Outcome> {
  const scan = new ObjectScan();
  for (let scanned = 0; ; ) {
    const end = scan.feed(bytes.held, bytes.at + scanned);
    if (end === "broken") return { taken: false, found: "this is no JSON" };
    if (end !== "more") {
      const outcome = documentOf(bytes.held.subarray(bytes.at, end));
      bytes.at = end;
      return outcome;
    }
    scanned = bytes.left;
    if (scanned > LARGEST) return { taken: false, found: `a document of more than ${LARGEST} bytes` };
    // Twice as much each time, so that a large document is not copied for each chunk; the end may come sooner.
    await bytes.ahead(scanned * 2 + 1);
    if (bytes.left === scanned)
      return { taken: false, found: bytes.broken?.found ?? "the text ends within a document" };
  }
}

function documentOf(text: Buffer): Outcome {
  try {
    if (!isUtf8(text)) return { taken: true, found: "this is no UTF-8" };
    return { fields: parseExtendedJson(text.toString()) };
  } catch (error) {
    return { taken: true, found: (error as Error).message };
  }
}

/** The mark of its encoding, and the bracket of a list. */
async function passOverHead(bytes: Bytes): Promise<void> {
  if ((await bytes.ahead(3)) && bytes.held[0] === 0xef && bytes.held[1] === 0xbb && bytes.held[2] === 0xbf)
    bytes.at += 3;
  if ((await nextByte(bytes)) === OPEN_LIST) bytes.at++;
}

/** The next byte that is neither a space nor between two documents. */
async function nextByte(bytes: Bytes): Promise<number | undefined> {
  for (;;) {
    while (bytes.left > 0) {
      const byte = bytes.held[bytes.at]!;
      if (byte > 0x20 && byte !== COMMA) return byte;
      bytes.at++;
    }
    if (!(await bytes.ahead(1))) return undefined;
  }
}

/** Goes to the next line that begins with a document; false: there is none. */
async function toNextDocument(bytes: Bytes, from: number): Promise<boolean> {
  bytes.at += from;
  while (await bytes.ahead(2)) {
    const newline = bytes.held.indexOf(NEWLINE, bytes.at);
    if (newline === -1) bytes.at = bytes.held.length;
    else if (newline === bytes.held.length - 1) bytes.at = newline;
    else {
      bytes.at = newline + 1;
      if (bytes.held[bytes.at] === OPEN) return true;
    }
  }
  return false;
}

function shown(bytes: Bytes): string {
  return JSON.stringify(bytes.held.subarray(bytes.at, bytes.at + 20).toString());
}
