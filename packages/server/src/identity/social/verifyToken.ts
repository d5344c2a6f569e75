import { createRemoteJWKSet, customFetch, decodeProtectedHeader, type JWTPayload, jwtVerify } from "jose";
import type { ServerMetadata } from "openid-client";
import type { OpenIdSettings } from "../../config/index.ts";
import { boundedFetch } from "./boundedFetch.ts";
import { PATIENCE_SECONDS } from "./provider.ts";

export type JwtKind = "id" | "access";

/** Keys that only the provider has; one that both know would let whoever reads our settings speak for it. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const LONGEST_TOKEN = 32 * 1024;

/** A token that is not believed; the message says why, and holds nothing of it. */
export class TokenRefused extends Error {}

/** Believes tokens of one provider: signature, issuer, audience, time, and what they are for. */
export class TokenVerifier {
  private readonly metadata: ServerMetadata;
  private readonly settings: OpenIdSettings;
  private readonly now: () => number;
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(metadata: ServerMetadata, settings: OpenIdSettings, now: () => number) {
    this.metadata = metadata;
    this.settings = settings;
    this.now = now;
    this.keys = createRemoteJWKSet(new URL(metadata.jwks_uri ?? ""), {
      timeoutDuration: PATIENCE_SECONDS * 1000,
      [customFetch]: boundedFetch,
    });
  }

  /** @throws {TokenRefused} */
  async verify(token: string, kind: JwtKind): Promise<JWTPayload> {
    if (token.length > LONGEST_TOKEN) throw new TokenRefused("it is too long");
    const { clientId, clockToleranceSeconds } = this.settings;
    const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
      algorithms: ALGORITHMS,
      issuer: this.metadata.issuer,
      ...(kind === "id" && { audience: clientId }),
      requiredClaims: kind === "id" ? ["exp", "iat", "sub"] : ["exp"],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(this.now()),
    }).catch((error: unknown) => {
      throw new TokenRefused(reasonOf(error), { cause: error });
    });
    requirePurpose(protectedHeader.typ, payload, kind);
    if (kind === "id") requireParty(payload, clientId);
    else this.requireForUs(payload);
    return payload;
  }

  /** An access token is often made for another audience than whoever asked for it: then it must say that it was made for us to use. */
  private requireForUs({ aud, azp, client_id }: JWTPayload): void {
    const { audience, clientId } = this.settings;
    const audiences = [aud ?? []].flat();
    const isOurs =
      audience === undefined
        ? audiences.includes(clientId) || azp === clientId || client_id === clientId
        : audiences.includes(audience);
    if (!isOurs) throw new TokenRefused("it was made for another audience");
  }
}

/** An ID token says who somebody is; an access token, or one of signing out, does not. @throws {TokenRefused} */
export function requirePurpose(header: string | undefined, payload: JWTPayload, kind: JwtKind): void {
  const words = [header, payload.typ].flatMap((word) =>
    typeof word === "string" ? [word.toLowerCase().replace(/^application\//, "")] : [],
  );
  const other =
    kind === "id"
      ? ["at+jwt", "bearer", "refresh", "offline", "logout+jwt", "logout"]
      : ["id", "refresh", "offline", "logout+jwt", "logout"];
  const isUnnamed = kind === "access" && words.every((word) => !["at+jwt", "bearer"].includes(word));
  if (words.some((word) => other.includes(word)) || "events" in payload || (isUnnamed && looksLikeIdToken(payload)))
    throw new TokenRefused(`it is no ${kind === "id" ? "ID" : "access"} token`);
}

/** Many access tokens do not say that they are one; an ID token is told by what only it is for, and says nothing of what may be done. */
const looksLikeIdToken = (payload: JWTPayload): boolean =>
  ["nonce", "at_hash", "c_hash"].some((claim) => claim in payload) &&
  !["scope", "scp", "client_id"].some((claim) => claim in payload);

/** A token for several, or one that somebody else was given, names us as the one it was given to. @throws {TokenRefused} */
export function requireParty({ aud, azp }: JWTPayload, clientId: string): void {
  if (azp === undefined && Array.isArray(aud) && aud.length > 1)
    throw new TokenRefused("it is for several applications, and does not say to which it was given");
  if (azp !== undefined && azp !== clientId) throw new TokenRefused("it was given to another application");
}

/** The header's `typ` of a token that was verified already. */
export const typeOf = (token: string): string | undefined => decodeProtectedHeader(token).typ;

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "it has ended",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature is wrong",
  ERR_JWKS_NO_MATCHING_KEY: "it is signed with a key that is not the provider's",
  ERR_JWKS_TIMEOUT: "the keys of the provider cannot be read",
  ERR_JOSE_ALG_NOT_ALLOWED: "it is signed in a way that is not taken",
  ERR_JWS_INVALID: "it is no token that can be read",
  ERR_JWT_INVALID: "it is no token that can be read",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it is not valid";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED" && "claim" in error)
    return `its \`${String(error.claim)}\` does not fit`;
  return reasons[code] ?? "it is not valid, or the keys of the provider cannot be read";
}
