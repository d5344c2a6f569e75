import { z } from "zod";

/**
 * Texts that people type: no NUL, no half of a surrogate pair, no control characters, nothing that turns what follows around (a name could
 * show as somebody else's); spaces around are not part of them.
 */
const plain = (text: string) => text.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text);
const lines = (text: string) => text.isWellFormed() && !/[^\P{Cc}\t\r\n]/u.test(text);

export const line = (most: number, least = 1) =>
  z.string().max(most).refine(plain, "holds characters that cannot be kept").trim().min(least);
export const paragraph = (most: number) =>
  z.string().max(most).refine(lines, "holds characters that cannot be kept").trim();

/** Our own ids: 24 hexadecimal digits. */
export const OwnId = z.string().regex(/^[0-9a-f]{24}$/, "must be 24 hexadecimal digits");
export const Email = z.string().max(254).trim().toLowerCase().pipe(z.email().max(254));
/** A password as it comes with a sign-in: anything that could be one. */
export const AnyPassword = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => text.isWellFormed(), "is not valid text");
export const newPassword = (least: number) =>
  AnyPassword.min(least).refine((text) => text.trim() !== "", "must not be blank");
/** From one character: LibreChat wants three, and some people are called Cy. */
export const PersonName = line(80, 1);
/** An empty one is none. LibreChat's rules for what it may not hold. */
export const Username = z
  .union([
    z.literal(""),
    line(80, 2).refine((text) => !/["'`{}<>/=;*]|\$ne|--/.test(text), "holds characters that a username may not"),
  ])
  .transform((text) => (text === "" ? null : text));
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "must be of a to z, 0 to 9 and -, begin with a letter or digit, and have at most 63 characters",
  );

/** `limit` and `offset`, as LibreChat's administration pages ask. */
export const Page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
};
