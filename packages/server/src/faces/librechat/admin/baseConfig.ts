import {
  isJsonObject,
  type Json,
  type JsonObject,
  type LoadedConfiguration,
  shownValues,
} from "../../../config/index.ts";

type Place = string | number;
type Tree = Map<Place, Tree | Json>;

/** What stands beside a secret in place of it. */
const PREVIEW = "Preview";

/**
 * The configuration as a tree with the names of librechat.yaml: as it counts, or what the file alone says. INVARIANT: of a secret only that there is one, under the name
 * of its preview.
 */
export function fileTree(configuration: LoadedConfiguration, { fileOnly }: { fileOnly: boolean }): JsonObject {
  const shown = shownValues(configuration);
  const tree: Tree = new Map();
  for (const { key, origin, secret, value } of configuration.sources) {
    if (isVariable(key) || value === undefined || (fileOnly && origin.kind !== "file")) continue;
    put(tree, placesIn(secret ? `${key}${PREVIEW}` : key), shown.get(key) ?? null);
  }
  const made = asJson(tree);
  return isJsonObject(made) ? made : {};
}

const isVariable = (key: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(key);

/** `endpoints.custom[0].name` → endpoints, custom, 0, name. */
const placesIn = (key: string): Place[] =>
  key
    .split(".")
    .flatMap((part) => [...part.matchAll(/^[^[]+|\[(\d+)\]/g)].map(([all, index]) => (index ? Number(index) : all)));

function put(tree: Tree, [first = "", ...rest]: readonly Place[], value: Json): void {
  if (rest.length === 0) {
    tree.set(first, value);
    return;
  }
  const known = tree.get(first);
  const inner: Tree = known instanceof Map ? known : new Map();
  tree.set(first, inner);
  put(inner, rest, value);
}

function asJson(tree: Tree | Json): Json {
  if (!(tree instanceof Map)) return tree;
  const entries = [...tree].map(([place, inner]) => [place, asJson(inner)] as const);
  return entries.length > 0 && entries.every(([place]) => typeof place === "number")
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}
