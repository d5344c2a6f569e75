import type { EntryRow } from "../sealing/queries.ts";
import { CHANGE } from "../sealing/segment.ts";
import { wordsOf } from "../words/kinds.ts";
import { lineOf } from "../words/lines.ts";
import type { Entry } from "./entries.ts";
import type { ShownEntry } from "./schemas.ts";
import { isWithheld } from "./withholding.ts";

/** An entry as it is read; one that is gone by age, or withheld from its reader, says nothing. @param most changes that are spelled out */
export function shown(entry: Entry, row: EntryRow, most: number, reader: string | null): ShownEntry {
  const common = { number: entry.number, segment: row.segment, at: new Date(row.at).toISOString() };
  const nothing = {
    ...common,
    actor: "",
    origin: null,
    revision: null,
    about: [],
    lines: [],
    lineCount: 0,
    facts: {},
    ip: null,
    reason: null,
    details: {},
    isErased: false,
  };
  if ("gone" in entry) return { ...nothing, kind: "gone", words: "is gone by age", isErased: true };
  if (isWithheld(entry, reader)) return { ...nothing, kind: "withheld", words: "is withheld: it is about you" };
  const changes = entry.changes ?? [];
  const lines = changes.slice(0, most).map((change, index) => lineOf(change, entry.former?.[index]));
  const { ip, reason, ...details } = asTexts(entry.details);
  return {
    ...common,
    actor: entry.actor,
    origin: entry.origin,
    kind: entry.kind,
    words: summary(entry.kind, lines),
    revision: entry.revision,
    about: [...entry.about],
    lines,
    lineCount: changes.length,
    facts: entry.facts,
    ip: ip ?? null,
    reason: reason ?? null,
    details,
    isErased: entry.detailsHash !== null && entry.salt === null,
  };
}

/** Changes of one kind are called by it; several kinds by the first two. */
function summary(kind: string, lines: readonly { words: string }[]): string {
  if (kind !== CHANGE || lines.length === 0) return wordsOf(kind);
  const words = [...new Set(lines.map((line) => line.words))];
  return words.length <= 2 ? words.join(", and ") : `${words.slice(0, 2).join(", ")} and more`;
}

function asTexts(details: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(details ?? {}).map(([name, value]) => [name, String(value)]));
}

/** Everything that an entry names, for looking up what it is called. */
export const namedIn = ({ actor, about, lines }: ShownEntry): string[] => [
  actor,
  ...about,
  ...lines.flatMap((line) => [...line.about, ...[line.before, line.after].flatMap((text) => text?.match(NAME) ?? [])]),
];

/** Names within what a line says. */
const NAME = /(?:user|service|group|role):[\w.@~-]+/g;
