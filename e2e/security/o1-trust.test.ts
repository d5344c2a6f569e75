import { createSecretKey } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse } from "../../packages/server/src/app.ts";
import type { SignedIn } from "./support/house.ts";
import { House } from "./support/house.ts";

/*
 * O1: nothing is trusted that was made for something else, and what is dangerous does not start.
 */
const SECRET = "a".repeat(64);
const REFRESH_SECRET = "b".repeat(64);
const EMAIL = "ada@example.org";
const ABOUT_ME = { url: "/api/user" };

let house: House;
let ahead = 0;
let ada: SignedIn;
/** The claims of Ada's own access token, and of her refresh token. */
let access: Record<string, unknown>;
let refresh: Record<string, unknown>;

beforeAll(async () => {
  // The clock is moved by hand: what the server heard from the log would be long ago.
  const env = { JWT_SECRET: SECRET, JWT_REFRESH_SECRET: REFRESH_SECRET, GATEHOUSE_STALE_AFTER_MS: "86400000" };
  house = await House.open(env, () => Date.now() + ahead);
  await house.person(EMAIL, "role:SUPER_ADMIN");
  ada = await house.signIn(EMAIL);
  access = claimsOf(ada.token);
  refresh = claimsOf(ada.cookie);
});
afterAll(() => house?.close());

function claimsOf(token: string): Record<string, unknown> {
  const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return Object.fromEntries(Object.entries(Object(claims)));
}

const signed = (claims: Record<string, unknown>, secret = SECRET, alg = "HS256") =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: "JWT" }).sign(createSecretKey(Buffer.from(secret)));

const asked = (token: string) => house.call("GET", ABOUT_ME, token);

describe("an access token", () => {
  test("of ours, made by the same rules, is taken: what is refused below is refused for its one difference", async () => {
    expect((await asked(await signed(access))).status).toBe(200);
  });

  test.each<[string, () => Promise<string> | string]>([
    ["for another audience", () => signed({ ...access, aud: "another" })],
    ["for no audience", () => signed({ ...access, aud: undefined })],
    ["of another issuer", () => signed({ ...access, iss: "another" })],
    ["of no issuer", () => signed({ ...access, iss: undefined })],
    ["for another purpose", () => signed({ ...access, purpose: "refresh" })],
    ["for no purpose", () => signed({ ...access, purpose: undefined })],
    ["of another organization", () => signed({ ...access, org: "0123456789abcdef01234567" })],
    ["of another account", () => signed({ ...access, id: "0123456789abcdef01234567" })],
    ["of another session", () => signed({ ...access, sid: "0123456789abcdef01234567" })],
    ["of no session", () => signed({ ...access, sid: undefined })],
    ["that has ended", () => signed({ ...access, exp: Math.floor(Date.now() / 1000) - 1 })],
    ["without an end", () => signed({ ...access, exp: undefined })],
    ["that begins later", () => signed({ ...access, nbf: Math.floor(Date.now() / 1000) + 3_600 })],
    ["signed with another secret", () => signed(access, "c".repeat(64))],
    ["signed with the secret of refresh tokens", () => signed(access, REFRESH_SECRET)],
    ["signed by another algorithm", () => signed(access, SECRET, "HS512")],
    ["that is not signed", () => new UnsecuredJWT(access).encode()],
    ["whose signature is cut off", () => `${ada.token.split(".").slice(0, 2).join(".")}.`],
    [
      "whose claims were altered",
      () =>
        ada.token.replace(
          /\.[^.]+\./,
          `.${Buffer.from(JSON.stringify({ ...access, id: "x" })).toString("base64url")}.`,
        ),
    ],
    ["that is the refresh token", () => ada.cookie],
    ["that is nothing", () => "x"],
    ["that is a service's, of nobody", () => `gh_${"a".repeat(12)}_${"b".repeat(43)}`],
  ])("%s is refused", async (_what, make) => {
    const answer = await asked(await make());
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: "token-invalid" });
  });

  test.each([
    ["in a cookie", { headers: () => ({ cookie: `token=${ada.token}; refreshToken=${ada.cookie}` }) }],
    ["as a basic credential", { headers: () => ({ authorization: `Basic ${ada.token}` }) }],
    ["without a scheme", { headers: () => ({ authorization: ada.token }) }],
    ["as another scheme", { headers: () => ({ authorization: `Token ${ada.token}` }) }],
  ])("%s is none", async (_what, { headers }) => {
    expect((await house.call("GET", { ...ABOUT_ME, headers: headers() })).status).toBe(401);
  });

  test("in the address is none", async () => {
    expect((await house.call("GET", { url: `/api/user?token=${ada.token}&access_token=${ada.token}` })).status).toBe(
      401,
    );
  });

  test("ends when it says, by the server's clock", async () => {
    const endsAt = Number(access.exp) * 1000;
    try {
      ahead = endsAt - Date.now() - 5_000;
      expect((await asked(ada.token)).status).toBe(200);
      ahead = endsAt - Date.now() + 1_000;
      expect((await asked(ada.token)).status).toBe(401);
    } finally {
      ahead = 0;
    }
  });
});

describe("a refresh token", () => {
  const refreshed = (token: string) =>
    house.call("POST", { url: "/api/auth/refresh", headers: { cookie: `refreshToken=${token}` } });

  test.each<[string, () => Promise<string> | string]>([
    ["that is the access token", () => ada.token],
    ["for another audience", () => signed({ ...refresh, aud: "gatehouse/access" }, REFRESH_SECRET)],
    ["of another issuer", () => signed({ ...refresh, iss: "another" }, REFRESH_SECRET)],
    ["for another purpose", () => signed({ ...refresh, purpose: "access" }, REFRESH_SECRET)],
    ["signed with the secret of access tokens", () => signed(refresh, SECRET)],
    ["of another organization", () => signed({ ...refresh, org: "0123456789abcdef01234567" }, REFRESH_SECRET)],
    ["of another session", () => signed({ ...refresh, sessionId: "0123456789abcdef01234567" }, REFRESH_SECRET)],
    ["that has ended", () => signed({ ...refresh, exp: 1 }, REFRESH_SECRET)],
    ["that is not signed", () => new UnsecuredJWT(refresh).encode()],
    ["that is nothing", () => "x"],
  ])("%s is refused", async (_what, make) => {
    const answer = await refreshed(await make());
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: "refresh-invalid" });
    expect(answer.headers["set-cookie"] ?? "").not.toContain("eyJ");
  });

  test("of a session that was ended is refused, and so is its access token", async () => {
    const other = await house.signIn(EMAIL);
    await house.call("POST", { url: "/api/auth/logout", body: {} }, other.token);
    expect((await refreshed(other.cookie)).status).toBe(401);
    expect((await asked(other.token)).status).toBe(401);
  });
});

describe("an account that has gone", () => {
  test.each(["user", "service"])("a %s: its credential opens nothing", async (kind) => {
    let token: string;
    let url: string;
    if (kind === "user") {
      const id = await house.person("gone@example.org");
      token = (await house.signIn("gone@example.org")).token;
      url = `/api/admin/users/${id}`;
    } else {
      const { body } = await house.operate("POST", { url: "/api/admin/services", body: { name: "Gone" } });
      token = body.credential;
      url = `/api/admin/services/${body.service.id}`;
    }
    const question = { url: "/api/access/check", body: { action: "AGENTS.USE" } };
    expect((await house.call("POST", question, token)).status).toBe(200);
    expect((await house.operate("DELETE", { url })).status).toBe(200);
    expect((await house.call("POST", question, token)).status).toBe(401);
  });

  test("a renewed credential of a service: the former one ends at once", async () => {
    const { body } = await house.operate("POST", { url: "/api/admin/services", body: { name: "Renewed" } });
    const question = { url: "/api/access/check", body: { action: "AGENTS.USE" } };
    expect((await house.call("POST", question, body.credential)).status).toBe(200);
    const renewed = await house.operate("POST", { url: `/api/admin/services/${body.service.id}/credential` });
    expect((await house.call("POST", question, body.credential)).status).toBe(401);
    expect((await house.call("POST", question, renewed.body.credential)).status).toBe(200);
  });
});

describe("the operator's way in", () => {
  test.each(["", "x", "true", "0".repeat(64)])("is not opened by a header (%j)", async (token) => {
    const answer = await house.call("GET", {
      url: "/api/gatehouse/doctor",
      headers: { "gatehouse-own-request": token },
    });
    expect(answer.status).toBe(401);
  });
});

describe("a dangerous configuration does not start", () => {
  test.each([
    [
      "LibreChat's example secret, beyond loopback",
      { HOST: "0.0.0.0", JWT_SECRET: "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef" },
    ],
  ])("%s", async (_what, env) => {
    await expect(
      createGatehouse({ env: { DATA_DIR: "/nowhere", LOG_LEVEL: "silent", ...env }, cwd: "/" }),
    ).rejects.toThrow(/JWT_/);
  });
});
