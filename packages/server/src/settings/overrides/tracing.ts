import { isJsonObject, type Json, type JsonObject } from "../../config/index.ts";
import { mergeOverrides, type OverrideDocument } from "./merge.ts";

/** What one layer says of a key. */
export interface Said<D> {
  /** null: the configuration, beneath all documents. */
  document: D | null;
  /** Undefined: it takes away what is beneath. */
  value: Json | undefined;
}

/** A key, what it is, and who says so: the last of `said` counts, the others lie beneath it, the lowest first. */
export interface Traced<D> {
  path: string;
  /** Undefined: it is not set. */
  value: Json | undefined;
  said: Said<D>[];
}

/** Every key of a merged configuration with where it comes from, in order of the keys. */
export function traceOverrides<D extends OverrideDocument>(base: JsonObject, documents: readonly D[]): Traced<D>[] {
  const traced = new Map<string, Said<D>[]>();
  const say = (path: string, said: Said<D>) => traced.set(path, [...(traced.get(path) ?? []), said]);
  for (const [path, value] of leavesOf(base)) say(path, { document: null, value });
  for (const document of documents) {
    for (const tombstone of document.tombstones)
      for (const path of [...traced.keys()])
        if (path === tombstone || path.startsWith(`${tombstone}.`) || path.startsWith(`${tombstone}[`))
          say(path, { document, value: undefined });
    for (const [path, value] of leavesOf(document.overrides)) say(path, { document, value });
  }
  const merged = leavesOf(mergeOverrides(base, documents));
  // What is left of an object whose fields were all taken away is said by whoever took the last.
  for (const [path, said] of traced) {
    const value = merged.get(path);
    if (!isEmpty(value) || isEmpty(said.at(-1)?.value)) continue;
    const last = documents.findLast(({ tombstones }) => tombstones.some((one) => one.startsWith(`${path}.`)));
    if (last) say(path, { document: last, value });
  }
  return [...traced]
    .map(([path, said]) => ({ path, value: merged.get(path), said }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const isEmpty = (value: Json | undefined): boolean =>
  value !== undefined && isJsonObject(value) && Object.keys(value).length === 0;

/** What differs between two configurations, by its path. */
export function changedPaths(before: JsonObject, after: JsonObject): string[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)))
    .sort();
}

/** Path → value of what is no object; entries of `endpoints.custom` by their names. */
export function leavesOf(tree: JsonObject): Map<string, Json> {
  const leaves = new Map<string, Json>();
  const walk = (value: Json, path: string): void => {
    if (path === "endpoints.custom" && Array.isArray(value)) {
      for (const one of value as readonly Json[])
        if (isJsonObject(one)) {
          const { name, ...rest } = one;
          walk(rest, `${path}[${String(name)}]`);
        }
      return;
    }
    const entries = isJsonObject(value) ? Object.entries(value) : [];
    if (entries.length === 0) {
      if (path !== "" && !(path.startsWith("endpoints.custom[") && isJsonObject(value))) leaves.set(path, value);
      return;
    }
    for (const [key, inner] of entries) walk(inner, path === "" ? key : `${path}.${key}`);
  };
  walk(tree, "");
  return leaves;
}
