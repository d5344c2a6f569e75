import { randomBytes } from "node:crypto";
import type { Change } from "@gatehouse/engine";
import type { Insertable, Selectable } from "kysely";
import type { AuditEntriesTable, AuditMarksTable, LogTable, Tx } from "../../store/index.ts";
import { namesIn } from "../chain/about.ts";
import { canonical } from "../chain/canonical.ts";
import { hashOfDetails, hashOfEntry, hashOfSegment, NO_HEAD, Root, type SealedEntry } from "../chain/hashes.ts";
import { marksOf } from "../chain/marks.ts";
import { type EventRow, insertSegment, removeEvents, type SegmentRow } from "./queries.ts";

/** What waits, in the order in which it is sealed. */
export interface Waiting {
  revisions: readonly Selectable<LogTable>[];
  events: readonly EventRow[];
}

/** An entry before it has its number. */
interface Draft {
  at: number;
  kind: string;
  kinds: readonly string[];
  actor: string;
  origin: string | null;
  about: readonly string[];
  named: readonly string[];
  facts: Readonly<Record<string, unknown>>;
  revision: number | null;
  changes: Change[] | null;
  former: Change[][] | null;
  details: Readonly<Record<string, string>> | null;
}

/** Of a change of permissions; what it did is told by its changes. */
export const CHANGE = "change";

/** A grant that breaks the glass of something sealed is found by a name of its own. */
export const GLASS = "content-opened";

export const kindOf = (change: Change): string =>
  change.kind === "grant-set" && change.grant.glass === true ? GLASS : change.kind;

/** Seals what waits as the next segment after `last`. Inside of the sealer's transaction. @returns the segment */
export async function sealSegment(
  tx: Tx,
  organization: string,
  last: SegmentRow | undefined,
  { revisions, events }: Waiting,
  now: number,
): Promise<SegmentRow> {
  const drafts = inOrder(revisions.map(draftOfRevision), events.map(draftOfEvent));
  const segment = (last?.segment ?? 0) + 1;
  const first = (last?.last ?? 0) + 1;
  const root = new Root();
  const entries: Insertable<AuditEntriesTable>[] = [];
  const marks: Insertable<AuditMarksTable>[] = [];
  let until = last?.until ?? 0;
  for (const [index, draft] of drafts.entries()) {
    const number = first + index;
    const salt = draft.details === null ? null : randomBytes(16).toString("hex");
    const detailsHash = salt === null || draft.details === null ? null : hashOfDetails(salt, draft.details);
    const { at, kind, actor, origin, about, facts, revision, changes, former } = draft;
    const sealed: SealedEntry = {
      number,
      at,
      kind,
      actor,
      origin,
      about,
      facts,
      revision,
      changes,
      former,
      detailsHash,
    };
    const hash = hashOfEntry(sealed);
    root.add(hash);
    const isEvent = revision === null;
    entries.push({
      organization_id: organization,
      number,
      segment,
      at,
      revision,
      body: isEvent ? canonical({ kind, actor, origin, about, facts }) : null,
      details: isEvent && draft.details !== null ? JSON.stringify(draft.details) : null,
      salt,
      details_hash: detailsHash,
      hash,
    });
    for (const mark of marksOf({ actor, origin, kinds: draft.kinds, about: draft.named }))
      marks.push({ organization_id: organization, mark, at, number });
    until = Math.max(until, at);
  }
  const sealed = {
    organization,
    segment,
    first,
    last: first + drafts.length - 1,
    revision: revisions.at(-1)?.revision ?? last?.revision ?? 0,
    at: now,
    until,
    root: root.digest(),
    former: last?.head ?? NO_HEAD,
  };
  const { organization: organization_id, ...rest } = sealed;
  const row: SegmentRow = { organization_id, ...rest, head: hashOfSegment(sealed), retired: 0 };
  await insertSegment(tx, row, entries, marks);
  await removeEvents(
    tx,
    organization,
    events.map(({ id }) => id),
  );
  return row;
}

/** What is personal of a row of the log: it stays there. */
export function detailsOfRevision({
  ip,
  reason,
}: Pick<Selectable<LogTable>, "ip" | "reason">): Record<string, string> | null {
  if (ip === null && reason === null) return null;
  return { ...(ip !== null && { ip }), ...(reason !== null && { reason }) };
}

function draftOfRevision(row: Selectable<LogTable>): Draft {
  const changes: Change[] = JSON.parse(row.changes);
  return {
    at: row.at,
    kind: CHANGE,
    kinds: [CHANGE, ...new Set(changes.map(kindOf))],
    actor: row.actor,
    origin: row.origin,
    about: [],
    named: namesIn(changes),
    facts: {},
    revision: row.revision,
    changes,
    former: row.former === null ? null : JSON.parse(row.former),
    details: detailsOfRevision(row),
  };
}

function draftOfEvent({ at, kind, actor, origin, about, facts, details }: EventRow): Draft {
  const named: string[] = JSON.parse(about);
  return {
    at,
    kind,
    kinds: [kind],
    actor,
    origin,
    about: named,
    named,
    facts: JSON.parse(facts),
    revision: null,
    changes: null,
    former: null,
    details: details === null ? null : JSON.parse(details),
  };
}

/** By moment; the log's rows in the order of their revisions, whose moments never go back. */
function inOrder(revisions: readonly Draft[], events: readonly Draft[]): Draft[] {
  return [...revisions, ...events].sort(
    (a, b) => a.at - b.at || (a.revision ?? Infinity) - (b.revision ?? Infinity) || 0,
  );
}
