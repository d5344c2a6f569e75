import { stat } from "node:fs/promises";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { backup, noteEvent, type Store, StoreError } from "../../store/index.ts";

/**
 * Writes a backup beside the running server.
 * @throws {Problem} `already-exists` if there is such a file, `request-invalid` if it cannot be written there
 */
export async function writeBackup(
  store: Store,
  actor: Actor,
  file: string,
): Promise<{ file: string; rows: number; bytes: number }> {
  try {
    const rows = await backup(store, file);
    const { organization, name } = actor;
    await store.transact((tx) => noteEvent(tx, { organization, kind: "backup-made", actor: name, facts: { rows } }));
    return { file, rows, bytes: (await stat(file)).size };
  } catch (error) {
    if (error instanceof StoreError && error.code === "backup-exists")
      throw problem("already-exists", { detail: error.message, cause: error });
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = typeof code === "string" ? cannotWrite[code] : undefined;
    if (why === undefined) throw error;
    throw problem("request-invalid", { detail: `\`${file}\` cannot be written: ${why}`, cause: error });
  }
}

const cannotWrite: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  EACCES: "the server may not write there",
  EPERM: "the server may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};
