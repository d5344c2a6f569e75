import { createHash } from "node:crypto";
import { readInstallation, type Tx, writeInstallation } from "../store/index.ts";
import { type Difference, keyOfLine } from "./difference.ts";
import { type Entries, type Entry, keyOf, sayingOf } from "./entries.ts";

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

/** What a file said; of what it was silent about, what was applied before stays. Cost: some 100 bytes for each line of the file. */
export async function writeApplied(
  tx: Tx,
  organization: string,
  { at, by, plan }: Omit<Applied, "lines">,
  entries: Entries,
  isKept: (key: string) => boolean,
): Promise<void> {
  const former = await readApplied(tx, organization);
  const lines = Object.fromEntries([
    ...[...(former?.lines ?? [])].filter(([key]) => isKept(key)),
    ...[...entries.values()].map((entry) => [keyOf(entry), printOf(entry)] as const),
  ]);
  const isSame =
    former !== null &&
    former.lines.size === Object.keys(lines).length &&
    [...former.lines].every(([key, print]) => lines[key] === print);
  if (isSame) return;
  const stored: Stored = { at, by, plan, lines };
  await writeInstallation(tx, keyIn(organization), JSON.stringify(stored));
}

/** What tells one saying of a line from another. */
export const printOf = (entry: Entry): string =>
  createHash("sha256").update(sayingOf(entry)).digest("base64url").slice(0, 16);

/** Of which kinds of lines a file spoke: whatever else there is was never its business. Looks at each line once. */
export const kindsIn = (lines: Applied["lines"]): ReadonlySet<string> =>
  new Set([...lines.keys()].map((key) => key.split(" ")[0] ?? ""));

/** Tells of a plan's lines whether somebody changed them since a file was applied. Cost: `lines` are walked once, then a look-up for each. */
export function byHandSince(lines: Applied["lines"]): (line: Difference) => boolean {
  const kinds = kindsIn(lines);
  return (line) => {
    const print = lines.get(keyOfLine(line));
    if (line.before === undefined) return line.after !== undefined && print === printOf(line.after);
    return print === undefined ? kinds.has(line.before.kind) : print !== printOf(line.before);
  };
}
