import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { ExportEntry } from "./contents.ts";

/**
 * A ZIP of these, written as it is taken: one entry is open at a time, and waits for whoever receives it. What goes wrong on the way, and
 * whoever stops receiving, ends it without the directory at its end: no short archive opens as if it were whole.
 */
export function archiveOf(entries: AsyncIterable<ExportEntry>): Readable {
  const zip = new ZipFile();
  // yazl makes it a PassThrough, and says less of it.
  const output = zip.outputStream as Readable;
  let open: Readable | undefined;
  const fail = (error: Error) => output.destroy(error);
  zip.on("error", fail);
  output.on("close", () => open?.destroy());
  const write = async () => {
    for await (const entry of entries) {
      open = "text" in entry ? Readable.from(entry.text, { objectMode: false }) : entry.bytes;
      await added(zip, entry, open, output);
      if (output.destroyed) return;
    }
    zip.end();
  };
  write().catch(fail);
  return output;
}

/** Resolves once it was read to its end; rejects with what ended it before. */
function added(zip: ZipFile, entry: ExportEntry, content: Readable, output: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    content.on("end", resolve);
    content.on("error", reject);
    content.on("close", () => reject(output.errored ?? new Error("what was exported was closed before its end")));
    if (output.destroyed) {
      content.destroy();
      return;
    }
    const isText = "text" in entry;
    zip.addReadStream(content, entry.path, {
      mtime: new Date(entry.at),
      compress: isText,
      ...(!isText && { size: entry.size }),
    });
  });
}
