import { existsSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { databaseFileIn } from "./dialects/data-directory.ts";
import { openStore, type Store, type StoreOptions } from "./store.ts";

/**
 * Opens a store for work that fills it, and closes it. If that fails, an embedded database that was made for it goes again, and the directory
 * that was made for the database.
 */
export async function fillStore<T>(options: StoreOptions, fill: (store: Store) => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl } = options;
  const hadDirectory = existsSync(dataDir);
  const isNew = !databaseUrl && !existsSync(databaseFileIn(dataDir));
  const store = await openStore(options);
  try {
    return await fill(store);
  } catch (error) {
    if (isNew) await store.discard();
    if (isNew && !hadDirectory) await rmdir(dataDir).catch(() => undefined);
    throw error;
  } finally {
    await store.close();
  }
}
