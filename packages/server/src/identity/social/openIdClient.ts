import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  type ServerMetadata,
} from "openid-client";
import type { OpenIdSettings } from "../../config/index.ts";
import { boundedFetch } from "./boundedFetch.ts";
import { failed, unreachable } from "./failures.ts";
import type { Claims, TokenClaims } from "./proof.ts";
import { type Checks, cameBackTo, PATIENCE_SECONDS } from "./provider.ts";
import { refuse } from "./refused.ts";
import { requireParty, requirePurpose, TokenVerifier, typeOf } from "./verifyToken.ts";

/** So long what a provider says about itself is believed; its keys are looked up when one is new. */
const DISCOVERED_FOR_MS = 60 * 60_000;
/** So long a provider that did not answer is not asked again: people press the button more than once. */
const LEFT_ALONE_MS = 2_000;

export interface OpenIdClientOptions {
  settings: OpenIdSettings;
  /** Where people come back to. */
  callback: string;
  now: () => number;
  /** Another way than a secret. */
  authentication?: ClientAuth;
  /** Of the request that sends somebody there. */
  parameters?: Readonly<Record<string, string>>;
}

interface Found {
  configuration: Configuration;
  verifier: TokenVerifier;
  at: number;
}

/**
 * One OpenID provider. Nothing is asked of it before somebody wants to sign in, and what did not work is tried again: one that is down stops
 * nothing.
 */
export class OpenIdClient {
  private readonly options: OpenIdClientOptions;
  private found: Found | undefined;
  private looking: Promise<Found> | undefined;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OpenIdClientOptions) {
    this.options = options;
  }

  /** @throws {SignInRefused} `provider-unavailable` */
  async begin({ state, nonce, verifier }: Checks): Promise<URL> {
    const { settings, callback, parameters } = this.options;
    const { configuration } = await this.discovered();
    return buildAuthorizationUrl(configuration, {
      redirect_uri: callback,
      scope: settings.scope,
      state,
      nonce,
      ...(settings.pkce && {
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      }),
      ...(settings.audience !== undefined && { audience: settings.audience }),
      ...parameters,
    });
  }

  /**
   * @returns what its tokens say: of the ID token in any case
   * @throws {SignInRefused}
   */
  async finish(answer: URLSearchParams, { state, nonce, verifier }: Checks): Promise<TokenClaims & { id: Claims }> {
    const { settings, callback } = this.options;
    const found = await this.discovered();
    try {
      const tokens = await authorizationCodeGrant(found.configuration, cameBackTo(callback, answer), {
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
        ...(settings.pkce && { pkceCodeVerifier: verifier }),
      });
      const id = tokens.claims();
      if (!id || tokens.id_token === undefined) throw refuse("auth_failed", "the provider gave no ID token");
      requirePurpose(typeOf(tokens.id_token), id, "id");
      requireParty(id, settings.clientId);
      return {
        id,
        access: isAsked(settings, "access") ? await this.accessClaims(found, tokens.access_token) : undefined,
        userinfo: await this.userInfo(found, tokens.access_token, id.sub),
      };
    } catch (error) {
      throw failed(error);
    }
  }

  /** Null: the provider has no such address. */
  async endSessionUrl(parameters: Record<string, string>): Promise<URL | null> {
    const { configuration } = await this.discovered();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
    return buildEndSessionUrl(configuration, parameters);
  }

  /** @throws {SignInRefused} `provider-unavailable` */
  async verifier(): Promise<TokenVerifier> {
    return (await this.discovered()).verifier;
  }

  /** What the provider says about itself. @throws {SignInRefused} `provider-unavailable` */
  async metadata(): Promise<ServerMetadata> {
    return (await this.discovered()).configuration.serverMetadata();
  }

  private async accessClaims({ verifier }: Found, token: string): Promise<Claims | undefined> {
    return verifier.verify(token, "access").catch(() => undefined);
  }

  /** Many providers give names and addresses there alone. Without it the ID token has to do. */
  private async userInfo({ configuration }: Found, accessToken: string, subject: string): Promise<Claims | undefined> {
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return undefined;
    return fetchUserInfo(configuration, accessToken, subject);
  }

  private async discovered(): Promise<Found> {
    const now = this.options.now();
    if (this.found && now - this.found.at < DISCOVERED_FOR_MS) return this.found;
    if (now - this.failedAt < LEFT_ALONE_MS && now >= this.failedAt)
      throw refuse("provider-unavailable", "it did not answer a moment ago");
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async look(): Promise<Found> {
    const { settings, now, authentication } = this.options;
    const { issuer, clientId, clientSecret, clockToleranceSeconds } = settings;
    const execute = [enableNonRepudiationChecks];
    if (issuer.startsWith("http:")) execute.push(allowInsecureRequests);
    try {
      const configuration = await discovery(
        new URL(issuer),
        clientId,
        { [clockTolerance]: clockToleranceSeconds },
        authentication ?? withSecret(clientSecret),
        { execute, timeout: PATIENCE_SECONDS, [customFetch]: boundedFetch },
      );
      const metadata = configuration.serverMetadata();
      if (metadata.authorization_endpoint === undefined || metadata.jwks_uri === undefined)
        throw refuse("provider-unavailable", "its document names no way to sign in");
      this.found = { configuration, verifier: new TokenVerifier(metadata, settings, now), at: now() };
      return this.found;
    } catch (error) {
      this.failedAt = now();
      // What it said before is better than nothing.
      if (this.found) return this.found;
      throw unreachable(error);
    }
  }
}

/** In the body or in the header, whichever the provider takes; both are as safe. */
function withSecret(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const [inBody, inHeader] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported;
    const way = taken && !taken.includes("client_secret_post") && taken.includes("client_secret_basic");
    (way ? inHeader : inBody)(server, client, body, headers);
  };
}

const isAsked = ({ requiredRole, adminRole, roleSync, groups }: OpenIdSettings, kind: "access"): boolean =>
  [requiredRole, adminRole, roleSync, groups].some((rule) => rule?.source === kind);
