import type { Selectable } from "kysely";
import type { AuditEntriesTable, Tx } from "../../store/index.ts";
import { marksOf } from "../chain/marks.ts";
import { TELLING } from "../chain/trailCheck.ts";
import { eraseDetails, tellInTrail } from "./erasing.ts";

const SEGMENTS = 2;

/**
 * Retires the oldest segments that end before a moment: events lose all but their hash, changes of permissions what is personal. The heads
 * stay, so the chain stays valid. Served by audit_segments_by_age and the primary keys. @returns whether there may be more
 */
export async function retireNext(tx: Tx, organization: string, before: number, now: number): Promise<boolean> {
  const segments = await tx
    .selectFrom("audit_segments")
    .select(["segment", "first", "last"])
    .where("organization_id", "=", organization)
    .where("retired", "=", 0)
    .where("until", "<", before)
    .orderBy("segment")
    .limit(SEGMENTS)
    .execute();
  const [oldest, newest] = [segments[0], segments.at(-1)];
  if (!oldest || !newest) return false;
  const rows = await tx
    .selectFrom("audit_entries")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("number", ">=", oldest.first)
    .where("number", "<=", newest.last)
    .execute();
  let entries = 0;
  /** Of these, those that had lost what is personal before. */
  let erased = 0;
  const personal: Selectable<AuditEntriesTable>[] = [];
  for (const row of rows) {
    if (row.revision !== null || row.body === null) {
      if (row.salt !== null) personal.push(row);
      continue;
    }
    const body: { kind: string; actor: string; origin: string | null; about: string[] } = JSON.parse(row.body);
    // What the trail tells of itself stays, without what is personal.
    if (TELLING.includes(body.kind)) {
      if (row.salt !== null) personal.push(row);
      continue;
    }
    entries++;
    if (row.details_hash !== null && row.salt === null) erased++;
    await tx
      .updateTable("audit_entries")
      .set({ body: null, details: null, salt: null })
      .where("organization_id", "=", organization)
      .where("number", "=", row.number)
      .execute();
    await tx
      .deleteFrom("audit_marks")
      .where("organization_id", "=", organization)
      .where("mark", "in", marksOf({ ...body, kinds: [body.kind] }))
      .where("at", "=", row.at)
      .where("number", "=", row.number)
      .execute();
  }
  await eraseDetails(tx, organization, personal);
  await tx
    .updateTable("audit_segments")
    .set({ retired: 1 })
    .where("organization_id", "=", organization)
    .where("segment", ">=", oldest.segment)
    .where("segment", "<=", newest.segment)
    .execute();
  await tellInTrail(tx, organization, now, {
    kind: "audit-retired",
    facts: { entries, erased, details: personal.length, through: newest.last, segment: newest.segment },
  });
  return segments.length === SEGMENTS;
}
