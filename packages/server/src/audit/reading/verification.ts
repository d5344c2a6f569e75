import { setImmediate as pause } from "node:timers/promises";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import { readHead } from "../chain/hashes.ts";
import { TrailCheck, type Verdict } from "../chain/trailCheck.ts";
import { entriesOf, segmentOf } from "./entries.ts";
import { MarkCheck } from "./markCheck.ts";
import { countWaiting, entriesAfter, entriesBetween, logRowsOf, segmentsAfter } from "./queries.ts";

const SEGMENTS = 50;
const ENTRIES = 200;
const MOST_WAITING = 10_000;

export interface DatabaseVerdict extends Verdict {
  /** Not sealed yet, counted up to ten thousand. */
  waiting: number;
}

/**
 * Follows the trail of an organization in the database, on one unchanging view of it, beside everything else. Any length takes the same memory;
 * a million entries take about half a minute.
 * @param options `head`: one that was kept elsewhere; `signal`: gives it up
 * @throws {Problem} `request-invalid` if it is no head
 */
export async function verifyTrail(
  store: Store,
  organization: string,
  { head, signal }: { head?: string | undefined; signal?: AbortSignal } = {},
): Promise<DatabaseVerdict> {
  const kept = head === undefined ? undefined : readHead(head);
  if (kept === null) throw problem("request-invalid", { detail: "`head` is no head: it looks like `12-9f86d0…`" });
  const check = new TrailCheck(kept);
  const marks = new MarkCheck((text) => check.note(text));
  return store.readConsistently(async (db) => {
    let sealed = 0;
    let lastNumber = 0;
    for (let after = 0; ; ) {
      const segments = await segmentsAfter(db, organization, after, SEGMENTS);
      for (const segment of segments) {
        // As far as its entries reach, not as far as it says: its size may be what was altered.
        const last = Math.min(segment.last, lastNumber + MOST_WAITING);
        for (let from = lastNumber + 1; from <= last; from += ENTRIES) {
          const rows = await entriesBetween(db, organization, from, Math.min(last, from + ENTRIES - 1));
          const entries = await entriesOf(db, organization, rows);
          for (const entry of entries) check.entry(entry);
          await marks.page(db, organization, entries, rows);
          await pause();
          signal?.throwIfAborted();
        }
        check.segment(segmentOf(segment));
        lastNumber = segment.last;
        sealed = segment.revision;
        after = segment.segment;
      }
      if (segments.length < SEGMENTS) break;
    }
    const beyond = await entriesAfter(db, organization, lastNumber, 1);
    for (const entry of await entriesOf(db, organization, beyond)) check.entry(entry);
    await marks.finish(db, organization);
    const newest = check.newestRevision ?? 0;
    if (newest !== sealed) check.note(`revision ${sealed} was sealed, and the last entry of the log is ${newest}`);
    if (sealed > 0 && (await logRowsOf(db, organization, [sealed])).length === 0)
      check.note(`revision ${sealed} is not in the log`);
    return { ...check.finish(), waiting: await countWaiting(db, organization, sealed, MOST_WAITING) };
  });
}
