import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { DAY } from "../links/links.ts";
import type { IdentityParts } from "../parts.ts";

const COOKIE = "gatehouse_registered";
const LIFE_MS = DAY;

/** Knows the browser again in which somebody registered: a link that verifies the address asks for no password there. */
export class Registrants {
  private readonly key: string;
  private readonly now: () => number;
  private readonly options: { path: string; httpOnly: true; sameSite: "strict"; secure: boolean };

  constructor({ secrets, settings, now }: Pick<IdentityParts, "secrets" | "settings" | "now">) {
    this.key = secrets.jwtSecret;
    this.now = now;
    const { cookieSecure: secure } = settings.http;
    this.options = { path: "/api/user/verify", httpOnly: true, sameSite: "strict", secure };
  }

  /** @param account also one that was not made, as the address had one: the cookie tells nobody which */
  remember(reply: FastifyReply, account: string): void {
    const endsAt = this.now() + LIFE_MS;
    const value = [account.slice("user:".length), endsAt, this.sign(account, String(endsAt))].join(".");
    reply.setCookie(COOKIE, value, { ...this.options, expires: new Date(endsAt) });
  }

  /** `user:…`; null for a browser in which nobody registered lately. */
  accountOf({ cookies }: FastifyRequest): string | null {
    const [id = "", endsAt = "", given = ""] = (cookies[COOKIE] ?? "").split(".");
    const account = `user:${id}`;
    const [signature, expected] = [given, this.sign(account, endsAt)].map((text) => Buffer.from(text));
    if (!signature || !expected || signature.length !== expected.length) return null;
    return timingSafeEqual(signature, expected) && Number(endsAt) > this.now() ? account : null;
  }

  private sign(account: string, endsAt: string): string {
    return createHmac("sha256", this.key).update(`gatehouse registered ${account} ${endsAt}`).digest("base64url");
  }
}
