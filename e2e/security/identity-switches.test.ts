import { afterEach, describe, expect, test } from "vitest";
import { House, type Method, PASSWORD } from "./support/house.ts";

/*
 * The operator's switches of identity, each on and off, at every call that it is about, and in what the sign-in page is told.
 */
const closing: House[] = [];
afterEach(async () => {
  for (const house of closing.splice(0)) await house.close();
});

/** Where Ada, the first account, administers; Ben's address is verified, Cy's is not. */
async function open(env: Record<string, string>) {
  const house = await House.open(env);
  closing.push(house);
  await house.person("ada@example.org", "role:SUPER_ADMIN");
  await house.person("ben@example.org", "role:USER");
  const cy = await house.person("cy@example.org", "role:USER");
  await house.change([{ kind: "account-status-set", account: `user:${cy}`, status: "unverified" }]);
  return house;
}

interface Switch {
  name: string;
  /** What else must be set for it to matter. */
  with?: Record<string, string>;
  /** As it is set; undefined: not at all. */
  on: string | undefined;
  off: string | undefined;
  calls: readonly {
    method: Method;
    url: string;
    body?: unknown;
    as?: string;
    on: number;
    off: [status: number, code: string];
  }[];
  /** What `GET /api/config` says. */
  told?: string;
}

const account = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@example.org`,
  password: PASSWORD,
  confirm_password: PASSWORD,
});
const openid = {
  OPENID_ISSUER: "http://127.0.0.1:9",
  OPENID_CLIENT_ID: "gatehouse",
  OPENID_CLIENT_SECRET: "a-secret-of-the-tests",
};

const switches: readonly Switch[] = [
  {
    name: "ALLOW_REGISTRATION",
    on: undefined,
    off: "false",
    told: "registrationEnabled",
    calls: [
      { method: "POST", url: "/api/auth/register", body: account("Dee"), on: 200, off: [403, "registration-closed"] },
    ],
  },
  {
    name: "ALLOW_EMAIL_LOGIN",
    on: undefined,
    off: "false",
    told: "emailLoginEnabled",
    calls: ["/api/auth/login", "/api/admin/login/local"].map((url) => ({
      method: "POST" as const,
      url,
      body: { email: "ada@example.org", password: PASSWORD },
      on: 200,
      off: [403, "login-disabled"],
    })),
  },
  {
    name: "ALLOW_UNVERIFIED_EMAIL_LOGIN",
    with: { EMAIL_HOST: "127.0.0.1", EMAIL_PORT: "9", EMAIL_FROM: "gatehouse@example.org" },
    on: "true",
    off: undefined,
    calls: [
      {
        method: "POST",
        url: "/api/auth/login",
        body: { email: "eve@example.org", password: PASSWORD },
        on: 200,
        off: [422, "email-not-verified"],
      },
    ],
  },
  {
    // The link itself works all the same: administrators send it, too.
    name: "ALLOW_PASSWORD_RESET",
    on: "true",
    off: undefined,
    told: "passwordResetEnabled",
    calls: [
      {
        method: "POST",
        url: "/api/auth/requestPasswordReset",
        body: { email: "ben@example.org" },
        on: 200,
        off: [403, "password-reset-disabled"],
      },
    ],
  },
  {
    name: "ALLOW_ACCOUNT_DELETION",
    on: undefined,
    off: "false",
    calls: [
      {
        method: "DELETE",
        url: "/api/user/delete",
        body: { password: PASSWORD },
        as: "ben@example.org",
        on: 200,
        off: [403, "account-deletion-disabled"],
      },
    ],
  },
  {
    name: "ALLOW_SOCIAL_LOGIN",
    with: openid,
    on: "true",
    off: undefined,
    told: "openidLoginEnabled",
    calls: [
      { method: "GET", url: "/oauth/openid", on: 302, off: [404, "route-not-found"] },
      { method: "GET", url: "/oauth/openid/callback?code=x&state=y", on: 302, off: [404, "route-not-found"] },
    ],
  },
];

describe.each(switches)("$name", ({ name, with: more = {}, on, off, calls, told }) => {
  const env = (value: string | undefined) => ({ ...more, ...(value !== undefined && { [name]: value }) });

  test.each(calls)("$method $url", async ({ method, url, body, as, ...expected }) => {
    for (const value of [on, off]) {
      const house = await open(env(value));
      if (name === "ALLOW_UNVERIFIED_EMAIL_LOGIN")
        await house.call("POST", { url: "/api/auth/register", body: account("Eve") });
      const token = as === undefined ? undefined : (await house.signIn(as)).token;
      const answer = await house.call(method, { url, ...(body !== undefined && { body }) }, token);
      if (value === on) expect([value, answer.status], answer.text).toEqual([value, expected.on]);
      else expect([value, answer.status, answer.body?.code], answer.text).toEqual([value, ...expected.off]);
    }
  });

  if (told === undefined) return;
  test("is what the sign-in page is told", async () => {
    for (const value of [on, off]) {
      const house = await open(env(value));
      const { body } = await house.call("GET", { url: "/api/config" });
      expect([value, body[told]]).toEqual([value, value === on]);
    }
  });
});
