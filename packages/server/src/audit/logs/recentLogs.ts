/** One warning or error of this process, as it may be shown: no secrets, no stack. */
export interface RecentLine {
  /** Counts up while the process runs. */
  id: number;
  at: number;
  level: "warning" | "error" | "fatal";
  message: string;
  /** Simple values of the line: a code, a route, an id. */
  facts: Record<string, string>;
}

const MOST = 500;
const LONGEST = 500;
const MOST_FACTS = 12;
const levels: Readonly<Record<number, RecentLine["level"]>> = { 40: "warning", 50: "error", 60: "fatal" };
/** Written with every line, or told otherwise. */
const PLAIN = new Set(["level", "time", "pid", "hostname", "msg", "err"]);
/** Whatever may hold a secret, or an address with one in it. */
const SECRET = /pass|token|secret|key|authorization|cookie|credential|instructions|sealed|url|uri|body|headers/i;
/** Credentials within a text: `postgres://user:password@…`, `Bearer …`, long runs of letters and digits. */
const WITHIN = [/:\/\/[^\s/@]+@/g, /\b(?:bearer|basic)\s+\S+/gi, /\b[A-Za-z0-9_+/-]{40,}={0,2}/g];

/** The newest warnings and errors of this process, in memory: what was before its start is in its standard output alone. */
export class RecentLogs {
  private readonly lines: RecentLine[] = [];
  private next = 1;

  /** @param text a line as it is logged, JSON; what is below a warning is let pass */
  take(text: string): void {
    // Looked at before it is parsed: nearly all lines are requests.
    if (!/^\{"level":[456]0,/.test(text)) return;
    const line: Record<string, unknown> = JSON.parse(text);
    const level = levels[Number(line.level)];
    if (!level) return;
    this.lines.push({
      id: this.next++,
      at: Number(line.time),
      level,
      message: cleaned(String(line.msg ?? "")),
      facts: factsOf(line),
    });
    if (this.lines.length > MOST) this.lines.shift();
  }

  /** The newest first. */
  list({
    level,
    before,
    limit,
  }: {
    level?: RecentLine["level"] | undefined;
    before?: number | undefined;
    limit: number;
  }): RecentLine[] {
    return this.lines
      .filter((line) => (level === undefined || line.level === level) && (before === undefined || line.id < before))
      .slice(-limit)
      .reverse();
  }
}

function factsOf(line: Readonly<Record<string, unknown>>): Record<string, string> {
  const { err } = line;
  const error = typeof err === "object" && err !== null ? err : {};
  const told = [
    ...("type" in error ? [["error", error.type] as const] : []),
    ...("message" in error ? [["because", error.message] as const] : []),
    ...("code" in error ? [["code", error.code] as const] : []),
    ...Object.entries(line).filter(([name]) => !PLAIN.has(name)),
  ];
  return Object.fromEntries(
    told
      .filter(([name, value]) => !SECRET.test(name) && ["string", "number", "boolean"].includes(typeof value))
      .slice(0, MOST_FACTS)
      .map(([name, value]) => [name, cleaned(String(value))]),
  );
}

const cleaned = (text: string): string =>
  WITHIN.reduce((so, secret) => so.replaceAll(secret, (found) => (found.startsWith("://") ? "://…@" : "…")), text)
    .split("\n", 1)
    .join("")
    .slice(0, LONGEST);
