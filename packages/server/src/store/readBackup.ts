import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { BackupInvalid, StoreError } from "./errors.ts";
import { schemaVersion } from "./migrations/index.ts";
import { type Cells, type TableName, tableNames } from "./table-rows.ts";

const Header = z.object({ format: z.string(), schema: z.string(), madeAt: z.string() });
const TableLine = z.strictObject({ table: z.string(), columns: z.array(z.string()) });
const RowLine = z.array(
  z.union([
    z.string(),
    z.number(),
    z.null(),
    z.strictObject({ base64: z.base64() }).transform(({ base64 }) => new Uint8Array(Buffer.from(base64, "base64"))),
  ]),
);
const EndLine = z.strictObject({ rows: z.number(), sha256: z.string() });

/** Where the rows of a backup go. */
export interface BackupTarget {
  /** The columns of every table, by name; the file must have the same. */
  columns: ReadonlyMap<TableName, readonly string[]>;
  insert(table: TableName, columns: readonly string[], rows: readonly Cells[]): Promise<void>;
}

/**
 * Reads a file that `backup` wrote to its end.
 * @param target absent: the file is only looked through
 * @returns the number of rows
 * @throws {BackupInvalid} if it is not whole or not of this version; what came before has gone to `target` then
 */
export async function readBackup(file: string, target?: BackupTarget): Promise<number> {
  const reading = new Reading(target);
  try {
    await pipeline(createReadStream(file), createGunzip(), async (text: AsyncIterable<Buffer>) => {
      for await (const line of linesOf(text)) await reading.take(line);
    });
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new BackupInvalid("the file is missing, cut off, or no backup", { cause: error });
  }
  return reading.end();
}

/** Lines end with a line feed only: what `node:readline` also takes for an end (U+2028 …) may stand inside of a text. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let begun: string[] = [];
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    begun.push(first);
    for (const next of others) {
      yield begun.join("");
      begun = [next];
    }
  }
  begun.push(decoder.decode());
  if (begun.join("") !== "") yield begun.join("");
}

const rowsAtOnce = 500;

class Reading {
  readonly #target: BackupTarget | undefined;
  readonly #hash = createHash("sha256");
  #line = 0;
  #rows = 0;
  #ended = false;
  #table: { name: TableName; columns: readonly string[] } | undefined;
  #waiting: Cells[] = [];

  constructor(target: BackupTarget | undefined) {
    this.#target = target;
  }

  async take(text: string): Promise<void> {
    this.#line++;
    if (this.#ended) throw new BackupInvalid(`there is more after its end (line ${this.#line})`);
    const value = this.#parse(text);
    const end = EndLine.safeParse(value);
    if (end.success) return this.#finish(end.data);
    this.#hash.update(`${text}\n`);
    if (this.#line === 1) return this.#header(value);
    if (Array.isArray(value)) return this.#row(value);
    await this.#flush();
    this.#begin(value);
  }

  end(): number {
    if (!this.#ended) throw new BackupInvalid(`it ends after line ${this.#line}: the file is not whole`);
    return this.#rows;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new BackupInvalid(`line ${this.#line} is no JSON`, { cause: error });
    }
  }

  #header(value: unknown): void {
    const header = Header.safeParse(value);
    if (!header.success || header.data.format !== "gatehouse-backup/1")
      throw new BackupInvalid("it is no backup of Gatehouse");
    if (header.data.schema !== schemaVersion) {
      throw new BackupInvalid(
        `it was made by another version (its schema is \`${header.data.schema}\`, this one's \`${schemaVersion}\`). ` +
          "Restore it with that version; a newer one then brings the database up to date when it starts.",
      );
    }
  }

  #begin(value: unknown): void {
    const { data } = TableLine.safeParse(value);
    const name = tableNames.find((table) => table === data?.table);
    const columns = data?.columns ?? [];
    const wanted = this.#target && name !== undefined ? (this.#target.columns.get(name) ?? []) : columns;
    if (name === undefined || columns.join() !== wanted.join()) {
      throw new BackupInvalid(`line ${this.#line} names a table or columns that this version does not have`);
    }
    this.#table = { name, columns: wanted };
  }

  async #row(value: unknown): Promise<void> {
    const { data } = RowLine.safeParse(value);
    if (this.#table === undefined || data?.length !== this.#table.columns.length) {
      throw new BackupInvalid(`line ${this.#line} is no row of its table`);
    }
    this.#waiting.push(data);
    this.#rows++;
    // A part of a snapshot has a megabyte.
    if (this.#waiting.length >= (this.#table.name === "snapshot_parts" ? 8 : rowsAtOnce)) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#table === undefined || this.#waiting.length === 0) return;
    const rows = this.#waiting;
    this.#waiting = [];
    await this.#target?.insert(this.#table.name, this.#table.columns, rows);
  }

  async #finish({ rows, sha256 }: { rows: number; sha256: string }): Promise<void> {
    if (rows !== this.#rows || sha256 !== this.#hash.digest("hex"))
      throw new BackupInvalid("its checksum does not fit its contents");
    await this.#flush();
    this.#ended = true;
  }
}
