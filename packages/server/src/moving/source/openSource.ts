import { basename, dirname } from "node:path";
import { archiveSource } from "./archive.ts";
import { isArchive, preludeOf } from "./archivePrelude.ts";
import { dumpFiles, exportedFiles, isBson, isJson } from "./collectionFiles.ts";
import { dumpSource } from "./dumpFiles.ts";
import { exportSource } from "./exportFiles.ts";
import { entriesOf, type FolderEntry, placeOnDisk } from "./folder.ts";
import { liveSource, severalDatabases } from "./live.ts";
import { type Source, SourceFailed, type SourceRemark } from "./source.ts";
import { bytesOf, headOf, isPacked, type SourceFile } from "./sourceFile.ts";

const OWN = new Set(["admin", "config", "local"]);

/**
 * Opens what LibreChat's documents lie in: an address (`mongodb://…`), a folder or an archive of `mongodump`, a folder or a file of
 * `mongoexport`. Packed by gzip or not is told by the first bytes.
 * @throws {SourceFailed}
 */
export async function openSource(at: string, { database }: { database?: string | undefined } = {}): Promise<Source> {
  if (/^mongodb(\+srv)?:\/\//.test(at)) return liveSource(at, database);
  const { path, kind, size } = await placeOnDisk(at);
  if (kind === "folder") return openFolder(path, database);
  return openFile({ path, size, packed: await isPacked(path) }, database);
}

async function openFolder(path: string, database: string | undefined): Promise<Source> {
  const remarks: SourceRemark[] = [];
  const entries = await entriesOf(path, path, remarks);
  if (entries.some(({ name }) => /^oplog\.bson/.test(name))) {
    remarks.push({ code: "oplog-left-out", found: "what changed while the dump was made (`oplog.bson`) is not read" });
  }
  if (entries.some(isBson)) {
    requireName(basename(path), database);
    return dumpSource(`mongodump folder ${path}`, await dumpFiles(entries, remarks), remarks);
  }
  const dumps = new Map<string, FolderEntry[]>();
  for (const folder of entries.filter(({ kind, name }) => kind === "folder" && !OWN.has(name))) {
    const within = await entriesOf(folder.path, path, remarks);
    if (within.some(isBson)) dumps.set(folder.name, within);
  }
  if (dumps.size > 0) {
    const name = chosen([...dumps.keys()], database);
    return dumpSource(
      `mongodump folder ${path}, database ${name}`,
      await dumpFiles(dumps.get(name)!, remarks),
      remarks,
    );
  }
  if (entries.some(isJson)) {
    return exportSource(`mongoexport folder ${path}`, await exportedFiles(entries, remarks), remarks);
  }
  throw new SourceFailed(
    "not-a-dump",
    `\`${path}\` holds neither \`<database>/<collection>.bson\` (mongodump) nor \`<collection>.json\` (mongoexport)`,
  );
}

async function openFile(file: SourceFile, database: string | undefined): Promise<Source> {
  const entry: FolderEntry = { name: basename(file.path), path: file.path, kind: "file", size: file.size };
  const head = await headOf(file, 64);
  if (isArchive(head)) return openArchive(file, database);
  const remarks: SourceRemark[] = [];
  if (isBson(entry)) {
    requireName(basename(dirname(file.path)), database);
    return dumpSource(`mongodump file ${file.path}`, await dumpFiles([entry], remarks), remarks);
  }
  if (isJson(entry)) {
    return exportSource(`mongoexport file ${file.path}`, await exportedFiles([entry], remarks), remarks);
  }
  throw new SourceFailed(
    "not-a-dump",
    `\`${file.path}\` is no archive of mongodump, and its name does not end in \`.bson\` or \`.json\` (or these with \`.gz\`), which a collection's would`,
  );
}

async function openArchive(file: SourceFile, database: string | undefined): Promise<Source> {
  const bytes = await bytesOf(file);
  try {
    const prelude = await preludeOf(bytes);
    const names = new Set(
      prelude.collections.map((each) => each.database).filter((name) => name !== "" && !OWN.has(name)),
    );
    const name = chosen([...names], database);
    return archiveSource(`mongodump archive ${file.path}, database ${name}`, file, prelude, name);
  } finally {
    await bytes.close();
  }
}

function chosen(names: string[], wanted: string | undefined): string {
  if (wanted === undefined) {
    if (names.length > 1) throw severalDatabases(names);
    if (names.length === 1) return names[0]!;
    throw new SourceFailed("no-such-database", "there is no database in it");
  }
  if (names.includes(wanted)) return wanted;
  throw new SourceFailed(
    "no-such-database",
    `there is no database \`${wanted}\` in it, but: ${names.sort().join(", ")}`,
  );
}

/** The folder of one database has its name. */
function requireName(name: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === name) return;
  throw new SourceFailed("no-such-database", `there is no database \`${wanted}\` here, but: ${name}`);
}
