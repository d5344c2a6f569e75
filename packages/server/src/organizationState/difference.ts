import { type Entries, type Entry, type EntryOf, keyOf, saysTheSame, sectionOf } from "./entries.ts";
import type { Section } from "./file.ts";
import { letOthersIn } from "./pauses.ts";
import type { Wanted } from "./wanted.ts";

/** One line of a plan: what is there, and what the file wants; undefined: nothing. */
export interface Difference {
  section: Section;
  before: Entry | undefined;
  after: Entry | undefined;
}

/** What a file would make otherwise, and what is there of which it says nothing. */
export interface Differences {
  wanted: Difference[];
  unlisted: Difference[];
}

/**
 * Compares by keys. A grant that is there and that the file does not have, and one for the same principal on the same thing that the file has
 * and that is not there, are one whose terms change. Cost: a look-up for each line of both.
 */
export async function differencesOf(current: Entries, wanted: Wanted): Promise<Differences> {
  const differences: Difference[] = [];
  const unlisted: Difference[] = [];
  const loose = new Map<string, Difference[]>();
  const lineOf = (before: Entry | undefined, after: Entry | undefined, entry: Entry): Difference => ({
    section: sectionOfEntry(entry),
    before,
    after,
  });
  const others = letOthersIn();
  for (const [key, before] of current) {
    await others();
    const after = wanted.entries.get(key);
    if (after !== undefined) {
      if (!saysTheSame(before, after)) differences.push(lineOf(before, after, after));
    } else if (wanted.covers(before)) {
      const line = lineOf(before, undefined, before);
      if (before.kind !== "grant") unlisted.push(line);
      else if (!loose.get(pairOf(before))?.push(line)) loose.set(pairOf(before), [line]);
    }
  }
  for (const [key, after] of wanted.entries) {
    await others();
    if (current.has(key)) continue;
    const former = after.kind === "grant" ? loose.get(pairOf(after))?.shift()?.before : undefined;
    const isChanged = after.kind === "grant" && former?.kind === "grant";
    differences.push(lineOf(former, isChanged ? { ...after, id: former.id } : after, after));
  }
  unlisted.push(...[...loose.values()].flat());
  return { wanted: differences, unlisted };
}

const pairOf = ({ resource, principal }: EntryOf<"grant">): string => `${resource} ${principal}`;

/** Roles that a group or service holds stand with these. */
function sectionOfEntry(entry: Entry): Section {
  if (entry.kind !== "holding") return sectionOf[entry.kind];
  return entry.holder.startsWith("group:") ? "groups" : entry.holder.startsWith("service:") ? "services" : "people";
}

export const keyOfLine = ({ before, after }: Difference): string => {
  const entry = after ?? before;
  return entry === undefined ? "" : keyOf(entry);
};
