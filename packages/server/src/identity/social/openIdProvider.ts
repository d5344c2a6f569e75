import { readFile } from "node:fs/promises";
import { importPKCS8, SignJWT } from "jose";
import type { ClientAuth } from "openid-client";
import type { AppleSettings, ClientSettings, OpenIdSettings } from "../../config/index.ts";
import { OpenIdClient } from "./openIdClient.ts";
import { personOf } from "./person.ts";
import type { ProviderName } from "./proof.ts";
import { callbackUrl, type Endpoints, type Provider } from "./provider.ts";
import { refuse } from "./refused.ts";

interface Place {
  domainServer: string;
  now: () => number;
  endpoints: Endpoints | undefined;
}

/** A provider that speaks OpenID Connect, and its client, which answers more questions. */
export type OpenIdProvider = Provider & { readonly client: OpenIdClient };

export function openIdProvider(settings: OpenIdSettings, { domainServer, now }: Place): OpenIdProvider {
  const callback = callbackUrl(settings.callback, domainServer);
  return speaking("openid", settings, new OpenIdClient({ settings, callback, now }));
}

export function googleProvider({ clientId, clientSecret, callback }: ClientSettings, place: Place): OpenIdProvider {
  const settings = plain({
    clientId,
    clientSecret,
    callback,
    issuer: place.endpoints?.issuer ?? "https://accounts.google.com",
  });
  const client = new OpenIdClient({ settings, callback: callbackUrl(callback, place.domainServer), now: place.now });
  return speaking("google", settings, client);
}

/** Apple's secret is signed anew for each code; the answer comes as a form, which `routes.ts` turns into parameters. */
export function appleProvider(apple: AppleSettings, place: Place): OpenIdProvider {
  const settings = plain({
    clientId: apple.clientId,
    clientSecret: undefined,
    callback: apple.callback,
    issuer: place.endpoints?.issuer ?? "https://appleid.apple.com",
  });
  const client = new OpenIdClient({
    settings: { ...settings, scope: "openid name email" },
    callback: callbackUrl(apple.callback, place.domainServer),
    now: place.now,
    parameters: { response_mode: "form_post" },
    authentication: signedByUs(apple, place.now),
  });
  return speaking("apple", settings, client);
}

const plain = (given: Pick<OpenIdSettings, "clientId" | "clientSecret" | "callback" | "issuer">): OpenIdSettings => ({
  ...given,
  scope: "openid profile email",
  buttonLabel: "",
  imageUrl: undefined,
  autoRedirect: false,
  usernameClaim: undefined,
  nameClaim: undefined,
  emailClaim: undefined,
  trustEmail: false,
  pkce: true,
  clockToleranceSeconds: 30,
  endSession: false,
  postLogoutRedirectUri: undefined,
  audience: undefined,
  requiredRole: undefined,
  adminRole: undefined,
  roleSync: undefined,
  groups: undefined,
});

function speaking(name: ProviderName, settings: OpenIdSettings, client: OpenIdClient): OpenIdProvider {
  return {
    name,
    client,
    begin: (checks) => client.begin(checks),
    finish: async (answer, checks) => {
      const tokens = await client.finish(answer, checks);
      const { iss, sub } = tokens.id;
      if (typeof iss !== "string" || typeof sub !== "string" || sub === "" || sub.length > 255)
        throw refuse("auth_failed", "the ID token names nobody");
      return {
        provider: name,
        issuer: iss,
        subject: sub,
        ...personOf(settings, tokens.id, tokens.userinfo),
        tokens,
      };
    },
  };
}

const SECRET_LIVES_SECONDS = 300;

function signedByUs({ clientId, teamId, keyId, privateKeyPath }: AppleSettings, now: () => number): ClientAuth {
  return async (_server, _client, body) => {
    const key = await importPKCS8(await readFile(privateKeyPath, "utf8"), "ES256").catch((error: unknown) => {
      throw refuse("provider-unavailable", "APPLE_PRIVATE_KEY_PATH holds no key that can be read", error);
    });
    const at = Math.floor(now() / 1000);
    const secret = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: keyId })
      .setIssuer(teamId)
      .setSubject(clientId)
      .setAudience("https://appleid.apple.com")
      .setIssuedAt(at)
      .setExpirationTime(at + SECRET_LIVES_SECONDS)
      .sign(key);
    body.set("client_id", clientId);
    body.set("client_secret", secret);
  };
}
