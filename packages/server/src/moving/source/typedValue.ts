import { Binary, BSONRegExp, Code, DBRef, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } from "bson";

type Fields = Record<string, unknown>;
type ReadValue = (value: unknown) => unknown;

/** This object is a document of its own. */
export const notTyped = Symbol("not typed");

/** What an object of Extended JSON stands for, as reading BSON gives it. */
export function typedValue(object: Fields, readValue: ReadValue): unknown {
  const [first, second, ...more] = Object.keys(object).sort();
  if (first === undefined || more.length > 0) return notTyped;
  if (second === undefined)
    return single[first]?.(object[first], readValue) ?? (first === "$undefined" ? undefined : notTyped);
  return pair(`${first} ${second}`, object, readValue);
}

/** A reference in a document's own words is one where reading BSON makes it one: `$ref` and `$id`, and no other key with a `$` but `$db`. */
export function upgradeReference(object: Fields): unknown {
  const { $ref, $id, $db, ...fields } = object;
  if (typeof $ref !== "string" || $id === undefined || $id === null) return object;
  if ("$db" in object && typeof $db !== "string") return object;
  if (Object.keys(fields).some((key) => key.startsWith("$"))) return object;
  return new DBRef($ref, $id as ObjectId, $db as string | undefined, fields);
}

/** null, undefined: it is none. */
const single: Record<string, ((value: unknown, readValue: ReadValue) => unknown) | undefined> = {
  $oid: (value) => (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value) ? new ObjectId(value) : null),
  $date: date,
  $numberLong: long,
  $numberInt: (value) => (isInteger(value) ? Number(value) + 0 : null),
  $numberDouble: (value) => double(value),
  $numberDecimal: (value) => (typeof value === "string" ? attempt(() => Decimal128.fromString(value)) : null),
  $binary: (value) => {
    const { base64, subType } = fieldsOf(value);
    return typeof base64 === "string" ? binary(base64, subType) : null;
  },
  $uuid: (value) => (typeof value === "string" ? attempt(() => new UUID(value)) : null),
  $regularExpression: (value) => {
    const { pattern, options } = fieldsOf(value);
    return typeof pattern === "string" ? regularExpression(pattern, options) : null;
  },
  $timestamp: (value) => {
    const { t, i } = fieldsOf(value);
    return typeof t === "number" && typeof i === "number" ? attempt(() => new Timestamp({ t, i })) : null;
  },
  $symbol: (value) => (typeof value === "string" ? value : null),
  $code: (value) => (typeof value === "string" ? new Code(value) : null),
  $minKey: (value) => (value === 1 ? new MinKey() : null),
  $maxKey: (value) => (value === 1 ? new MaxKey() : null),
  $dbPointer: (value, readValue) => {
    const { $ref, $id } = fieldsOf(value);
    const id = readValue($id);
    return typeof $ref === "string" && id instanceof ObjectId ? new DBRef($ref, id) : null;
  },
};

function pair(keys: string, object: Fields, readValue: ReadValue): unknown {
  const { $binary, $type, $regex, $options, $code, $scope } = object;
  if (keys === "$binary $type" && typeof $binary === "string") return binary($binary, $type) ?? notTyped;
  if (keys === "$options $regex" && typeof $regex === "string") return regularExpression($regex, $options) ?? notTyped;
  if (keys === "$code $scope" && typeof $code === "string") return new Code($code, readValue($scope) as Fields);
  return notTyped;
}

function date(value: unknown): Date | null {
  if (typeof value === "number") return new Date(value);
  if (typeof value === "string") {
    // Tools before 3.0 wrote the offset without its colon.
    const milliseconds = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
    return Number.isNaN(milliseconds) ? null : new Date(milliseconds);
  }
  const { $numberLong } = fieldsOf(value);
  return isInteger($numberLong) ? new Date(Number($numberLong)) : null;
}

function long(value: unknown): number | Long | null {
  if (!isInteger(value)) return null;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number + 0;
  return attempt(() => Long.fromStringStrict(String(value)));
}

function double(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isNaN(number) && value !== "NaN" ? null : number;
}

function binary(base64: string, type: unknown): Binary | null {
  const subType = typeof type === "number" ? type : type === undefined ? 0 : Number.parseInt(String(type), 16);
  if (!(subType >= 0 && subType <= 255)) return null;
  const bytes = Buffer.from(base64, "base64");
  return subType === Binary.SUBTYPE_UUID && bytes.length === 16 ? new UUID(bytes) : new Binary(bytes, subType);
}

function regularExpression(pattern: string, options: unknown): BSONRegExp | null {
  return attempt(() => new BSONRegExp(pattern, typeof options === "string" ? options : ""));
}

function isInteger(value: unknown): boolean {
  return typeof value === "number" ? Number.isInteger(value) : typeof value === "string" && /^-?\d+$/.test(value);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
