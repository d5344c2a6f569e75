import { parse } from "dotenv";
import type { Origin } from "./findings.ts";

/** A variable as it was found. Empty counts as not set, as LibreChat's own `.env` relies on. */
export interface Found {
  text: string;
  origin: Origin;
}

/** Variables of the process, and beneath them those of `.env`. */
export class Environment {
  readonly #found: ReadonlyMap<string, Found>;
  constructor(found: ReadonlyMap<string, Found>) {
    this.#found = found;
  }

  /** The trimmed value, or undefined where the variable is absent or empty. */
  get(name: string): Found | undefined {
    const found = this.#found.get(name);
    return found === undefined || found.text.trim() === "" ? undefined : { ...found, text: found.text.trim() };
  }

  /** True also for a variable that is set to nothing. */
  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** With what is stored, which counts where the operator says nothing. */
  above(stored: Readonly<Record<string, string>>): Environment {
    const found = new Map(this.#found);
    for (const [name, text] of Object.entries(stored))
      if (this.get(name) === undefined) found.set(name, { text, origin: { kind: "database" } });
    return new Environment(found);
  }

  /** All variables that are set and not empty. */
  *entries(): Generator<[string, Found]> {
    for (const name of this.#found.keys()) {
      const found = this.get(name);
      if (found !== undefined) yield [name, found];
    }
  }
}

/** The process environment wins over `.env`, also with an empty value (as dotenv does it). */
export function mergeEnvironment(
  process: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, Found>,
): Environment {
  const found = new Map(file);
  for (const [name, text] of Object.entries(process)) {
    if (text !== undefined) found.set(name, { text, origin: { kind: "environment" } });
  }
  return new Environment(found);
}

const opening = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*|:\s+)(['"`])?/;

/**
 * The variables of a `.env` with the lines on which they stand; the last of several wins.
 * dotenv reads each entry (quotes, escapes, comments); the cutting into entries is ours, since dotenv knows no lines
 * and reads a hostile file in quadratic time.
 */
export function parseDotenv(text: string, file: string): Map<string, Found> {
  const found = new Map<string, Found>();
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  for (let index = 0; index < lines.length; index++) {
    const match = opening.exec(lines[index] ?? "");
    if (match === null) continue;
    const line = index + 1;
    const quote = match[2];
    const last = quote === undefined ? index : lastLineOfQuoted(lines, index, match[0].length, quote);
    const entries = Object.entries(parse(lines.slice(index, last + 1).join("\n")));
    for (const [name, value] of entries) found.set(name, { text: value, origin: { kind: "file", file, line } });
    index = last;
  }
  return found;
}

/** A quoted value may go over several lines (keys, certificates); without its closing quote it ends on its own line. */
const longestQuoted = 200;

function lastLineOfQuoted(lines: readonly string[], first: number, from: number, quote: string): number {
  for (let index = first; index < Math.min(lines.length, first + longestQuoted); index++) {
    const line = lines[index] ?? "";
    for (let at = line.indexOf(quote, index === first ? from : 0); at >= 0; at = line.indexOf(quote, at + 1)) {
      if (line[at - 1] === "\\" && line.slice(at + 1).includes(quote)) continue;
      return /^\s*(#.*)?$/.test(line.slice(at + 1)) ? index : first;
    }
  }
  return first;
}
