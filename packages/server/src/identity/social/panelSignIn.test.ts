import { createHash, randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { Pretender } from "./testing/pretender.ts";
import { arrive, openIdEnv, passageOf, signInAs, tokenOf, type Way } from "./testing/traveller.ts";

const PANEL = "http://panel.example.org";
const ada = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada" };
const member = { sub: "ben", email: "ben@example.com", email_verified: true, name: "Ben" };

/** As LibreChat's admin panel does it: its browser goes and comes back, its server exchanges the code. */
onEveryDatabase("signing in to the admin panel through OpenID", (given) => {
  let pretender: Pretender;
  let house: House;
  const verifier = randomBytes(32).toString("hex");
  const challenge = createHash("sha256").update(verifier).digest("hex");

  beforeEach(async () => {
    pretender = await Pretender.start();
    house = await houseOn(await given(), openIdEnv(pretender, { ADMIN_PANEL_URL: PANEL }));
    await house.person("first");
    const { id } = await tokenOf(house, (await signInAs(house, pretender, ada)).cookie);
    const grant = { principalType: "user", principalId: id, capability: "access:admin" };
    expect((await house.operate("POST", "/api/admin/grants", grant)).statusCode).toBe(201);
  });
  afterEach(async () => {
    await house.close();
    await pretender.stop();
  });

  async function depart(): Promise<Way> {
    const answer = await house.call("GET", `/api/admin/oauth/openid?code_challenge=${challenge}`);
    expect(answer.statusCode, answer.body).toBe(302);
    return { url: new URL(String(answer.headers.location)), cookie: passageOf(answer) };
  }
  async function back(claims: JWTPayload = ada): Promise<URL> {
    const way = await depart();
    const idToken = await pretender.sign(pretender.claims(way.url, claims));
    const { to, cookie } = await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) });
    // The panel's browser gets no session of ours.
    expect(cookie).toBe("");
    expect(to.startsWith(`${PANEL}/auth/openid/callback?`), to).toBe(true);
    return new URL(to);
  }
  const codeOf = async (claims?: JWTPayload) => (await back(claims)).searchParams.get("code") ?? "";
  const exchange = (body: object) => house.call("POST", "/api/admin/oauth/exchange", body);

  describe("whoever administers", () => {
    test("is led back with a code, which the panel's server exchanges for a session", async () => {
      expect((await house.call("GET", "/api/admin/oauth/openid/check")).statusCode).toBe(200);
      const code = await codeOf();
      expect(code).toMatch(/^[0-9a-f]{64}$/);
      const answer = await exchange({ code, code_verifier: verifier });
      expect(answer.statusCode, answer.body).toBe(200);
      const { token, refreshToken, user, expiresAt } = answer.json();
      expect(user).toMatchObject({ email: "ada@example.com" });
      expect(expiresAt).toBeGreaterThan(Date.now());
      expect((await house.call("GET", "/api/admin/verify", undefined, token)).statusCode).toBe(200);
      const refreshed = await house.call("POST", "/api/admin/oauth/refresh", {
        ...{ refresh_token: refreshToken, user_id: user.id },
      });
      expect(refreshed.json()).toMatchObject({ user: { id: user.id } });
    });
  });

  describe("a code", () => {
    test("is good once", async () => {
      const code = await codeOf();
      await exchange({ code, code_verifier: verifier });
      const again = await exchange({ code, code_verifier: verifier });
      expect([again.statusCode, again.json().error_code]).toEqual([401, "INVALID_OR_EXPIRED_CODE"]);
    });

    test("is good for half a minute", async () => {
      const code = await codeOf();
      house.wait(31_000);
      expect((await exchange({ code, code_verifier: verifier })).json().error_code).toBe("INVALID_OR_EXPIRED_CODE");
    });

    test("is good with the verifier that began it, and gone with another", async () => {
      const code = await codeOf();
      const other = await exchange({ code, code_verifier: randomBytes(32).toString("hex") });
      expect(other.json().error_code).toBe("INVALID_OR_EXPIRED_CODE");
      expect((await exchange({ code, code_verifier: verifier })).statusCode).toBe(401);
    });

    test.each([
      [{}, 400, "MISSING_CODE"],
      [{ code: "short", code_verifier: "x" }, 400, "INVALID_CODE_FORMAT"],
      [{ code: "a".repeat(64) }, 400, "INVALID_VERIFIER"],
      [{ code: "a".repeat(64), code_verifier: "b".repeat(64) }, 401, "INVALID_OR_EXPIRED_CODE"],
    ])("that is none is told: %j", async (body, status, code) => {
      const answer = await exchange(body);
      expect([answer.statusCode, answer.json().error_code]).toEqual([status, code]);
    });
  });

  describe("a refresh token", () => {
    test.each([
      [{}, 400, "MISSING_REFRESH_TOKEN"],
      [{ refresh_token: "none", user_id: "1" }, 401, "REFRESH_FAILED"],
    ])("that is none is told: %j", async (body, status, code) => {
      const answer = await house.call("POST", "/api/admin/oauth/refresh", body);
      expect([answer.statusCode, answer.json().error_code]).toEqual([status, code]);
    });

    test("is its account's alone", async () => {
      const { refreshToken } = (await exchange({ code: await codeOf(), code_verifier: verifier })).json();
      const body = { refresh_token: refreshToken, user_id: "a".repeat(24) };
      const answer = await house.call("POST", "/api/admin/oauth/refresh", body);
      expect(answer.json().error_code).toBe("USER_ID_MISMATCH");
    });
  });

  test("whoever does not administer gets no session, and the one that began ends", async () => {
    const answer = await exchange({ code: await codeOf(member), code_verifier: verifier });
    expect([answer.statusCode, answer.json().error_code]).toEqual([403, "FORBIDDEN"]);
  });

  test("whoever comes back with nothing is led back to the panel, which says so", async () => {
    const way = await depart();
    const { to } = await arrive(house, way, { error: "access_denied" });
    expect(to.startsWith(`${PANEL}/auth/openid/callback?error=`), to).toBe(true);
  });

  test("nobody begins without the challenge", async () => {
    expect((await house.call("GET", "/api/admin/oauth/openid")).statusCode).toBe(400);
    expect((await house.call("GET", "/api/admin/oauth/openid?code_challenge=abc")).statusCode).toBe(400);
  });

  test("without an address of the panel there is none", async () => {
    const without = await houseOn(await given(), openIdEnv(pretender));
    try {
      const answer = await without.call("GET", "/api/admin/oauth/openid/check");
      expect([answer.statusCode, answer.json().error_code]).toEqual([404, "OPENID_NOT_CONFIGURED"]);
      const begun = await without.call("GET", `/api/admin/oauth/openid?code_challenge=${challenge}`);
      expect(begun.statusCode).toBe(404);
    } finally {
      await without.close();
    }
  });
});
