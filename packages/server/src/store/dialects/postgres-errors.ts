import {
  Conflict,
  ReferenceMissing,
  readsOnly,
  StoreError,
  StoreUnavailable,
  TransactionFailed,
  TransactionLost,
} from "../errors.ts";

/** PostgreSQL's (or the socket's) error as the store's own. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function fromPostgres(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  const code = codeOf(error);
  if (code === "23505") return new Conflict(constraintOf(error), cause);
  if (code === "23503") return new ReferenceMissing(cause);
  if (code === "25P02") return new TransactionFailed(cause);
  if (code === "25006") return new StoreError("read-only", readsOnly, cause);
  if (code === "42501")
    return new StoreError(
      "database-rights-missing",
      `the user of the address ${ADDRESS} has too few rights in the database for what was asked of it`,
      cause,
    );
  if (code === "40001" || code === "40P01") return new TransactionLost(cause);
  if (code === undefined || lost.has(code.slice(0, 2)) || code.startsWith("E")) {
    // Errors of the driver itself carry no SQLSTATE: the connection ended, or could not be had in time.
    return new StoreUnavailable(reasonOf(code, error), "not-written", cause);
  }
  return new StoreError("store-fault", `the database refused the query (PostgreSQL ${code})`, cause);
}

/** A connection that could not be had at all, whatever the reason. */
export function noConnection(error: unknown): StoreError {
  return error instanceof StoreError
    ? error
    : new StoreUnavailable(reasonOf(codeOf(error), error), "not-written", { cause: error });
}

/** Classes: connection exception, invalid authorization, out of resources, operator intervention, system error; no such database. */
const lost = new Set(["08", "28", "53", "57", "58", "3D"]);

function codeOf(error: unknown): string | undefined {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  return undefined;
}

function constraintOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "constraint" in error) return String(error.constraint);
  return "unknown";
}

/** Whoever asked knows which of them it was. */
const ADDRESS = "(`DATABASE_URL`, or `--to`)";

/** Says what is wrong without repeating the driver's words, which may carry addresses and account names. */
function reasonOf(code: string | undefined, error: unknown): string {
  switch (code?.slice(0, 2)) {
    case "28":
      return `PostgreSQL refused the user or password of the address ${ADDRESS}`;
    case "3D":
      return `there is no database of the name in the address ${ADDRESS}`;
    case "53":
      return "PostgreSQL is out of connections, memory or disk";
    case "57":
      return "PostgreSQL is shutting down or ended the connection";
  }
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `no PostgreSQL server answers at the address ${ADDRESS}`;
  }
  return error instanceof Error && error.message.includes("timeout")
    ? "PostgreSQL did not answer in time"
    : "the connection to PostgreSQL was lost or refused";
}
