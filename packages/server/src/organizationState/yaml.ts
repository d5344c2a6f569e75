import { describeProblem, isJsonObject, type Json, type JsonObject, parseYaml } from "../config/index.ts";
import { keyGivenTwice } from "../http/keysTwice.ts";

/** What may stand in one file: that of an organization of 100,000 people, some ten values a line. */
const MOST_VALUES = 3_000_000;
const WIDEST = 100;
/** What is longer takes seconds to read as YAML. */
const LARGE = 2 * 1024 * 1024;

/**
 * A file of the API (file.ts) as people edit it, piece by piece. What things are called stands behind them as a comment.
 * @param withNotes what stands at the top, line by line
 */
export function* stateAsYaml(state: JsonObject, withNotes: readonly string[] = []): Generator<string> {
  for (const note of withNotes) yield `# ${note}\n`;
  for (const [name, value] of Object.entries(state)) {
    if (!Array.isArray(value) || value.length === 0) yield* block(name, value as Json, "");
    else {
      yield `\n${name}:\n`;
      for (const item of value as readonly Json[]) yield asItem(name === "grants" ? withoutName(item) : item, "  ");
    }
  }
}

interface Noted {
  value: Json;
  note?: string;
}

/** Of a grant, what the thing is called goes into a comment: it is not read. */
function withoutName(item: Json): Noted {
  if (!isJsonObject(item) || typeof item.name !== "string") return { value: item };
  const { name, ...value } = item;
  return { value, note: name };
}

function asItem(item: Json | Noted, indent: string): string {
  const { value, note } = isNoted(item) ? item : { value: item, note: undefined };
  if (!isJsonObject(value) || isShort(value, indent)) return `${indent}- ${flow(value)}${comment(note)}\n`;
  const [first = "", ...lines] = [...Object.entries(value)].flatMap(([key, inner]) =>
    [...block(key, inner as Json, `${indent}  `)].join("").trimEnd().split("\n"),
  );
  return `${[`${indent}- ${first.trimStart()}${comment(note)}`, ...lines].join("\n")}\n`;
}

const isNoted = (item: Json | Noted): item is Noted =>
  typeof item === "object" &&
  item !== null &&
  "value" in item &&
  Object.keys(item).every((key) => key === "value" || key === "note");

function* block(key: string, value: Json, indent: string): Generator<string> {
  const name = scalar(key);
  if (Array.isArray(value) && value.length > 0 && (key === "members" || !isShort(value, indent))) {
    yield `${indent}${name}:\n`;
    for (const item of value as readonly Json[]) yield asItem(item, `${indent}  `);
  } else if (isJsonObject(value) && Object.keys(value).length > 0 && !(indent !== "" && isShort(value, indent))) {
    yield `${indent}${name}:\n`;
    for (const [inner, one] of Object.entries(value)) yield* block(inner, one as Json, `${indent}  `);
  } else yield `${indent}${name}: ${flow(value)}\n`;
}

/** Whether it is read in one line: what holds no more than texts, and few of them. */
function isShort(value: Json, indent: string): boolean {
  const inner: Json[] = Array.isArray(value) ? [...value] : isJsonObject(value) ? Object.values(value) : [];
  const isFlat = inner.every((one) => typeof one !== "object" || one === null);
  if (Array.isArray(value)) return isFlat && flow(value).length + indent.length < WIDEST;
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  return isFlat && keys.every((key) => SHORT.has(key)) && flow(value).length + indent.length < WIDEST;
}

/** Of what stands in lists of lists. */
const SHORT: ReadonlySet<string> = new Set(["who", "role", "until"]);

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (isJsonObject(value))
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${scalar(key)}: ${flow(inner as Json)}`)
      .join(", ")} }`.replace(/^\{ {2}\}$/, "{}");
  return typeof value === "string" ? scalar(value) : JSON.stringify(value);
}

/** What YAML reads as the same text without quotes, whatever stands around it. */
const PLAIN = /^[A-Za-z][\w.@+/-]*(?::[\w.@+/-]+)*(?: [\w.@+/-]+(?::[\w.@+/-]+)*)*$/;
const WORDS: ReadonlySet<string> = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

function scalar(text: string): string {
  if (text.length < 500 && PLAIN.test(text) && !WORDS.has(text.toLowerCase())) return text;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const comment = (note: string | undefined): string =>
  note === undefined ? "" : ` # ${note.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").slice(0, 200)}`;

/** A file that somebody wrote: YAML, or JSON, which is YAML too. Words for what is wrong, each with its line. */
export interface ReadState {
  state: JsonObject;
  /** The line of a place as the API names it (`groups[3].name`, `state.groups.3.name`), or of what it lies in. */
  lineOf(path: string): number;
}

/** @returns what is wrong: no YAML, keys given twice, aliases that unfold without end, `__proto__` */
export function readStateYaml(text: string, file: string): ReadState | { problems: string[] } {
  const large = text.length > LARGE ? largeJson(text) : undefined;
  if (large) {
    const twice = keyGivenTwice(text);
    if (twice) return { problems: [`${file} line ${twice.line}: \`${twice.key}\` is given twice in one place`] };
    return { state: large, lineOf: () => 1 };
  }
  // Without aliases no text holds more values than characters.
  const parsed = parseYaml(text, file, Math.min(MOST_VALUES, Math.max(10_000, text.length)));
  if ("problems" in parsed) return { problems: parsed.problems.map(describeProblem) };
  const { value, lines } = parsed;
  if (!isJsonObject(value)) return { problems: [`${file} line 1: it holds no \`gatehouse: state/1\``] };
  return {
    state: value,
    lineOf: (path) => {
      let place = path.replace(/^state\.?/, "").replaceAll(/\.(\d+)(?=\.|$|\[)/g, "[$1]");
      for (; place !== ""; place = place.replace(/(?:^|\.|(?=\[))[^.[]*\]?$|\[\d+\]$/, "")) {
        const line = lines.get(place);
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

/** Of a long file that is JSON, the lines are not told. */
function largeJson(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
