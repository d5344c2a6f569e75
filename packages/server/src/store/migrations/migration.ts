import type { Kysely, RawBuilder } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The few words of a table's definition in which the databases differ. Everything else of a migration is the same text on both:
 * types `bigint`, `integer` and `smallint` mean the same, primary keys and indexes are written alike.
 */
export interface Dialect {
  /** Text that compares by its bytes. */
  text: RawBuilder<unknown>;
  bytes: RawBuilder<unknown>;
  /** After a table whose rows are little more than their key: keeps them inside the key's index where the database can. */
  keyed: RawBuilder<unknown>;
  /** At the end of an index: the row's `search_text`, so that a search reads no row, where the database takes entries of any size. */
  searched: RawBuilder<unknown>;
}

/** A migration has one direction: a database that went too far is restored from its backup, not migrated back. */
export type MigrationOf = (dialect: Dialect) => Migration;

export async function run(db: Kysely<unknown>, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
