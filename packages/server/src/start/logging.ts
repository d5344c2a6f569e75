import { hostname } from "node:os";
import { type Logger, pino } from "pino";
import type { RequestLine } from "../http/requestRecord.ts";

export interface Logs {
  log: Logger;
  /** For the line of each request, in the form of the others; nothing in it needs hiding, and there are many. */
  requests(line: RequestLine): void;
  /** Writes what waits; may be logged to afterwards. */
  flush(): void;
}

/** Secrets never reach a log, whoever logs what. */
const REDACTED = ["password", "token", "apiKey", "authorization", "cookie", "instructions", "credential"].flatMap(
  (key) => [key, `*.${key}`, `*.*.${key}`],
);

const PIECE_LENGTH = 32 * 1024;
const FLUSH_MS = 250;

/**
 * Logs to the standard output, in pieces: a line waits a quarter of a second at most. What is left when the process exits is
 * written then; only one that is killed outright loses that quarter of a second.
 * @param alsoTo is told each line of the log but those of requests, as it is written
 */
export function openLogs(level: string, alsoTo: (line: string) => void = () => undefined): Logs {
  standardOutput ??= openStandardOutput();
  const pieces = standardOutput;
  const both = {
    write: (line: string) => {
      pieces.write(line);
      alsoTo(line);
    },
  };
  const log = pino({ level, redact: REDACTED }, both);
  const head = { level: log.levels.values.info, pid: process.pid, hostname: hostname() };
  return {
    log,
    requests: (line) => {
      if (log.isLevelEnabled("info")) pieces.write(`${JSON.stringify({ ...head, time: Date.now(), ...line })}\n`);
    },
    flush: () => pieces.pass(),
  };
}

/** One for the process, however many servers it opens. */
let standardOutput: Pieces | undefined;

function openStandardOutput(): Pieces {
  const output = pino.destination({ dest: 1, sync: true });
  const pieces = new Pieces((piece) => void output.write(piece));
  setInterval(() => pieces.pass(), FLUSH_MS).unref();
  process.on("exit", () => pieces.pass());
  return pieces;
}

/** Lines as they are, until there are enough of them: what a line costs is an entry in a list. */
class Pieces {
  private readonly give: (piece: string) => void;
  private lines: string[] = [];
  private length = 0;

  constructor(give: (piece: string) => void) {
    this.give = give;
  }

  write(line: string): void {
    this.lines.push(line);
    this.length += line.length;
    if (this.length >= PIECE_LENGTH) this.pass();
  }

  pass(): void {
    if (this.length === 0) return;
    const piece = this.lines.join("");
    this.lines = [];
    this.length = 0;
    this.give(piece);
  }
}
