import { type Expression, type SqlBool, sql } from "kysely";
import type { Tx } from "../../store/index.ts";
import { compareTexts } from "./compareTexts.ts";

/** Tables with an index over organization, `updated_at` from the last on, and `id`. */
export type DatedTable = "agents" | "projects" | "tools";

/** A place in a list that begins with what was changed last; those of one moment stand in the order of their ids. */
export interface ChangePlace {
  /** Milliseconds since 1970. */
  updatedAt: number;
  id: string;
}

export interface DatedRow {
  id: string;
  updated_at: number;
}

export const lastChangedFirst = {
  compare: (a: ChangePlace, b: ChangePlace): number => b.updatedAt - a.updatedAt || compareTexts(a.id, b.id),
  placeOf: (row: DatedRow): ChangePlace => ({ updatedAt: row.updated_at, id: row.id }),
};

/** Said twice: the first half is what the index can be entered by. */
export const isBehind = (
  { updatedAt, id }: { updatedAt: Expression<number>; id: Expression<string> },
  place: ChangePlace,
): Expression<SqlBool> =>
  sql<SqlBool>`(${updatedAt} <= ${place.updatedAt} and (${updatedAt} < ${place.updatedAt} or ${id} > ${place.id}))`;

/**
 * When these (at most 500) were changed last. Served by the primary key: `created_at` is read so that no other index holds all
 * that is asked, which SQLite would rather walk.
 */
export const datesOf = (db: Tx, table: DatedTable, organization: string, ids: readonly string[]): Promise<DatedRow[]> =>
  dated(db, table, organization).select("created_at").where("id", "in", ids).execute();

/** What was changed at a moment or later, last first. Served by the table's index alone. */
export const changedSince = (
  db: Tx,
  table: DatedTable,
  organization: string,
  since: number,
  after: ChangePlace | undefined,
  limit: number,
): Promise<DatedRow[]> => {
  let query = dated(db, table, organization).where("updated_at", ">=", since);
  if (after) query = query.where((e) => isBehind({ updatedAt: e.ref("updated_at"), id: e.ref("id") }, after));
  return query.orderBy("updated_at", "desc").orderBy("id").limit(limit).execute();
};

/** They are alike in what is read here, which the types of three tables at once would not say. */
const dated = (db: Tx, table: DatedTable, organization: string) =>
  db
    .selectFrom(table as "agents")
    .select(["id", "updated_at"])
    .where("organization_id", "=", organization);
