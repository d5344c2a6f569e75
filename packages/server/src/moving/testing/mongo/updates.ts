import { ObjectId } from "bson";
import { type Fields, modify } from "./matching.ts";
import { bytesOf, type StoredCollection } from "./storedCollection.ts";
import { decode } from "./wire.ts";

export interface Update {
  q: Fields;
  u: Fields | Fields[];
  multi?: boolean;
  upsert?: boolean;
  arrayFilters?: Fields[];
}

export interface Updated {
  matched: number;
  modified: number;
  upserted?: unknown;
}

export function update(
  collection: StoredCollection,
  { q, u, multi = false, upsert = false, arrayFilters }: Update,
): Updated {
  const found = collection.find(q, {}, 0, multi ? 0 : 1);
  if (found.length === 0 && upsert) {
    const document = changed(fieldsOf(q), u, arrayFilters, true);
    document._id ??= new ObjectId();
    collection.insert(bytesOf({ _id: document._id, ...document }));
    return { matched: 0, modified: 0, upserted: document._id };
  }
  let modified = 0;
  for (const bytes of found) if (collection.replace(bytes, changed(decode(bytes), u, arrayFilters, false))) modified++;
  return { matched: found.length, modified };
}

/** A document after a change: operators, a pipeline, or another document in its place. */
export function changed(
  document: Fields,
  change: Fields | Fields[],
  arrayFilters: Fields[] | undefined,
  isNew: boolean,
): Fields {
  if (Array.isArray(change)) return modify(document, change);
  if (!Object.keys(change).some((key) => key.startsWith("$"))) return { _id: document._id, ...change };
  const { $setOnInsert, ...operators } = change;
  const all =
    isNew && $setOnInsert !== undefined
      ? { ...operators, $set: { ...(operators.$set as Fields), ...($setOnInsert as Fields) } }
      : operators;
  return Object.keys(all).length === 0 ? document : modify(document, all, arrayFilters);
}

/** What a filter says a document is, for one that is made because there was none. */
function fieldsOf(filter: Fields): Fields {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(filter)) {
    if (key === "$and") for (const each of value as Fields[]) Object.assign(fields, fieldsOf(each));
    if (key.startsWith("$") || key.includes(".")) continue;
    if (!isOperators(value)) fields[key] = value;
    else if ("$eq" in value) fields[key] = value.$eq;
  }
  return fields;
}

function isOperators(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value).some((key) => key.startsWith("$"));
}
