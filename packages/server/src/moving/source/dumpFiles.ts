import { nextBson, Unfollowable } from "./bsonDocuments.ts";
import { fileOf } from "./collectionFiles.ts";
import { type Reading, readingOf } from "./reading.ts";
import type { ReadOptions, Source, SourceRemark } from "./source.ts";
import { bytesOf, offsetOf, type SourceFile } from "./sourceFile.ts";

/** Files of `mongodump`, one for each collection. A place is the offset behind a document. */
export function dumpSource(name: string, files: Map<string, SourceFile>, remarks: SourceRemark[]): Source {
  return {
    name,
    remarks,
    collections: async () =>
      [...files].map(([name, file]) => ({ name, count: null, bytes: file.packed ? null : file.size })),
    read: (collection, options) => read(fileOf(files, collection), readingOf(collection, options), options),
    close: async () => {},
  };
}

async function* read(file: SourceFile, reading: Reading, { after }: ReadOptions) {
  const bytes = await bytesOf(file, offsetOf(after));
  try {
    for (;;) {
      reading.goOn();
      const at = bytes.position;
      const found = await nextBson(bytes);
      if (bytes.broken !== undefined && (found === undefined || found instanceof Unfollowable)) {
        return reading.tell(at, bytes.broken.code, bytes.broken.found);
      }
      if (found === undefined) return;
      if (found instanceof Unfollowable) return reading.tell(at, "file-truncated", found.found);
      const document = reading.document(found, at);
      if (document !== undefined) yield { document, place: String(bytes.position) };
    }
  } finally {
    await bytes.close();
  }
}
