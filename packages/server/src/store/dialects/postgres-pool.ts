import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import pg from "pg";
import { StoreError } from "../errors.ts";
import type { StoreLog } from "./database.ts";
import { fromPostgres, noConnection } from "./postgres-errors.ts";
import { requireStorable } from "./text.ts";

/** pg's pool as Kysely wants it: whole numbers come as numbers, errors as the store's own, texts are looked at before they leave. */
export function poolOf(options: pg.PoolConfig, log: StoreLog): PostgresPool {
  const pool = new pg.Pool({ ...options, types: numbers });
  // An idle connection that breaks would otherwise end the process; the pool replaces it by itself.
  pool.on("error", (error) =>
    log.warn({ reason: fromPostgres(error).message }, "an idle connection to PostgreSQL was lost"),
  );
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw noConnection(error);
      });
      let wrapped = clients.get(client);
      if (wrapped === undefined) {
        client.on("error", () => {}); // in use: the running query tells
        wrapped = translating(client);
        clients.set(client, wrapped); // Kysely remembers connections by identity
      }
      return wrapped;
    },
  };
}

/** Our bigints are times, revisions and counts, all far below 2^53. */
export const numbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
};

function translating(client: pg.PoolClient): PostgresPoolClient {
  async function ask<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    requireStorable(parameters);
    try {
      const { command, rowCount, rows } = await client.query(text, [...parameters]);
      return { command: isCommand(command) ? command : "SELECT", rowCount: rowCount ?? 0, rows };
    } catch (error) {
      throw fromPostgres(error);
    }
  }
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== "string") throw new StoreError("store-fault", "read in pages instead of streaming");
    return ask<R>(text, parameters);
  }
  return { query, release: (destroy) => client.release(destroy) };
}

type Command = PostgresQueryResult<unknown>["command"];
const commands: ReadonlySet<string> = new Set(["UPDATE", "DELETE", "INSERT", "SELECT", "MERGE", "COMMIT", "ROLLBACK"]);
const isCommand = (text: string): text is Command => commands.has(text);
