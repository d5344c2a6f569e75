import { type SelectQueryBuilder, sql } from "kysely";
import { matches, type Tx } from "../store/index.ts";
import type { Tables } from "../store/tables.ts";

/** So many are found first and sorted then. Where more are, the next by name is one of them soon. */
const MOST_SORTED = 20_000;

/** People of whom a search text holds what was typed. */
export type Searched = SelectQueryBuilder<Tables, "users", { id: string; name: string }>;

export interface FirstPeople {
  /** By name. */
  readonly ids: readonly string[];
  /** How many there are, or null where there are more than were counted. */
  readonly total: number | null;
}

/**
 * The first people by name of whom a search text holds what was typed.
 * @param narrowed only some of them
 * Cost: reads the search texts through once, of which users_by_search has everything that is asked here: 12 ms for 100,000 people. Led by
 * the order of names, a database would look each account up in turn: that is done only where very many are found, and few looked at.
 */
export async function firstPeople(
  db: Tx,
  organization: string,
  typed: string,
  limit: number,
  narrowed: (people: Searched) => Searched = (all) => all,
): Promise<FirstPeople> {
  const searched = () => narrowed(searching(db, organization, typed));
  const rows = await db
    .with(
      (cte) => cte("found").materialized(),
      () => searched().limit(MOST_SORTED + 1),
    )
    .selectFrom("found")
    .select(["id", sql<number | string>`(select count(*) from found)`.as("total")])
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .execute();
  const total = Number(rows[0]?.total ?? 0);
  if (total <= MOST_SORTED) return { ids: rows.map(({ id }) => id), total };
  const byName = await searched().orderBy("name").orderBy("id").limit(limit).execute();
  return { ids: byName.map(({ id }) => id), total: null };
}

/** How many there are. Served by users_by_search. */
export async function countPeople(
  db: Tx,
  organization: string,
  typed: string,
  narrowed: (people: Searched) => Searched = (all) => all,
): Promise<number> {
  const { total } = await db
    .selectFrom(narrowed(searching(db, organization, typed)).as("found"))
    .select((e) => e.fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  return Number(total);
}

const searching = (db: Tx, organization: string, typed: string): Searched =>
  db
    .selectFrom("users")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where((e) => matches(e.ref("search_text"), typed));
