/** Stable codes of what the store refuses. A driver's own error never leaves the store; it stays behind as `cause`. */
export type StoreErrorCode =
  | "conflict"
  | "reference-missing"
  | "store-unavailable"
  | "transaction-lost"
  | "transaction-failed"
  | "data-directory-in-use"
  | "data-directory-unusable"
  | "database-too-new"
  | "database-damaged"
  | "database-rights-missing"
  | "text-invalid"
  | "unknown-organization"
  | "change-does-not-fit"
  | "id-retired"
  | "grant-ids-exhausted"
  | "target-not-empty"
  | "backup-invalid"
  | "backup-exists"
  | "transaction-inside-transaction"
  | "read-only"
  | "store-fault";

export const readsOnly = "`Store.db` only reads: write with the `tx` of `Store.write` or `Store.transact`";

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A row with this key exists already. `constraint` is the unique index, or `<table>_pkey`; the same name on both databases. */
export class Conflict extends StoreError {
  readonly constraint: string;
  constructor(constraint: string, options?: ErrorOptions) {
    super("conflict", `there is already a row with this key (\`${constraint}\`)`, options);
    this.constraint = constraint;
  }
}

/** A row names another one that does not exist (or is still named by others, when deleting). */
export class ReferenceMissing extends StoreError {
  constructor(options?: ErrorOptions) {
    super("reference-missing", "the row names another one that does not exist, or is itself still named", options);
  }
}

/**
 * The database cannot be reached, or cannot write. `outcome` is `unknown` when the connection broke while committing:
 * the write may have happened; the log tells (read it from the revision before).
 */
export class StoreUnavailable extends StoreError {
  readonly outcome: "not-written" | "unknown";
  constructor(reason: string, outcome: "not-written" | "unknown" = "not-written", options?: ErrorOptions) {
    super("store-unavailable", `the database is not available: ${reason}`, options);
    this.outcome = outcome;
  }
}

/** The database asked for the transaction to be run again (deadlock, serialization); the store does so by itself. */
export class TransactionLost extends StoreError {
  constructor(options?: ErrorOptions) {
    super("transaction-lost", "the database gave this transaction up in favour of another one", options);
  }
}

/** A statement of the transaction failed, and the transaction with it: nothing more can be done in it, nor committed. */
export class TransactionFailed extends StoreError {
  constructor(options?: ErrorOptions) {
    super(
      "transaction-failed",
      "a statement of this transaction failed before; do not catch its error inside the transaction",
      options,
    );
  }
}

export class DataDirectoryInUse extends StoreError {
  readonly dataDir: string;
  constructor(dataDir: string, options?: ErrorOptions) {
    super(
      "data-directory-in-use",
      `another Gatehouse process is using the data directory \`${dataDir}\`. Stop that process first, give this one a ` +
        "directory of its own (`DATA_DIR`), or use PostgreSQL (`DATABASE_URL`), which several processes can share.",
      options,
    );
    this.dataDir = dataDir;
  }
}

export class DataDirectoryUnusable extends StoreError {
  /** @param found what is in the way */
  constructor(dataDir: string, found: string, options?: ErrorOptions) {
    super(
      "data-directory-unusable",
      `the data directory (\`DATA_DIR\`) cannot be \`${dataDir}\`: ${found}. Allowed: a directory that this user may write in, or a path ` +
        "where one can be made.",
      options,
    );
  }
}

export class DatabaseTooNew extends StoreError {
  constructor(unknown: readonly string[]) {
    super(
      "database-too-new",
      `this database was written by a newer Gatehouse (it knows \`${unknown.join("`, `")}\`, this one does not). ` +
        "Start that version or a later one, or restore a backup made by this version.",
    );
  }
}

export class DatabaseDamaged extends StoreError {
  constructor(detail: string, options?: ErrorOptions) {
    super("database-damaged", `the database file is damaged or no database: ${detail}. Restore a backup.`, options);
  }
}

/** A text holds what the databases cannot keep alike: NUL, or half of a surrogate pair. */
export class TextInvalid extends StoreError {
  constructor(detail: string) {
    super("text-invalid", `a text cannot be stored: ${detail}`);
  }
}

export class UnknownOrganization extends StoreError {
  constructor(organization: string) {
    super("unknown-organization", `there is no organization \`${organization}\``);
  }
}

/** A change that speaks of something that is not there: a fault of the caller, which has to ask the engine first. */
export class ChangeDoesNotFit extends StoreError {
  constructor(detail: string) {
    super("change-does-not-fit", `the change does not fit the stored state: ${detail}`);
  }
}

/** Ids of deleted accounts and resources are never used twice (decision model, "Resources"). */
export class IdRetired extends StoreError {
  readonly id: string;
  constructor(id: string) {
    super("id-retired", `\`${id}\` was deleted; its id cannot be used again`);
    this.id = id;
  }
}

/** A database that rows are to be moved into has some already. */
export class TargetNotEmpty extends StoreError {
  constructor(table: string) {
    super(
      "target-not-empty",
      `the database to write into is not empty (\`${table}\` has rows). Use a new data directory or an empty PostgreSQL database.`,
    );
  }
}

/** A backup file that cannot be restored: cut off, altered, or made by another version. Nothing of it is written. */
export class BackupInvalid extends StoreError {
  constructor(detail: string, options?: ErrorOptions) {
    super("backup-invalid", `the backup cannot be restored: ${detail}`, options);
  }
}
