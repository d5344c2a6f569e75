import type { Selectable } from "kysely";
import type { ReviewsTable } from "../store/index.ts";

export type ReviewRow = Selectable<ReviewsTable>;

export interface Repeat {
  every: number;
  unit: "day" | "month";
  /** When the first was opened: counted from there, so that no 31st gets lost. */
  from: number;
}

const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;
/** On the day itself: while there is still time. */
const BEFORE_ON_THE_DAY = 12 * HOUR;
const OVERDUE_EVERY = 7 * DAY;

/** When the next of a series is opened. The 31st of a month that has none is its last day. */
export function following({ every, unit, from }: Repeat): number {
  if (unit === "day") return from + every * DAY;
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + every);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The same, after now: a server that was away for long opens one, not all that it missed. */
export function nextOpening(repeat: Repeat, now: number): number {
  for (let times = 1; ; times++) {
    const at = following({ ...repeat, every: repeat.every * times });
    if (at > now) return at;
  }
}

/** The next reminder after now: some days before, on the day, and where it does not close by itself every week after; null: none. */
export function nextReminder(
  review: Pick<ReviewRow, "due_at" | "closes_when_due" | "remind_days">,
  now: number,
): number | null {
  const { due_at, closes_when_due } = review;
  const days: number[] = JSON.parse(review.remind_days);
  const before = days.map((day) => due_at - (day === 0 ? BEFORE_ON_THE_DAY : day * DAY)).filter((at) => at > now);
  if (before.length > 0) return Math.min(...before);
  if (closes_when_due === 1) return null;
  const weeks = Math.max(0, Math.floor((now - (due_at + DAY)) / OVERDUE_EVERY) + 1);
  return due_at + DAY + weeks * OVERDUE_EVERY;
}

/** When the background has to look at it again. */
export function wakeOf(
  review: Pick<ReviewRow, "state" | "due_at" | "closes_when_due" | "remind_at" | "next_at">,
): number | null {
  const { state, due_at, closes_when_due, remind_at, next_at } = review;
  switch (state) {
    case "gathering":
    case "closing":
      return 0;
    case "open": {
      const moments = [closes_when_due === 1 ? due_at : null, remind_at, next_at].filter((at) => at !== null);
      return moments.length === 0 ? null : Math.min(...moments);
    }
    case "closed":
      return next_at;
    case "cancelled":
      return null;
  }
}
