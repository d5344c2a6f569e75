import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { serialize } from "bson";
import type { Document } from "../../source/index.ts";
import { archiveOf } from "./archiveOf.ts";
import { type Dialect, extendedText } from "./extendedText.ts";

export type Collections = Record<string, Document[]>;

/** A way to write collections into a folder; answers where a source finds them. */
export type Form = (folder: string, collections: Collections) => Promise<string>;

/** Every form of files that MongoDB's tools write. */
export const forms: Record<string, Form> = {
  "a folder of mongodump": dump(false),
  "a folder of mongodump, packed": dump(true),
  "an archive of mongodump": archive(false),
  "an archive of mongodump, packed": archive(true),
  "mongoexport, a document a line": exported("canonical", lines),
  "mongoexport, relaxed": exported("relaxed", lines),
  "mongoexport of old versions": exported("legacy", lines),
  "mongoexport, packed": exported("canonical", lines, true),
  "mongoexport, as one list": exported("relaxed", (texts) => `[${texts.join(",")}]\n`),
  "mongoexport, indented": exported("canonical", (texts) => texts.map((text) => `${indented(text)}\n`).join("")),
  "mongoexport, an indented list": exported("canonical", (texts) => `[${texts.map(indented).join(",\n")}]\n`),
  "a list as other programs write it": exported("canonical", (texts) => indented(`[${texts.join(",")}]`)),
};

function dump(packed: boolean): Form {
  return async (folder, collections) => {
    const database = join(folder, "LibreChat");
    await mkdir(database, { recursive: true });
    for (const [name, documents] of Object.entries(collections)) {
      const file = join(database, `${encodeURIComponent(name)}.bson${packed ? ".gz" : ""}`);
      const bytes = Buffer.concat(documents.map((document) => serialize(document)));
      await writeFile(file, packed ? gzipSync(bytes) : bytes);
      await writeFile(
        join(database, `${encodeURIComponent(name)}.metadata.json`),
        JSON.stringify({ collectionName: name, indexes: [] }),
      );
    }
    return folder;
  };
}

function archive(packed: boolean): Form {
  return async (folder, collections) => {
    const file = join(folder, "LibreChat.archive");
    const bytes = archiveOf({ LibreChat: collections });
    await writeFile(file, packed ? gzipSync(bytes) : bytes);
    return file;
  };
}

function exported(dialect: Dialect, whole: (texts: string[]) => string, packed = false): Form {
  return async (folder, collections) => {
    for (const [name, documents] of Object.entries(collections)) {
      const text = whole(documents.map((document) => extendedText(document, dialect)));
      await writeFile(join(folder, `${name}.json${packed ? ".gz" : ""}`), packed ? gzipSync(text) : text);
    }
    return folder;
  };
}

function lines(texts: string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

/** Only the spaces change: what a parser would make of the numbers does not matter. */
function indented(text: string): string {
  let depth = 0;
  const line = () => `\n${"\t".repeat(depth)}`;
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
    if (token === ":") return ": ";
    if (token === "{" || token === "[" || token === ",") return token + line();
    return token === "}" || token === "]" ? line() + token : token;
  });
}
