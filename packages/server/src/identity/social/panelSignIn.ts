import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { decodeJwt } from "jose";
import type { Access } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { Problem, problem } from "../../http/problem.ts";
import { Seal, type Store } from "../../store/index.ts";
import type { IdentityParts } from "../parts.ts";
import type { Sessions, SignedIn } from "../sessions/service.ts";
import { insertPanelCode, takePanelCode } from "./queries.ts";
import type { SignInRefused } from "./refused.ts";
import type { SocialSignIn } from "./service.ts";

interface PanelParts {
  sessions: Sessions;
  social: SocialSignIn;
  /** Whoever a new access token belongs to. */
  actorOf(token: string, ip: string): Promise<Actor>;
}

/** What the panel's server keeps. */
export interface PanelSession {
  token: string;
  refreshToken?: string;
  user: SignedIn["user"];
  /** Of `token`; milliseconds since 1970. */
  expiresAt: number;
}

const CODE_TTL_MS = 30_000;
const CODE = /^[0-9a-f]{64}$/;
const VERIFIER = /^[\w.~-]{43,128}$/;

/**
 * Signing in to LibreChat's admin panel through OpenID. Its browser is led back to it with a code, and its server exchanges that for a session: once, within half a minute, and
 * only with the verifier whose SHA-256 the browser brought at the beginning.
 */
export class PanelSignIn {
  private readonly access: Access;
  private readonly settings: Settings;
  private readonly store: Store;
  private readonly now: () => number;
  private readonly seal: Seal<string>;
  private readonly parts: PanelParts;

  constructor({ access, settings, store, now, secrets }: IdentityParts, parts: PanelParts) {
    this.access = access;
    this.settings = settings;
    this.store = store;
    this.now = now;
    this.seal = new Seal(secrets.credsKey, "gatehouse codes of the admin panel", (code) => [code]);
    this.parts = parts;
  }

  /** @throws {Problem} `route-not-found` where there is no panel, or no OpenID: the panel shows its form alone then */
  requireOffered(): void {
    if (this.settings.http.adminPanelUrl === undefined || !this.parts.social.offered.includes("openid"))
      throw problem("route-not-found", {
        detail: "OpenID is not configured, or `ADMIN_PANEL_URL` is not set",
        extra: { error_code: "OPENID_NOT_CONFIGURED" },
      });
  }

  /** Where the browser of somebody who signed in goes. */
  async backWithCode({ token }: { token: string }, { challenge }: { challenge: string }): Promise<string> {
    const code = randomBytes(32).toString("hex");
    const now = this.now();
    const row = {
      code_hash: hashOf(code),
      challenge,
      sealed: this.seal.seal(token, code),
      expires_at: now + CODE_TTL_MS,
    };
    await this.store.transact((tx) => insertPanelCode(tx, row, now));
    return this.back({ code });
  }

  /** Where the browser of somebody goes who did not. */
  backWithout(code: SignInRefused["code"] | "second-factor"): string {
    const description =
      code === "second-factor"
        ? "Your account asks for a code. Sign in here with your password."
        : "You could not be signed in.";
    return this.back({ error: code, error_description: description });
  }

  /** @throws {Problem} with LibreChat's `error_code`; `forbidden` for whoever may not `access:admin`: their session ends */
  async exchange(
    { code, code_verifier: verifier }: { code?: string | undefined; code_verifier?: string | undefined },
    ip: string,
  ): Promise<PanelSession> {
    if (code === undefined || code === "") throw refused("request-invalid", "MISSING_CODE", "`code` is missing");
    if (!CODE.test(code)) throw refused("request-invalid", "INVALID_CODE_FORMAT", "`code` is 64 hexadecimal digits");
    if (verifier === undefined || !VERIFIER.test(verifier))
      throw refused("request-invalid", "INVALID_VERIFIER", "`code_verifier` is the one whose SHA-256 began it");
    const row = await this.store.transact((tx) => takePanelCode(tx, hashOf(code)));
    const token = row && row.expires_at > this.now() ? this.seal.open(row.sealed, code) : undefined;
    if (!row || token === undefined || !isSame(row.challenge, hashOf(verifier)))
      throw refused("refresh-invalid", "INVALID_OR_EXPIRED_CODE", "the code was used, has ended, or is another's");
    return this.session(token, ip);
  }

  /** @throws {Problem} with LibreChat's `error_code` */
  async refresh(
    { refresh_token: token, user_id: user }: { refresh_token?: string | undefined; user_id?: string | undefined },
    ip: string,
  ): Promise<PanelSession> {
    if (token === undefined || token === "")
      throw refused("request-invalid", "MISSING_REFRESH_TOKEN", "`refresh_token` is missing");
    const claims = await this.parts.sessions.claimsOf(token);
    if (claims && user !== undefined && claims.id !== user)
      throw refused("refresh-invalid", "USER_ID_MISMATCH", "the refresh token is another account's");
    return this.session(token, ip).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401)
        throw refused("refresh-invalid", "REFRESH_FAILED", error.detail ?? error.message);
      throw error;
    });
  }

  private async session(refreshToken: string, ip: string): Promise<PanelSession> {
    const { token, user, refresh } = await this.parts.sessions.refresh(refreshToken, ip);
    const actor = await this.parts.actorOf(token, ip);
    if (!this.access.of(actor).may(actor, "access:admin")) {
      await this.parts.sessions.signOut(actor);
      throw problem("forbidden", {
        detail: "you may not `access:admin`",
        extra: { requires: "access:admin", error_code: "FORBIDDEN" },
      });
    }
    return {
      ...{ token, user, expiresAt: (decodeJwt(token).exp ?? 0) * 1_000 },
      ...(refresh && { refreshToken: refresh.token }),
    };
  }

  private back(parameters: Record<string, string>): string {
    return `${this.settings.http.adminPanelUrl}/auth/openid/callback?${new URLSearchParams(parameters)}`;
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const refused = (code: "request-invalid" | "refresh-invalid", errorCode: string, detail: string): Problem =>
  problem(code, { detail, extra: { error_code: errorCode } });
