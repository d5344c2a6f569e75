import { sql } from "kysely";
import { matches, type Tx } from "../../store/index.ts";

/** Grants that one page of the list by age looks at; it may then be short, and has a place to go on from. */
export const MOST_WALKED = 500;
/**
 * Grants with what they are on, the newest or the oldest first. Served by the primary key: their ids are in the order in which they were given.
 */
export async function walkGrants(
  db: Tx,
  organization: string,
  order: "asc" | "desc",
  after: number | undefined,
): Promise<{ id: number; resource: string }[]> {
  const from = after === undefined ? sql`1 = 1` : order === "asc" ? sql`id > ${after}` : sql`id < ${after}`;
  const { rows } = await sql<{ id: number; resource: string }>`select id, resource from grants
    where organization_id = ${organization} and ${from} order by id ${sql.raw(order)} limit ${MOST_WALKED}`.execute(db);
  return rows;
}

/** What is found by a part of its name: tables with search texts. What people write for themselves is not. */
const searched = {
  agent: "agents",
  group: "groups",
  project: "projects",
  prompt: "prompt_groups",
  tool: "tools",
} as const;

/** The types that a search looks through. */
export const searchedTypes = Object.keys(searched);

export interface CalledThing {
  resource: string;
  name: string;
}

/**
 * Things of one type whose search text holds what was typed, by name; nothing of whether they are shared, nor of who may hear what they are called.
 * Cost: walks the index of the search texts until enough are found.
 * @param after the last one; default: from the first
 */
export async function findThingsCalled(
  db: Tx,
  organization: string,
  { type, typed, after, limit }: { type: string; typed: string; after: CalledThing | undefined; limit: number },
): Promise<CalledThing[]> {
  const table = Object.entries(searched).find(([kind]) => kind === type)?.[1];
  if (table === undefined) return [];
  const from = after ? sql`(name, id) > (${after.name}, ${after.resource.slice(type.length + 1)})` : sql`1 = 1`;
  const { rows } = await sql<{ id: string; name: string }>`select id, name from ${sql.table(table)}
    where organization_id = ${organization} and ${from} and ${matches(sql.ref("search_text"), typed)}
    order by name, id limit ${limit}`.execute(db);
  return rows.map(({ id, name }) => ({ resource: `${type}:${id}`, name }));
}
