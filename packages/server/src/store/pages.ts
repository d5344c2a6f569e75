import { sql } from "kysely";

/**
 * The rows of a query in the order of their key, a page at a time: neither database is held up by one long answer.
 * @param page asks for at most `limit` rows after the given one (all of them if it is undefined), in order
 */
export async function* pagesOf<R>(
  page: (after: R | undefined, limit: number) => Promise<R[]>,
  limit = 5_000,
): AsyncGenerator<R[]> {
  let after: R | undefined;
  for (;;) {
    const rows = await page(after, limit);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    after = rows.at(-1);
  }
}

/** `(a, b) > (x, y)`, the order of a key of several columns; true for all without `after`. */
export function afterKey(columns: readonly string[], after: Readonly<Record<string, unknown>> | undefined) {
  if (after === undefined) return sql<boolean>`1 = 1`;
  return sql<boolean>`(${sql.join(columns.map((column) => sql.ref(column)))}) > (${sql.join(columns.map((column) => after[column]))})`;
}
