import { type Json, parseYaml } from "../../../config/index.ts";
import { DocumentRefused, isObject, MOST_DOCUMENT_BYTES } from "./document.ts";

const MOST_VALUES = 100_000;
const DEEPEST = 64;

/**
 * JSON or YAML as plain values. YAML is read as configuration is: aliases within bounds, no tags, no key twice.
 * @throws {DocumentRefused}
 */
export function parseText(text: string): Json {
  if (Buffer.byteLength(text) > MOST_DOCUMENT_BYTES)
    throw new DocumentRefused(`it may have ${MOST_DOCUMENT_BYTES} bytes at most`);
  const value = /^\s*[{[]/.test(text) ? (jsonOf(text) ?? yamlOf(text)) : yamlOf(text);
  if (!isObject(value)) throw new DocumentRefused("it is no object");
  return value;
}

/** Undefined for what is no JSON: YAML may begin so, too. */
function jsonOf(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    requireBounded(value);
    return value;
  } catch (error) {
    if (error instanceof DocumentRefused) throw error;
    if (error instanceof RangeError) throw new DocumentRefused("it is nested too deep");
    return undefined;
  }
}

/** Without recursion: how deep it goes is what is asked. */
function requireBounded(root: Json): void {
  let count = 0;
  const left: { value: Json; depth: number }[] = [{ value: root, depth: 0 }];
  for (let one = left.pop(); one; one = left.pop()) {
    if (++count > MOST_VALUES) throw new DocumentRefused("it holds too many values");
    if (one.depth > DEEPEST) throw new DocumentRefused(`it is nested too deep; at most ${DEEPEST} levels`);
    if (typeof one.value !== "object" || one.value === null) continue;
    if (Object.hasOwn(one.value, "__proto__")) throw new DocumentRefused("`__proto__` is no name");
    for (const value of Object.values(one.value)) left.push({ value, depth: one.depth + 1 });
  }
}

function yamlOf(text: string): Json {
  const read = parseYaml(text, "");
  if (!("problems" in read)) return read.value;
  const [first] = read.problems;
  throw new DocumentRefused(
    first ? `line ${first.line}: ${first.found}; allowed: ${first.allowed}` : "it is neither JSON nor YAML",
  );
}
