import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { AnyPassword, Email, newPassword, OwnId, Slug } from "../texts.ts";

const Message = z.object({ message: z.string() });
const Token = z.string().max(200);
const Organization = Slug.optional().describe("Slug; default: the first organization");
/** LibreChat's client sends what stands in the link, at times as it stands there. */
const AddressOfLink = z
  .string()
  .max(800)
  .transform((text) => (text.includes("%") ? decoded(text) : text))
  .pipe(Email);

/** The same for everybody, known or not. */
const ASKED = "If there is an account with this address that waits to be verified, a letter is on its way.";
const RESET_ASKED = "If there is an account with this address, a link for a new password is on its way.";

/** What letters' links do: LibreChat's calls for verifying an address and setting a new password. */
export function linkRoutes(app: App, identity: Identity): void {
  const { verification, passwordReset, registrants, limits } = identity;
  const least = identity.settings.identity.minPasswordLength;

  app.post(
    "/api/user/verify",
    {
      config: { auth: "optional" },
      schema: {
        summary:
          "Use the link of a letter that verifies or confirms an address: signed in, where one registered, or with the password",
        tags: ["user"],
        body: z.strictObject({
          email: AddressOfLink,
          token: Token,
          password: AnyPassword.optional().describe("The account's: that it is one's own"),
          newPassword: newPassword(least)
            .optional()
            .describe("By whoever did not register the account: what was done with it before ends"),
        }),
        response: { 200: z.object({ message: z.string(), status: z.literal("success") }) },
      },
    },
    async (request) => {
      await limits.spend("verifyEmailSubmission", request.ip);
      const signedIn = request.signedIn ?? null;
      await verification.verify(request.body, { signedIn, registered: registrants.accountOf(request), ip: request.ip });
      return { message: "Email verification was successful", status: "success" as const };
    },
  );
  app.post(
    "/api/user/verify/resend",
    {
      config: { auth: "none" },
      schema: {
        summary: "Ask for another letter; the answer is the same for every address",
        tags: ["user"],
        body: z.strictObject({ email: Email, organization: Organization }),
        response: { 200: Message },
      },
    },
    async (request) => {
      const { email, organization } = request.body;
      await limits.spendFor("verifyEmail", request.ip, organization, email);
      identity.requireAddress(organization, request.ip);
      await verification.askAgain(email, organization);
      return { message: ASKED };
    },
  );
  app.post(
    "/api/auth/requestPasswordReset",
    {
      config: { auth: "none" },
      schema: {
        summary: "Ask for a link for a new password; the answer is the same for every address, and never the link",
        tags: ["auth"],
        body: z.strictObject({ email: Email, organization: Organization }),
        response: { 200: Message },
      },
    },
    async (request) => {
      const { email, organization } = request.body;
      await limits.spendFor("resetPassword", request.ip, organization, email);
      identity.requireAddress(organization, request.ip);
      await passwordReset.ask(email, organization);
      return { message: RESET_ASKED };
    },
  );
  app.post(
    "/api/auth/resetPassword",
    {
      config: { auth: "none" },
      schema: {
        summary: "Set a new password by the link of a letter; every session ends",
        tags: ["auth"],
        body: z
          .strictObject({
            userId: OwnId,
            token: Token,
            password: newPassword(least),
            confirm_password: AnyPassword.optional(),
          })
          .refine(({ password, confirm_password: again }) => again === undefined || again === password, {
            path: ["confirm_password"],
            message: "must be the password again",
          }),
        response: { 200: Message },
      },
    },
    async (request) => {
      await limits.spend("resetPasswordSubmission", request.ip);
      await passwordReset.reset(request.body, request.ip);
      return { message: "Password reset was successful" };
    },
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
