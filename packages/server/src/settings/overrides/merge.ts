import { isJsonObject, type Json, type JsonObject, usualFileLimits } from "../../config/index.ts";

/** What is otherwise for a role, a group or a person; LibreChat's document of `configs`. */
export interface OverrideDocument {
  principalType: "role" | "group" | "user";
  /** The id without its type; always a text. {@link BASE} of `role` is everybody. */
  principalId: string;
  priority: number;
  overrides: JsonObject;
  /** Paths with dots. */
  tombstones: readonly string[];
  isActive: boolean;
}

export const BASE = "__base__";
/** Deeper objects are replaced, as LibreChat does it. */
const DEEPEST_MERGE = 10;
const IGNORED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
/** Its entries are merged by their names. */
const NAMED_LIST = "endpoints.custom";
const SCHEDULES = "interface.schedules";

export const isIgnored = (key: string): boolean => IGNORED.has(key);

const isBase = ({ principalType, principalId }: OverrideDocument): boolean =>
  principalType === "role" && principalId === BASE;

/**
 * The documents that count for somebody, in the order in which they are applied: by priority, and the last one wins. Of equal priority what is
 * closer to the person comes later: everybody, roles, groups, the person; then by id.
 * @param principals names (`user:…`, `group:…`, `role:…`) that somebody is, or belongs to
 */
export function applicable<D extends OverrideDocument>(documents: readonly D[], principals: ReadonlySet<string>): D[] {
  return documents
    .filter((one) => one.isActive && (isBase(one) || principals.has(`${one.principalType}:${one.principalId}`)))
    .sort((a, b) => a.priority - b.priority || closeness(a) - closeness(b) || (a.principalId < b.principalId ? -1 : 1));
}

const closeness = (one: OverrideDocument): number =>
  isBase(one) ? 0 : { role: 1, group: 2, user: 3 }[one.principalType];

/**
 * A configuration with documents on top, in their order: each first takes away its tombstones, then its overrides are merged in.
 * Pure; `base` is not touched. Rule: LibreChat's overrides (docs/guides/settings.md, "How overrides are merged").
 */
export function mergeOverrides(base: JsonObject, documents: readonly OverrideDocument[]): JsonObject {
  const merged = documents.reduce<JsonObject>((tree, { tombstones, overrides }) => {
    const left = tombstones.reduce((rest, path) => without(rest, path.split(".")), tree);
    return mergeObjects(left, overrides, "", 0);
  }, base);
  return withCeilings(isSchedulesOff(base) ? withSchedulesOff(merged) : merged, base);
}

/** @param depth that of `over` below the whole */
function mergeObjects(under: JsonObject, over: JsonObject, path: string, depth: number): JsonObject {
  const merged = new Map(Object.entries(under).filter(([key]) => !isIgnored(key)));
  for (const [key, value] of Object.entries(over)) {
    if (isIgnored(key)) continue;
    const here = path === "" ? key : `${path}.${key}`;
    merged.set(key, mergeValues(merged.get(key), value, here, depth + 1));
  }
  return Object.fromEntries(merged);
}

function mergeValues(under: Json | undefined, over: Json, path: string, depth: number): Json {
  if (path === SCHEDULES) {
    if (typeof under === "boolean" && isJsonObject(over)) return mergeObjects({ use: under }, over, path, depth);
    if (isJsonObject(under) && typeof over === "boolean") return { ...under, use: over };
  }
  if (path === NAMED_LIST && isList(under) && isList(over)) return mergeNamed(under, over, path, depth);
  if (isJsonObject(under) && isJsonObject(over) && depth < DEEPEST_MERGE) return mergeObjects(under, over, path, depth);
  return cleaned(over);
}

/** Those of one name are merged, others stay, new ones come last. */
function mergeNamed(under: readonly Json[], over: readonly Json[], path: string, depth: number): Json[] {
  const merged = [...under];
  for (const one of over) {
    const name = nameOf(one);
    const at = name === undefined ? -1 : merged.findIndex((other) => nameOf(other) === name);
    if (at < 0) merged.push(cleaned(one));
    else merged[at] = mergeValues(merged[at], one, `${path}[]`, depth + 1);
  }
  return merged;
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const nameOf = (value: Json): string | undefined =>
  isJsonObject(value) && typeof value.name === "string" ? value.name : undefined;

/** A copy without the keys that are never taken. */
function cleaned(value: Json): Json {
  if (isList(value)) return value.map(cleaned);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isIgnored(key))
      .map(([key, inner]) => [key, cleaned(inner)]),
  );
}

function without(tree: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const inner = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (inner === undefined) return tree;
  if (rest.length > 0)
    return isJsonObject(inner)
      ? Object.fromEntries(Object.entries(tree).map(([k, v]) => [k, k === key ? without(inner, rest) : v]))
      : tree;
  return Object.fromEntries(Object.entries(tree).filter(([k]) => k !== key));
}

/** The largest file of all and the largest picture are the operator's to say: overrides lower them, and neither lift nor remove them. */
function withCeilings(tree: JsonObject, base: JsonObject): JsonObject {
  const [said, files] = [filesOf(base), filesOf(tree)];
  const lowered = Object.entries(usualFileLimits).flatMap(([key, usual]) => {
    const [own, now] = [said[key], files[key]];
    const ceiling = typeof own === "number" ? own : usual;
    const isAbove = typeof now === "number" ? now > ceiling : typeof own === "number";
    return isAbove ? [[key, ceiling] as const] : [];
  });
  return lowered.length === 0 ? tree : { ...tree, fileConfig: { ...files, ...Object.fromEntries(lowered) } };
}

const filesOf = ({ fileConfig }: JsonObject): JsonObject => (isJsonObject(fileConfig) ? fileConfig : {});

/** What the configuration switches off, no override switches on. */
function isSchedulesOff({ interface: shown }: JsonObject): boolean {
  const schedules = isJsonObject(shown) ? shown.schedules : undefined;
  return schedules === false || (isJsonObject(schedules) && schedules.use === false);
}

function withSchedulesOff(tree: JsonObject): JsonObject {
  const shown = isJsonObject(tree.interface) ? tree.interface : {};
  const schedules = isJsonObject(shown.schedules) ? { ...shown.schedules, use: false } : false;
  return { ...tree, interface: { ...shown, schedules } };
}
