import type { Json } from "./json.ts";
import { inWords, type Problem } from "./problem.ts";

/** Where a value comes from. `file` as the operator named it. */
export type Origin =
  | { kind: "default" }
  | { kind: "generated" }
  | { kind: "environment" }
  /** Set in the browser. */
  | { kind: "database" }
  | { kind: "file"; file: string; line: number };

/** One effective value. */
export interface Source {
  /** The key as LibreChat names it: `PORT`, `interface.agents.use`. */
  key: string;
  /** Undefined: not set, and there is no default. */
  value: Json | undefined;
  origin: Origin;
  /** The same in words: `default`, `environment`, `.env line 3`, `librechat.yaml line 12`, `generated`. */
  from: string;
  secret: boolean;
}

/** A key of LibreChat that was found, and belongs to something that Gatehouse does not do. */
export interface NotUsed {
  key: string;
  from: string;
  /** What it belongs to. */
  about: string;
}

/** What reading the configuration brings to light beside the settings themselves. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];
  readonly notUsed: NotUsed[] = [];
  readonly #sources = new Map<string, Source>();

  /** Records an effective value; a later record for the same key replaces the former. */
  effective(key: string, value: Json | undefined, origin: Origin, secret = false): void {
    this.#sources.set(key, { key, value, origin, from: inPlain(origin), secret });
  }

  forget(key: string): void {
    this.#sources.delete(key);
  }

  source(key: string): Source | undefined {
    return this.#sources.get(key);
  }

  sources(): Source[] {
    return [...this.#sources.values()];
  }

  wrong(key: string, value: unknown, origin: Origin, allowed: string, secret = false): void {
    this.problems.push({ ...placeOf(origin), key, found: inWords(value, secret), allowed });
  }

  warn(origin: Origin, text: string): void {
    this.warnings.push(`${inPlain(origin)}: ${text}`);
  }
}

/** `librechat.yaml line 12`. */
export function inPlain(origin: Origin): string {
  return origin.kind === "file" ? `${origin.file} line ${origin.line}` : origin.kind;
}

export function placeOf(origin: Origin): { file: string | null; line: number | null } {
  if (origin.kind === "file") return { file: origin.file, line: origin.line };
  return { file: origin.kind === "environment" || origin.kind === "database" ? origin.kind : null, line: null };
}
