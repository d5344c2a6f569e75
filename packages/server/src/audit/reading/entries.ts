import type { Change } from "@gatehouse/engine";
import type { Tx } from "../../store/index.ts";
import type { GoneEntry, KeptEntry, KeptSegment } from "../chain/trailCheck.ts";
import type { EntryRow, SegmentRow } from "../sealing/queries.ts";
import { CHANGE, detailsOfRevision } from "../sealing/segment.ts";
import { logRowsOf } from "./queries.ts";

/** An entry as it is kept now; `changes` and `former` are those of the log's row, null if that is not there. */
export type Entry =
  | (Omit<KeptEntry, "changes" | "former"> & { changes: Change[] | null; former: Change[][] | null })
  | GoneEntry;

/** What entries' rows say together with the rows of the log that they seal, in the order of the rows. */
export async function entriesOf(db: Tx, organization: string, rows: readonly EntryRow[]): Promise<Entry[]> {
  const revisions = rows.map(({ revision }) => revision).filter((one) => one !== null);
  const log = new Map((await logRowsOf(db, organization, revisions)).map((row) => [row.revision, row]));
  return rows.map((row): Entry => {
    const { number, hash, at, revision, salt, details_hash: detailsHash } = row;
    const sealed = { number, hash, at, revision, salt, detailsHash };
    if (revision !== null) {
      const its = log.get(revision);
      return {
        ...sealed,
        at: its?.at ?? at,
        kind: CHANGE,
        actor: its?.actor ?? "",
        origin: its?.origin ?? null,
        about: [],
        facts: {},
        changes: its ? JSON.parse(its.changes) : null,
        former: its?.former ? JSON.parse(its.former) : null,
        details: its ? detailsOfRevision(its) : null,
      };
    }
    if (row.body === null) return { number, hash, gone: true };
    const body: Pick<KeptEntry, "kind" | "actor" | "origin" | "about" | "facts"> = JSON.parse(row.body);
    return {
      ...sealed,
      ...body,
      changes: null,
      former: null,
      details: row.details === null ? null : JSON.parse(row.details),
    };
  });
}

export const segmentOf = ({ organization_id, retired, ...row }: SegmentRow): KeptSegment => ({
  organization: organization_id,
  ...row,
  ...(retired === 1 && { retired: true }),
});
