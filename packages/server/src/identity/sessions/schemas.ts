import { z } from "zod";
import { OwnUser } from "../accounts/shapes.ts";
import { PendingAnswer } from "../secondFactor/schemas.ts";
import { AnyPassword, Email, newPassword, PersonName, Slug, Username } from "../texts.ts";

export const registerBody = (minPasswordLength: number) =>
  z
    .strictObject({
      name: PersonName,
      email: Email,
      password: newPassword(minPasswordLength),
      confirm_password: AnyPassword,
      username: Username.optional(),
      setup_code: z
        .string()
        .max(64)
        .optional()
        .describe("What the start printed; the first registration beyond loopback needs it"),
      organization: Slug.optional().describe("Slug; default: the first organization"),
      token: z.string().max(200).optional().describe("Of an invitation, as its letter says"),
    })
    .refine((body) => body.password === body.confirm_password, {
      path: ["confirm_password"],
      message: "must be the password again",
    });

export const LoginBody = z.strictObject({ email: Email, password: AnyPassword, organization: Slug.optional() });
export const SignedInAnswer = z.object({ token: z.string(), user: OwnUser });
/** The second where the account has a second factor. */
export const LoginAnswer = z.union([SignedInAnswer, PendingAnswer]);
export const passwordBody = (minPasswordLength: number) =>
  z.strictObject({ currentPassword: AnyPassword, newPassword: newPassword(minPasswordLength) });

export const SessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      createdAt: z.string(),
      lastSeenAt: z.string(),
      device: z.string().describe("`Firefox on Windows`"),
      userAgent: z.string().nullable(),
      ip: z.string().nullable(),
      expiresAt: z.string(),
    }),
  ),
});

/** What administrators see of others' sessions: not from which address. */
export const OthersSessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      device: z.string().describe("`Firefox on Windows`"),
      signedInWith: z.string().describe("`password`, or the provider that vouched"),
      secondFactor: z.boolean().describe("Whether they showed one, or a provider did in its place"),
      createdAt: z.string(),
      lastSeenAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
});
