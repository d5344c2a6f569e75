import { type Logger, pino } from "pino";

export interface Logs {
  log: Logger;
  /** For the line of each request: fixed fields of our own, so nothing is searched for secrets. */
  requests: Logger;
  /** @returns when everything is written; may be logged to afterwards */
  flush(): Promise<void>;
}

/** Secrets never reach a log, whoever logs what. */
const REDACTED = ["password", "token", "apiKey", "authorization", "cookie", "instructions", "credential"].flatMap(
  (key) => [key, `*.${key}`, `*.*.${key}`],
);

const PIECE_BYTES = 4096;
const FLUSH_MS = 250;

/**
 * Logs to the standard output, in pieces: a line waits a quarter of a second at most. Pino writes what is left when the process exits;
 * only one that is killed outright loses that quarter of a second.
 */
export function openLogs(level: string): Logs {
  const destination = pino.destination({ dest: 1, sync: false, minLength: PIECE_BYTES });
  setInterval(() => destination.flush(), FLUSH_MS).unref();
  return {
    log: pino({ level, redact: REDACTED }, destination),
    requests: pino({ level }, destination),
    flush: () => new Promise((flushed) => destination.flush(() => flushed())),
  };
}
