/** So many groups are sorted by their members at most, in memory. */
export const MOST_RANKED = 20_000;

/** Ids by how many are counted of each. Of two with equally many, the id says which is the first. */
export function ranked(
  rows: readonly { id: string }[],
  countOf: (id: string) => number,
  order: "asc" | "desc",
): string[] {
  const counted = rows.map(({ id }) => ({ id, count: countOf(id) }));
  counted.sort((a, b) => a.count - b.count || (a.id < b.id ? -1 : 1));
  const ids = counted.map(({ id }) => id);
  return order === "asc" ? ids : ids.reverse();
}
