import { t } from "@lingui/core/macro";
import { formatLocale } from "#i18n";
import type { PeriodKind } from "../../api/usage.ts";

const formats: Readonly<Record<PeriodKind, Intl.DateTimeFormatOptions>> = {
  day: { month: "short", day: "numeric", year: "numeric" },
  week: { month: "short", day: "numeric", year: "numeric" },
  month: { month: "long", year: "numeric" },
};

/** By its first day; days are UTC's, as the server counts them. */
export function periodInWords(by: PeriodKind, from: string): string {
  const day = new Intl.DateTimeFormat(formatLocale, { ...formats[by], timeZone: "UTC" }).format(
    new Date(`${from}T00:00:00Z`),
  );
  return by === "week" ? t`Week of ${day}` : day;
}
