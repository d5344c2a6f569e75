import type { FastifyReply } from "fastify";
import type { Settings } from "../../config/index.ts";

export const REFRESH_COOKIE = "refreshToken";

/** The cookies of a session, as LibreChat sets them. */
export class SessionCookies {
  private readonly options: { path: string; httpOnly: true; sameSite: "strict"; secure: boolean };

  constructor({ http }: Settings) {
    this.options = { path: "/", httpOnly: true, sameSite: "strict", secure: http.cookieSecure };
  }

  set(reply: FastifyReply, { token, expiresAt }: { token: string; expiresAt: number }): void {
    const options = { ...this.options, expires: new Date(expiresAt) };
    reply.setCookie(REFRESH_COOKIE, token, options).setCookie("token_provider", "librechat", options);
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(REFRESH_COOKIE, this.options).clearCookie("token_provider", this.options);
  }
}
