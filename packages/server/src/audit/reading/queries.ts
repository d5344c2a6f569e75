import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../store/index.ts";
import type { EntryRow, SegmentRow } from "../sealing/queries.ts";

/** Where a list goes on: after this entry, towards the older, or the newer where it goes the other way. */
export interface Place {
  at: number;
  number: number;
}

/** Marks of which an entry must have one of each list. */
export type Wanted = readonly (readonly string[])[];

export interface Span {
  from: number | undefined;
  to: number | undefined;
  after: Place | undefined;
  order?: "asc" | "desc";
}

/** A candidate, and whether it has all the other marks. */
export interface Candidate extends Place {
  fits: boolean;
}

/**
 * The newest entries of a span, or the oldest, at most `limit`. Without marks served by audit_entries_by_moment; with marks the first list is read by the primary
 * key of audit_marks, and the others are looked up for each of these: what it costs depends on `limit`, not on the length of the trail.
 */
export async function candidates(
  db: Tx,
  organization: string,
  [first, ...others]: Wanted,
  span: Span,
  limit: number,
): Promise<Candidate[]> {
  const way = sql.raw(span.order === "asc" ? "asc" : "desc");
  if (!first) {
    const { rows } = await sql<Place>`
      select at, number from audit_entries where organization_id = ${organization} and ${within(span)}
      and (body is not null or revision is not null)
      order by at ${way}, number ${way} limit ${limit}`.execute(db);
    return rows.map((row) => ({ ...row, fits: true }));
  }
  const ofMark = (one: string) => sql`select * from (
    select at, number from audit_marks where organization_id = ${organization} and mark = ${one} and ${within(span)}
    order by at ${way}, number ${way} limit ${limit}) as newest`;
  const union = first.length === 1 ? ofMark(first[0] ?? "") : sql.join(first.map(ofMark), sql` union `);
  const has = (marks: readonly string[]) => sql`exists (select 1 from audit_marks as o
    where o.organization_id = ${organization} and o.mark in (${sql.join(marks)}) and o.at = c.at and o.number = c.number)`;
  const fits: RawBuilder<unknown> =
    others.length === 0
      ? sql`1`
      : sql`case when ${sql.join(
          others.map((marks) => (marks.length === 0 ? sql`1 = 0` : has(marks))),
          sql` and `,
        )} then 1 else 0 end`;
  const { rows } = await sql<Place & { fits: number }>`
    select c.at as at, c.number as number, ${fits} as fits from (
      select at, number from (${union}) as either order by at ${way}, number ${way} limit ${limit}) as c
    order by c.at ${way}, c.number ${way}`.execute(db);
  return rows.map(({ at, number, fits: is }) => ({ at, number, fits: Number(is) === 1 }));
}

/** How many entries have one of some marks, counted up to `most`. Served by the primary key of audit_marks. */
export async function countMarked(
  db: Tx,
  organization: string,
  marks: readonly string[],
  most: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
    select 1 from audit_marks where organization_id = ${organization} and mark in (${sql.join([...marks])}) limit ${most}) as counted`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

function within({ from, to, after, order }: Span): RawBuilder<boolean> {
  const all = [
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...(after === undefined
      ? []
      : [sql`(at, number) ${sql.raw(order === "asc" ? ">" : "<")} (${after.at}, ${after.number})`]),
  ];
  return all.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(all, sql` and `)}`;
}

/** Served by the primary key. */
export async function entryRows(db: Tx, organization: string, numbers: readonly number[]): Promise<EntryRow[]> {
  if (numbers.length === 0) return [];
  return db
    .selectFrom("audit_entries")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("number", "in", numbers)
    .execute();
}

/** Of a segment. Served by the primary key. */
export const entriesBetween = (db: Tx, organization: string, first: number, last: number): Promise<EntryRow[]> =>
  db
    .selectFrom("audit_entries")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("number", ">=", first)
    .where("number", "<=", last)
    .orderBy("number")
    .execute();

/** Served by the primary key. */
export const entriesAfter = (db: Tx, organization: string, after: number, limit: number): Promise<EntryRow[]> =>
  db
    .selectFrom("audit_entries")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("number", ">", after)
    .orderBy("number")
    .limit(limit)
    .execute();

/** Served by the primary key. */
export const segmentsAfter = (db: Tx, organization: string, after: number, limit: number): Promise<SegmentRow[]> =>
  db
    .selectFrom("audit_segments")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("segment", ">", after)
    .orderBy("segment")
    .limit(limit)
    .execute();

/** Rows of the log by their revisions. Served by the primary key. */
export async function logRowsOf(db: Tx, organization: string, revisions: readonly number[]) {
  if (revisions.length === 0) return [];
  return db
    .selectFrom("log")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("revision", "in", revisions)
    .execute();
}

/** How many wait to be sealed, counted up to `most`. Served by the primary keys. */
export async function countWaiting(db: Tx, organization: string, after: number, most: number): Promise<number> {
  const { rows } = await sql<{ events: number; revisions: number }>`select
    (select count(*) from (select 1 from audit_events where organization_id = ${organization} limit ${most}) as e) as events,
    (select count(*) from (select 1 from log where organization_id = ${organization} and revision > ${after} limit ${most}) as l) as revisions`.execute(
    db,
  );
  return Math.min(most, Number(rows[0]?.events ?? 0) + Number(rows[0]?.revisions ?? 0));
}

/** The head before each of these segments. Served by the primary key. */
export async function headsBefore(
  db: Tx,
  organization: string,
  segments: readonly number[],
): Promise<Map<number, string>> {
  if (segments.length === 0) return new Map();
  const rows = await db
    .selectFrom("audit_segments")
    .select(["segment", "former"])
    .where("organization_id", "=", organization)
    .where("segment", "in", segments)
    .execute();
  return new Map(rows.map(({ segment, former }) => [Number(segment), former]));
}
