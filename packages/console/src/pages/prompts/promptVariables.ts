/** A place in a prompt's text that is filled in before it is sent, in LibreChat's form: `{{name}}`, `{{name:one|two}}`. */
export interface Variable {
  name: string;
  /** What one may choose from; null where anything may be written. */
  options: readonly string[] | null;
}

/** A piece of a text: what stands there, and whether it is a variable. Joined, the sources are the text. */
export interface Piece {
  source: string;
  variable: Variable | null;
}

/** Filled in without asking, as LibreChat's client does; in lower case. */
const automatic: ReadonlySet<string> = new Set(["current_date", "current_datetime", "iso_datetime", "current_user"]);

export const isAutomatic = ({ name, options }: Variable): boolean =>
  options === null && automatic.has(name.toLowerCase());

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: source, 1: inner = "", index } of text.matchAll(/\{\{([^{}\n]+)\}\}/g)) {
    const variable = variableOf(inner);
    if (variable === null) continue;
    if (index > end) pieces.push({ source: text.slice(end, index), variable: null });
    pieces.push({ source, variable });
    end = index + source.length;
  }
  if (end < text.length) pieces.push({ source: text.slice(end), variable: null });
  return pieces;
}

/** Each variable once, in the order of the text. One that gives options somewhere is chosen from everywhere. */
export function variablesOf(text: string): Variable[] {
  const found = new Map<string, Variable>();
  for (const { variable } of piecesOf(text)) {
    if (variable === null) continue;
    const known = found.get(variable.name);
    if (known === undefined || (known.options === null && variable.options !== null))
      found.set(variable.name, variable);
  }
  return [...found.values()];
}

/** The variables that a person is asked for. */
export const askedVariablesOf = (text: string): Variable[] => variablesOf(text).filter((one) => !isAutomatic(one));

/** Only where there are two to choose from is a colon more than a part of the name. */
function variableOf(inner: string): Variable | null {
  const colon = inner.indexOf(":");
  const name = (colon < 0 ? inner : inner.slice(0, colon)).trim();
  const options = colon < 0 ? [] : inner.slice(colon + 1).split("|");
  const isChoice = name !== "" && options.length > 1;
  const whole = inner.trim();
  if (!isChoice) return whole === "" ? null : { name: whole, options: null };
  return { name, options: [...new Set(options.map((option) => option.trim()))].filter((option) => option !== "") };
}
