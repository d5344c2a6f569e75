import type { OpenIdSettings } from "../../config/index.ts";
import { Email, PersonName, Username } from "../texts.ts";
import { textAt } from "./claims.ts";
import type { Claims, Proof } from "./proof.ts";

type Person = Pick<Proof, "email" | "emailVerified" | "name" | "username">;

/** Who the claims of an OpenID provider are about. What is signed wins over what was asked for afterwards. */
export function personOf(
  settings: Pick<OpenIdSettings, "emailClaim" | "nameClaim" | "usernameClaim" | "trustEmail">,
  id: Claims,
  userinfo: Claims = {},
): Person {
  const claims = { ...userinfo, ...id };
  const email = emailOf(textAt(claims, settings.emailClaim ?? "email"));
  const full = [textAt(claims, "given_name"), textAt(claims, "family_name")].filter((part) => part !== null).join(" ");
  return {
    email,
    emailVerified: email !== null && isVerified(settings, claims, email),
    name: textAt(claims, settings.nameClaim ?? "name") ?? (full || null),
    username: textAt(claims, settings.usernameClaim ?? "preferred_username"),
  };
}

/** `email_verified` speaks of `email` and of no other claim. Some providers write it as a text. */
function isVerified({ trustEmail }: Pick<OpenIdSettings, "trustEmail">, claims: Claims, email: string): boolean {
  const said = claims.email_verified;
  if (said === undefined) return trustEmail;
  return (said === true || said === "true") && emailOf(textAt(claims, "email")) === email;
}

/** As addresses are kept here, or null for what is none. */
export function emailOf(text: string | null): string | null {
  const read = Email.safeParse(text);
  return read.success ? read.data : null;
}

/** What a new account is called: as the provider says, as far as it can be kept. */
export function callingOf({ name, username }: Proof, email: string): { name: string; username: string | null } {
  const local = email.slice(0, email.lastIndexOf("@")).slice(0, 80);
  const called = [name?.slice(0, 80), username?.slice(0, 80), local].map((one) => PersonName.safeParse(one));
  const short = Username.safeParse(username ?? "");
  return {
    name: called.find((one) => one.success)?.data ?? "Somebody",
    username: short.success ? short.data : null,
  };
}
