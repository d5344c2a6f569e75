export type PeriodKind = "day" | "week" | "month";

const letters: Readonly<Record<PeriodKind, string>> = { day: "d", week: "w", month: "m" };
const DAY_MS = 86_400_000;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first day (UTC) of the period that a moment lies in: weeks begin on Monday. */
export function beginOf(kind: PeriodKind, at: number): string {
  if (kind === "month") return `${dayOf(at).slice(0, 7)}-01`;
  if (kind === "day") return dayOf(at);
  return dayOf(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS);
}

/** When the period of this first day is over. */
export function endOf(kind: PeriodKind, begin: string): number {
  const at = new Date(`${begin}T00:00:00Z`);
  if (kind === "month") return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  return at.getTime() + (kind === "week" ? 7 : 1) * DAY_MS;
}

/** First days of the last periods, the one of `at` last. */
export function lastPeriods(kind: PeriodKind, at: number, count: number): string[] {
  const begins: string[] = [];
  for (let moment = at; begins.length < count; ) {
    const begin = beginOf(kind, moment);
    begins.unshift(begin);
    moment = Date.parse(`${begin}T00:00:00Z`) - 1;
  }
  return begins;
}

/** As tables name it. */
export const periodName = (kind: PeriodKind, begin: string): string => `${letters[kind]}${begin}`;

/** The three that a moment lies in. */
export const periodsAt = (at: number): string[] =>
  (["day", "week", "month"] as const).map((kind) => periodName(kind, beginOf(kind, at)));
