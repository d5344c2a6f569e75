import { Conflict, DatabaseDamaged, ReferenceMissing, readsOnly, StoreError, StoreUnavailable } from "../errors.ts";

/** Names the unique index of a table that has exactly these columns. */
export type ConstraintName = (table: string, columns: readonly string[]) => string;

/** SQLite's error as the store's own. Result codes: https://www.sqlite.org/rescode.html */
export function fromSqlite(error: unknown, constraintName: ConstraintName, readOnly: boolean): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  if (!isSqliteError(error)) return new StoreError("store-fault", "the database driver refused the query", cause);
  switch (error.errcode) {
    case 1555: // SQLITE_CONSTRAINT_PRIMARYKEY
    case 2067: // SQLITE_CONSTRAINT_UNIQUE
      return new Conflict(constraintOf(error.message, constraintName), cause);
    case 787: // SQLITE_CONSTRAINT_FOREIGNKEY
      return new ReferenceMissing(cause);
  }
  switch (error.errcode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new StoreUnavailable("the database file is locked by another program", "not-written", cause);
    case 8: // SQLITE_READONLY
      if (readOnly) return new StoreError("read-only", readsOnly, cause);
      return new StoreUnavailable("the database file cannot be written", "not-written", cause);
    case 10: // SQLITE_IOERR
      return new StoreUnavailable("the disk failed", "not-written", cause);
    case 13: // SQLITE_FULL
      return new StoreUnavailable("the disk is full", "not-written", cause);
    case 14: // SQLITE_CANTOPEN
      return new StoreUnavailable("the database file cannot be opened", "not-written", cause);
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new DatabaseDamaged(error.message, cause);
  }
  return new StoreError("store-fault", `the database refused the query (SQLite ${error.errcode})`, cause);
}

interface SqliteError extends Error {
  errcode: number;
}
function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number";
}

/** SQLite names the columns (`UNIQUE constraint failed: users.organization_id, users.email`), PostgreSQL the index. */
function constraintOf(message: string, constraintName: ConstraintName): string {
  const qualified = message
    .slice(message.indexOf(":") + 1)
    .split(",")
    .map((part) => part.trim().split("."));
  const table = qualified[0]?.[0] ?? "";
  return constraintName(
    table,
    qualified.map((parts) => parts[1] ?? ""),
  );
}
