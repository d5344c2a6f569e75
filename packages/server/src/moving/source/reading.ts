import { decodeBson } from "./bsonDocuments.ts";
import type { Document, ReadOptions, SourceProblem } from "./source.ts";

/** What every way of reading a file has in common. */
export interface Reading {
  /** Says that something is wrong at an offset. Of several reasons why a collection ends, the first is told. */
  tell(at: number, code: SourceProblem["code"], found: string): void;
  /** What these bytes are; undefined: nothing, and it is told. */
  document(bytes: Uint8Array, at: number): Document | undefined;
  /** @throws when nobody waits for more */
  goOn(): void;
}

export function readingOf(collection: string, { problem, signal }: ReadOptions): Reading {
  let ended = false;
  const tell: Reading["tell"] = (at, code, found) => {
    if (ended) return;
    ended = code === "file-truncated" || code === "file-unreadable";
    problem({ collection, at: `byte ${at}`, code, found });
  };
  return {
    tell,
    document(bytes, at) {
      try {
        return decodeBson(bytes);
      } catch (error) {
        tell(at, "document-unreadable", (error as Error).message);
        return undefined;
      }
    },
    goOn: () => signal?.throwIfAborted(),
  };
}
