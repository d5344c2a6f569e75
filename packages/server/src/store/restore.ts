import { existsSync } from "node:fs";
import { databaseFileIn } from "./dialects/data-directory.ts";
import { fillStore } from "./fillStore.ts";
import { readBackup } from "./readBackup.ts";
import type { Store, StoreOptions } from "./store.ts";
import { columnsOf, insertRows, requireEmpty } from "./table-rows.ts";

/**
 * Reads a file that `backup` wrote into an empty store, of either database: all of it or nothing.
 * @returns the number of rows
 * @throws {TargetNotEmpty} {@link BackupInvalid}
 */
export function restore(store: Store, file: string): Promise<number> {
  return store.transact(async (tx) => {
    await requireEmpty(tx);
    const columns = await columnsOf(tx);
    return readBackup(file, { columns, insert: (table, of, rows) => insertRows(tx, table, of, rows) });
  });
}

/**
 * The same into a database that need not be there yet. If it fails, there is afterwards what was there before; only on PostgreSQL the
 * tables may have been made, without a row, where a file that is whole could not be written.
 * @throws what {@link restore} and `openStore` throw
 */
export async function restoreInto(options: StoreOptions, file: string): Promise<number> {
  const isThere = !options.databaseUrl && existsSync(databaseFileIn(options.dataDir));
  // Before anything is made. What is there is opened first: that it is in use, or not empty, is the better answer.
  if (!isThere) await readBackup(file);
  return fillStore(options, (store) => restore(store, file));
}
