import { type Prelude, preludeOf, takeTerminator } from "./archivePrelude.ts";
import { decodeBson, nextBson, passOverBson, Unfollowable } from "./bsonDocuments.ts";
import type { Bytes } from "./bytes.ts";
import { Crc64 } from "./crc64.ts";
import { type Reading, readingOf } from "./reading.ts";
import { type ReadOptions, type Source, SourceFailed, type SourceRemark } from "./source.ts";
import { bytesOf, offsetOf, type SourceFile } from "./sourceFile.ts";

/**
 * An archive of `mongodump`: the collections lie interleaved in one file, in blocks of documents. Whoever reads one collection
 * reads past all others up to its end (without looking into their documents), so that reading all of them takes as many passes as
 * there are collections. A place is the offset behind a document, in what is unpacked.
 */
export function archiveSource(name: string, file: SourceFile, prelude: Prelude, database: string): Source {
  const collections = prelude.collections.filter(
    (each) => each.database === database && !each.name.startsWith("system.") && each.type === "collection",
  );
  const remarks: SourceRemark[] = [];
  if (prelude.collections.some((each) => each.database === "" && each.name === "oplog")) {
    remarks.push({ code: "oplog-left-out", found: "what changed while the archive was made (`oplog`) is not read" });
  }
  return {
    name,
    remarks,
    collections: async () => collections.map(({ name, bytes }) => ({ name, count: null, bytes })),
    read(collection, options) {
      if (collections.some(({ name }) => name === collection)) {
        return read(file, { database, collection }, readingOf(collection, options), options);
      }
      const names = collections.map(({ name }) => name).join(", ");
      throw new SourceFailed("no-such-collection", `there is no collection \`${collection}\` here, but: ${names}`);
    },
    close: async () => {},
  };
}

interface Namespace {
  database: string;
  collection: string;
}

async function* read(file: SourceFile, wanted: Namespace, reading: Reading, { after }: ReadOptions) {
  const bytes = await bytesOf(file, offsetOf(after));
  // Only who reads from the beginning knows what the checksum is of.
  const sum = after === undefined ? new Crc64() : undefined;
  try {
    // A place is within a block of its collection.
    let block: Block = { kind: "ours" };
    if (after === undefined) {
      await preludeOf(bytes);
      block = await nextBlock(bytes, wanted);
    }
    for (;;) {
      if (block.kind === "broken") return reading.tell(bytes.position, ...whyBroken(bytes, block.found));
      if (block.kind === "end") {
        if (sum !== undefined && block.checksum !== undefined && block.checksum !== sum.sum) {
          reading.tell(
            bytes.position,
            "checksum-wrong",
            "the documents are not those that were written, or not all of them",
          );
        }
        return;
      }
      for (;;) {
        reading.goOn();
        if (await takeTerminator(bytes)) break;
        const at = bytes.position;
        const found = block.kind === "ours" ? await nextBson(bytes) : await passOverBson(bytes);
        if (found instanceof Unfollowable) return reading.tell(at, ...whyBroken(bytes, found.found));
        if (block.kind === "others") continue;
        if (found === undefined) return reading.tell(at, ...whyBroken(bytes, "the archive ends within the collection"));
        sum?.update(found);
        const document = reading.document(found, at);
        if (document !== undefined) yield { document, place: String(bytes.position) };
      }
      block = await nextBlock(bytes, wanted);
    }
  } finally {
    await bytes.close();
  }
}

type Block =
  | { kind: "ours" }
  | { kind: "others" }
  | { kind: "end"; checksum: bigint | undefined }
  | { kind: "broken"; found: string };

/** Takes the head of the next block. */
async function nextBlock(bytes: Bytes, wanted: Namespace): Promise<Block> {
  const found = await nextBson(bytes);
  if (found === undefined) return { kind: "broken", found: "the archive ends before the collection does" };
  if (found instanceof Unfollowable) return { kind: "broken", found: found.found };
  let head: Record<string, unknown>;
  try {
    head = decodeBson(found);
  } catch (error) {
    return { kind: "broken", found: `the head of a block is unreadable: ${(error as Error).message}` };
  }
  if (head.db !== wanted.database || head.collection !== wanted.collection) return { kind: "others" };
  return head.EOF === true
    ? { kind: "end", checksum: head.CRC === undefined ? undefined : BigInt(String(head.CRC)) }
    : { kind: "ours" };
}

function whyBroken(bytes: Bytes, found: string): ["file-truncated" | "file-unreadable", string] {
  return bytes.broken === undefined ? ["file-truncated", found] : [bytes.broken.code, bytes.broken.found];
}
