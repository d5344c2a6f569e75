import type { Claims } from "./proof.ts";

/** More than any real token has of them; what is more is not looked at. */
export const MOST_VALUES = 200;
const LONGEST_VALUE = 256;
const DEEPEST = 8;
const NEVER = new Set(["__proto__", "constructor", "prototype"]);

/** What a claim holds; `unreadable` says why it holds nothing that can be used. */
export interface Values {
  values: readonly string[];
  /** What is said about it: `2 values are no texts`. */
  ignored: readonly string[];
  unreadable?: string;
  isThere: boolean;
}

/**
 * A claim by its name, or by the way to it: `realm_access.roles`. A name that itself holds dots comes first (`https://example.org/roles`).
 * Undefined: there is none.
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (NEVER.has(path)) return undefined;
  if (Object.hasOwn(claims, path)) return claims[path];
  const steps = path.split(".");
  if (steps.length > DEEPEST || steps.some((step) => NEVER.has(step))) return undefined;
  let at: unknown = claims;
  for (const step of steps) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, step)) return undefined;
    at = Object.getOwnPropertyDescriptor(at, step)?.value;
  }
  return at;
}

/** A text of a claim, or null. */
export function textAt(claims: Claims, path: string): string | null {
  const value = claimAt(claims, path);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The names in a claim: a list, or a text with commas. What is no name is left out, and said. */
export function namesAt(claims: Claims, path: string): Values {
  const none = { values: [], ignored: [] };
  if (isElsewhere(claims, path))
    return { ...none, isThere: true, unreadable: "the token does not hold it: there are too many (`_claim_names`)" };
  const value = claimAt(claims, path);
  if (value === undefined || value === null) return { ...none, isThere: false };
  const list = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(list)) return { ...none, isThere: true, unreadable: "it is neither a list nor a text" };
  if (list.length > MOST_VALUES)
    return { ...none, isThere: true, unreadable: `it holds ${list.length} values, more than ${MOST_VALUES}` };
  const values = list.flatMap((one: unknown) => (typeof one === "string" && isName(one.trim()) ? [one.trim()] : []));
  const empty = list.filter((one: unknown) => one === "").length;
  const left = list.length - values.length - empty;
  return {
    values: [...new Set(values)],
    ignored: left > 0 ? [`${left} of ${list.length} values are no names that can be kept`] : [],
    isThere: true,
  };
}

const isName = (text: string) =>
  text !== "" &&
  text.length <= LONGEST_VALUE &&
  text.isWellFormed() &&
  !NEVER.has(text) &&
  !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text);

/** Entra ID leaves long lists out of the token, and says where they would be. */
function isElsewhere(claims: Claims, path: string): boolean {
  const names = claimAt(claims, "_claim_names");
  if (typeof names === "object" && names !== null && Object.hasOwn(names, path)) return true;
  return path === "groups" && claims.hasgroups === true;
}
