import {
  everybody,
  everybodyHears,
  membersHear,
  people,
  peopleHear,
  signedIn,
  signedInOrNot,
} from "../support/rights.ts";
import { sessionOf } from "./calls.ts";
import type { Row } from "./row.ts";

/** What everybody meets first: the server, signing in, oneself, what LibreChat's client asks. */
export const start: readonly Row[] = [
  // What a program or a person reads about this server
  { route: "GET /health", who: everybody },
  { route: "GET /livez", who: everybody },
  { route: "GET /healthz", who: everybody },
  { route: "GET /readyz", who: everybody },
  { route: "GET /metrics", who: everybody, when: "from the machine itself" },
  { route: "GET /api/openapi.json", who: everybody },
  { route: "GET /docs/api", who: everybody },
  { route: "GET /docs/api/", who: everybody },
  { route: "GET /docs/api/js/scalar.js", who: everybody },
  { route: "GET /docs/errors", who: everybody },
  {
    route: "GET /assets/*",
    who: everybodyHears(404, "there is no such file"),
    console: true,
    call: () => ({ url: "/assets/x" }),
  },
  { route: "GET /api/config", who: everybody },
  { route: "GET /api/banner", who: everybody },

  // Signing up, in and out
  {
    route: "POST /api/auth/register",
    who: everybody,
    call: ({ world }) => {
      const password = "correct horse battery";
      const email = `registered-${world.next()}@example.org`;
      return { url: "/api/auth/register", body: { name: "Registered", email, password, confirm_password: password } };
    },
  },
  {
    route: "POST /api/auth/login",
    who: everybodyHears(401, "with a wrong password"),
    call: () => ({ url: "/api/auth/login", body: { email: "owner@example.org", password: "wrong" } }),
  },
  {
    route: "POST /api/admin/login/local",
    who: everybodyHears(401, "with a wrong password"),
    call: () => ({ url: "/api/admin/login/local", body: { email: "admin@example.org", password: "wrong" } }),
  },
  {
    route: "POST /api/admin/login/local",
    when: "with a member's password",
    who: everybodyHears(403, "without `access:admin`"),
    writesAnyway: ["users"],
    call: () => ({
      url: "/api/admin/login/local",
      body: { email: "owner@example.org", password: "correct horse battery" },
    }),
  },
  {
    route: "POST /api/user/verify",
    who: everybodyHears(400, "with a link that does not work"),
    call: () => ({ url: "/api/user/verify", body: { email: "owner@example.org", token: "0".repeat(64) } }),
  },
  {
    route: "POST /api/user/verify/resend",
    who: everybody,
    call: () => ({ url: "/api/user/verify/resend", body: { email: "owner@example.org" } }),
  },
  {
    route: "POST /api/auth/requestPasswordReset",
    who: everybodyHears(403, "where it is switched off"),
    call: () => ({ url: "/api/auth/requestPasswordReset", body: { email: "owner@example.org" } }),
  },
  {
    route: "POST /api/auth/resetPassword",
    who: everybodyHears(400, "with a link that does not work"),
    call: ({ world }) => ({
      url: "/api/auth/resetPassword",
      body: { userId: world.people.owner.id, token: "0".repeat(64), password: "correct horse battery" },
    }),
  },
  { route: "POST /api/auth/refresh", who: everybody },
  { route: "POST /api/auth/logout", who: signedInOrNot, endsSession: true },
  { route: "GET /api/admin/oauth/openid/check", who: everybodyHears(404, "there is none") },
  {
    route: "GET /api/admin/oauth/openid",
    who: everybodyHears(404, "there is none"),
    call: () => ({ url: `/api/admin/oauth/openid?code_challenge=${"a".repeat(64)}` }),
  },
  {
    route: "POST /api/admin/oauth/exchange",
    who: everybodyHears(401, "with a code that is none"),
    call: () => ({
      url: "/api/admin/oauth/exchange",
      body: { code: "a".repeat(64), code_verifier: "b".repeat(64) },
    }),
  },
  {
    route: "POST /api/admin/oauth/refresh",
    who: everybodyHears(401, "with a token that is none"),
    call: () => ({ url: "/api/admin/oauth/refresh", body: { refresh_token: "none", user_id: "a".repeat(24) } }),
  },
  { route: "GET /api/auth/sessions", who: signedIn },
  { route: "DELETE /api/auth/sessions", who: signedIn },
  {
    route: "DELETE /api/auth/sessions/:id",
    when: "another's",
    who: membersHear(404, "there is no such session of theirs"),
    call: ({ world, persona }) => ({
      url: `/api/auth/sessions/${sessionOf(world.people[persona === "stranger" ? "viewer" : "stranger"].token)}`,
    }),
  },
  {
    route: "DELETE /api/auth/sessions/:id",
    when: "one's own",
    who: people(),
    endsSession: true,
    call: ({ me }) => ({ url: `/api/auth/sessions/${sessionOf(me.token)}` }),
  },
  {
    route: "POST /api/auth/password",
    who: people({ status: 403 }),
    endsSession: true,
    call: () => ({
      url: "/api/auth/password",
      body: { currentPassword: "correct horse battery", newPassword: "correct horse battery" },
    }),
  },

  // A second factor: what it does is identity/secondFactor/*.test.ts
  { route: "GET /api/auth/2fa", who: people({ status: 403 }) },
  {
    route: "POST /api/auth/2fa/confirm",
    who: peopleHear(409, "nothing was begun"),
    call: () => ({ url: "/api/auth/2fa/confirm", body: { token: "000000" } }),
  },
  {
    route: "POST /api/auth/2fa/enable",
    who: people({ status: 403 }),
    call: () => ({ url: "/api/auth/2fa/enable", body: { password: "correct horse battery" } }),
  },
  ...["verify", "disable", "backup/regenerate"].map(
    (what): Row => ({
      route: `POST /api/auth/2fa/${what}`,
      who: peopleHear(409, "it is off"),
      call: () => ({ url: `/api/auth/2fa/${what}`, body: { backupCode: "00000000" } }),
    }),
  ),
  {
    route: "POST /api/auth/2fa/verify-temp",
    who: everybodyHears(401, "with a token that is none"),
    call: () => ({ url: "/api/auth/2fa/verify-temp", body: { tempToken: "0".repeat(64), backupCode: "00000000" } }),
  },

  // Through other providers: off where nobody switched it on; who comes back with what is social/*.test.ts
  {
    route: "GET /oauth/:provider",
    who: everybodyHears(404, "signing in through providers is off"),
    call: () => ({ url: "/oauth/openid" }),
  },
  {
    route: "GET /oauth/:provider/callback",
    who: everybodyHears(404, "signing in through providers is off"),
    call: () => ({ url: "/oauth/openid/callback?code=a&state=b" }),
  },
  {
    route: "POST /oauth/apple/callback",
    who: everybodyHears(404, "signing in through providers is off"),
    call: () => ({
      url: "/oauth/apple/callback",
      raw: "code=a&state=b",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
  },
  { route: "GET /api/auth/identities", who: people() },
  {
    route: "POST /api/auth/identities",
    who: membersHear(404, "signing in through providers is off"),
    call: () => ({ url: "/api/auth/identities", body: { provider: "openid" } }),
  },
  {
    route: "DELETE /api/auth/identities/:id",
    who: membersHear(404, "there is no such identity of theirs"),
    call: () => ({ url: "/api/auth/identities/0123456789abcdef01234567" }),
  },

  // Oneself
  { route: "GET /api/user", who: people() },
  {
    route: "POST /api/user/email",
    who: people({ status: 403 }),
    call: ({ world }) => ({
      url: "/api/user/email",
      body: { email: `wanted-${world.next()}@example.org`, password: "correct horse battery" },
    }),
  },
  {
    route: "DELETE /api/user/delete",
    who: membersHear(403, "with a wrong password"),
    call: () => ({ url: "/api/user/delete", body: { password: "wrong" } }),
  },
  {
    route: "GET /api/user/things",
    who: people({ status: 403 }),
    call: () => ({ url: "/api/user/things?things=organization" }),
  },
  {
    route: "POST /api/user/export",
    who: membersHear(403, "with a wrong password"),
    call: () => ({ url: "/api/user/export", body: { password: "wrong" } }),
  },
  {
    route: "GET /api/user/export/download",
    who: peopleHear(400, "with a ticket that begins nothing"),
    call: () => ({ url: `/api/user/export/download?ticket=${"0".repeat(64)}` }),
  },
  { route: "GET /api/user/terms", who: people() },
  { route: "POST /api/user/terms/accept", who: people() },
  { route: "GET /api/user/settings/favorites", who: signedIn },
  {
    route: "POST /api/user/settings/favorites",
    who: signedIn,
    call: () => ({ url: "/api/user/settings/favorites", body: { favorites: [] } }),
  },
  {
    route: "PUT /api/user/settings/hidden",
    who: people(),
    call: () => ({ url: "/api/user/settings/hidden", body: { hidden: true } }),
  },
  { route: "GET /api/user/settings/favorites/tools", who: signedIn },
  { route: "GET /api/user/settings/pinned-order", who: signedIn },
  { route: "GET /api/user/settings/skills/active", who: signedIn },

  // What LibreChat's client asks at its start, and Gatehouse does not do
  ...[
    "/api/endpoints",
    "/api/endpoints/token-config",
    "/api/models",
    "/api/files/speech/config/get",
    "/api/mcp/servers",
    "/api/mcp/connection/status",
    "/api/mcp/tools",
    "/api/keys",
    "/api/memories",
    "/api/search/enable",
    "/api/agents/categories",
  ].map((url): Row => ({ route: `GET ${url}`, who: signedIn })),
];
