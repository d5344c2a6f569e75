import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";

/** Who a session belongs to, and where. */
export interface SessionClaims {
  /** The user's id, without type. */
  id: string;
  organization: string;
  session: string;
}

export interface TokenOwner {
  id: string;
  username: string | null;
  provider: string;
  email: string;
}

const ISSUER = "gatehouse";
const ACCESS = "gatehouse/access";
const REFRESH = "gatehouse/refresh";
const MOST_REMEMBERED = 20_000;

const Access = z.object({
  id: z.string(),
  org: z.string(),
  sid: z.string(),
  exp: z.number(),
  purpose: z.literal("access"),
});
const Refresh = z.object({ id: z.string(), org: z.string(), sessionId: z.string(), purpose: z.literal("refresh") });

/**
 * Access and refresh tokens: HS256 with a secret each; issuer, audience and purpose are pinned, so that a token made for something else
 * (a second factor, an invitation, another installation) opens nothing.
 */
export class Tokens {
  private readonly accessKey: KeyObject;
  private readonly refreshKey: KeyObject;
  private readonly now: () => number;
  /** Tokens whose signature was found good, until they end. */
  private readonly verified = new Map<string, SessionClaims & { endsAt: number }>();

  constructor({ jwtSecret, jwtRefreshSecret }: { jwtSecret: string; jwtRefreshSecret: string }, now: () => number) {
    this.accessKey = createSecretKey(Buffer.from(jwtSecret));
    this.refreshKey = createSecretKey(Buffer.from(jwtRefreshSecret));
    this.now = now;
  }

  /** @param endsAt milliseconds; LibreChat's claims, and ours: `org`, `sid`, `purpose` */
  async signAccess(owner: TokenOwner, { organization, session }: SessionClaims, endsAt: number): Promise<string> {
    const { id, username, provider, email } = owner;
    return this.sign(
      { id, username: username ?? "", provider, email, org: organization, sid: session, purpose: "access" },
      ACCESS,
      endsAt,
      this.accessKey,
    );
  }

  async signRefresh({ id, organization, session }: SessionClaims, endsAt: number, jti: string): Promise<string> {
    return this.sign(
      { id, org: organization, sessionId: session, purpose: "refresh", jti },
      REFRESH,
      endsAt,
      this.refreshKey,
    );
  }

  /** A token that was read before and is in force; null for every other. */
  recall(token: string): SessionClaims | null {
    const known = this.verified.get(token);
    if (!known) return null;
    if (known.endsAt > this.now()) return known;
    this.verified.delete(token);
    return null;
  }

  /** Null for whatever is not a token of ours in force. */
  async readAccess(token: string): Promise<SessionClaims | null> {
    const known = this.recall(token);
    if (known) return known;
    const payload = await this.verify(token, ACCESS, this.accessKey);
    const claims = Access.safeParse(payload);
    if (!claims.success) return null;
    const { id, org, sid, exp } = claims.data;
    const read = { id, organization: org, session: sid, endsAt: exp * 1000 };
    if (this.verified.size >= MOST_REMEMBERED) this.verified.delete(this.verified.keys().next().value ?? "");
    this.verified.set(token, read);
    return read;
  }

  async readRefresh(token: string): Promise<SessionClaims | null> {
    const claims = Refresh.safeParse(await this.verify(token, REFRESH, this.refreshKey));
    if (!claims.success) return null;
    return { id: claims.data.id, organization: claims.data.org, session: claims.data.sessionId };
  }

  private sign(claims: Record<string, unknown>, audience: string, endsAt: number, key: KeyObject): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(Math.floor(this.now() / 1000))
      .setExpirationTime(Math.floor(endsAt / 1000))
      .sign(key);
  }

  private async verify(token: string, audience: string, key: KeyObject): Promise<unknown> {
    // Nothing that we sign is longer; what is, is not worth a hash.
    if (token.length > 4_096) return null;
    const options = {
      algorithms: ["HS256"],
      issuer: ISSUER,
      audience,
      currentDate: new Date(this.now()),
      requiredClaims: ["exp"],
    };
    return jwtVerify(token, key, options).then(
      ({ payload }) => payload,
      () => null,
    );
  }
}

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
