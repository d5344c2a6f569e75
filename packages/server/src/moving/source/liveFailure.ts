import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from "mongodb";
import { shownAddress, withoutSecrets } from "./liveAddress.ts";
import { SourceFailed, type SourceFailure } from "./source.ts";

/** What a database's refusal means, and what to do. */
export function liveFailure(error: unknown, address: string, code = codeOf(error)): SourceFailed {
  if (error instanceof SourceFailed) return error;
  const said = withoutSecrets(error instanceof Error ? error.message : String(error), address);
  return new SourceFailed(code, `${advice[code]} (${shownAddress(address)}: ${said})`);
}

/** The connection was lost, or the server lost the thread: another try may go on. */
export function mayGoOn(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (!(error instanceof MongoServerError)) return false;
  return error.hasErrorLabel("RetryableReadError") || PASSING.has(Number(error.code));
}

/** A cursor that is gone or was killed, a server that stops, steps down, or is not ready yet. */
const PASSING = new Set([6, 7, 43, 89, 91, 189, 237, 9001, 10107, 11600, 11602, 13435, 13436]);

const advice: Record<
  SourceFailure & ("tls" | "unreachable" | "sign-in-refused" | "not-allowed" | "address-unreadable" | "database-fault"),
  string
> = {
  tls: "the database cannot be trusted, or does not speak TLS as the address wants it: look at `tls`, `tlsCAFile`, and the certificate",
  unreachable: "the database does not answer: look at host and port, whether it runs, and whether TLS is wanted",
  "sign-in-refused": "the database refuses the sign-in: look at name, password and `authSource`",
  "not-allowed":
    "this account may not read here: sign in (with name and password in the address) as one with the role `read` on the database",
  "address-unreadable":
    "this is no address of a MongoDB; special characters in a password are written with a percent sign",
  "database-fault": "the database refuses",
};

function codeOf(error: unknown): keyof typeof advice {
  if (/^Mongo(Parse|InvalidArgument)Error$/.test((error as Error).name)) return "address-unreadable";
  if (error instanceof MongoServerError || isRefusedHandshake(error)) {
    const { code } = error as { code?: unknown };
    if (code === 18 || code === 11 || isRefusedHandshake(error)) return "sign-in-refused";
    if (code === 13 || code === 8000) return "not-allowed";
    return "database-fault";
  }
  if (reasonsOf(error).some(isAboutTls)) return "tls";
  if (mayGoOn(error) || (error as Error).name === "MongoTopologyClosedError" || isDns(error)) return "unreachable";
  return "database-fault";
}

function isRefusedHandshake(error: unknown): boolean {
  return reasonsOf(error).some(
    (reason) => reason instanceof MongoServerError && (reason.code === 18 || reason.code === 11),
  );
}

function isDns(error: unknown): boolean {
  return /^(ENOTFOUND|ENODATA|ESERVFAIL|EAI_AGAIN|ETIMEOUT|ECONNREFUSED)$/.test(
    String((error as { code?: unknown }).code),
  );
}

function isAboutTls(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: unknown; message?: string };
  return /CERT|TLS|SSL|EPROTO|UNABLE_TO_/.test(String(code)) || /certificate|SSL|TLS/.test(message);
}

/** An error, and what lies behind it: of a server that was not found, what each host said. */
function reasonsOf(error: unknown): unknown[] {
  const reasons: unknown[] = [];
  const open = [error];
  while (open.length > 0 && reasons.length < 50) {
    const next = open.shift();
    if (typeof next !== "object" || next === null || reasons.includes(next)) continue;
    reasons.push(next);
    const { cause, reason } = next as {
      cause?: unknown;
      reason?: { error?: unknown; servers?: Map<string, { error?: unknown }> };
    };
    open.push(cause, reason?.error, ...[...(reason?.servers?.values() ?? [])].map((server) => server.error));
  }
  return reasons;
}
