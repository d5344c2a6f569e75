/** Where a value lies in a body: names of fields, and places in arrays. */
export type Place = readonly (string | number)[];

/** Every place in a value, the fields of nested objects and arrays included. */
export function placesIn(value: unknown, at: Place = []): Place[] {
  const inside =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, field]) =>
          placesIn(field, [...at, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return at.length === 0 ? inside : [at, ...inside];
}

/** A copy in which one place holds something else. */
export function replaced(value: unknown, [first, ...rest]: Place, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((one, index) => (index === first ? replaced(one, rest, by) : one));
  const fields = typeof value === "object" && value !== null ? value : {};
  const former: unknown = Object.entries(fields).find(([key]) => key === first)?.[1];
  return { ...fields, [first]: replaced(former, rest, by) };
}
