import { z } from "zod";

/** Names as the engine knows them: `agent:64f0…`, `user:ben`. */
export const Name = z
  .string()
  .max(321)
  .regex(/^[A-Za-z][A-Za-z0-9]{0,63}:[A-Za-z0-9_.@~-]{1,256}$/, "must be of the form type:id");
export const TypeName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, "must be the name of a type");
export const Id = z.string().regex(/^[A-Za-z0-9_.@~-]{1,256}$/, "must be an id");
export const Account = Name.refine((name) => /^(user|service):/.test(name), "must be user:<id> or service:<id>");
export const Principal = z.union([
  z.enum(["everyone", "anyone"]),
  Name.refine((name) => /^(user|service|group|role):/.test(name), "must be a principal"),
]);
export const Owner = z.union([z.literal("organization"), Account]);
export const Moment = z.iso
  .datetime({ offset: true, error: "must be a moment like 2026-11-30T08:00:00Z" })
  .describe("ISO 8601, UTC");

/** Text that every database can keep: no NUL, no half of a surrogate pair. */
export const Text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "holds characters that cannot be kept");

/** Milliseconds of an ISO time; null for none. */
export const toExpiry = (moment: string | null | undefined): number | null => (moment ? Date.parse(moment) : null);
/** Beyond the last moment that a date can say is never. */
const LAST_MOMENT = 8.64e15;
export const fromExpiry = (expiry: number | null): string | null =>
  expiry === null || expiry > LAST_MOMENT ? null : new Date(expiry).toISOString();

/** Whatever a JSON body may hold; parsing it has seen to that already. (`z.json()` is recursive, which the OpenAPI document cannot name.) */
export const AnyJson: z.ZodType<z.core.util.JSONType, z.core.util.JSONType> = z.any();

/** Which way a list goes that is sorted by a column. */
export const Order = z.enum(["asc", "desc"]).default("asc");
