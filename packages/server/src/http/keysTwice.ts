/**
 * Of a JSON text that can be read, a key that stands twice in one object: reading it the last one would count, and nobody would be told. Walks
 * the text once.
 */
export function keyGivenTwice(text: string): { key: string; line: number } | undefined {
  /** The keys of each object that is open; null: a list. */
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "{" || sign === "[") {
      open.push(sign === "{" ? new Set() : null);
      isKeyNext = sign === "{";
    } else if (sign === "}" || sign === "]") {
      open.pop();
      isKeyNext = false;
    } else if (sign === ",") isKeyNext = open.at(-1) !== null;
    else if (sign === '"') {
      const end = endOfText(text, at);
      const keys = open.at(-1);
      if (isKeyNext && keys) {
        const key = keyOf(text, at, end);
        if (keys.has(key)) return { key: key.slice(0, 80), line: text.slice(0, at).split("\n").length };
        keys.add(key);
        isKeyNext = false;
      }
      at = end;
    }
  }
  return undefined;
}

function keyOf(text: string, begin: number, end: number): string {
  const written = text.slice(begin + 1, end);
  return written.includes("\\") ? JSON.parse(text.slice(begin, end + 1)) : written;
}

function endOfText(text: string, begin: number): number {
  let at = text.indexOf('"', begin + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === "\\") before--;
  return (at - before) % 2 === 1;
}
