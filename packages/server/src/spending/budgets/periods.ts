export const budgetPeriods = ["none", "day", "week", "month"] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

const DAY_MS = 86_400_000;
const letters = { day: "d", week: "w", month: "m" } as const;

export interface Span {
  /** As tables name it: `d2026-11-30`, `w…`, `m…`; `all` where it never begins anew. */
  name: string;
  /** Milliseconds since 1970; null: it has none. */
  from: number | null;
  until: number | null;
}

/** The period of a budget that a moment lies in: UTC, weeks begin on Monday, as usage is counted. */
export function spanOf(period: BudgetPeriod, at: number): Span {
  if (period === "none") return { name: "all", from: null, until: null };
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  const date = new Date(day);
  const from =
    period === "day"
      ? day
      : period === "week"
        ? day - ((date.getUTCDay() + 6) % 7) * DAY_MS
        : Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const until =
    period === "month"
      ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
      : from + (period === "week" ? 7 : 1) * DAY_MS;
  return { name: `${letters[period]}${new Date(from).toISOString().slice(0, 10)}`, from, until };
}
