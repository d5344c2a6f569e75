/** Longer types are none: RFC 6838 gives each half 127 characters. */
export const LONGEST_TYPE = 255;
const LONGEST_PATTERN = 500;

/** Says whether a type fits. */
export type TypeTest = (type: string) => boolean;

type Part =
  | { kind: "text"; text: string }
  /** One character; with `most` as many as there are. */
  | { kind: "any"; least: number; isMany: boolean }
  | { kind: "either"; ways: Part[][] };

export const TYPE_PATTERN =
  "a type such as `application/pdf`, `image/*`, `text/.*`, or several as `image/(png|jpeg)`: of regular expressions only `.`, `.*`, `.+`, and `( | )`";

/**
 * Reads the small part of regular expressions that types are written in, LibreChat's own among them. What it makes never goes back: a pattern
 * of n characters takes at most n times as many steps as the type has characters. Undefined: it takes more than that part.
 */
export function readTypePattern(pattern: string): TypeTest | undefined {
  if (pattern === "" || pattern.length > LONGEST_PATTERN) return undefined;
  const reader = new Reader(pattern);
  const whole = reader.ways(0);
  if (whole === undefined || !reader.isAtEnd) return undefined;
  return (type) => {
    if (type.length > LONGEST_TYPE) return false;
    return endsOf(whole, type, new Set([0])).has(type.length);
  };
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  ways(depth: number): Part | undefined {
    const ways: Part[][] = [];
    do {
      const way = this.way(depth);
      if (way === undefined) return undefined;
      ways.push(way);
    } while (this.takes("|"));
    return { kind: "either", ways };
  }

  private way(depth: number): Part[] | undefined {
    const parts: Part[] = [];
    if (depth === 0) this.takes("^");
    while (!this.isAtEnd && !"|)".includes(this.next)) {
      if (depth === 0 && this.takes("$")) return this.isAtEnd || this.next === "|" ? parts : undefined;
      const part = this.part(depth);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return parts;
  }

  private part(depth: number): Part | undefined {
    if (this.takes("(")) {
      if (this.takes("?") && !this.takes(":")) return undefined;
      const inner = this.ways(depth + 1);
      return inner !== undefined && this.takes(")") && !this.isRepeated ? inner : undefined;
    }
    // `image/*`: as types are written elsewhere.
    if (this.text[this.at - 1] === "/" && this.takes("*")) return { kind: "any", least: 0, isMany: true };
    if (this.takes(".")) {
      if (this.takes("*")) return this.isRepeated ? undefined : { kind: "any", least: 0, isMany: true };
      if (this.takes("+")) return this.isRepeated ? undefined : { kind: "any", least: 1, isMany: true };
      return this.isRepeated ? undefined : { kind: "any", least: 1, isMany: false };
    }
    const [found = "", escaped] = /^(?:\\([./+*-])|[\w/;=+-])/.exec(this.text.slice(this.at, this.at + 2)) ?? [];
    this.at += found.length;
    // A `+` stands for itself, as in `image/svg+xml`.
    return found === "" || this.next === "*" || this.next === "?" || this.next === "{"
      ? this.isGlob(found)
      : { kind: "text", text: escaped ?? found };
  }

  /** The slash of `image/*` is followed by a star, and is not repeated by it. */
  private isGlob(found: string): Part | undefined {
    return found === "/" && this.next === "*" ? { kind: "text", text: "/" } : undefined;
  }

  private get next(): string {
    return this.text[this.at] ?? "";
  }

  private get isRepeated(): boolean {
    return this.next !== "" && "*+?{".includes(this.next);
  }

  private takes(character: string): boolean {
    if (this.next !== character) return false;
    this.at++;
    return true;
  }
}

/** Where a part can end that begins at one of these places. */
function endsOf(part: Part, type: string, starts: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>();
  if (part.kind === "either") {
    for (const way of part.ways) {
      let places: ReadonlySet<number> = starts;
      for (const one of way) places = places.size === 0 ? places : endsOf(one, type, places);
      for (const place of places) ends.add(place);
    }
  } else if (part.kind === "text") {
    for (const start of starts) if (type.startsWith(part.text, start)) ends.add(start + part.text.length);
  } else if (part.isMany) {
    const first = Math.min(...starts) + part.least;
    for (let end = first; end <= type.length; end++) ends.add(end);
  } else for (const start of starts) if (start < type.length) ends.add(start + 1);
  return ends;
}
