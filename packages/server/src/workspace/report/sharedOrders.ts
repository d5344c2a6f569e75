import { sql } from "kysely";
import { matches, type Tx } from "../../store/index.ts";

/** Grants that one page of the list by age looks at; it may then be short, and has a place to go on from. */
export const MOST_WALKED = 500;
/** Things of one type that a search finds at most: whoever seeks another one types more of its name. */
const MOST_FOUND = 200;

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

/**
 * Things whose search text holds what was typed, by name; nothing of whether they are shared. Cost: the search texts of the tables are read through until
 * enough are found.
 * @param type of it alone; one that is not searched has none
 */
export async function findThingsCalled(
  db: Tx,
  organization: string,
  typed: string,
  type: string | undefined,
): Promise<string[]> {
  const found: { resource: string; name: string }[] = [];
  for (const [kind, table] of Object.entries(searched)) {
    if (type !== undefined && type !== kind) continue;
    const { rows } = await sql<{ id: string; name: string }>`select id, name from ${sql.table(table)}
      where organization_id = ${organization} and ${matches(sql.ref("search_text"), typed)}
      limit ${MOST_FOUND}`.execute(db);
    found.push(...rows.map(({ id, name }) => ({ resource: `${kind}:${id}`, name })));
  }
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return found
    .sort((a, b) => compare(a.name, b.name) || compare(a.resource, b.resource))
    .map(({ resource }) => resource);
}
