import { InvalidArgumentError, Option } from "commander";
import type { Client, Query } from "./connection/client.ts";

const LIMIT = 200;
/** Of a page that the API gives with a cursor. */
const LIMIT_BY_CURSOR = 100;

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

/** How much of a long list is wanted. */
export interface Most {
  limit?: number;
  all?: boolean;
}

export const mostOptions = (): Option[] => [
  new Option("--limit <count>", "at most so many (default: 50)").argParser(countIn),
  new Option("--all", "all of them"),
];

/** So much of a list that the API gives in pages with a cursor, as one answer; `nextCursor` says whether there is more. */
export async function firstOf<Key extends string, Item>(
  client: Client,
  path: string,
  key: Key,
  query: Query,
  { limit = 50, all = false }: Most,
): Promise<Record<Key, Item[]> & { nextCursor: string | null }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (;;) {
    const wanted = all ? LIMIT_BY_CURSOR : Math.min(LIMIT_BY_CURSOR, limit - items.length);
    const page = await client.get<Record<Key, Item[]> & { nextCursor: string | null }>(path, {
      ...query,
      limit: wanted,
      cursor,
    });
    items.push(...page[key]);
    if (page.nextCursor === null || (!all && items.length >= limit)) return { ...page, [key]: items };
    cursor = page.nextCursor;
  }
}

function countIn(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Allowed: a whole number from 1.");
  return Number(text);
}
