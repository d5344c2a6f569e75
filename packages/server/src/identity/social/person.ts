import type { OpenIdSettings } from "../../config/index.ts";
import { Email, PersonName, Username } from "../texts.ts";
import { textAt } from "./claims.ts";
import type { Claims, Proof } from "./proof.ts";

type Person = Pick<Proof, "email" | "emailVerified" | "name" | "username">;

/**
 * Who the claims of an OpenID provider are about. What is signed wins over what was asked for afterwards; of an address and whether it is
 * verified the same one is believed.
 */
export function personOf(
  settings: Pick<OpenIdSettings, "emailClaim" | "nameClaim" | "usernameClaim" | "trustEmail">,
  id: Claims,
  userinfo: Claims = {},
): Person {
  const claims = { ...userinfo, ...id };
  const full = [textAt(claims, "given_name"), textAt(claims, "family_name")].filter((part) => part !== null).join(" ");
  return {
    ...addressOf(settings, id, userinfo),
    name: textAt(claims, settings.nameClaim ?? "name") ?? (full || null),
    username: textAt(claims, settings.usernameClaim ?? "preferred_username"),
  };
}

function addressOf(
  settings: Pick<OpenIdSettings, "emailClaim" | "trustEmail">,
  id: Claims,
  userinfo: Claims,
): Pick<Person, "email" | "emailVerified"> {
  const claim = settings.emailClaim ?? "email";
  const source = textAt(id, claim) === null ? userinfo : id;
  const email = emailOf(textAt(source, claim));
  if (email === null) return { email, emailVerified: false };
  // One that says nothing of it leaves it to the other one, where that speaks of the very same address.
  const isSilent = source.email_verified === undefined && emailOf(textAt(userinfo, "email")) === email;
  return { email, emailVerified: isVerified(settings, isSilent ? userinfo : source, email) };
}

/** `email_verified` speaks of the `email` beside it and of no other claim. Some providers write it as a text. */
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
