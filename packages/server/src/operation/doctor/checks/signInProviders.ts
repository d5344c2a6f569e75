import type { OpenIdSettings } from "../../../config/index.ts";
import { Providers } from "../../../identity/index.ts";
import type { Check, Ground } from "../check.ts";
import { type Found, fine, warning, worthKnowing } from "../finding.ts";
import { lookAtOpenId } from "./openId.ts";

export const signInProviders: Check<Ground> = async ({ settings, now }, signal) => {
  const { social, socialLogin } = settings.identity;
  const { names } = new Providers(social, { domainServer: settings.http.domainServer, now });
  if (names.length === 0) return [worthKnowing("none: people sign in with a password")];
  if (!socialLogin)
    return [
      warning({
        code: "providers-not-offered",
        detail: `${names.join(", ")} are configured, and ALLOW_SOCIAL_LOGIN is off`,
        cause: "Nobody is offered them.",
        advice: "Set ALLOW_SOCIAL_LOGIN=true, or take the providers out.",
      }),
    ];
  return [fine(names.join(", ")), ...(await ofOpenId(social.openid, now, signal))];
};

const ofOpenId = async (
  openid: OpenIdSettings | undefined,
  now: () => number,
  signal: AbortSignal,
): Promise<Found[]> => (openid ? lookAtOpenId(openid, now, signal) : []);
