import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
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
 * Cost: reads the search texts through once, of which users_by_search has everything that is asked here: 12 ms for 100,000 people. Where very
 * many are found, users_by_search is walked in its order, and few are looked at.
 */
export async function firstPeople(
  db: Tx,
  organization: string,
  typed: string,
  limit: number,
  narrowed: (people: Searched) => Searched = (all) => all,
): Promise<FirstPeople> {
  const searched = () => narrowed(searching(db, organization, typed));
  const found = await someFound(db, searched, { limit, offset: 0, order: "asc" });
  if (found.total <= MOST_SORTED) return found;
  return { ids: await inTheirOrder(searched, { limit, offset: 0, order: "asc" }), total: null };
}

export interface NamedPerson {
  id: string;
  name: string;
}

/**
 * The next people by name of whom a search text holds what was typed.
 * @param after the last one; default: from the first
 * Cost: walks users_by_search until enough are found.
 */
export function peopleCalled(
  db: Tx,
  organization: string,
  typed: string,
  { after, limit }: { after: NamedPerson | undefined; limit: number },
): Promise<NamedPerson[]> {
  const from = after ? sql<SqlBool>`(name, id) > (${after.name}, ${after.id})` : sql<SqlBool>`1 = 1`;
  return searching(db, organization, typed).where(from).orderBy("name").orderBy("id").limit(limit).execute();
}

export interface PeoplePlace {
  limit: number;
  offset: number;
  /** Of names. */
  order: "asc" | "desc";
}

/**
 * A page of all people, by name, of whom a search text holds what was typed, and how many they are.
 * @param narrowed only some of them
 * Cost: that of `firstPeople`; where very many are found, they are counted in users_by_search, and it is walked from the nearer end.
 */
export async function pageOfPeople(
  db: Tx,
  organization: string,
  typed: string,
  place: PeoplePlace,
  narrowed: (people: Searched) => Searched = (all) => all,
): Promise<{ ids: readonly string[]; total: number }> {
  const searched = () => narrowed(searching(db, organization, typed));
  // Further on than are sorted there is somebody only where more are found.
  if (place.offset < MOST_SORTED) {
    const found = await someFound(db, searched, place);
    // Past the end there is no line that could say how many there are.
    if ((found.total > 0 || place.offset === 0) && found.total <= MOST_SORTED) return found;
  }
  const total = await countPeople(db, organization, typed, narrowed);
  const { limit, offset, order } = place;
  const shown = Math.max(Math.min(limit, total - offset), 0);
  if (total <= MOST_SORTED || shown === 0) return { ids: [], total };
  if (offset < total / 2) return { ids: await inTheirOrder(searched, place), total };
  const fromTheEnd = { limit: shown, offset: total - offset - shown, order: order === "asc" ? "desc" : "asc" } as const;
  return { ids: (await inTheirOrder(searched, fromTheEnd)).toReversed(), total };
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

/** A page of those who are found at first, which are all where they are not more than are sorted; `total`: 0 on a page without anybody. */
async function someFound(db: Tx, searched: () => Searched, { limit, offset, order }: PeoplePlace) {
  const rows = await db
    .with(
      (cte) => cte("found").materialized(),
      () => searched().limit(MOST_SORTED + 1),
    )
    .selectFrom("found")
    .select(["id", sql<number | string>`(select count(*) from found)`.as("total")])
    .orderBy("name", order)
    .orderBy("id", order)
    .limit(limit)
    .offset(offset)
    .execute();
  return { ids: rows.map(({ id }) => id), total: Number(rows[0]?.total ?? 0) };
}

async function inTheirOrder(searched: () => Searched, { limit, offset, order }: PeoplePlace): Promise<string[]> {
  const rows = await searched().orderBy("name", order).orderBy("id", order).limit(limit).offset(offset).execute();
  return rows.map(({ id }) => id);
}

const searching = (db: Tx, organization: string, typed: string): Searched =>
  db
    .selectFrom("users")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where((e) => matches(e.ref("search_text"), typed));
