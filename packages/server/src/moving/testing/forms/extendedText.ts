import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import type { Document } from "../../source/index.ts";

export type Dialect = "canonical" | "relaxed" | "legacy";

/** A document as `mongoexport` writes it, in one of the dialects that its versions have had. */
export function extendedText(document: Document, dialect: Dialect): string {
  return dialect === "canonical" ? EJSON.stringify(document, { relaxed: false }) : text(document, dialect);
}

function text(value: unknown, dialect: "relaxed" | "legacy"): string {
  const old = dialect === "legacy";
  const fields = (object: object): string =>
    `{${Object.entries(object).map(([key, each]) => `${JSON.stringify(key)}:${text(each, dialect)}`)}}`;
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Double) return double(value.value, old);
  if (typeof value === "number") return double(value, old);
  // What is longer than Long is made of it.
  if (value instanceof Timestamp) return `{"$timestamp":{"t":${value.t},"i":${value.i}}}`;
  if (value instanceof Long) return old ? `{"$numberLong":"${value}"}` : String(value);
  if (value instanceof Decimal128) return `{"$numberDecimal":"${value}"}`;
  if (value instanceof ObjectId) return `{"$oid":"${value.toHexString()}"}`;
  if (value instanceof Date) return date(value);
  if (value instanceof Binary) {
    const [bytes, type] = [Buffer.from(value.value()).toString("base64"), value.sub_type.toString(16).padStart(2, "0")];
    return old ? `{"$binary":"${bytes}","$type":"${type}"}` : `{"$binary":{"base64":"${bytes}","subType":"${type}"}}`;
  }
  if (value instanceof BSONRegExp) {
    if (old) return fields({ $regex: value.pattern, $options: value.options });
    return `{"$regularExpression":${fields({ pattern: value.pattern, options: value.options })}}`;
  }
  if (value instanceof BSONSymbol) return fields({ $symbol: value.value });
  if (value instanceof Code)
    return fields(value.scope === null ? { $code: value.code } : { $code: value.code, $scope: value.scope });
  if (value instanceof DBRef)
    return fields({ $ref: value.collection, $id: value.oid, ...(value.db !== undefined && { $db: value.db }) });
  if (value instanceof MinKey) return '{"$minKey":1}';
  if (value instanceof MaxKey) return '{"$maxKey":1}';
  if (Array.isArray(value)) return `[${value.map((each) => text(each, dialect))}]`;
  if (typeof value === "object" && value !== null) return fields(value);
  return JSON.stringify(value);
}

function date(value: Date): string {
  const milliseconds = value.getTime();
  if (milliseconds >= 0 && value.getUTCFullYear() <= 9999) return `{"$date":"${value.toISOString()}"}`;
  return `{"$date":{"$numberLong":"${milliseconds}"}}`;
}

/** A double that is whole keeps its point. */
function double(value: number, old: boolean): string {
  if (!Number.isFinite(value)) return old ? String(value) : `{"$numberDouble":"${value}"}`;
  if (Object.is(value, -0)) return "-0.0";
  const digits = String(value);
  return Number.isInteger(value) && !digits.includes("e") ? `${digits}.0` : digits;
}
