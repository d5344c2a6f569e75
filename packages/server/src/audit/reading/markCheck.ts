import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";
import { namesIn } from "../chain/about.ts";
import { marksOf } from "../chain/marks.ts";
import type { EntryRow } from "../sealing/queries.ts";
import { kindOf } from "../sealing/segment.ts";
import type { Entry } from "./entries.ts";

const AT_ONCE = 400;

/**
 * Compares what entries are found by with what follows from them: no hash covers it, and whoever takes a mark away hides an entry from whoever asks
 * for it. A mark that is missing is named; those that are too many are counted.
 */
export class MarkCheck {
  private readonly note: (problem: string) => void;
  private expected = 0;
  private missing = 0;

  constructor(note: (problem: string) => void) {
    this.note = note;
  }

  /** Of some entries, and their rows in the same order. Served by the primary key. */
  async page(db: Tx, organization: string, entries: readonly Entry[], rows: readonly EntryRow[]): Promise<void> {
    const wanted = new Map<string, { mark: string; row: EntryRow }>();
    for (const [index, entry] of entries.entries()) {
      const row = rows[index];
      if (!row || "gone" in entry) continue;
      if (row.at !== entry.at) this.note(`${where(row)}: it is listed at another moment than the one that was sealed`);
      for (const mark of marksOfEntry(entry)) wanted.set(keyOf(mark, row.at, row.number), { mark, row });
    }
    this.expected += wanted.size;
    if (wanted.size === 0) return;
    const numbers = rows.map(({ number }) => number);
    const moments = rows.map(({ at }) => at);
    const marks = [...new Set([...wanted.values()].map(({ mark }) => mark))];
    for (let from = 0; from < marks.length; from += AT_ONCE) {
      const found = await db
        .selectFrom("audit_marks")
        .select(["mark", "at", "number"])
        .where("organization_id", "=", organization)
        .where("mark", "in", marks.slice(from, from + AT_ONCE))
        .where("at", ">=", Math.min(...moments))
        .where("at", "<=", Math.max(...moments))
        .where("number", ">=", Math.min(...numbers))
        .where("number", "<=", Math.max(...numbers))
        .execute();
      for (const { mark, at, number } of found) wanted.delete(keyOf(mark, at, number));
    }
    for (const { mark, row } of wanted.values()) this.note(`${where(row)}: it is not found under "${mark}"`);
    this.missing += wanted.size;
  }

  /** Reads the index of the marks once. */
  async finish(db: Tx, organization: string): Promise<void> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from audit_marks where organization_id = ${organization}`.execute(db);
    const more = Number(rows[0]?.count ?? 0) - (this.expected - this.missing);
    if (more > 0) this.note(`entries are found under ${more} words that do not follow from them`);
  }
}

const keyOf = (mark: string, at: number, number: number): string => `${at} ${number} ${mark}`;
const where = ({ segment, number }: EntryRow): string => `segment ${segment}, entry ${number}`;

/** As they were written when it was sealed (`sealing/segment.ts`). */
function marksOfEntry(entry: Exclude<Entry, { gone: true }>): string[] {
  const { actor, origin, kind, about, revision, changes } = entry;
  if (revision === null) return marksOf({ actor, origin, kinds: [kind], about });
  // Its row of the log is gone: that is told already.
  if (changes === null) return [];
  return marksOf({ actor, origin, kinds: [kind, ...new Set(changes.map(kindOf))], about: namesIn(changes) });
}
