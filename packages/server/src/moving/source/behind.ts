import { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";

/** MongoDB's order of types, as far as they can be an `_id`. */
const ORDER = [
  "minKey",
  "null",
  "number",
  "string",
  "object",
  "binData",
  "objectId",
  "bool",
  "date",
  "timestamp",
  "maxKey",
] as const;

/** The filter for all documents behind an `_id`, in the order of `_id`: `$gt` alone finds only ids of the same type. */
export function behind(id: unknown): Record<string, unknown> {
  const later = ORDER.slice(ORDER.indexOf(typeOf(id)) + 1);
  const ofItsType = { _id: { $gt: id } };
  return later.length === 0 ? ofItsType : { $or: [ofItsType, { _id: { $type: later } }] };
}

function typeOf(id: unknown): (typeof ORDER)[number] {
  if (id === null || id === undefined) return "null";
  if (typeof id === "number" || id instanceof Decimal128) return "number";
  if (typeof id === "string") return "string";
  if (typeof id === "boolean") return "bool";
  if (id instanceof ObjectId) return "objectId";
  if (id instanceof Date) return "date";
  if (id instanceof Binary) return "binData";
  // Before Long, which it is made of.
  if (id instanceof Timestamp) return "timestamp";
  if (id instanceof Long) return "number";
  if (id instanceof MinKey) return "minKey";
  if (id instanceof MaxKey) return "maxKey";
  return "object";
}
