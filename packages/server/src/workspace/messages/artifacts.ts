/** Begins an artifact, wherever in a line it stands; the first line that says nothing but `END` ends it. */
const BEGIN = ":::artifact";
const END = ":::";

interface Line {
  start: number;
  end: number;
  text: string;
}

/** A place in a text: from `start` to before `end`. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Where a text's artifacts have what they hold: between their first line and their last, without a block of code around all of it.
 *
 *     :::artifact{title="A"}     an artifact that nothing ends goes on to the end of the text;
 *     ```html                    a line `:::` in a block of code is a part of it, unless that block never ends
 *     <b>held</b>
 *     ```
 *     :::
 */
export function artifactsIn(text: string): Place[] {
  const found: Place[] = [];
  for (let from = text.indexOf(BEGIN); from !== -1; ) {
    const start = afterLine(text, from);
    const { lines, end } = linesOf(text, start);
    found.push(heldBy(lines, start));
    from = text.indexOf(BEGIN, end);
  }
  return found;
}

/**
 * What an artifact holds, with `original` in it replaced by `updated`; a line break at the end of either is the client's.
 * @returns null where it does not hold that; an empty `original` is all of an empty artifact only
 */
export function replacedIn(text: string, { start, end }: Place, original: string, updated: string): string | null {
  const held = text.slice(start, end);
  const sought = withoutBreak(original);
  if (sought === "" && held.trim() !== "") return null;
  const at = held.indexOf(sought);
  if (at === -1) return null;
  const before = text.slice(0, start + at);
  const after = text.slice(start + at + sought.length);
  const put = withoutBreak(updated);
  // What comes behind an artifact's content is in a line of its own.
  const needsBreak = put !== "" && after !== "" && !after.startsWith("\n") && start + at + sought.length === end;
  return `${before}${put}${needsBreak ? "\n" : ""}${after}`;
}

/** Those of the artifact that begins here, without the one that ends it; and where that ends. Cost: grows with the artifact, unless none ends it. */
function linesOf(text: string, from: number): { lines: Line[]; end: number } {
  const lines: Line[] = [];
  let fence: string | undefined;
  /** The last line in a block of code that would end it, if the block never ends. */
  let inFence: { index: number; end: number } | undefined;
  for (const line of eachLine(text, from)) {
    if (line.text.trim() === END) {
      if (fence === undefined) return { lines, end: line.end };
      inFence = { index: lines.length, end: line.end };
    }
    lines.push(line);
    if (fence === undefined) fence = fenceOf(line.text);
    else if (closes(line.text, fence)) fence = undefined;
  }
  if (fence !== undefined && inFence) return { lines: lines.slice(0, inFence.index), end: inFence.end };
  return { lines, end: text.length };
}

function heldBy(lines: readonly Line[], otherwise: number): Place {
  const said = lines.filter(({ text }) => text.trim() !== "");
  const [first, last] = [said[0], said.at(-1)];
  const fence = first && fenceOf(first.text);
  if (first && fence !== undefined) {
    const opened = lines.slice(lines.indexOf(first) + 1);
    const closing = opened.findIndex(({ text }) => closes(text, fence));
    // A block that something else follows is a part of what is held.
    if (closing === -1 || opened[closing] === last)
      return placeOf(closing === -1 ? opened : opened.slice(0, closing), first.end + 1);
  }
  return placeOf(lines, otherwise);
}

function placeOf(lines: readonly Line[], otherwise: number): Place {
  const start = lines[0]?.start ?? otherwise;
  return { start, end: lines.at(-1)?.end ?? start };
}

const fenceOf = (line: string): string | undefined => /^\s*(`{3,}|~{3,})/.exec(line)?.[1];

/** A fence is closed by one of its kind that is as long or longer, and says nothing else. */
function closes(line: string, fence: string): boolean {
  const said = line.trim();
  return said.length >= fence.length && said === (fence[0] ?? "").repeat(said.length);
}

function* eachLine(text: string, from: number): Generator<Line> {
  for (let start = from; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}

function afterLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end + 1;
}

const withoutBreak = (text: string): string => (text.endsWith("\n") ? text.slice(0, -1) : text);
