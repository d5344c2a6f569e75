import { t } from "@lingui/core/macro";
/**
 * What a form shows when somebody else has saved meanwhile: theirs where nobody typed, one's own where one did.
 * @param base what the form began with
 * @returns the new values, and the fields in which both wrote something of their own
 */
export function takeOver<Values extends object>(
  base: Values,
  mine: Values,
  theirs: Values,
): { values: Values; both: (keyof Values & string)[] } {
  const values = { ...mine };
  const both: (keyof Values & string)[] = [];
  for (const field of Object.keys(theirs) as (keyof Values & string)[]) {
    if (isSame(mine[field], base[field])) values[field] = theirs[field];
    else if (!isSame(theirs[field], base[field]) && !isSame(theirs[field], mine[field])) both.push(field);
  }
  return { values, both };
}

/** The fields that differ: what is sent, so that another's change of the rest stays. */
export function changed<Values extends object>(base: Values, mine: Values): Partial<Values> {
  const found: Partial<Values> = {};
  for (const field of Object.keys(mine) as (keyof Values)[])
    if (!isSame(base[field], mine[field])) found[field] = mine[field];
  return found;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What somebody else wrote, by the labels of the fields. */
export const byLabel = <Values extends object>(
  theirs: Partial<Values>,
  labels: Readonly<Record<keyof Values, string>>,
): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const field of Object.keys(theirs) as (keyof Values)[]) {
    const value = theirs[field];
    found[labels[field]] = inWords(value);
  }
  return found;
};

const inWords = (value: unknown): string => {
  if (typeof value === "boolean") return value ? t`yes` : t`no`;
  return Array.isArray(value) ? value.join(" · ") : String(value ?? "");
};
