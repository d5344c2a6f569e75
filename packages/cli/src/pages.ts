import type { Client, Query } from "./connection/client.ts";

const LIMIT = 200;

/** All of a list that the API gives in pages (`limit`, `offset`, `total`), as one answer. */
export async function allOf<Key extends string, Item>(
  client: Client,
  path: string,
  key: Key,
  query: Query = {},
): Promise<Record<Key, Item[]> & { total: number }> {
  const items: Item[] = [];
  for (;;) {
    const page = await client.get<Record<Key, Item[]> & { total: number }>(path, {
      ...query,
      limit: LIMIT,
      offset: items.length,
    });
    items.push(...page[key]);
    if (page[key].length === 0 || items.length >= page.total) return { ...page, [key]: items };
  }
}
