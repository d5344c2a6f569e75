import { sql } from "kysely";
import { definitions } from "./dialects/sqlite.ts";
import { connectSqlite } from "./dialects/sqlite-connection.ts";
import { indexesOf } from "./dialects/sqlite-inspection.ts";
import { migrate } from "./migrations/index.ts";
import type { Store } from "./store.ts";

interface Schema {
  /** `users.email`, of every table. */
  columns: readonly string[];
  indexes: readonly Awaited<ReturnType<typeof indexesOf>>[number][];
  /** By the index: what makes it, on both databases alike. */
  statements: ReadonlyMap<string, string>;
}

export interface SchemaDifference {
  /** `users.email` */
  missingColumns: string[];
  missingIndexes: string[];
  /** On other columns, not valid, or otherwise not what the migrations make. */
  otherIndexes: string[];
  /** How many were compared. */
  indexes: number;
}

/** Is everything there that the migrations make? What is there beside it is the operator's own matter. */
export async function compareSchema(store: Store): Promise<SchemaDifference> {
  const wanted = await freshSchema(store.kind);
  const columns = new Set(await columnsOf(store.db));
  const indexes = new Map((await store.inspection.indexes()).map((index) => [index.name, JSON.stringify(index)]));
  const [missing, there] = [false, true].map((is) => wanted.indexes.filter(({ name }) => indexes.has(name) === is));
  return {
    missingColumns: wanted.columns.filter((column) => !columns.has(column)),
    missingIndexes: (missing ?? []).map(({ name }) => name),
    otherIndexes: (there ?? [])
      .filter((index) => indexes.get(index.name) !== JSON.stringify(index))
      .map(({ name }) => name),
    indexes: wanted.indexes.length,
  };
}

/**
 * Makes the indexes that are missing, and those anew that are not what they should be, all or none.
 * @returns their names
 * @throws {Conflict} where rows are there twice that a unique index forbids
 */
export async function mendIndexes(store: Store): Promise<string[]> {
  const { missingIndexes, otherIndexes } = await compareSchema(store);
  const { statements } = await freshSchema(store.kind);
  const names = [...missingIndexes, ...otherIndexes];
  if (names.length === 0) return [];
  await store.transact(async (tx) => {
    for (const name of names) {
      // Also one that is missing: this connection of SQLite's may still believe that it is there, until it tries.
      await sql`drop index if exists ${sql.ref(name)}`.execute(tx);
      await sql.raw(statements.get(name) ?? "").execute(tx);
    }
  }, "mending indexes");
  return names;
}

const made = new Map<Store["kind"], Promise<Schema>>();

/** What the migrations make of nothing: tried in memory, once. The text of an index is the same on both databases. */
function freshSchema(kind: Store["kind"]): Promise<Schema> {
  const schema = made.get(kind) ?? makeSchema(kind);
  made.set(kind, schema);
  return schema;
}

async function makeSchema(kind: Store["kind"]): Promise<Schema> {
  const db = connectSqlite(":memory:", { readOnly: false });
  try {
    await migrate(db, kind === "sqlite" ? definitions : { ...definitions, searched: sql`` });
    const { rows } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master
      where type = 'index' and sql is not null`.execute(db);
    return {
      columns: await columnsOf(db),
      indexes: await indexesOf(db),
      statements: new Map(rows.map((row) => [row.name, row.sql])),
    };
  } finally {
    await db.destroy();
  }
}

async function columnsOf(db: Store["db"]): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
}
