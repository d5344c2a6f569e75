import { t } from "@lingui/core/macro";
import { formatLocale } from "#i18n";
import type { Administered } from "../../api/may.ts";
import { onDay } from "../../parts/moments.ts";

/** Of several powers over the people of one group, the moment at which the last one ends; null: never. */
export function endOf(powers: Administered["capabilities"]): string | null {
  const ends = powers.map(({ expiresAt }) => expiresAt);
  return ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
}

/** “Research (until 3 March) and Sales” */
export function groupsInWords(scopes: readonly Administered[]): string {
  const names = scopes.map(({ name, capabilities }) => {
    const end = endOf(capabilities);
    return end ? t`${name} (until ${onDay(end)})` : name;
  });
  return new Intl.ListFormat(formatLocale, { type: "conjunction" }).format(names);
}
