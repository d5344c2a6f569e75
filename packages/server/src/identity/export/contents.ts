import type { Readable } from "node:stream";
import type { Actor } from "../../http/actor.ts";

/** One file of the archive: a text, written as it is read, or bytes that lie somewhere. */
export type ExportEntry = { path: string; at: number } & (
  | { text: AsyncIterable<string> }
  | { bytes: Readable; size: number }
);

export interface ExportWish {
  /** The person themself: what they may see is asked as they. */
  actor: Actor;
  /** When it began. */
  at: number;
}

/** What a part of the server keeps of a person, and gives them when they ask for it. */
export interface ExportPart {
  /** What lies where, in plain words, for README.txt. */
  says: readonly { path: string; words: string }[];
  /** One after the other: an entry is read to its end before the next is asked for. */
  entries(wish: ExportWish): AsyncIterable<ExportEntry>;
}

/** A list as a text of JSON, one item after the other. */
export async function* jsonList(items: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<string> {
  let before = "[\n";
  for await (const item of items) {
    yield before + JSON.stringify(item);
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

export interface ExportPage {
  items: readonly unknown[];
  nextCursor: string | null;
}

/** What a list has on all of its pages. */
export async function* itemsOf(read: (cursor: string | undefined) => Promise<ExportPage>): AsyncGenerator<unknown> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** One value as a text of JSON. */
export async function* jsonText(value: unknown): AsyncGenerator<string> {
  yield `${JSON.stringify(value, null, 2)}\n`;
}

const LONGEST_NAME = 120;

/** The name that somebody gave a file, as one that every system can unpack, and that leads nowhere else. */
export function safeName(name: string): string {
  const safe = [...name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|]/gu, "_")]
    .slice(0, LONGEST_NAME)
    .join("")
    .replaceAll(/^[\s.]+|[\s.]+$/g, "");
  return safe === "" || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe) ? `file_${safe}` : safe;
}
