import { isJsonObject, type Json, type JsonObject } from "../../config/index.ts";

/** What a document says. */
export interface Said {
  overrides: JsonObject;
  tombstones: readonly string[];
}

/**
 * Sets one field. Tombstones at it and above it go, below its section: that of the section itself only where the field is one.
 */
export function withField({ overrides, tombstones }: Said, path: string, value: Json): Said {
  const segments = path.split(".");
  const above = segments.map((_, index) => segments.slice(0, index + 1).join("."));
  const gone = new Set(segments.length === 1 ? above : above.slice(1));
  return { overrides: put(overrides, segments, value), tombstones: tombstones.filter((one) => !gone.has(one)) };
}

/** Takes one field out of what is said, with the tombstones at it and below it: what is beneath counts again. */
export function withoutField({ overrides, tombstones }: Said, path: string): Said {
  return {
    overrides: drop(overrides, path.split(".")),
    tombstones: tombstones.filter((one) => one !== path && !one.startsWith(`${path}.`)),
  };
}

/** Takes away what is beneath: the field, and what is said of it here. */
export function withTombstone(said: Said, path: string): Said {
  const left = withoutField(said, path);
  return { ...left, tombstones: [...left.tombstones, path].sort() };
}

function put(tree: JsonObject, [key = "", ...rest]: readonly string[], value: Json): JsonObject {
  const inner = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const set = rest.length === 0 ? value : put(isJsonObject(inner) ? inner : {}, rest, value);
  return Object.fromEntries([...Object.entries(tree).filter(([one]) => one !== key), [key, set]]);
}

/** Objects that become empty go with it. */
function drop(tree: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const inner = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (inner === undefined) return tree;
  const others = Object.entries(tree).filter(([one]) => one !== key);
  if (rest.length === 0) return Object.fromEntries(others);
  if (!isJsonObject(inner)) return tree;
  const left = drop(inner, rest);
  return Object.fromEntries(Object.keys(left).length === 0 ? others : [...others, [key, left]]);
}
