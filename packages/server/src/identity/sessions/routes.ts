import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import { REFRESH_COOKIE, SessionCookies } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import { LoginAnswer, LoginBody, passwordBody, registerBody, SessionsAnswer, SignedInAnswer } from "./schemas.ts";
import type { Client, Pending, SignedIn } from "./service.ts";

const tags = ["auth"];
const Message = z.object({ message: z.string() });
/** The same for everybody, known or not. */
const REGISTERED = "Thank you. If this address was not registered yet, the account is made: sign in with it.";
const REGISTERED_BY_MAIL =
  "Thank you. If this address was not registered yet, the account is made: follow the link that was sent there.";

/** Signing up, in and out. */
export function sessionRoutes(app: App, identity: Identity): void {
  const { sessions, registration, registrants, passwordReset, limits, settings } = identity;
  const least = settings.identity.minPasswordLength;
  const cookies = new SessionCookies(settings);

  app.post(
    "/api/auth/register",
    {
      config: { auth: "none" },
      schema: { summary: "Sign up", tags, body: registerBody(least), response: { 200: Message } },
    },
    async (request, reply) => {
      await limits.spend("register", request.ip);
      identity.requireAddress(request.body.organization, request.ip);
      const { name, email, username, password, setup_code, organization, token } = request.body;
      const { account, revision } = await registration.register(
        { name, email, username: username ?? null, password, setupCode: setup_code, organization, token },
        request.ip,
      );
      if (revision !== null) sendRevision(reply, revision);
      if (token === undefined) registrants.remember(reply, account);
      const isMailed = identity.mail.isConfigured && token === undefined && revision === null;
      return { message: isMailed ? REGISTERED_BY_MAIL : REGISTERED };
    },
  );
  app.post(
    "/api/auth/login",
    {
      config: { auth: "none" },
      schema: { summary: "Sign in", tags, body: LoginBody, response: { 200: LoginAnswer } },
    },
    async (request, reply) => {
      await limits.spendLogin(request.ip, request.body.organization, request.body.email);
      return sendFirstStep(reply, await sessions.signIn(request.body, clientOf(request)));
    },
  );
  app.post(
    "/api/admin/login/local",
    {
      config: { auth: "none" },
      schema: { summary: "Sign in to the administration", tags, body: LoginBody, response: { 200: LoginAnswer } },
    },
    async (request, reply) => {
      await limits.spendLogin(request.ip, request.body.organization, request.body.email);
      const signedIn = await sessions.signIn(request.body, clientOf(request));
      // Whether they may is asked of the session that the second step begins.
      if ("tempToken" in signedIn) return sendFirstStep(reply, signedIn);
      const actor = await identity.anyActorOf(signedIn.token, request.ip);
      if (!identity.access.of(actor).may(actor, "access:admin")) {
        await sessions.signOut(actor);
        throw problem("forbidden", { detail: "you may not `access:admin`", extra: { requires: "access:admin" } });
      }
      return send(reply, signedIn);
    },
  );
  app.post(
    "/api/auth/refresh",
    {
      config: { auth: "none" },
      schema: {
        summary: "A new access token, by the cookie",
        tags,
        querystring: z.strictObject({ retry: z.string().max(10).optional() }),
        response: { 200: z.union([SignedInAnswer, z.string()]) },
      },
    },
    async (request, reply) => {
      const token = request.cookies[REFRESH_COOKIE];
      // Kept as LibreChat answers it: its clients ask at every start.
      if (!token) return reply.type("text/plain; charset=utf-8").serializer(String).send("Refresh token not provided");
      return send(reply, await sessions.refresh(token, request.ip));
    },
  );
  app.post(
    "/api/auth/logout",
    {
      config: { auth: "optional", beforeSecondFactor: true },
      schema: {
        summary: "Sign out; the access token ends at once. `redirect`: where one signs out at the provider as well",
        tags,
        response: { 200: Message.extend({ redirect: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      // Whoever's access token has run out signs out by the cookie.
      const cookie = request.cookies[REFRESH_COOKIE];
      const provider =
        request.signedIn || cookie === undefined
          ? await sessions.signOut(request.actor)
          : await sessions.signOutByRefreshToken(cookie);
      cookies.clear(reply);
      const redirect = await identity.social.endSessionAt(provider);
      return { message: "Logout successful", ...(redirect !== null && { redirect }) };
    },
  );
  app.get(
    "/api/auth/sessions",
    { schema: { summary: "Where one is signed in", tags, response: { 200: SessionsAnswer } } },
    async (request) => {
      const rows = await sessions.list(request.actor);
      return {
        sessions: rows.map((row) => ({
          id: row.id,
          current: row.id === request.actor.session,
          createdAt: new Date(row.created_at).toISOString(),
          lastSeenAt: new Date(row.last_seen_at).toISOString(),
          device: deviceOf(row.user_agent),
          userAgent: row.user_agent,
          ip: row.ip,
          expiresAt: new Date(row.expires_at).toISOString(),
        })),
      };
    },
  );
  app.delete(
    "/api/auth/sessions/:id",
    {
      schema: {
        summary: "End one of one's sessions",
        tags,
        params: z.strictObject({ id: OwnId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await sessions.revoke(request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  );
  app.delete(
    "/api/auth/sessions",
    {
      schema: {
        summary: "End all of one's sessions but this one",
        tags,
        response: { 200: z.object({ ended: z.number() }) },
      },
    },
    async (request) => ({ ended: await sessions.revokeOthers(request.actor) }),
  );
  app.post(
    "/api/auth/password",
    {
      schema: {
        summary: "Change one's password; other sessions end",
        tags,
        body: passwordBody(least),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await limits.spend("login", request.ip);
      await sessions.changePassword(request.actor, request.body);
      await passwordReset.changed(request.actor);
      return reply.status(204).send(null);
    },
  );

  function sendFirstStep(reply: FastifyReply, signedIn: SignedIn | Pending) {
    if (!("tempToken" in signedIn)) return send(reply, signedIn);
    reply.header("Cache-Control", "no-store");
    return { twoFAPending: true as const, tempToken: signedIn.tempToken };
  }

  function send(reply: FastifyReply, { token, user, refresh }: SignedIn) {
    if (refresh) cookies.set(reply, refresh);
    reply.header("Cache-Control", "no-store");
    return { token, user };
  }
}

export function clientOf(request: FastifyRequest): Client {
  return { ip: request.ip, userAgent: request.headers["user-agent"] ?? null };
}
