import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Json } from "./json.ts";
import type { Problem } from "./problem.ts";

export interface YamlFile {
  value: Json;
  /** The line of a value by its path (`endpoints.custom[0].apiKey`): the line on which its key stands. */
  lines: ReadonlyMap<string, number>;
}

/** What a file may unfold to. The largest real one seen has 4,000 values, 9 deep. */
const mostOfConfiguration = 100_000;
const deepest = 64;
/** Where the parser's own recursion would begin to hurt; brackets in plain text count here too. */
const hopeless = 400;
/** Problems of one file that are listed; more would bury the first. */
const mostProblems = 20;

/**
 * A YAML file as plain values with their lines. Anchors, aliases and merge keys (`<<`) are followed, within bounds;
 * keys given twice, `__proto__`, foreign tags, several documents and aliases that contain themselves are problems.
 * @param mostValues to how many it may unfold
 */
export function parseYaml(
  text: string,
  file: string,
  mostValues = mostOfConfiguration,
): YamlFile | { problems: Problem[] } {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number | undefined) => lineCounter.linePos(offset ?? 0).line;
  const problem = (line: number, found: string, allowed: string, key: string | null = null): Problem => ({
    file,
    line,
    key,
    found,
    allowed,
  });
  const tooNested = { problems: [problem(1, "the file is nested too deep", `at most ${deepest} levels`)] };
  if (nestingOf(text) > hopeless) return tooNested;
  let document: Document.Parsed;
  try {
    // Without pretty errors: those would quote the file, secrets included. Without its search for keys given twice: that is quadratic.
    document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, schema: "core" });
  } catch (error) {
    if (error instanceof RangeError) return tooNested;
    throw error;
  }
  const faults = [...document.errors, ...document.warnings];
  if (faults.some((fault) => fault.message.includes("call stack"))) return tooNested;
  if (faults.length > 0)
    return {
      problems: faults
        .slice(0, mostProblems)
        .map((fault) => problem(lineAt(fault.pos[0]), `no valid YAML (${oneLine(fault.message)})`, "YAML 1.2")),
    };
  return new Unfolding(lineAt, problem, mostValues).unfold(document.contents);
}

class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.found);
    this.problem = problem;
  }
}

/** Walks the document once, following aliases, and counts what it makes: a small file can unfold to billions of values. */
class Unfolding {
  readonly #lines = new Map<string, number>();
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  readonly #problems: Problem[] = [];
  readonly #lineAt: (offset: number | undefined) => number;
  readonly #problem: (line: number, found: string, allowed: string, key?: string | null) => Problem;
  readonly #most: number;
  #count = 0;

  constructor(
    lineAt: (offset: number | undefined) => number,
    problem: (line: number, found: string, allowed: string, key?: string | null) => Problem,
    most: number,
  ) {
    this.#most = most;
    this.#lineAt = lineAt;
    this.#problem = problem;
  }

  unfold(contents: Node | null): YamlFile | { problems: Problem[] } {
    try {
      const value = this.#value(contents, "", 0);
      return this.#problems.length > 0
        ? { problems: this.#problems.slice(0, mostProblems) }
        : { value, lines: this.#lines };
    } catch (error) {
      if (error instanceof Refused) return { problems: [...this.#problems, error.problem] };
      throw error;
    }
  }

  #value(node: Node | null, path: string, depth: number): Json {
    if (node === null) return null;
    const line = this.#lineAt(node.range?.[0]);
    if (!this.#lines.has(path)) this.#lines.set(path, line);
    if (++this.#count > this.#most)
      throw new Refused(this.#problem(line, "the file unfolds to too many values", `at most ${this.#most}`));
    if (depth > deepest)
      throw new Refused(this.#problem(line, "the file is nested too deep", `at most ${deepest} levels`));
    if (isAlias(node)) return this.#alias(node.source, path, depth, line);
    if ("anchor" in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return scalar(node.value);
    if (this.#open.has(node))
      throw new Refused(
        this.#problem(line, "a value that contains itself", "aliases to what stands before them", path || null),
      );
    this.#open.add(node);
    const value = isSeq(node)
      ? this.#list(node.items, path, depth)
      : isMap(node)
        ? this.#map(node.items, path, depth)
        : null;
    this.#open.delete(node);
    return value;
  }

  #alias(name: string, path: string, depth: number, line: number): Json {
    const target = this.#anchors.get(name);
    if (target === undefined)
      throw new Refused(
        this.#problem(line, `\`*${name}\`, an alias without an anchor`, "an alias to what stands before it"),
      );
    return this.#value(target, path, depth + 1);
  }

  #list(items: readonly unknown[], path: string, depth: number): Json {
    return items.map((item, index) => this.#value(asNode(item), `${path}[${index}]`, depth + 1));
  }

  #map(items: readonly { key: unknown; value: unknown }[], path: string, depth: number): Json {
    const entries = new Map<string, Json>();
    const merged = new Map<string, Json>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      const line = this.#lineAt(asNode(key)?.range?.[0]);
      if (name === undefined || name === "__proto__") {
        this.#problems.push(
          this.#problem(
            line,
            name === undefined ? "a key that is no simple text" : "`__proto__`, as a key",
            "other names",
          ),
        );
        continue;
      }
      if (name === "<<") {
        for (const [inherited, given] of this.#merge(asNode(value), path, depth, line))
          if (!merged.has(inherited)) merged.set(inherited, given);
        continue;
      }
      const here = path === "" ? name : `${path}.${name}`;
      if (entries.has(name)) {
        this.#problems.push(
          this.#problem(line, `given twice, first on line ${this.#lines.get(here)}`, "each key once", here),
        );
        continue;
      }
      this.#lines.set(here, line);
      entries.set(name, this.#value(asNode(value), here, depth + 1));
    }
    return Object.fromEntries([...merged, ...entries]);
  }

  /** What `<<` brings: the entries of one map, or of several, of which the first wins. */
  #merge(node: Node | null, path: string, depth: number, line: number): [string, Json][] {
    const value = this.#value(node, path, depth + 1);
    const maps = Array.isArray(value) ? value : [value];
    return maps.flatMap((map: Json) => {
      if (typeof map === "object" && map !== null && !Array.isArray(map)) return Object.entries(map);
      this.#problems.push(this.#problem(line, "a merge (`<<`) of something that is no map", "`<<: *name-of-a-map`"));
      return [];
    });
  }
}

const asNode = (value: unknown): Node | null =>
  isScalar(value) || isAlias(value) || isMap(value) || isSeq(value) ? value : null;

function scalar(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  return value === null || value === undefined ? null : String(value);
}

const oneLine = (message: string) => message.replace(/\s+/g, " ").slice(0, 160);

/** How deep brackets and one-line dashes nest, at most; a cheap look before the parser, whose recursion a hostile file can exhaust. */
function nestingOf(text: string): number {
  let worst = 0;
  let open = 0;
  for (const line of text.split("\n")) {
    const dashes = /^[\s]*(?:[-?:]\s+)+/.exec(line)?.[0].match(/[-?:]/g)?.length ?? 0;
    if (dashes > worst) worst = dashes;
  }
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === 0x5b || character === 0x7b) worst = Math.max(worst, ++open);
    else if ((character === 0x5d || character === 0x7d) && open > 0) open--;
  }
  return worst;
}
