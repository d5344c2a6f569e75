import { readFile } from "node:fs/promises";
import type { FolderEntry } from "./folder.ts";
import { SourceFailed, type SourceRemark } from "./source.ts";
import { isPacked, type SourceFile } from "./sourceFile.ts";

/** The file of a collection. @throws {SourceFailed} `no-such-collection` */
export function fileOf(files: Map<string, SourceFile>, collection: string): SourceFile {
  const file = files.get(collection);
  if (file !== undefined) return file;
  throw new SourceFailed(
    "no-such-collection",
    `there is no collection \`${collection}\` here, but: ${[...files.keys()].join(", ")}`,
  );
}

/** `<collection>.bson`, packed or not, of a folder of mongodump; MongoDB's own collections are left out. */
export async function dumpFiles(entries: FolderEntry[], remarks: SourceRemark[]): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  for (const entry of entries.filter(isBson)) {
    const stem = entry.name.replace(/\.bson(\.gz)?$/, "");
    const name = (stem.includes("%24") && (await nameInMetadata(entries, stem))) || decoded(stem);
    if (!name.startsWith("system.")) await put(files, name, entry, remarks);
  }
  return files;
}

/** `<collection>.json`, packed or not, of a folder of mongoexport, or one such file. */
export async function exportedFiles(entries: FolderEntry[], remarks: SourceRemark[]): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  const json = entries.filter(isJson);
  const stems = json.map(({ name }) => name.replace(/\.json(\.gz)?$/, ""));
  // Some tools put the name of the database in front.
  const [database = ""] = stems[0]?.split(".") ?? [];
  const prefix = database !== "fs" && stems.every((stem) => stem.startsWith(`${database}.`)) ? `${database}.` : "";
  for (const [index, entry] of json.entries()) {
    const name = stems[index]!.slice(prefix.length);
    if (!name.startsWith("system.")) await put(files, name, entry, remarks);
  }
  return files;
}

export function isBson({ kind, name }: FolderEntry): boolean {
  return kind === "file" && /\.bson(\.gz)?$/.test(name) && !/^oplog\.bson/.test(name);
}

export function isJson({ kind, name }: FolderEntry): boolean {
  return kind === "file" && /\.json(\.gz)?$/.test(name) && !/(\.metadata|^prelude)\.json(\.gz)?$/.test(name);
}

async function put(files: Map<string, SourceFile>, name: string, entry: FolderEntry, remarks: SourceRemark[]) {
  if (files.has(name)) {
    remarks.push({ code: "collection-twice", found: `\`${entry.path}\` is left out: \`${name}\` is there twice` });
    return;
  }
  files.set(name, { path: entry.path, size: entry.size, packed: await isPacked(entry.path) });
}

/** mongodump writes odd characters with a percent sign. */
function decoded(stem: string): string {
  try {
    return decodeURIComponent(stem);
  } catch {
    return stem;
  }
}

/** The end of a long name is a checksum; the whole name stands in the file beside. */
async function nameInMetadata(entries: FolderEntry[], stem: string): Promise<string | undefined> {
  const beside = entries.find(
    ({ name, kind, size }) => kind === "file" && name === `${stem}.metadata.json` && size < 1e6,
  );
  if (beside === undefined) return undefined;
  try {
    const { collectionName } = JSON.parse(await readFile(beside.path, "utf8")) as { collectionName?: unknown };
    return typeof collectionName === "string" ? collectionName : undefined;
  } catch {
    return undefined;
  }
}
