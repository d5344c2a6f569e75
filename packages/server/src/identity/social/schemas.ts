import { z } from "zod";
import { SignedInAnswer } from "../sessions/schemas.ts";
import { AnyPassword, line, Slug } from "../texts.ts";
import { providerNames } from "./proof.ts";

export const ProviderParams = z.strictObject({ provider: z.string().max(40) });
export const DepartureQuery = z.object({
  organization: Slug.optional().describe("Slug; default: the first organization"),
  redirect_to: z.string().max(2_000).optional().describe("A path of the console; anything else leads to its start"),
});
export const LinkBody = z.strictObject({
  provider: z.enum(providerNames),
  password: AnyPassword.optional().describe("The account's; not needed within ten minutes of signing in"),
});
export const LinkAnswer = z.object({ url: z.string().describe("Where to go on, in the browser that asked") });

export const WaysInAnswer = z.object({
  identities: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      issuer: z.string(),
      email: z.string().nullable(),
      emailVerified: z.boolean(),
      linkedAt: z.string(),
      lastUsedAt: z.string(),
      usable: z.boolean().describe("Its provider is set up here"),
      removable: z.boolean().describe("Without it another way in remains"),
    }),
  ),
  providers: z.array(z.enum(providerNames)).describe("Through which one may sign in here"),
  hasPassword: z.boolean(),
  isRecent: z.boolean().describe("One signed in a moment ago: linking asks for no password"),
});

export const TokenTestBody = z.strictObject({
  token: line(32_768).describe("An ID or access token of the provider; it is kept nowhere"),
  kind: z.enum(["id", "access"]).default("id"),
});
const Noted = z.object({
  for: z.string(),
  claim: z.string().optional(),
  source: z.string().optional(),
  used: z.boolean(),
  because: z.string(),
});
export const TokenTestAnswer = z.object({
  valid: z.boolean().describe("Signature, issuer, audience, time and purpose are right"),
  reason: z.string().optional().describe("Why it is not believed"),
  issuer: z.string().optional(),
  subject: z.string().optional(),
  email: z.string().nullable().optional(),
  emailVerified: z.boolean().optional(),
  account: z
    .object({ id: z.string(), name: z.string(), email: z.string() })
    .nullable()
    .optional()
    .describe("Whom it means; null: nobody yet"),
  maySignIn: z.boolean().optional(),
  refusal: z.string().optional().describe("The code with which the sign-in would end"),
  roles: z.array(z.string()).optional(),
  groups: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  features: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).optional(),
  notes: z.array(Noted).optional(),
});
export type TokenTestResult = z.infer<typeof TokenTestAnswer>;

export const PanelQuery = z.object({
  organization: Slug.optional().describe("Slug; default: the first organization"),
  code_challenge: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the SHA-256 of the verifier, in hexadecimal digits")
    .describe("SHA-256 of the verifier that the panel's server keeps"),
});
// What is missing or otherwise is told by LibreChat's codes.
const Given = z.string().max(4_096).optional();
export const ExchangeBody = z.object({ code: Given, code_verifier: Given });
export const PanelRefreshBody = z.object({ refresh_token: Given, user_id: Given });
export const PanelAnswer = SignedInAnswer.extend({
  refreshToken: z.string().optional().describe("Absent: the one that was given stays"),
  expiresAt: z.number().describe("When `token` ends; milliseconds since 1970"),
});
