import { USER } from "@gatehouse/engine";
import { type Applied, isAbout, isSaidBy, kindsIn, printOf } from "./applied.ts";
import type { Current } from "./current.ts";
import type { Difference } from "./difference.ts";
import { type Entry, keyOf, sectionOf } from "./entries.ts";
import type { Section } from "./file.ts";
import { letOthersIn } from "./pauses.ts";
import type { Wanted } from "./wanted.ts";

interface Carried {
  current: Current;
  wanted: Wanted;
  todo: readonly Difference[];
  /** Whether the file has it. */
  hasSection: (section: Section) => boolean;
}

type Lines = Map<string, string>;

/** They follow from the settings, and are nobody's doing. */
export const isFollowing = (kind: string): boolean => kind === "ceiling" || kind === "public-links";
/** They are written after the rest, each by itself, and may be left. */
const isLater = ({ kind }: Entry): boolean => kind === "setting" || kind === "override";

/**
 * What is there once a plan is carried out, to tell by it what somebody does by hand afterwards. Of what the file does not speak of stays what
 * was kept: what somebody did by hand there stays theirs. Settings and overrides that change are noted once they are written ({@link withDone}).
 * Cost: a fingerprint of each line that is there; others are let in between.
 */
export async function linesAfter(
  former: Applied["lines"],
  { current, wanted, todo, hasSection }: Carried,
): Promise<Lines> {
  const lines: Lines = new Map();
  const others = letOthersIn();
  const known = kindsIn(former);
  const spoken = new Set([...wanted.entries.values()].map(({ kind }) => kind));
  const gone = new Set(todo.flatMap((line) => (line.after ? [] : goneWith(line.before))));
  const changed = new Set(
    todo.flatMap(({ before, after }) => [before, after].flatMap((one) => (one ? [keyOf(one)] : []))),
  );
  const put = (entry: Entry) => void lines.set(keyOf(entry), printOf(entry));
  const keep = (key: string) => {
    const print = former.get(key);
    if (print !== undefined) lines.set(key, print);
  };
  /** What becomes of a line that no step is about. */
  const afterwards = (entry: Entry): Entry =>
    entry.kind === "person" && gone.has(entry.role) ? { ...entry, role: USER } : entry;

  for (const [key, entry] of current.entries) {
    await others();
    if (changed.has(key) || wanted.entries.has(key) || isAbout(key, gone) || isFollowing(entry.kind)) continue;
    const next = afterwards(entry);
    const isMine = wanted.covers(entry) || (spoken.has(entry.kind) && !known.has(entry.kind));
    if (isMine || (next !== entry && isSaidBy(former.get(key), entry))) put(next);
    else keep(key);
  }
  for (const [key, entry] of wanted.entries) {
    await others();
    if (isFollowing(entry.kind) || isAbout(key, gone)) continue;
    if (isLater(entry) && changed.has(key)) keep(key);
    else put(changed.has(key) ? entry : afterwards(entry));
  }
  for (const { before, after } of todo) {
    if (after || !before) continue;
    // Nobody is deleted by a file.
    if (before.kind === "person") put({ ...before, status: "deactivated" });
    else if (isLater(before)) keep(keyOf(before));
  }
  // What somebody took away by hand, of which the file says nothing.
  for (const key of former.keys()) {
    const kind = key.split(" ")[0] as Entry["kind"];
    if (!current.entries.has(key) && !hasSection(sectionOf[kind]) && !isAbout(key, gone) && !isFollowing(kind))
      keep(key);
  }
  return lines;
}

/** With the settings and overrides that were written. */
export function withDone(lines: Applied["lines"], done: readonly Difference[]): Lines {
  const next = new Map(lines);
  for (const { before, after } of done) {
    if (after) next.set(keyOf(after), printOf(after));
    else if (before) next.delete(keyOf(before));
  }
  return next;
}

/** What goes with everything that is about it. */
const goneWith = (entry: Entry | undefined): string[] =>
  entry?.kind === "group" ? [entry.group] : entry?.kind === "role" ? [entry.role] : [];
