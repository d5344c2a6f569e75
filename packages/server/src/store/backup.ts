import { createHash } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { StoreError } from "./errors.ts";
import { schemaVersion } from "./migrations/index.ts";
import type { Store } from "./store.ts";
import { columnsOf, portable, rowsOf, tableNames } from "./table-rows.ts";

/** First line of a backup. */
export interface BackupHeader {
  format: "gatehouse-backup/1";
  /** The newest migration of the database that it was made of. */
  schema: string;
  /** ISO 8601. */
  madeAt: string;
}

/**
 * Writes everything into one file that can be restored into either database: gzip of JSON lines. The first line is a
 * `BackupHeader`; for each table follow `{ table, columns }` and its rows as arrays, one a line; the last line has the
 * number of rows and the SHA-256 of all lines before, so that a file cut off or altered is noticed.
 *
 * One unchanging view, beside a running server. The file holds password hashes and secrets: readable for its owner only.
 * It appears under its name when it is whole and on the disk.
 * @returns the number of rows
 * @throws {StoreError} `backup-exists` if there is a file of this name
 */
export async function backup(store: Store, file: string): Promise<number> {
  if (await exists(file)) throw new StoreError("backup-exists", `\`${file}\` exists; a backup does not replace a file`);
  const partial = `${file}.partial`;
  const handle = await open(partial, "w", 0o600);
  try {
    let rows = 0;
    await store.readConsistently((db) => {
      const gzip = createGzip();
      return pipeline(linesOf(), gzip, async (compressed: AsyncIterable<Buffer>) => {
        for await (const chunk of compressed) await handle.write(chunk);
      });

      async function* linesOf(): AsyncGenerator<string> {
        const hash = createHash("sha256");
        for await (const lines of contentOf(db)) {
          hash.update(lines);
          yield lines;
        }
        yield line({ rows, sha256: hash.digest("hex") });
      }
    });
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return rows;

    async function* contentOf(db: Store["db"]): AsyncGenerator<string> {
      const header: BackupHeader = {
        format: "gatehouse-backup/1",
        schema: schemaVersion,
        madeAt: new Date().toISOString(),
      };
      yield line(header);
      const columns = await columnsOf(db);
      for (const table of tableNames) {
        const of = columns.get(table) ?? [];
        yield line({ table, columns: of });
        for await (const page of rowsOf(db, table, of)) {
          rows += page.length;
          yield page.map((row) => line(row.map(portable))).join("");
        }
      }
    }
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
