import { chmodSync, mkdtempSync, statfsSync } from "node:fs";
import { join } from "node:path";

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";
const WANTED_BYTES = 8 * 2 ** 30;

/**
 * A new directory whose files lie in memory, or null where there is not enough of it. The tests make thousands of databases for a moment: on a disk
 * most of their time is waiting for it to say that what is thrown away next is safe.
 * @param {string} [memory]
 */
export function directoryInMemory(memory = MEMORY) {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < WANTED_BYTES) return null;
    const directory = mkdtempSync(join(memory, "gatehouse-test-"));
    chmodSync(directory, 0o711); // the account that runs PostgreSQL goes through it
    return directory;
  } catch {
    return null;
  }
}
