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
  const people = await inTheirOrder(searched, { limit, offset: 0, order: "asc" });
  return { ids: people.map(({ id }) => id), total: null };
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
  const from = after ? isBeyond(after, "asc") : sql<SqlBool>`1 = 1`;
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
 * Cost: that of `firstPeople`; where very many are found, users_by_search is gone through once, up to the page for whom it shows and from there on for
 * how many there are.
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
  const people = await inTheirOrder(searched, place);
  const ids = people.map(({ id }) => id);
  const last = people.at(-1);
  if (!last) return { ids, total: await count(db, searched()) };
  const beyond = await count(db, searched().where(isBeyond(last, place.order)));
  return { ids, total: place.offset + people.length + beyond };
}

/** How many there are. Served by users_by_search. */
export function countPeople(
  db: Tx,
  organization: string,
  typed: string,
  narrowed: (people: Searched) => Searched = (all) => all,
): Promise<number> {
  return count(db, narrowed(searching(db, organization, typed)));
}

async function count(db: Tx, people: Searched): Promise<number> {
  const { total } = await db
    .selectFrom(people.as("found"))
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

const inTheirOrder = (searched: () => Searched, { limit, offset, order }: PeoplePlace): Promise<NamedPerson[]> =>
  searched().orderBy("name", order).orderBy("id", order).limit(limit).offset(offset).execute();

const isBeyond = ({ name, id }: NamedPerson, order: PeoplePlace["order"]) =>
  order === "asc" ? sql<SqlBool>`(name, id) > (${name}, ${id})` : sql<SqlBool>`(name, id) < (${name}, ${id})`;

const searching = (db: Tx, organization: string, typed: string): Searched =>
  db
    .selectFrom("users")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where((e) => matches(e.ref("search_text"), typed));
