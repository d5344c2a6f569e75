import { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";

const ORDER = [
  "minKey",
  "undefined",
  "null",
  "number",
  "string",
  "object",
  "array",
  "binData",
  "objectId",
  "bool",
  "date",
  "timestamp",
  "regex",
  "maxKey",
];

/** The names that `$type` has for a value. */
export function typesOf(value: unknown): string[] {
  const type = typeOf(value);
  if (type !== "number") return [type];
  if (value instanceof Long) return [type, "long"];
  if (value instanceof Decimal128) return [type, "decimal"];
  return [type, Number.isInteger(value) ? "int" : "double"];
}

/** MongoDB's order of values, as far as tests need it. */
export function compareValues(a: unknown, b: unknown): number {
  const [typeA, typeB] = [typeOf(a), typeOf(b)];
  if (typeA !== typeB) return ORDER.indexOf(typeA) - ORDER.indexOf(typeB);
  if (typeA === "number") return Number(String(a)) - Number(String(b));
  if (typeA === "date") return Number(a) - Number(b);
  if (a instanceof ObjectId && b instanceof ObjectId) return compareBytes(a.id, b.id);
  if (a instanceof Binary && b instanceof Binary) {
    return a.position - b.position || a.sub_type - b.sub_type || compareBytes(a.buffer, b.buffer);
  }
  if (typeof a === "string" && typeof b === "string") return compareBytes(Buffer.from(a), Buffer.from(b));
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (a instanceof Long && b instanceof Long) return a.compare(b);
  if (typeA === "object" || typeA === "array") {
    const [left, right] = [Object.entries(a as object), Object.entries(b as object)];
    for (const [index, [key, value]] of left.entries()) {
      const other = right[index];
      if (other === undefined) return 1;
      const order =
        ORDER.indexOf(typeOf(value)) - ORDER.indexOf(typeOf(other[1])) ||
        compareText(key, other[0]) ||
        compareValues(value, other[1]);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  return 0;
}

function typeOf(value: unknown): string {
  if (value === undefined || value === null) return value === null ? "null" : "undefined";
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Decimal128) return "number";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "array";
  if (value instanceof Timestamp) return "timestamp";
  if (value instanceof Long) return "number";
  if (value instanceof ObjectId) return "objectId";
  if (value instanceof Date) return "date";
  if (value instanceof Binary) return "binData";
  if (value instanceof MinKey) return "minKey";
  if (value instanceof MaxKey) return "maxKey";
  if (value instanceof RegExp || (value as { _bsontype?: unknown })._bsontype === "BSONRegExp") return "regex";
  return "object";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
