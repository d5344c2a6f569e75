const longest = 200;
const deepest = 32;

/**
 * The value of a number written as arithmetic, as LibreChat's files do: `1000 * 60 * 60 * 2`, `(1000 * 60) * 15`.
 * Numbers (`1_000`, `0.5`, `1e3`), `+ - * /`, a leading sign and parentheses; nothing is ever evaluated as code.
 * @returns undefined if the text is not such an expression, is longer than 200 characters, nested deeper than 32, or not finite
 */
export function arithmetic(text: string): number | undefined {
  if (text.length > longest) return undefined;
  const tokens = tokenize(text);
  if (tokens === undefined || tokens.length === 0) return undefined;
  let at = 0;

  const sum = (depth: number): number => {
    let value = product(depth);
    while (tokens[at] === "+" || tokens[at] === "-") value += tokens[at++] === "+" ? product(depth) : -product(depth);
    return value;
  };
  const product = (depth: number): number => {
    let value = factor(depth);
    while (tokens[at] === "*" || tokens[at] === "/") {
      if (tokens[at++] === "*") value *= factor(depth);
      else value /= factor(depth);
    }
    return value;
  };
  // NaN marks what is no expression: it stays NaN through everything above.
  const factor = (depth: number): number => {
    const token = tokens[at++];
    if (typeof token === "number") return token;
    if (depth >= deepest) return Number.NaN;
    if (token === "-") return -factor(depth + 1);
    if (token === "+") return factor(depth + 1);
    if (token !== "(") return Number.NaN;
    const value = sum(depth + 1);
    return tokens[at++] === ")" ? value : Number.NaN;
  };

  const value = sum(0);
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}

type Token = number | "+" | "-" | "*" | "/" | "(" | ")";

const pattern = /\s*(?:(\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|([-+*/()]))\s*/y;

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    if (match[1] !== undefined) tokens.push(Number(match[1].replaceAll("_", "")));
    else tokens.push(match[2] as Token);
  }
  return tokens;
}
