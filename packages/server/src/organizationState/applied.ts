import { createHash } from "node:crypto";
import { readInstallation, type Tx, writeInstallation } from "../store/index.ts";
import { type Difference, keyOfLine } from "./difference.ts";
import { type Entry, sayingOf } from "./entries.ts";

/**
 * What was applied last, so that what somebody changes by hand afterwards can be told. Of each line its key, which is made of ids, and a
 * fingerprint of what it said: neither names nor addresses, which have to go with an account.
 */
export interface Applied {
  at: number;
  by: string;
  /** The plan that was carried out. */
  plan: string;
  lines: ReadonlyMap<string, string>;
}

interface Stored {
  at: number;
  by: string;
  plan: string;
  lines: Record<string, string>;
}

const keyIn = (organization: string): string => `applied-state/${organization}`;

export async function readApplied(db: Tx, organization: string): Promise<Applied | null> {
  const text = await readInstallation(db, keyIn(organization));
  if (text === null) return null;
  const stored: Stored = JSON.parse(text);
  return { ...stored, lines: new Map(Object.entries(stored.lines)) };
}

/** Replaces what was kept. Nothing is written where it is the same. Cost: some 100 bytes for each line. */
export async function writeApplied(tx: Tx, organization: string, applied: Applied): Promise<void> {
  const former = await readApplied(tx, organization);
  const { lines } = applied;
  const isSame =
    former !== null &&
    former.lines.size === lines.size &&
    [...former.lines].every(([key, print]) => lines.get(key) === print);
  if (isSame) return;
  const stored: Stored = { ...applied, lines: Object.fromEntries(lines) };
  await writeInstallation(tx, keyIn(organization), JSON.stringify(stored));
}

/** What tells one saying of a line from another; with the moment at which it ends, behind a dot, as nobody takes away what ends. */
export function printOf(entry: Entry): string {
  const print = createHash("sha256").update(sayingOf(entry)).digest("base64url").slice(0, PRINT);
  const until = entry.kind === "group" ? entry.endsAt : "until" in entry ? entry.until : null;
  return until === null ? print : `${print}.${until}`;
}
const PRINT = 16;

/** Whether a line still says what it said. What was kept before moments were kept beside it counts, too. */
export const isSaidBy = (print: string | undefined, entry: Entry): boolean =>
  print?.slice(0, PRINT) === printOf(entry).slice(0, PRINT);

/** Those that are over by themselves, and whatever is about a group that is. */
export function linesEndedAt(lines: Applied["lines"], now: number): Map<string, string> {
  const isOver = (print: string) => print.length > PRINT && Number(print.slice(PRINT + 1)) <= now;
  const groups = new Set(
    [...lines].flatMap(([key, print]) =>
      key.startsWith("group ") && isOver(print) ? [key.slice("group ".length)] : [],
    ),
  );
  return new Map([...lines].filter(([key, print]) => isOver(print) || isAbout(key, groups)));
}

/** Whether a line names one of these. */
export const isAbout = (key: string, names: ReadonlySet<string>): boolean =>
  names.size > 0 && key.split(" ").some((part) => names.has(part));

/** Of which kinds of lines a file spoke: whatever else there is was never its business. Looks at each line once. */
export const kindsIn = (lines: Applied["lines"]): ReadonlySet<string> =>
  new Set([...lines.keys()].map((key) => key.split(" ")[0] ?? ""));

/** Tells of a plan's lines whether somebody changed them since a file was applied. Cost: `lines` are walked once, then a look-up for each. */
export function byHandSince(lines: Applied["lines"]): (line: Difference) => boolean {
  const kinds = kindsIn(lines);
  return (line) => {
    const print = lines.get(keyOfLine(line));
    if (line.before === undefined) return line.after !== undefined && isSaidBy(print, line.after);
    return print === undefined ? kinds.has(line.before.kind) : !isSaidBy(print, line.before);
  };
}
