import { setImmediate as pause } from "node:timers/promises";
import type { Store } from "../../store/index.ts";
import { TELLING } from "../chain/trailCheck.ts";
import type { SegmentRow } from "../sealing/queries.ts";
import { CHANGE } from "../sealing/segment.ts";
import { wordsOf } from "../words/kinds.ts";
import { lineOf } from "../words/lines.ts";
import { type Entry, entriesOf, segmentOf } from "./entries.ts";
import { candidates, entriesBetween, entryRows, type Place, segmentsAfter } from "./queries.ts";
import type { ShownEntry } from "./schemas.ts";
import { namedIn, shown } from "./shown.ts";
import { type Filters, isNarrowed, spanOf, wantedOf } from "./wanted.ts";
import { isWithheld } from "./withholding.ts";

/** Says of a file what it is. */
export const FORMAT = "gatehouse-audit-1";
const PAGE = 100;
const SEGMENTS = 50;
const MOST_TELLING = 20;

/**
 * Whole segments, each entry a line and then its segment, in their order: what `gatehouse audit verify` takes. Segments outside of the span stand
 * there without their entries where they come after it, so that the chain reaches the newest head; but what the trail tells of erasures and of age
 * is there whole, since it tells of entries in the span. A page is read when the one before was taken.
 */
export async function* asJsonLines(
  store: Store,
  organization: string,
  { from, to }: { from: number | undefined; to: number | undefined },
  reader: string | null = null,
): AsyncGenerator<string> {
  yield line({
    format: FORMAT,
    organization,
    exportedAt: new Date().toISOString(),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  });
  let before = Number.NEGATIVE_INFINITY;
  let hasBegun = false;
  for (let after = 0; ; ) {
    const segments = await segmentsAfter(store.db, organization, after, SEGMENTS);
    for (const segment of segments) {
      after = segment.segment;
      // Where a segment begins is only known by where the one before it ended.
      const isBefore = from !== undefined && segment.until < from;
      const isAfter = to !== undefined && before >= to && !(await isTelling(store.db, segment));
      before = segment.until;
      if (isBefore && !hasBegun) continue;
      hasBegun = true;
      if (!isAfter)
        for (let first = segment.first; first <= segment.last; first += PAGE) {
          const rows = await entriesBetween(store.db, organization, first, Math.min(segment.last, first + PAGE - 1));
          yield (await entriesOf(store.db, organization, rows))
            .map((entry) => line({ entry: isWithheld(entry, reader) ? withheld(entry) : entry }))
            .join("");
          await pause();
        }
      yield line({ segment: segmentOf(segment), ...(isAfter && { entriesLeftOut: true }) });
    }
    if (segments.length < SEGMENTS) return;
  }
}

const withheld = ({ number, hash }: Entry) => ({ number, hash, withheld: true });

/** A segment in which the trail only tells of itself: sealed alone (`tellInTrail`). */
async function isTelling(db: Store["db"], { organization_id, first, last }: SegmentRow): Promise<boolean> {
  if (last - first >= MOST_TELLING) return false;
  const entries = await entriesOf(db, organization_id, await entriesBetween(db, organization_id, first, last));
  return entries.every((entry) => !("gone" in entry) && TELLING.includes(entry.kind));
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const COLUMNS = [
  "number",
  "at",
  "who",
  "who is called",
  "what",
  "about",
  "before",
  "after",
  "why",
  "from",
  "by",
  "revision",
  "facts",
] as const;

/** What the filters find, newest first, a line for each change: for a spreadsheet. */
export async function* asCsv(
  store: Store,
  organization: string,
  asked: Filters,
  reader: string | null,
  namesOf: (names: readonly string[]) => Promise<Record<string, string>>,
): AsyncGenerator<string> {
  yield `${COLUMNS.map(cell).join(",")}\r\n`;
  const wanted = await wantedOf(store.db, organization, asked);
  let after: Place | undefined;
  for (;;) {
    const found = await candidates(store.db, organization, wanted, { ...spanOf(asked), after }, PAGE);
    after = found.at(-1);
    const numbers = found.filter(({ fits }) => fits).map(({ number }) => number);
    const rows = await entryRows(store.db, organization, numbers);
    const entries = await entriesOf(store.db, organization, rows);
    const byNumber = new Map(entries.map((entry, index) => [entry.number, { entry, row: rows[index] }]));
    const page = numbers
      .map((number) => byNumber.get(number))
      .flatMap((one) => (one?.row ? [{ entry: one.entry, seen: shown(one.entry, one.row, 0, reader) }] : []))
      .filter(({ seen }) => seen.kind !== "withheld" || !isNarrowed(asked));
    const names = await namesOf(page.flatMap(({ seen }) => namedIn(seen)));
    yield page.map(({ entry, seen }) => csvLines(entry, seen, names)).join("");
    if (found.length < PAGE) return;
    await pause();
  }
}

function csvLines(entry: Entry, seen: ShownEntry, names: Readonly<Record<string, string>>): string {
  const lines =
    "gone" in entry || entry.kind !== CHANGE
      ? [
          {
            words: seen.kind === "withheld" ? seen.words : wordsOf(seen.kind),
            about: seen.about,
            before: null,
            after: null,
          },
        ]
      : (entry.changes ?? []).map((change, index) => lineOf(change, entry.former?.[index]));
  return lines
    .map(({ words, about, before, after }) => {
      const facts = Object.keys(seen.facts).length === 0 ? "" : JSON.stringify(seen.facts);
      const cells = [
        String(seen.number),
        seen.at,
        seen.actor,
        names[seen.actor] ?? "",
        words,
        about.join(" "),
        before ?? "",
        after ?? "",
        seen.reason ?? "",
        seen.ip ?? "",
        seen.origin ?? "",
        seen.revision === null ? "" : String(seen.revision),
        facts,
      ];
      return `${cells.map(cell).join(",")}\r\n`;
    })
    .join("");
}

/** Quoted; what a spreadsheet would take for a formula begins with an apostrophe. */
export function cell(text: string): string {
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
