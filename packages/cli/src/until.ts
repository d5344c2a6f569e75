import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * The end of something, as people say it.
 * @param text an ISO date (its beginning, UTC) or time, `tomorrow` (this time tomorrow), `600000ms`, `90s`, `90m`, `12h`, `7d`, `2w`
 * @param now milliseconds since 1970
 * @returns ISO 8601, UTC
 * @throws {InvalidArgumentError} if it is none of these, or over already
 */
export function endOf(text: string, now: number = Date.now()): string {
  const end = momentOf(text.trim().toLowerCase(), text.trim(), now);
  if (end === null || Number.isNaN(end) || Math.abs(end) > LAST_MOMENT)
    throw new InvalidArgumentError(
      "Allowed: a date or time like 2030-01-31 or 2030-01-31T18:00:00Z, tomorrow, 90s, 90m, 12h, 7d, 2w.",
    );
  if (end <= now) throw new InvalidArgumentError(`${new Date(end).toISOString()} is over already.`);
  return new Date(end).toISOString();
}

/**
 * The end of a ban: the same, and `forever` or `none` for one without an end.
 * @returns null: it has none
 * @throws {InvalidArgumentError} also for a bare number: LibreChat's script took it for milliseconds as an argument, and for minutes as an answer
 */
export function banEndOf(text: string, now: number = Date.now()): string | null {
  const folded = text.trim().toLowerCase();
  if (folded === "forever" || folded === "none") return null;
  if (/^\d+$/.test(folded))
    throw new InvalidArgumentError(
      `${folded} needs a unit: milliseconds are \`${folded}ms\`, minutes \`${folded}m\`; also s, h, d, w, or \`forever\`.`,
    );
  return endOf(text, now);
}

/** The last moment that a date can hold. */
const LAST_MOMENT = 8.64e15;

function momentOf(folded: string, text: string, now: number): number | null {
  if (folded === "tomorrow") return now + 86_400_000;
  const [, count, unit = ""] = /^(\d{1,12})(ms|[smhdw])$/.exec(folded) ?? [];
  if (count !== undefined) return now + Number(count) * (units[unit] ?? 0);
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : null;
}
