import { createHash, type Hash } from "node:crypto";
import { sql } from "kysely";
import { TargetNotEmpty } from "./errors.ts";
import { afterKey, pagesOf } from "./pages.ts";
import type { Store } from "./store.ts";
import { tableKeys } from "./table-keys.ts";
import type { Tables } from "./tables.ts";
import type { Tx } from "./transactions.ts";

export type TableName = keyof Tables & string;
export type Cell = string | number | null | Uint8Array;
/** A row with its columns in the order of `columnsOf`. */
export type Cells = readonly Cell[];

/** In an order in which rows can be inserted. */
export const tableNames = Object.keys(tableKeys).filter((name): name is TableName => name in tableKeys);

/** The columns of every table as the database has them, by name. */
export async function columnsOf(db: Tx): Promise<ReadonlyMap<TableName, readonly string[]>> {
  const known = await db.introspection.getTables();
  return new Map(
    tableNames.map((name) => {
      const columns = known.find((table) => table.name === name)?.columns ?? [];
      return [name, columns.map((column) => column.name).toSorted()];
    }),
  );
}

/** All rows of a table in the order of its key, a page at a time. */
export async function* rowsOf(db: Tx, table: TableName, columns: readonly string[]): AsyncGenerator<Cells[]> {
  const key: readonly string[] = tableKeys[table];
  const order = sql.join(key.map((column) => sql.ref(column)));
  const selected = sql.join(columns.map((column) => sql.ref(column)));
  const pages = pagesOf<Record<string, Cell>>(async (after, limit) => {
    const { rows } = await sql<Record<string, Cell>>`
      select ${selected} from ${sql.table(table)} where ${afterKey(key, after)} order by ${order} limit ${limit}`.execute(
      db,
    );
    return rows;
  }, rowsPerPage[table] ?? 2_000);
  for await (const rows of pages) yield rows.map((row) => columns.map((column) => row[column] ?? null));
}

/** Where rows are large: about 10 MB a page at most. */
const rowsPerPage: { [T in TableName]?: number } = {
  snapshot_parts: 8,
  log: 200,
  audit_entries: 1_000,
  messages: 200,
  agents: 200,
  agent_versions: 100,
  prompts: 100,
  shared_link_contents: 2,
};

/** Both databases take more parameters in a statement (32,766 and 65,535). */
const mostParameters = 20_000;

export async function insertRows(
  tx: Tx,
  table: TableName,
  columns: readonly string[],
  rows: readonly Cells[],
): Promise<void> {
  const perStatement = Math.max(1, Math.min(500, Math.floor(mostParameters / columns.length)));
  const into = sql.join(columns.map((column) => sql.ref(column)));
  for (let start = 0; start < rows.length; start += perStatement) {
    const values = rows.slice(start, start + perStatement).map((row) => sql`(${sql.join(row)})`);
    await sql`insert into ${sql.table(table)} (${into}) values ${sql.join(values)}`.execute(tx);
  }
}

/**
 * The same for very many rows without bytes: one parameter, JSON, that the database takes apart itself. A place for each value would take longer to
 * write down than it takes the database to store it.
 */
export async function insertManyRows(
  tx: Tx,
  kind: Store["kind"],
  table: TableName,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  const into = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})`;
  if (kind === "sqlite") {
    const values = columns.map((_, place) => sql`value ->> ${sql.lit(place)}`);
    await sql`${into} select ${sql.join(values)} from json_each(${JSON.stringify(rows)})`.execute(tx);
    return;
  }
  const objects = rows.map((row) => Object.fromEntries(columns.map((column, place) => [column, row[place]])));
  const values = sql.join(columns.map((column) => sql.ref(column)));
  const from = sql`json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(objects)}::json)`;
  await sql`${into} select ${values} from ${from}`.execute(tx);
}

/** @throws {TargetNotEmpty} if any table has a row */
export async function requireEmpty(db: Tx): Promise<void> {
  for (const table of tableNames) {
    const { rows } = await sql`select 1 as one from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) throw new TargetNotEmpty(table);
  }
}

/** Sums up rows so that two databases can be compared: equal rows in the order of their keys give equal sums. */
export class RowSum {
  rows = 0;
  readonly #hash: Hash = createHash("sha256");
  add(rows: readonly Cells[]): void {
    for (const row of rows) this.#hash.update(`${JSON.stringify(row.map(portable))}\n`);
    this.rows += rows.length;
  }
  digest(): string {
    return `${this.rows}:${this.#hash.digest("hex")}`;
  }
}

export type PortableCell = string | number | null | { base64: string };

/** A cell as JSON can carry it. */
export const portable = (cell: Cell): PortableCell =>
  cell instanceof Uint8Array
    ? { base64: Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("base64") }
    : cell;

export async function sumOf(db: Tx, table: TableName, columns: readonly string[]): Promise<string> {
  const sum = new RowSum();
  for await (const rows of rowsOf(db, table, columns)) sum.add(rows);
  return sum.digest();
}
