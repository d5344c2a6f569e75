import { formatLocale } from "#i18n";
import { isAutomatic, piecesOf } from "./promptVariables.ts";

/**
 * A text with its variables filled in, each piece once: what is put in is never looked through for variables itself.
 * @param values by the variables' names; without one, or with an empty one, the variable stays as it is
 * @param automatic see `automaticValues`
 */
export const fillIn = (
  text: string,
  values: ReadonlyMap<string, string>,
  automatic: ReadonlyMap<string, string>,
): string =>
  piecesOf(text)
    .map(({ source, variable }) => {
      if (variable === null) return source;
      const value = isAutomatic(variable) ? automatic.get(variable.name.toLowerCase()) : values.get(variable.name);
      return value || source;
    })
    .join("");

/** What LibreChat's client puts in by itself, in its forms: local time, the day of the week by its name. */
export function automaticValues(userName: string | undefined, now: Date): ReadonlyMap<string, string> {
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const weekday = weekdays.format(now);
  return new Map([
    ["current_date", `${date} (${weekday})`],
    ["current_datetime", `${date} ${time} ${offsetOf(-now.getTimezoneOffset())} (${weekday})`],
    ["iso_datetime", now.toISOString()],
    ["current_user", userName ?? ""],
  ]);
}

const weekdays = new Intl.DateTimeFormat(formatLocale, { weekday: "long" });
const two = (number: number) => String(number).padStart(2, "0");

/** `+02:00` */
const offsetOf = (minutes: number) =>
  `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
