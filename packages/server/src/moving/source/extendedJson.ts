import { DBRef, Long } from "bson";
import type { Document } from "./source.ts";
import { notTyped, typedValue, upgradeReference } from "./typedValue.ts";

/**
 * A document of Extended JSON: version 2, canonical or relaxed, and version 1, as older tools wrote it; also mixed. Numbers as in
 * `Document`. An object that only looks like a typed value (`{ "$ref": "#/…" }`) stays what it is.
 * @throws if the text is no document
 */
export function parseExtendedJson(text: string): Document {
  const document = readValue(jsonOf(text));
  if (typeof document !== "object" || document === null || Array.isArray(document) || isTyped(document)) {
    throw new SyntaxError("this is JSON, but not a document");
  }
  return document as Document;
}

function readValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Long) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = readValue(value[at]);
    return value;
  }
  const object = value as Record<string, unknown>;
  let dollar = false;
  for (const key in object) if (key.charCodeAt(0) === 36) dollar = true;
  if (dollar) {
    const typed = typedValue(object, readValue);
    if (typed !== notTyped) return typed;
  }
  // In place: each key is the object's own, `__proto__` as well.
  for (const key in object) {
    const field = object[key];
    if (typeof field === "object" && field !== null) object[key] = readValue(field);
  }
  return dollar ? upgradeReference(object) : object;
}

function jsonOf(text: string): unknown {
  // Integers that a number cannot hold are looked at as they are written.
  const parse = /[:,[\s]-?\d{16}/.test(text) ? exactly : JSON.parse;
  try {
    return parse(text);
  } catch (error) {
    const strict =
      text.includes("NaN") || text.includes("Infinity") || text.includes("undefined") ? bareWords(text) : text;
    if (strict === text) throw error;
    return parse(strict);
  }
}

function exactly(text: string): unknown {
  const reviver = (_key: string, value: unknown, { source }: { source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value) || !/^-?\d+$/.test(source ?? "")) return value;
    const integer = BigInt(source!);
    return BigInt.asIntN(64, integer) === integer ? Long.fromBigInt(integer) : value;
  };
  // Node gives a reviver the source of each value; the compiler's library does not know it yet.
  return JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
}

/** Tools before 4.2 wrote some values as JavaScript has them. */
function bareWords(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity|undefined)\b/g, (found) => {
    if (found.startsWith('"')) return found;
    return found === "undefined" ? '{"$undefined":true}' : `{"$numberDouble":"${found}"}`;
  });
}

function isTyped(value: object): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype && !(value instanceof DBRef);
}
