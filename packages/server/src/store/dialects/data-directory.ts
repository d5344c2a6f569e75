import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataDirectoryInUse, DataDirectoryUnusable } from "../errors.ts";
import { codeOf, makeDirectory } from "./make-directory.ts";

export interface DataDirectory {
  databaseFile: string;
  release(): void;
  /** Takes the database away, whose connections are closed, and gives the directory back. */
  discard(): void;
}

export const databaseFileIn = (dataDir: string): string => join(dataDir, "gatehouse.db");

/**
 * Takes the data directory for this process alone.
 *
 * The lock is an open exclusive transaction on a small database of its own: the system gives it back when the process
 * ends, also by `kill -9`, so that no stale lock file ever stops a start.
 * @throws {DataDirectoryInUse} if another process has it @throws {DataDirectoryUnusable} if it cannot be made, or not be written
 */
export function takeDataDirectory(dataDir: string): DataDirectory {
  const databaseFile = databaseFileIn(dataDir);
  const lockFile = join(dataDir, "gatehouse.lock");
  makeDirectory(dataDir);
  for (const file of [lockFile, databaseFile])
    try {
      makePrivate(file);
    } catch (error) {
      throw new DataDirectoryUnusable(dataDir, `\`${file}\` cannot be written (${codeOf(error)})`, { cause: error });
    }
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw new DataDirectoryInUse(dataDir, { cause: error });
  }
  return {
    databaseFile,
    release: () => lock.close(),
    discard: () => {
      // While it is locked: what another process makes here afterwards stays.
      for (const file of [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`, lockFile])
        rmSync(file, { force: true });
      lock.close();
    },
  };
}

/** Password hashes and secrets lie in the file: it is made readable for its owner only, and SQLite's side files follow it. */
function makePrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}
