import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  fetchProtectedResource,
} from "openid-client";
import { z } from "zod";
import type { ClientSettings } from "../../config/index.ts";
import { boundedFetch } from "./boundedFetch.ts";
import { failed } from "./failures.ts";
import { emailOf } from "./person.ts";
import type { Proof, ProviderName } from "./proof.ts";
import { callbackUrl, cameBackTo, type Endpoints, PATIENCE_SECONDS, type Provider } from "./provider.ts";
import { refuse } from "./refused.ts";

type Ask = (path: string) => Promise<unknown>;

/** A provider that speaks OAuth 2 and tells by calls of its own who somebody is. */
interface Dialect {
  name: ProviderName;
  issuer: string;
  authorization: string;
  token: string;
  api: string;
  scope: string;
  /** Whom the access token belongs to. */
  person(ask: Ask): Promise<Pick<Proof, "subject" | "email" | "emailVerified" | "name" | "username">>;
}

const text = z.string().max(2_000).nullish();

const GitHubUser = z.object({ id: z.number().int().positive(), login: z.string().max(200), name: text });
const GitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })).max(1_000);

const github: Dialect = {
  name: "github",
  issuer: "https://github.com/login/oauth",
  authorization: "https://github.com/login/oauth/authorize",
  token: "https://github.com/login/oauth/access_token",
  api: "https://api.github.com",
  scope: "read:user user:email",
  person: async (ask) => {
    const { id, login, name } = GitHubUser.parse(await ask("/user"));
    // The address that a profile shows says nothing of whose it is.
    const emails = GitHubEmails.parse(await ask("/user/emails"));
    const best = emails.find((one) => one.primary && one.verified) ?? emails.find((one) => one.primary);
    const email = emailOf(best?.email ?? null);
    return {
      subject: String(id),
      email,
      emailVerified: email !== null && best?.verified === true,
      name: name ?? login,
      username: login,
    };
  },
};

const DiscordUser = z.object({
  id: z.string().regex(/^\d{1,30}$/),
  username: z.string().max(200),
  global_name: text,
  email: text,
  verified: z.boolean().nullish(),
});

const discord: Dialect = {
  name: "discord",
  issuer: "https://discord.com",
  authorization: "https://discord.com/oauth2/authorize",
  token: "https://discord.com/api/oauth2/token",
  api: "https://discord.com/api",
  scope: "identify email",
  person: async (ask) => {
    const { id, username, global_name, email: given, verified } = DiscordUser.parse(await ask("/users/@me"));
    const email = emailOf(given ?? null);
    return {
      subject: id,
      email,
      emailVerified: email !== null && verified === true,
      name: global_name ?? username,
      username,
    };
  },
};

const FacebookUser = z.object({ id: z.string().regex(/^\d{1,40}$/), name: text, email: text });

const facebook: Dialect = {
  name: "facebook",
  issuer: "https://www.facebook.com",
  authorization: "https://www.facebook.com/v21.0/dialog/oauth",
  token: "https://graph.facebook.com/v21.0/oauth/access_token",
  api: "https://graph.facebook.com/v21.0",
  scope: "public_profile email",
  person: async (ask) => {
    const { id, name, email } = FacebookUser.parse(await ask("/me?fields=id,name,email"));
    // It does not say whether the address was ever confirmed.
    return { subject: id, email: emailOf(email ?? null), emailVerified: false, name: name ?? null, username: null };
  },
};

const dialects = { github, discord, facebook };

export function oauthProvider(
  name: keyof typeof dialects,
  { clientId, clientSecret, callback: given }: ClientSettings,
  { domainServer, endpoints = {} }: { domainServer: string; endpoints: Endpoints | undefined },
): Provider {
  const dialect = { ...dialects[name], ...endpoints };
  const callback = callbackUrl(given, domainServer);
  const configuration = new Configuration(
    {
      issuer: dialect.issuer,
      authorization_endpoint: dialect.authorization,
      token_endpoint: dialect.token,
    },
    clientId,
    {},
    ClientSecretPost(clientSecret),
  );
  configuration.timeout = PATIENCE_SECONDS;
  configuration[customFetch] = boundedFetch;
  if (dialect.token.startsWith("http:")) allowInsecureRequests(configuration);
  return {
    name,
    begin: async ({ state, verifier }) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: callback,
        scope: dialect.scope,
        state,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      }),
    finish: async (answer, { state, verifier }) => {
      try {
        const { access_token } = await authorizationCodeGrant(configuration, cameBackTo(callback, answer), {
          expectedState: state,
          pkceCodeVerifier: verifier,
        });
        const person = await dialect.person((path) => askOf(configuration, access_token, dialect.api + path));
        return { provider: name, issuer: dialect.issuer, ...person };
      } catch (error) {
        if (error instanceof z.ZodError) throw refuse("auth_failed", "the provider describes people in another form");
        throw failed(error);
      }
    },
  };
}

async function askOf(configuration: Configuration, token: string, url: string): Promise<unknown> {
  const headers = new Headers({ accept: "application/json", "user-agent": "Gatehouse" });
  const response = await fetchProtectedResource(configuration, token, new URL(url), "GET", null, headers);
  if (response.status >= 500) throw refuse("provider-unavailable", `the provider answered ${response.status}`);
  if (!response.ok) throw refuse("auth_failed", `the provider answered ${response.status} to who the person is`);
  return response.json().catch(() => {
    throw refuse("auth_failed", "the provider describes people in another form");
  });
}
