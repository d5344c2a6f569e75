import type { FastifyReply } from "fastify";
import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import { banTicketOf } from "../accounts/banTickets.ts";
import type { Identity } from "../identity.ts";
import { SessionCookies } from "../sessions/cookies.ts";
import { clientOf } from "../sessions/routes.ts";
import { OwnId } from "../texts.ts";
import { SignInRefused } from "./refused.ts";
import {
  DepartureQuery,
  ExchangeBody,
  LinkAnswer,
  LinkBody,
  PanelAnswer,
  PanelQuery,
  PanelRefreshBody,
  ProviderParams,
  TokenTestAnswer,
  TokenTestBody,
  WaysInAnswer,
} from "./schemas.ts";
import type { Departure } from "./service.ts";
import { testToken } from "./tokenTest.ts";
import { WaysIn } from "./ways.ts";

const tags = ["auth"];
const COOKIE = "gatehouse_passage";
const LONGEST_ANSWER = 16 * 1024;

/** Signing in through other providers, linking them, and trying their tokens. */
export function socialRoutes(app: App, identity: Identity): void {
  const { social, panel, settings, limits } = identity;
  const { domainClient } = settings.http;
  const cookies = new SessionCookies(settings);
  const ways = new WaysIn(identity);
  const passage = { path: "/oauth", httpOnly: true, sameSite: "lax", secure: settings.http.cookieSecure } as const;

  app.get(
    "/oauth/:provider",
    {
      config: { auth: "none" },
      schema: {
        summary: "Sign in through a provider: leads to it",
        tags,
        params: ProviderParams,
        querystring: DepartureQuery,
      },
    },
    async (request, reply) => {
      const provider = social.require(request.params.provider);
      try {
        await limits.spend("login", request.ip);
        const { organization, redirect_to } = request.query;
        const departure = await social.depart(provider, { organization, goingTo: redirect_to });
        carry(reply, departure);
        return go(reply, departure.url.href);
      } catch (error) {
        return go(reply, signInPage(social.refusalOf(error, provider.name)));
      }
    },
  );
  app.get(
    "/oauth/:provider/callback",
    {
      config: { auth: "none" },
      schema: { summary: "Where a provider sends people back to", tags, params: ProviderParams },
    },
    async (request, reply) => {
      const provider = social.require(request.params.provider);
      const search = request.url.slice(request.url.indexOf("?") + 1);
      const answer = new URLSearchParams(request.url.includes("?") && search.length <= LONGEST_ANSWER ? search : "");
      const sealed = request.cookies[COOKIE];
      reply.clearCookie(COOKIE, passage);
      const wasFromPanel = await social.isFromPanel(sealed);
      try {
        const arrival = await social.arrive(provider, sealed, answer, clientOf(request));
        if (arrival.kind === "linked") return go(reply, `${domainClient}/account?linked=${arrival.provider}`);
        if (arrival.kind === "asked-for-code")
          return go(reply, wasFromPanel ? panel.backWithout("second-factor") : secondStepPage(arrival));
        if (arrival.panel) return go(reply, await panel.backWithCode(arrival.refresh, arrival.panel));
        cookies.set(reply, arrival.refresh);
        return go(reply, domainClient + arrival.goingTo);
      } catch (error) {
        const ticket = banTicketOf(error);
        const code = social.refusalOf(error, provider.name);
        if (wasFromPanel) return go(reply, panel.backWithout(code));
        if (ticket !== null) return go(reply, bannedPage(ticket));
        const wasLinking = await social.isLinking(sealed);
        return go(reply, wasLinking ? `${domainClient}/account?error=${code}` : signInPage(code));
      }
    },
  );
  // Apple answers with a form that another site sends: the cookie comes along only when the browser then asks by itself.
  void app.register(async (forms) => {
    forms.addContentTypeParser<string>(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: LONGEST_ANSWER },
      (_request, body, done) => done(null, body),
    );
    forms.post(
      "/oauth/apple/callback",
      { config: { auth: "none" }, schema: { summary: "Where Apple sends people back to, as a form", tags } },
      async (request, reply) => {
        social.require("apple");
        const form = new URLSearchParams(typeof request.body === "string" ? request.body : "");
        const answer = new URLSearchParams();
        for (const name of ["code", "state", "error"]) {
          const value = form.get(name);
          if (value !== null && value.length <= 2_000) answer.set(name, value);
        }
        return go(reply, `/oauth/apple/callback?${answer}`, 303);
      },
    );
  });

  app.get(
    "/api/auth/identities",
    { schema: { summary: "The providers through which one signs in", tags, response: { 200: WaysInAnswer } } },
    async (request) => ways.list(request.actor),
  );
  app.post(
    "/api/auth/identities",
    {
      schema: {
        summary: "Link a provider to one's account: where to go on",
        tags,
        body: LinkBody,
        response: { 200: LinkAnswer },
      },
    },
    async (request, reply) => {
      await limits.spend("login", request.ip);
      const departure = await ways.link(request.actor, request.body).catch((error: unknown) => {
        if (!(error instanceof SignInRefused)) throw error;
        social.refusalOf(error, request.body.provider);
        throw problem("provider-unavailable", { cause: error });
      });
      carry(reply, departure);
      return { url: departure.url.href };
    },
  );
  app.delete(
    "/api/auth/identities/:id",
    {
      schema: {
        summary: "Unlink a provider; never the last way in",
        tags,
        params: z.strictObject({ id: OwnId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await ways.unlink(request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  );
  app.post(
    "/api/admin/identity/token-test",
    {
      schema: {
        summary: "What a token of the OpenID provider would do; writes nothing",
        tags: ["admin"],
        body: TokenTestBody,
        response: { 200: TokenTestAnswer },
      },
    },
    async (request) => testToken(identity, request.actor, request.body),
  );

  app.get(
    "/api/admin/oauth/openid/check",
    {
      config: { auth: "none" },
      schema: {
        summary: "Whether one can sign in to LibreChat's admin panel through OpenID",
        tags,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async () => {
      panel.requireOffered();
      return { message: "OpenID is configured" };
    },
  );
  app.get(
    "/api/admin/oauth/openid",
    {
      config: { auth: "none" },
      schema: { summary: "Sign in to LibreChat's admin panel: leads to the provider", tags, querystring: PanelQuery },
    },
    async (request, reply) => {
      panel.requireOffered();
      const provider = social.require("openid");
      try {
        await limits.spend("login", request.ip);
        const { organization, code_challenge: challenge } = request.query;
        const departure = await social.depart(provider, { organization, panel: { challenge } });
        carry(reply, departure);
        return go(reply, departure.url.href);
      } catch (error) {
        return go(reply, panel.backWithout(social.refusalOf(error, provider.name)));
      }
    },
  );
  app.post(
    "/api/admin/oauth/exchange",
    {
      config: { auth: "none" },
      schema: {
        summary: "Who signed in, for the code that the panel was led back with: once, and at once",
        tags,
        body: ExchangeBody,
        response: { 200: PanelAnswer },
      },
    },
    async (request, reply) => {
      await limits.spend("login", request.ip);
      return reply.header("Cache-Control", "no-store").send(await panel.exchange(request.body, request.ip));
    },
  );
  app.post(
    "/api/admin/oauth/refresh",
    {
      config: { auth: "none" },
      schema: {
        summary: "A new access token for the panel, by its refresh token",
        tags,
        body: PanelRefreshBody,
        response: { 200: PanelAnswer },
      },
    },
    async (request, reply) =>
      reply.header("Cache-Control", "no-store").send(await panel.refresh(request.body, request.ip)),
  );

  /** Behind the `#` it comes to no server, so to no log on the way. */
  const secondStepPage = ({ tempToken, goingTo }: { tempToken: string; goingTo: string }) =>
    `${domainClient}/login?${new URLSearchParams({ redirect: "false", redirect_to: goingTo })}#code-for=${tempToken}`;
  const bannedPage = (ticket: string) => `${domainClient}/banned#ticket=${ticket}`;
  const signInPage = (code: string) => `${domainClient}/login?redirect=false&error=${code}`;

  function carry(reply: FastifyReply, { sealed, endsAt }: Departure): void {
    reply.setCookie(COOKIE, sealed, { ...passage, expires: new Date(endsAt) });
  }
}

/** Nothing on the way is kept by anybody. */
function go(reply: FastifyReply, url: string, status: 302 | 303 = 302): FastifyReply {
  return reply.header("Cache-Control", "no-store").redirect(url, status);
}
