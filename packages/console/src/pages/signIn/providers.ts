import { t } from "@lingui/core/macro";
import type { Config } from "../../api/config.ts";

const names: Readonly<Record<string, string>> = {
  openid: t`OpenID`,
  google: "Google",
  github: t`GitHub`,
  discord: "Discord",
  facebook: "Facebook",
  apple: "Apple",
};

export const providerName = (provider: string): string => names[provider] ?? provider;

/** What the button says; the operator names the OpenID provider. */
export const buttonLabel = (provider: string, config: Config): string =>
  provider === "openid" && config.openidLabel ? config.openidLabel : t`Continue with ${providerName(provider)}`;

/** Why a sign-in through a provider came to nothing, by the code with which one comes back. */
const words: Readonly<Record<string, string>> = {
  "auth-cancelled": t`You, or the provider, stopped the sign-in. Nothing was done.`,
  "provider-unavailable": t`The provider does not answer. Try again in a moment.`,
  "rate-limited": t`Too many tries. Wait a few minutes.`,
  "first-run": t`Nobody has an account here yet. The first one is made with a password, on the set-up page.`,
  "registration-closed": t`You have no account here, and none is made by signing in. Ask an administrator for one.`,
  "registration-domain": t`Your address is not one of those that may have an account here.`,
  "email-missing": t`The provider did not say what your address is. Allow it to, and try again.`,
  "account-exists": t`There is an account with your address already. Sign in the way you did before; then link the provider on the page Your account.`,
  "account-not-verified": t`Your account waits to be verified. Ask an administrator.`,
  "address-banned": t`Nobody comes in from where you are. Try from another network.`,
  "account-banned": t`Your account is banned. Sign in once more to read why.`,
  "account-deactivated": t`Your account is deactivated. Ask an administrator.`,
  "role-missing": t`You lack the role that is needed to sign in here. Ask whoever gives roles at the provider.`,
  "identity-taken": t`Another account is linked to this one of the provider already.`,
  "too-many-identities": t`So many providers are linked that no further one can be. Unlink one first.`,
  "session-over": t`Your session was over before you came back. Sign in, and link it again.`,
  "not-current": t`The server is not up to date for a moment. Try again.`,
};

export const refusalInWords = (code: string): string =>
  words[code] ?? t`The sign-in through the provider did not work. Try again; if it stays, ask an administrator.`;
