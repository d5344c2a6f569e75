import { z } from "zod";
import { AnyJson } from "../http/schemas.ts";

/** Text that both databases can keep: no NUL, no half of a surrogate pair. Lengths are UTF-16 units. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes("\0") && value.isWellFormed(), "holds characters that cannot be stored");

/** An object of JSON values whose text is at most `max` characters. */
export const smallObject = (max: number) =>
  z.record(text(256), AnyJson).refine((value) => {
    const written = JSON.stringify(value);
    return written.length <= max && !written.includes("\\u0000") && !/\\ud[89a-f]/.test(written);
  }, `must be at most ${max} characters of JSON, without NUL`);

export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "must be a uuid")
  .toLowerCase();

/** How a client names something of its own making: uuids, and what imports bring. */
export const ClientId = z.string().regex(/^[A-Za-z0-9_.~-]{1,128}$/, "must be an id");

/** A number in a query. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));

export const flag = z.enum(["true", "false"]).transform((value) => value === "true");

export const iso = (moment: number): string => new Date(moment).toISOString();

/** JSON out of a column; null where there is none. */
export const parsed = (column: string | null): unknown => (column === null ? null : JSON.parse(column));

/** `user:64f0…` → `64f0…`, as LibreChat names people. */
export const accountId = (account: string): string => account.slice(account.indexOf(":") + 1);
