import { createReadStream } from "node:fs";
import { access, constants, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Store } from "../../store/index.ts";
import type { Contents } from "../../workspace/files/contents.ts";
import { typeOf } from "../../workspace/files/sniff.ts";
import type { Document, Source } from "../source/index.ts";
import { idOf, shown, textOf } from "../translate/fields.ts";
import { files, localPathOf, NO_CONTENT } from "../translate/files.ts";
import type { ProblemLine } from "./problemLine.ts";

export interface ContentsOptions {
  source: Source;
  store: Store;
  organization: string;
  /** What LibreChat's folder is, or a copy of it: `uploads` and `images` lie in it. */
  directory: string;
  /** null: it is only looked whether they are there. */
  contents: Contents | null;
  problem(line: ProblemLine): void;
  signal?: AbortSignal | undefined;
}

const PIECE = 100;

/**
 * Brings the bytes of files whose rows came without, in this run or an earlier one. A row says that they are here only when all of them are, so that whoever
 * is stopped gives the same command again.
 * @returns how many came
 */
export async function bringContents(options: ContentsOptions): Promise<number> {
  const { source, signal } = options;
  const root = await realpath(options.directory);
  let brought = 0;
  let documents: Document[] = [];
  const { collection } = files;
  // What cannot be read of it was told when the rows came.
  for await (const { document } of source.read(collection, { problem: () => {}, signal })) {
    documents.push(document);
    if (documents.length < PIECE) continue;
    brought += await bringSome(options, root, documents);
    documents = [];
  }
  return brought + (await bringSome(options, root, documents));
}

async function bringSome(options: ContentsOptions, root: string, documents: readonly Document[]): Promise<number> {
  const { store, organization, contents } = options;
  const byId = new Map(
    documents.flatMap((document) => (idOf(document._id) === null ? [] : [[idOf(document._id) ?? "", document]])),
  );
  if (byId.size === 0) return 0;
  const waiting = await store.db
    .selectFrom("files")
    .select("id")
    .where("organization_id", "=", organization)
    .where("id", "in", [...byId.keys()])
    .where("sha256", "=", NO_CONTENT)
    .execute();
  const came: { id: string; bytes: number; sha256: string; type: string }[] = [];
  const isWaiting = new Set(waiting.map(({ id }) => id));
  for (const [id, document] of byId) {
    if (!isWaiting.has(id)) continue;
    const named = localPathOf(document);
    if (named === null) continue;
    const path = await pathIn(root, named);
    if (path === null) {
      const done = "its content is not here: nothing that may be read lies there";
      options.problem({
        collection: files.collection,
        id,
        code: "content-missing",
        field: "filepath",
        found: shown(named),
        done,
      });
    } else if (contents) {
      const { bytes, sha256, head } = await contents.write(
        organization,
        id,
        createReadStream(path),
        Number.MAX_SAFE_INTEGER,
      );
      came.push({ id, bytes, sha256, type: await typeOf(head, textOf(document.type) ?? "") });
    }
  }
  if (came.length > 0)
    await store.transact(async (tx) => {
      for (const { id, ...values } of came)
        await tx
          .updateTable("files")
          .set(values)
          .where("organization_id", "=", organization)
          .where("id", "=", id)
          .execute();
    });
  return came.length;
}

/** LibreChat serves pictures from a folder of its client; a copy may have it beside the others. */
const FOLDERS = [".", join("client", "public")];

/** Whoever wrote the document does not say what is read: nothing outside of the directory, by whatever way. @returns null where no such file lies in it */
async function pathIn(root: string, named: string): Promise<string | null> {
  for (const folder of FOLDERS) {
    const path = await realpath(join(root, folder, named)).catch(() => null);
    if (path?.startsWith(root + sep) && (await stat(path)).isFile() && (await mayBeRead(path))) return path;
  }
  return null;
}

const mayBeRead = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
