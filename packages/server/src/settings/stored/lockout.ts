import type { Settings } from "../../config/index.ts";

const MINUTE = 60_000;

/** In a clear sentence, why nobody could use the installation any more with these settings; null: they can. */
export function whyNobodyComesIn({ identity, limits }: Settings): string | null {
  const { openid, google, github, discord, facebook, apple } = identity.social;
  const providers = { openid, google, github, discord, facebook, apple };
  // One that has no button on the sign-in page is as good as none.
  const bySocial =
    identity.socialLogin &&
    Object.entries(providers).some(([name, one]) => one !== undefined && identity.socialLogins.includes(name));
  if (!identity.emailLogin && !bySocial)
    return "nobody could sign in any more: there would be neither passwords nor a provider that is set up and has its button (`registration.socialLogins`)";
  for (const [name, rate] of [
    ["LOGIN_MAX", limits.rates.login],
    ["TWO_FACTOR_TEMP_MAX", limits.rates.twoFactor],
  ] as const)
    if (rate.enabled && rate.max === 0) return `nobody could sign in any more: \`${name}\` of 0 lets nobody through`;
  if (identity.sessionExpiryMs < MINUTE || identity.refreshTokenExpiryMs < 5 * MINUTE)
    return "nobody would stay signed in: `SESSION_EXPIRY` takes a minute or more, `REFRESH_TOKEN_EXPIRY` five";
  return null;
}
