import { t } from "@lingui/core/macro";

/** More the server takes nowhere: a million US dollars. */
export const MOST_CREDITS = 1_000_000_000_000;

/** A field of them. What it cannot take is told when it is saved: a minus that is dropped, or a number that becomes another one, would be seen by nobody. */
export const CREDITS_FIELD = { clampBehavior: "none", decimalScale: 3, thousandSeparator: ",", miw: 170 } as const;

/** Why so many can be neither given nor set; null: they can. */
export function faultOfCredits(many: number | string): string | null {
  if (Number.isNaN(Number(many))) return t`Say it as a number`;
  if (Number(many) < 0) return t`Credits are 0 or more`;
  return Number(many) > MOST_CREDITS ? t`A million million credits at most` : null;
}
