import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { KeptHead } from "../chain/hashes.ts";
import {
  type GoneEntry,
  type KeptEntry,
  type KeptSegment,
  TrailCheck,
  type Verdict,
  type WithheldEntry,
} from "../chain/trailCheck.ts";
import { FORMAT } from "./exporting.ts";

/**
 * Follows an exported trail line by line: needs no server, no database, and the memory of its longest line.
 * @param head one that was kept elsewhere
 * @throws what reading a file throws; {@link NotATrail} if it is none
 */
export async function verifyFile(file: string, head?: KeptHead): Promise<Verdict> {
  let check = new TrailCheck(head);
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text === "") continue;
    const value = parsed(text);
    if (number === 1) {
      if (value?.format !== FORMAT)
        throw new NotATrail(`\`${file}\` is no trail that \`gatehouse audit export\` wrote`);
      check = new TrailCheck(head, { from: momentIn(value.from), to: momentIn(value.to) });
      continue;
    }
    const unknown = value === null ? undefined : unknownIn(value);
    if (unknown !== undefined) check.note(`line ${number}: \`${unknown.slice(0, 40)}\` is nothing that was sealed`);
    if (isEntry(value?.entry)) check.entry(value.entry);
    else if (isSegment(value?.segment)) check.segment(value.segment, { entriesLeftOut: value.entriesLeftOut === true });
    else check.note(`line ${number} is neither an entry nor a segment`);
  }
  if (number === 0) throw new NotATrail(`\`${file}\` is empty`);
  return check.finish();
}

export class NotATrail extends Error {}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const momentIn = (value: unknown): number | null => (typeof value === "string" ? Date.parse(value) || null : null);

const LINE = new Set(["entry", "segment", "entriesLeftOut"]);
const HASH_ONLY = new Set(["number", "hash", "gone", "withheld"]);
const ENTRY = new Set([
  ...["number", "hash", "at", "kind", "actor", "origin", "about", "facts", "revision", "changes", "former"],
  ...["detailsHash", "details", "salt"],
]);
const SEGMENT = new Set([
  ...["organization", "segment", "first", "last", "revision", "at", "until", "root", "former", "head", "retired"],
]);

/** A field that no hash covers: whoever reads the file would take it for what was sealed. */
function unknownIn({ entry, segment, ...line }: Record<string, unknown>): string | undefined {
  const beyond = (value: unknown, known: ReadonlySet<string>) =>
    isObject(value) ? Object.keys(value).find((name) => !known.has(name)) : undefined;
  const isHashOnly = isObject(entry) && (entry.gone === true || entry.withheld === true);
  if (entry !== undefined && segment !== undefined) return "segment";
  return beyond(line, LINE) ?? beyond(entry, isHashOnly ? HASH_ONLY : ENTRY) ?? beyond(segment, SEGMENT);
}

function isEntry(value: unknown): value is KeptEntry | GoneEntry | WithheldEntry {
  if (!isObject(value) || typeof value.number !== "number" || typeof value.hash !== "string") return false;
  return value.gone === true || value.withheld === true || (typeof value.kind === "string" && isObject(value.facts));
}

const isSegment = (value: unknown): value is KeptSegment =>
  isObject(value) &&
  ["segment", "first", "last", "revision", "at", "until"].every((name) => typeof value[name] === "number") &&
  ["organization", "root", "former", "head"].every((name) => typeof value[name] === "string");
