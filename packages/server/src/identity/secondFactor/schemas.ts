import { z } from "zod";
import { requireWhole, thingsWish } from "../belongings/schemas.ts";
import { AnyPassword } from "../texts.ts";

const Token = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "must be the six digits that the app shows"));
const BackupCode = z
  .string()
  .max(40)
  .transform((text) => text.replaceAll(/[\s-]/g, "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{8}$/, "must be eight letters and digits"));

export const code = { token: Token.optional(), backupCode: BackupCode.optional() };
const isOne = ({ token, backupCode }: { token?: string | undefined; backupCode?: string | undefined }) =>
  (token === undefined) !== (backupCode === undefined);
const NEEDS_ONE = "needs `token`, the code that the app shows, or `backupCode`";

/** A code of the app, or a backup code. */
export const CodeBody = z.strictObject(code).refine(isOne, NEEDS_ONE);
export const TokenBody = z.strictObject({ token: Token });
export const SecondStepBody = z
  .strictObject({ tempToken: z.string().min(1).max(200).describe("Of the answer to the password"), ...code })
  .refine(isOne, NEEDS_ONE);
/** What deletes one's own account: LibreChat's, and the password and what becomes of one's things beside. */
export const DeleteBody = requireWhole(
  z.strictObject({ ...code, password: AnyPassword.optional(), ...thingsWish }),
).nullish();
/** LibreChat's, and the password beside. */
export const EnableBody = z.strictObject({ ...code, password: AnyPassword.optional() }).nullish();

export const EnableAnswer = z.object({
  otpauthUrl: z.string().describe("What the app reads, as a QR code; its secret stands in it"),
  backupCodes: z.array(z.string()).describe("Shown this once"),
});
export const BackupCodesAnswer = z.object({
  backupCodes: z.array(z.string()).describe("Shown this once"),
  backupCodesHash: z
    .array(z.object({ codeHash: z.literal(""), used: z.literal(false), usedAt: z.null() }))
    .describe("For LibreChat's client, which counts them; hashes are not told"),
});
export const SecondFactorAnswer = z.object({
  enabled: z.boolean(),
  required: z.boolean().describe("A role of one's takes it: it cannot be switched off"),
  since: z.string().nullable(),
  backupCodesLeft: z.number(),
  needsPassword: z.boolean().describe("Setting it up takes the password: one signed in too long ago"),
});
export const PendingAnswer = z.object({
  twoFAPending: z.literal(true),
  tempToken: z.string().describe("For `POST /api/auth/2fa/verify-temp`, once, within five minutes"),
});

export type Code = z.infer<typeof CodeBody>;
