import { formatLocale } from "#i18n";

/** A moment as the server sends it: ISO text, or milliseconds since 1970. */
type Moment = string | number | null | undefined;

const full = new Intl.DateTimeFormat(formatLocale, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(formatLocale, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(formatLocale, { numeric: "auto" });

/** `24 Nov 2026, 09:15`; an empty text for none. */
export const inFull = (moment: Moment): string => format(moment, (date) => full.format(date));
export const onDay = (moment: Moment): string => format(moment, (date) => day.format(date));

/** `3 hours ago`, `tomorrow`. */
export const fromNow = (moment: Moment): string =>
  format(moment, (date) => {
    const seconds = (date.getTime() - Date.now()) / 1000;
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return relative.format(Math.round(seconds / size), unit);
  });

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

function format(moment: Moment, write: (date: Date) => string): string {
  if (moment === null || moment === undefined || moment === "") return "";
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : write(date);
}

/** The value of a date field (local time) as the server wants it (UTC); null for an empty field. */
export const fromField = (value: string): string | null => {
  const date = new Date(value);
  return value === "" || Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** A moment as the server sends it, for a date field. */
export const toField = (moment: string | null): string => (moment === null ? "" : fieldOf(new Date(moment)));

/** This time of day, so many days from now, for a date field. */
export const fieldInDays = (days: number): string => fieldOf(new Date(Date.now() + days * 86_400_000));

function fieldOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
