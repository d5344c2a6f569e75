import { fileOf } from "./collectionFiles.ts";
import { isList, jsonDocuments } from "./jsonDocuments.ts";
import { type Reading, readingOf } from "./reading.ts";
import { type ReadOptions, type Source, SourceFailed, type SourceRemark } from "./source.ts";
import { bytesOf, headOf, offsetOf, type SourceFile } from "./sourceFile.ts";

/** Files of `mongoexport`, one for each collection. A place is the offset behind a document. */
export function exportSource(name: string, files: Map<string, SourceFile>, remarks: SourceRemark[]): Source {
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
  const head = await headOf(file, 64);
  if (isUtf16(head)) {
    throw new SourceFailed(
      "not-utf8",
      `\`${file.path}\` is written in UTF-16: write it with mongoexport's \`--out\`, not with \`>\``,
    );
  }
  const bytes = await bytesOf(file, offsetOf(after));
  try {
    for await (const { document, end } of jsonDocuments(bytes, isList(head), reading.tell)) {
      reading.goOn();
      yield { document, place: String(end) };
    }
    if (bytes.broken !== undefined) reading.tell(bytes.position, bytes.broken.code, bytes.broken.found);
  } finally {
    await bytes.close();
  }
}

function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}
