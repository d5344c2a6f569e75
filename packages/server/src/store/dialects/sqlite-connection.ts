import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Dialect, Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";
import { StoreError, TransactionFailed } from "../errors.ts";
import type { Tables } from "../tables.ts";
import { fromSqlite } from "./sqlite-errors.ts";
import { requireStorable } from "./text.ts";

/** One connection to the database file, as Kysely wants it; errors come out as the store's own. */
export function connectSqlite(file: string, { readOnly }: { readOnly: boolean }): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOn(new Connection(file, readOnly)) });
}

function dialectOn(database: SqliteDatabase): Dialect {
  const dialect = new SqliteDialect({ database });
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** Kysely holds SQLite's schema changes for not transactional; they are, and a migration must be whole or not at all. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): true {
    return true;
  }
}

const heldStatements = 400;

class Connection implements SqliteDatabase {
  readonly #db: DatabaseSync;
  readonly #constraintNames = new Map<string, string>();
  /** Compiled statements by their text, the least recently used first: compiling costs more than running. */
  readonly #statements = new Map<string, Statement>();

  readonly #readOnly: boolean;
  /** A statement of the open transaction failed. */
  #failed = false;

  constructor(file: string, readOnly: boolean) {
    this.#readOnly = readOnly;
    try {
      this.#db = new DatabaseSync(file, { readOnly, timeout: 5_000 });
      this.#db.exec("pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory");
      if (!readOnly) {
        this.#db.exec("pragma journal_mode = wal");
        // Every commit is on the disk when it returns; `fullfsync` makes macOS mean it, too.
        this.#db.exec("pragma synchronous = full; pragma fullfsync = on");
      }
    } catch (error) {
      throw fromSqlite(error, primaryKeyOf, readOnly);
    }
  }

  prepare(text: string): SqliteStatement {
    this.#requireAlive(text);
    const held = this.#statements.get(text);
    if (held !== undefined) {
      this.#statements.delete(text);
      this.#statements.set(text, held);
      return held;
    }
    const statement = this.#translated(() => new Statement(this.#db.prepare(text), (work) => this.#translated(work)));
    if (this.#statements.size >= heldStatements) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  /**
   * Keeps PostgreSQL's rule: a statement that fails takes its transaction with it. Otherwise the same code would commit
   * on one database what it does not on the other; and SQLite itself ends a transaction when, say, the disk is full,
   * after which the statements that follow would each commit by themselves.
   */
  #requireAlive(text: string): void {
    if (text.startsWith("rollback")) this.#failed = false;
    else if (this.#failed) throw new TransactionFailed();
  }

  #translated<T>(work: () => T): T {
    const inTransaction = this.#db.isTransaction;
    try {
      return work();
    } catch (error) {
      this.#failed = inTransaction;
      throw fromSqlite(error, (table, columns) => this.#constraintName(table, columns), this.#readOnly);
    }
  }

  /** Finds the unique index of these columns, so that a conflict carries the same name as on PostgreSQL. */
  #constraintName(table: string, columns: readonly string[]): string {
    const key = `${table}(${columns.join()})`;
    const known = this.#constraintNames.get(key);
    if (known !== undefined) return known;
    const name = this.#db
      .prepare(
        `select list.name from pragma_index_list(?) as list
         where list."unique" = 1 and list.origin = 'c'
           and (select group_concat(name) from (select name from pragma_index_info(list.name) order by seqno)) = ?`,
      )
      .get(table, columns.join())?.name;
    const found = typeof name === "string" ? name : primaryKeyOf(table);
    this.#constraintNames.set(key, found);
    return found;
  }
}

const primaryKeyOf = (table: string): string => `${table}_pkey`;

class Statement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;
  readonly #translated: <T>(work: () => T) => T;

  constructor(statement: StatementSync, translated: <T>(work: () => T) => T) {
    this.#statement = statement;
    this.#translated = translated;
    this.reader = statement.columns().length > 0;
  }
  all(parameters: readonly unknown[]): unknown[] {
    const bound = values(parameters);
    return this.#translated(() => this.#statement.all(...bound));
  }
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    const bound = values(parameters);
    return this.#translated(() => this.#statement.run(...bound));
  }
  iterate(): never {
    // A row at a time over a held statement could be disturbed by the next query; long reads go by pages (`pages.ts`).
    throw new StoreError("store-fault", "read in pages instead of streaming");
  }
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  requireStorable(parameters);
  return parameters.map((value) => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
    if (value === null || value instanceof Uint8Array) return value;
    throw new StoreError("store-fault", `a value of type ${typeof value} cannot be stored`);
  });
}
