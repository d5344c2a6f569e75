import type { Insertable, Selectable } from "kysely";
import { sql } from "kysely";
import type {
  AuditEntriesTable,
  AuditEventsTable,
  AuditMarksTable,
  AuditSegmentsTable,
  Tx,
} from "../../store/index.ts";

export type SegmentRow = Selectable<AuditSegmentsTable>;
export type EventRow = Selectable<AuditEventsTable>;
export type EntryRow = Selectable<AuditEntriesTable>;

/** Organizations of which something is not sealed yet. Served by the primary keys and audit_events_by_moment. */
export async function unsealed(db: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id as id from organizations o
    where o.revision > coalesce((select max(s.revision) from audit_segments s
        where s.organization_id = o.id
        and s.segment = (select max(l.segment) from audit_segments l where l.organization_id = o.id)), 0)
      or exists (select 1 from audit_events e where e.organization_id = o.id)
      or exists (select 1 from audit_erasures x where x.organization_id = o.id)`.execute(db);
  return rows.map(({ id }) => id);
}

/** Served by the primary key. */
export const lastSegment = (db: Tx, organization: string): Promise<SegmentRow | undefined> =>
  db
    .selectFrom("audit_segments")
    .selectAll()
    .where("organization_id", "=", organization)
    .orderBy("segment", "desc")
    .limit(1)
    .executeTakeFirst();

/** The sizes of the log's rows after a revision, so that no more of them are read than fit. Served by the primary key. */
export const logSizes = (tx: Tx, organization: string, after: number, limit: number) =>
  tx
    .selectFrom("log")
    .select(["revision", sql<number>`length(changes) + length(coalesce(former, ''))`.as("size")])
    .where("organization_id", "=", organization)
    .where("revision", ">", after)
    .orderBy("revision")
    .limit(limit)
    .execute();

/** Served by the primary key. */
export const logRows = (db: Tx, organization: string, first: number, last: number) =>
  db
    .selectFrom("log")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("revision", ">=", first)
    .where("revision", "<=", last)
    .orderBy("revision")
    .execute();

/** The oldest that wait. Served by audit_events_by_moment. */
export const waitingEvents = (tx: Tx, organization: string, limit: number): Promise<EventRow[]> =>
  tx
    .selectFrom("audit_events")
    .selectAll()
    .where("organization_id", "=", organization)
    .orderBy("at")
    .orderBy("id")
    .limit(limit)
    .execute();

const ROWS = 500;

export async function insertSegment(
  tx: Tx,
  segment: Insertable<AuditSegmentsTable>,
  entries: readonly Insertable<AuditEntriesTable>[],
  marks: readonly Insertable<AuditMarksTable>[],
): Promise<void> {
  await tx.insertInto("audit_segments").values(segment).execute();
  for (let from = 0; from < entries.length; from += ROWS)
    await tx
      .insertInto("audit_entries")
      .values(entries.slice(from, from + ROWS))
      .execute();
  for (let from = 0; from < marks.length; from += ROWS)
    await tx
      .insertInto("audit_marks")
      .values(marks.slice(from, from + ROWS))
      .execute();
}

/** Served by the primary key. */
export async function removeEvents(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += ROWS)
    await tx
      .deleteFrom("audit_events")
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + ROWS))
      .execute();
}
