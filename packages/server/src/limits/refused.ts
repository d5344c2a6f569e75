import { type Actor, VISITOR } from "../http/actor.ts";
import type { Problem } from "../http/problem.ts";
import type { ProblemCode } from "../http/problems.ts";

/** Somebody whom a limit refuses, and how often lately. Moments are milliseconds since 1970. */
export interface Refused {
  /** `user:…`, `service:…`; null: whoever it is has not signed in. */
  subject: string | null;
  /** The key that they came in by. */
  keyId: string | null;
  /** From where, where nobody has signed in. */
  address: string | null;
  code: ProblemCode;
  limit: LimitMet;
  /** A capability, or `operator`. */
  raisedBy: string;
  times: number;
  firstAt: number;
  lastAt: number;
  /** When it lets through again; null: not by itself. */
  freesAt: number | null;
}

/** Which limit it is. */
export interface LimitMet {
  /** `requests`, `messages`, `login`, `balance` … */
  name: string;
  /** Whom it is for: `everyone`, `role:…`, `key:…`; `user`, `ip`, `account` of LibreChat's. */
  by: string;
  /** `model:<id>`, of one model alone. */
  model: string | null;
  max: number | null;
  windowSeconds: number | null;
}

export interface Whom {
  /** Null: whoever it is has not signed in. */
  actor: Actor | null;
  ip: string | undefined;
}

type Met = Pick<Refused, "code" | "limit" | "raisedBy" | "freesAt">;

/** Which limit a refusal is because of, as its own body tells it; null: it is because of something else. */
export function limitMet({ code, extra }: Problem): Met | null {
  const none = { model: null, max: null, windowSeconds: null };
  switch (code) {
    case "rate-limited":
      return isTold(extra.limit) ? ofWindow(extra.limit, String(extra.raisedBy)) : null;
    case "too-many-streams":
      return isTold(extra.met) ? { ...ofWindow(extra.met, String(extra.raisedBy)), code } : null;
    case "balance-insufficient":
      return { code, limit: { ...none, name: "balance", by: "user" }, raisedBy: "manage:balances", freesAt: null };
    case "budget-exhausted": {
      const limit = { ...none, name: "budget", by: String(extra.budget) };
      const freesAt = typeof extra.until === "string" ? Date.parse(extra.until) : null;
      return { code, limit, raisedBy: String(extra.raisedBy), freesAt };
    }
    default:
      return null;
  }
}

interface Told {
  name: string;
  by: string;
  max: number;
  windowSeconds: number | null;
  freesAt: string | null;
  model?: string;
}

/** As `toldLimit` wrote it, and whoever limits places. */
const isTold = (limit: unknown): limit is Told => typeof limit === "object" && limit !== null && "freesAt" in limit;

const ofWindow = ({ name, by, max, windowSeconds, freesAt, model = undefined }: Told, raisedBy: string): Met => ({
  code: "rate-limited",
  limit: { name, by, max, windowSeconds, model: model ?? null },
  raisedBy,
  freesAt: freesAt === null ? null : Date.parse(freesAt),
});

/** Null: nobody whom a limit is for. */
export function whoIs({ actor, ip }: Whom): Pick<Refused, "subject" | "keyId" | "address"> | null {
  if (actor && /^(user|service):/.test(actor.subject))
    return { subject: actor.subject, keyId: actor.keyId ?? null, address: null };
  if (ip === undefined || (actor && actor.subject !== VISITOR)) return null;
  return { subject: null, keyId: null, address: ip };
}

/** The longest ago first: a line that is refused again moves to the end. */
export type RefusedLines = Map<string, Refused>;

/** Adds a line to what is known of the same; it is then the latest. @param since what ended before that begins anew */
export function addRefused(lines: RefusedLines, line: Refused, since = 0): void {
  const { subject, keyId, address, limit } = line;
  const key = JSON.stringify([subject, keyId, address, limit.name, limit.by, limit.model]);
  const known = lines.get(key);
  lines.delete(key);
  lines.set(key, known && known.lastAt > since ? sumOf(known, line) : line);
}

function sumOf(one: Refused, other: Refused): Refused {
  const [former, latter] = one.lastAt <= other.lastAt ? [one, other] : [other, one];
  return { ...latter, times: one.times + other.times, firstAt: Math.min(former.firstAt, latter.firstAt) };
}
