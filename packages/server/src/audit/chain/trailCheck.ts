import {
  hashOfDetails,
  hashOfEntry,
  hashOfSegment,
  type KeptHead,
  Root,
  type SealedEntry,
  type SealedSegment,
} from "./hashes.ts";

/** An entry as an export has it and the database gives it. */
export interface KeptEntry extends SealedEntry {
  hash: string;
  /** What is personal; null: there is none, or it was erased. */
  details: Readonly<Record<string, unknown>> | null;
  /** Null: erased, or there is nothing to erase. */
  salt: string | null;
}

/** An entry that is gone by age: its hash stays. */
export interface GoneEntry {
  number: number;
  hash: string;
  gone: true;
}

/** An entry that whoever exported the trail may not read (who reported them): its hash stays. */
export interface WithheldEntry {
  number: number;
  hash: string;
  withheld: true;
}

export interface KeptSegment extends SealedSegment {
  head: string;
  retired?: boolean | undefined;
}

export interface Verdict {
  /** `short`: it ends before the head that was kept. `nothing`: there is nothing that could be altered. */
  result: "whole" | "altered" | "short" | "nothing";
  /** In words, the first 20. */
  problems: string[];
  organization: string | null;
  segments: number;
  /** The first segment that was looked at; not 1: what was before was not. */
  from: number | null;
  entries: number;
  /** Segments at the end whose entries the file leaves out: they were not looked at. */
  leftOut: number;
  /** Entries that were withheld from whoever exported the file: they were not looked at. */
  withheld: number;
  /** Whose personal details were erased, as the trail itself says. */
  erased: number;
  /** Which are gone by age, as the trail itself says. */
  retired: number;
  /** The last head. */
  head: string | null;
  /** Whether the head that was kept was found; null: none was given. */
  isHeadFound: boolean | null;
}

const MOST_PROBLEMS = 20;

/** What the trail tells of itself: without it, what is gone would count as taken away. An export has it also where it leaves out what is around it. */
export const TELLING: readonly string[] = ["audit-erased", "audit-retired"];

/** What a file says of the span that it holds. */
export interface Span {
  from: number | null;
  to: number | null;
}

/**
 * Follows a trail from its first entry to its last, and says whether it is whole: each entry hashes to what its segment sealed, each segment
 * to its head, and each head holds the one before. Holds nothing but the current segment's hash: any length costs the same memory.
 */
export class TrailCheck {
  private readonly kept: KeptHead | undefined;
  private readonly problems: string[] = [];
  private readonly verdict = { entries: 0, leftOut: 0, withheld: 0, erased: 0, retired: 0, segments: 0 };
  private organization: string | null = null;
  private from: number | null = null;
  private last: KeptSegment | undefined;
  private root = new Root();
  /** Since the last segment. */
  private open = 0;
  private isMarred = false;
  private nextNumber: number | undefined;
  private revision: number | undefined;
  private lastGone = 0;
  private isFound = false;
  private said = { erased: 0, retired: 0, through: 0 };
  private readonly span: Span;
  /** Of the current segment: does it hold anything but what the trail tells of itself? */
  private hasOthers = false;

  /** @param kept a head that was kept elsewhere @param span of a file: what its header says that it holds */
  constructor(kept?: KeptHead, span: Span = { from: null, to: null }) {
    this.kept = kept;
    this.span = span;
  }

  entry(entry: KeptEntry | GoneEntry | WithheldEntry): void {
    const where = `segment ${(this.last?.segment ?? (this.from ?? 1) - 1) + 1}, entry ${entry.number}`;
    const expected = this.nextNumber ?? entry.number;
    if (entry.number > expected)
      this.mar(
        entry.number === expected + 1
          ? `entry ${expected} is missing`
          : `entries ${expected} to ${entry.number - 1} are missing`,
      );
    else if (entry.number < expected) this.mar(`${where}: it is out of order, or there twice`);
    this.nextNumber = Math.max(entry.number + 1, expected);
    this.verdict.entries++;
    this.open++;
    if ("withheld" in entry) {
      this.hasOthers = true;
      this.verdict.withheld++;
      this.root.add(entry.hash);
      return;
    }
    if ("gone" in entry) {
      this.hasOthers = true;
      this.verdict.retired++;
      this.lastGone = entry.number;
      this.root.add(entry.hash);
      return;
    }
    const hash = hashOfEntry(entry);
    this.root.add(hash);
    if (hash !== entry.hash) this.mar(`${where}: it is not what was sealed`);
    if (!TELLING.includes(entry.kind)) this.hasOthers = true;
    this.personal(entry, where);
    this.inOrder(entry, where);
    this.telling(entry);
  }

  segment(segment: KeptSegment, { entriesLeftOut = false } = {}): void {
    const { last } = this;
    const where = `segment ${segment.segment}`;
    this.organization ??= segment.organization;
    this.from ??= segment.segment;
    this.verdict.segments++;
    if (segment.organization !== this.organization) this.note(`${where}: it is of another organization`);
    if (last) {
      if (segment.segment !== last.segment + 1)
        this.note(
          segment.segment > last.segment
            ? `segment ${last.segment + 1} is missing`
            : `${where}: it is out of order, or there twice`,
        );
      else if (segment.former !== last.head) this.note(`${where}: it does not follow the segment before it`);
      if (segment.first !== last.last + 1 && !this.isMarred)
        this.note(`${where}: its entries do not follow those before`);
    } else if (segment.segment === 1 && (segment.first !== 1 || /[^0]/.test(segment.former)))
      this.note(`${where}: it is not a beginning`);
    else if (segment.segment !== 1 && this.span.from === null)
      this.note(`it begins with segment ${segment.segment}, and says of itself that it has all from the first on`);
    if (hashOfSegment(segment) !== segment.head) this.note(`${where}: it is not what was sealed`);
    if (entriesLeftOut) this.leaveOut(where);
    else {
      this.sum(segment, where);
      if (this.verdict.leftOut > 0 && this.hasOthers)
        this.note(`${where}: entries before it were left out, and only the last segments may be`);
    }
    if (this.kept && segment.head === this.kept.hash) this.isFound = true;
    else if (this.kept && !last && this.kept.segment === segment.segment - 1 && segment.segment > 1) {
      if (segment.former === this.kept.hash) this.isFound = true;
      else this.note(`${where}: it does not follow the head that was kept: what is before it was rewritten`);
    } else if (this.kept && this.kept.segment === undefined && segment.former === this.kept.hash) this.isFound = true;
    else if (this.kept && segment.segment === this.kept.segment)
      this.note(`${where}: its head is not the one that was kept: what is before it was rewritten`);
    this.last = segment;
    this.root = new Root();
    this.open = 0;
    this.isMarred = false;
    this.hasOthers = false;
    this.nextNumber = segment.last + 1;
  }

  /** Something that only who reads can see. */
  note(problem: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }

  /** The newest revision of the log that it has; null: none. */
  get newestRevision(): number | null {
    return this.revision ?? null;
  }

  finish(): Verdict {
    if (this.open > 0) this.note(`the last ${this.open} entries are in no segment`);
    // Told after it was done: also a file of some days has what is told of the entries in it.
    if (this.verdict.erased > this.said.erased)
      this.note(
        `${this.verdict.erased} entries have lost what is personal, and the trail tells of ${Math.max(0, this.said.erased)}`,
      );
    if (this.verdict.retired > this.said.retired || this.lastGone > this.said.through)
      this.note(`${this.verdict.retired} entries are gone, and the trail tells of ${this.said.retired}`);
    const isShort =
      this.kept !== undefined &&
      !this.isFound &&
      this.kept.segment !== undefined &&
      this.kept.segment > (this.last?.segment ?? 0);
    if (this.kept && !this.isFound && !isShort && this.kept.segment === undefined)
      this.note("no segment has the head that was kept: the trail was rewritten, or ends before it");
    else if (this.kept && !this.isFound && !isShort && this.problems.length === 0)
      this.note(`segment ${this.kept.segment} is not there, so its head cannot be compared`);
    if (isShort)
      this.problems.unshift(
        `it ends with segment ${this.last?.segment ?? 0}, before segment ${this.kept?.segment}, whose head was kept`,
      );
    const isAltered = this.problems.length > (isShort ? 1 : 0);
    const isNothing = this.verdict.segments === 0 && this.verdict.entries === 0;
    return {
      result: isAltered ? "altered" : isShort ? "short" : isNothing ? "nothing" : "whole",
      problems: this.problems.slice(0, MOST_PROBLEMS),
      organization: this.organization,
      from: this.from,
      ...this.verdict,
      head: this.last ? `${this.last.segment}-${this.last.head}` : null,
      isHeadFound: this.kept ? this.isFound : null,
    };
  }

  private mar(problem: string): void {
    this.isMarred = true;
    this.note(problem);
  }

  private leaveOut(where: string): void {
    this.verdict.leftOut++;
    if (this.open > 0) this.note(`${where}: its entries are said to be left out, and there are ${this.open}`);
    const { to } = this.span;
    // What is left out is what came after the span: a segment can only lie beyond it where the one before ended beyond it.
    if (to === null || (this.last?.until ?? Number.NEGATIVE_INFINITY) < to)
      this.note(`${where}: its entries are left out, and the file says of itself that it has them`);
  }

  private sum({ first, last, root }: KeptSegment, where: string): void {
    const count = last - first + 1;
    if (this.isMarred) return;
    if (this.nextNumber !== undefined && this.nextNumber !== last + 1)
      this.note(
        this.nextNumber <= last
          ? `${where}: entries ${this.nextNumber} to ${last} are missing`
          : `${where}: it has entries that were not sealed in it`,
      );
    else if (this.open !== count) this.note(`${where}: it has ${this.open} entries, and ${count} were sealed`);
    else if (this.root.digest() !== root) this.note(`${where}: its entries are not those that were sealed`);
  }

  private personal({ detailsHash, details, salt }: KeptEntry, where: string): void {
    if (detailsHash === null) {
      if (details !== null) this.mar(`${where}: its details were not sealed`);
      return;
    }
    if (salt === null) {
      this.verdict.erased++;
      if (details !== null) this.mar(`${where}: its details were erased, and there are some`);
      return;
    }
    if (details === null || hashOfDetails(salt, details) !== detailsHash)
      this.mar(`${where}: its details (address, reason, what was typed) are not what was sealed`);
  }

  private inOrder({ revision }: KeptEntry, where: string): void {
    if (revision === null) return;
    if (this.revision !== undefined && revision !== this.revision + 1)
      this.mar(`${where}: revision ${revision} follows ${this.revision}`);
    this.revision = revision;
  }

  private telling({ kind, facts }: KeptEntry): void {
    const count = (name: string) => (typeof facts[name] === "number" ? facts[name] : 0);
    if (kind === "audit-erased") this.said.erased += count("entries");
    if (kind !== "audit-retired") return;
    this.said.retired += count("entries");
    // What had lost its details before is among what is gone now, and not counted twice.
    this.said.erased += count("details") - count("erased");
    this.said.through = Math.max(this.said.through, count("through"));
  }
}
