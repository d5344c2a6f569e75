import { Decimal128, Long, ObjectId } from "bson";

import type { Finding } from "./kind.ts";

/* Fields of LibreChat's documents as what they mean: writers of many years put the same into different types. Each answers null for what it is not. */

const HEX = /^[0-9a-f]{24}$/i;

/** 24 small digits, of an ObjectId or of a text that is one. */
export function idOf(value: unknown): string | null {
  if (value instanceof ObjectId) return value.toHexString();
  return typeof value === "string" && HEX.test(value) ? value.toLowerCase() : null;
}

/** Without what no database keeps: zero bytes, and halves of characters. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? kept(value) : null);

const kept = (text: string): string => (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();

/**
 * What something is called, as it could be called here: on one line, without what turns the writing direction around, and cut. Null: nothing is left.
 * @param most characters
 */
export function nameIn(value: unknown, most: number, field: string, findings: Finding[]): string | null {
  const text = textOf(value)
    ?.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .trim();
  if (!text) return null;
  if (text.length <= most) return text;
  const done = `cut after ${most} characters`;
  findings.push({ code: "name-too-long", field, found: `${text.length} characters`, done });
  return text.slice(0, most).toWellFormed().trimEnd();
}

/** A finite number, whichever of MongoDB's numbers it is. */
export function numberOf(value: unknown): number | null {
  const number =
    value instanceof Long ? value.toNumber() : value instanceof Decimal128 ? Number(value.toString()) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

export function wholeOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null || !Number.isSafeInteger(Math.trunc(number)) ? null : Math.trunc(number);
}

/** Milliseconds since 1970, of a date, or of a text or number that is one. */
export function momentOf(value: unknown): number | null {
  if (typeof value !== "string" && !(value instanceof Date)) return wholeOf(value);
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textsOf = (value: unknown): string[] => listOf(value).flatMap((one) => textOf(one) ?? []);

type Fields = Readonly<Record<string, unknown>>;

/** A document inside of a document; not a list, a date, an id or another of MongoDB's values. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? (value as Fields)
    : null;
}

/** As JSON: ids as their digits, dates as ISO texts, large whole numbers as texts. Null where there is nothing. */
export function jsonOf(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(plain(value));
}

/** The same as a value. */
export function plain(value: unknown): unknown {
  if (typeof value === "string") return kept(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  const fields = fieldsOf(value);
  if (fields) return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [kept(name), plain(inner)]));
  return typeof value === "object" && value !== null ? String(value) : value;
}

/** What is said of a value in an error log: short. */
export function shown(value: unknown): string {
  const text =
    typeof value === "string" ? `\`${kept(value)}\`` : value === undefined ? "nothing" : (jsonOf(value) ?? "null");
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** When it was made and changed, as its document says; else as its ObjectId does. */
export function datesOf(document: Fields, now: number): { created_at: number; updated_at: number } {
  const { _id: id } = document;
  const made = momentOf(document.createdAt) ?? (id instanceof ObjectId ? id.getTimestamp().getTime() : now);
  return { created_at: made, updated_at: momentOf(document.updatedAt) ?? made };
}
