import type { JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { Pretender } from "./testing/pretender.ts";
import { arrive, depart, openIdEnv, signInAs, tokenOf } from "./testing/traveller.ts";

const ada = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada Example" };

describe("signing in through OpenID", () => {
  let pretender: Pretender;
  let house: House;
  let database: EmptyDatabase;
  const logged: string[] = [];

  beforeAll(async () => {
    pretender = await Pretender.start();
    database = await emptySqlite();
    house = await houseOn(database, openIdEnv(pretender), { logged });
    await house.person("first");
  });
  afterAll(async () => {
    await house.close();
    await database.remove();
    await pretender.stop();
  });

  describe("somebody goes to the provider and comes back", () => {
    test("with the code, a state, a nonce and a proof key", async () => {
      const { searchParams, pathname } = (await depart(house)).url;
      expect(pathname).toBe("/authorize");
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: "code",
        code_challenge_method: "S256",
        redirect_uri: "http://chat.example.org/oauth/openid/callback",
        scope: "openid profile email",
      });
      for (const name of ["state", "nonce", "code_challenge"])
        expect(searchParams.get(name)?.length, name).toBeGreaterThan(20);
    });

    test("the passage is the browser's alone: no script reads it, no other site's form brings it along", async () => {
      const answer = await house.call("GET", "/oauth/openid");
      expect(answer.cookies).toMatchObject([
        { name: "gatehouse_passage", httpOnly: true, sameSite: "Lax", path: "/oauth" },
      ]);
    });

    test("and is signed in, with LibreChat's cookies", async () => {
      const { to, cookie } = await signInAs(house, pretender, ada);
      expect(to).toBe("/");
      const { token } = await tokenOf(house, cookie);
      expect((await house.call("GET", "/api/user", undefined, token)).json()).toMatchObject({
        name: "Ada Example",
        email: "ada@example.com",
        emailVerified: true,
        provider: "openid",
        role: "USER",
      });
    });

    test("the same person is the same account, whatever their address became", async () => {
      const first = await tokenOf(house, (await signInAs(house, pretender, ada)).cookie);
      const again = await tokenOf(
        house,
        (await signInAs(house, pretender, { ...ada, email: "other@example.com" })).cookie,
      );
      expect(again.id).toBe(first.id);
    });

    test("a sign-in that changes nothing takes no revision", async () => {
      await signInAs(house, pretender, ada);
      const before = house.access.of(house.access.list()[0]?.id ?? "").engine.revision;
      await signInAs(house, pretender, ada);
      expect(house.access.of(house.access.list()[0]?.id ?? "").engine.revision).toBe(before);
    });

    test("two first sign-ins of one person at the same moment make one account", async () => {
      const twice = await Promise.all(
        [1, 2].map(() =>
          signInAs(house, pretender, { sub: "twins", email: "twins@example.com", email_verified: true }),
        ),
      );
      const ids = await Promise.all(twice.map(async ({ cookie }) => (await tokenOf(house, cookie)).id));
      expect(new Set(ids).size).toBe(1);
    });

    test.each([
      ["a path of the console", "/c/new?agent=1", "/c/new?agent=1"],
      ["a path in another script", "/prompts?q=日本", "/prompts?q=%E6%97%A5%E6%9C%AC"],
      ["another site", "https://evil.example", "/"],
      ["another site without its scheme", "//evil.example", "/"],
      ["another site with a backslash", "/\\evil.example", "/"],
      ["a name before the console's", "@evil.example", "/"],
      ["a tab before the slash", "/\t/evil.example", "/"],
      ["another site once dots are worked out", "/a/..//evil.example", "/"],
      ["the same with encoded dots", "/%2e//evil.example", "/"],
    ])("it goes on to %s only within the console", async (_, wish, to) => {
      const way = await depart(house, "openid", `?redirect_to=${encodeURIComponent(wish)}`);
      const idToken = await pretender.sign(pretender.claims(way.url, ada));
      expect((await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) })).to).toBe(to);
    });
  });

  describe("what is not an ID token of this provider for this sign-in is not believed", () => {
    const now = () => Math.floor(Date.now() / 1000);
    test.each<[string, JWTPayload, { typ?: string; key?: "another's" }?]>([
      ["signed with another key", {}, { key: "another's" }],
      ["of another issuer", { iss: "https://evil.example" }],
      ["for another application", { aud: "another" }],
      ["for several, given to another", { aud: ["gatehouse", "another"], azp: "another" }],
      ["for us, given to another", { azp: "another" }],
      ["of another sign-in", { nonce: "another" }],
      ["that has ended", { iat: now() - 1_000, exp: now() - 500 }],
      ["of the future", { nbf: now() + 5_000, iat: now() }],
      ["that is an access token by its header", {}, { typ: "at+jwt" }],
      ["that is an access token by its claims", { typ: "Bearer" }],
      ["that tells of signing out", { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }],
      ["about nobody", { sub: "" }],
    ])("%s", async (_, claims, how) => {
      const way = await depart(house);
      const idToken = await pretender.sign(pretender.claims(way.url, { ...ada, sub: "forged", ...claims }), how);
      const { to, cookie } = await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) });
      expect([to, cookie]).toEqual(["/login?redirect=false&error=auth_failed", ""]);
      const forged = await house.store.db
        .selectFrom("identities")
        .select("id")
        .where("subject", "in", ["forged", ""])
        .execute();
      expect(forged).toEqual([]);
    });

    test("not signed at all", async () => {
      const way = await depart(house);
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const idToken = `${part({ alg: "none" })}.${part(pretender.claims(way.url, ada))}.`;
      expect((await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) })).to).toContain("auth_failed");
    });

    test("signed with what both know: the client's secret", async () => {
      const way = await depart(house);
      const { SignJWT } = await import("jose");
      const idToken = await new SignJWT(pretender.claims(way.url, ada))
        .setProtectedHeader({ alg: "HS256" })
        .sign(Buffer.from("canary-of-the-client-secret".padEnd(32, "-")));
      expect((await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) })).to).toContain("auth_failed");
    });

    test("none at all", async () => {
      const way = await depart(house);
      expect((await arrive(house, way, { code: pretender.codeFor(way.url, {}) })).to).toContain("auth_failed");
    });
  });

  describe("an answer counts in the browser that went away, once, from the provider that it went to", () => {
    async function answered() {
      const way = await depart(house);
      const idToken = await pretender.sign(pretender.claims(way.url, ada));
      return { way, code: pretender.codeFor(way.url, { idToken }) };
    }

    test("not in a browser that began nothing", async () => {
      const { way, code } = await answered();
      expect(await arrive(house, { ...way, cookie: "" }, { code })).toEqual({
        to: "/login?redirect=false&error=auth_failed",
        cookie: "",
      });
    });

    test("not in a browser that began for itself", async () => {
      const { way, code } = await answered();
      const other = await depart(house);
      expect((await arrive(house, { ...way, cookie: other.cookie }, { code })).cookie).toBe("");
    });

    test("not twice", async () => {
      const { way, code } = await answered();
      expect((await arrive(house, way, { code })).cookie).not.toBe("");
      const idToken = await pretender.sign(pretender.claims(way.url, ada));
      const fresh = pretender.codeFor(way.url, { idToken });
      expect((await arrive(house, way, { code: fresh })).cookie).toBe("");
    });

    test("not at another server of the installation either", async () => {
      const beside = await houseOn(database, openIdEnv(pretender), { store: house.store });
      const { way, code } = await answered();
      expect((await arrive(house, way, { code })).cookie).not.toBe("");
      const idToken = await pretender.sign(pretender.claims(way.url, ada));
      const fresh = pretender.codeFor(way.url, { idToken });
      expect((await arrive(beside, way, { code: fresh })).cookie).toBe("");
      await beside.app.close();
    });

    test("not with a passage that was altered", async () => {
      const { way, code } = await answered();
      const cookie = `${way.cookie.slice(0, -4)}AAAA`;
      expect((await arrive(house, { ...way, cookie }, { code })).cookie).toBe("");
    });

    test("not after ten minutes", async () => {
      const { way, code } = await answered();
      house.wait(10 * 60_000 + 1_000);
      expect((await arrive(house, way, { code })).cookie).toBe("");
    });

    test("not with the code of another way: the proof key is another", async () => {
      const [one, other] = [await answered(), await answered()];
      expect((await arrive(house, one.way, { code: other.code })).cookie).toBe("");
    });

    test("not when it names another issuer", async () => {
      const { way, code } = await answered();
      expect((await arrive(house, way, { code, iss: "https://evil.example" })).cookie).toBe("");
    });

    test("a person who changed their mind is told so", async () => {
      const way = await depart(house);
      const { to } = await arrive(house, way, { error: "access_denied" });
      expect(to).toBe("/login?redirect=false&error=auth-cancelled");
    });

    test("hostile parameters are no fault of the server's", async () => {
      const way = await depart(house);
      for (const answer of [{ code: "x".repeat(20_000) }, { code: "" }, { error: "<script>" }, { response: "x" }]) {
        const { to } = await arrive(house, way, answer);
        expect(to).toMatch(/^\/login\?redirect=false&error=auth_failed$/);
      }
    });
  });

  describe("a provider that is down stops nothing", () => {
    test("the button says so, and works again when it is back", async () => {
      const away = await Pretender.start();
      const other = await emptySqlite();
      const there = await houseOn(other, openIdEnv(away));
      away.isDown = true;
      const answer = await there.call("GET", "/oauth/openid");
      expect(answer.headers.location).toBe("http://chat.example.org/login?redirect=false&error=provider-unavailable");
      away.isDown = false;
      there.wait(3_000);
      expect((await depart(there)).url.pathname).toBe("/authorize");
      await there.close();
      await other.remove();
      await away.stop();
    });
  });

  test.each([
    ["is not well", async (away: Pretender) => away.fallIll()],
    ["has gone", (away: Pretender) => away.stop()],
  ])("a provider that %s when somebody comes back is said to be away", async (_, fail) => {
    const away = await Pretender.start();
    const other = await emptySqlite();
    const there = await houseOn(other, openIdEnv(away));
    const way = await depart(there);
    const idToken = await away.sign(away.claims(way.url, ada));
    const code = away.codeFor(way.url, { idToken });
    await fail(away);
    expect((await arrive(there, way, { code })).to).toBe("/login?redirect=false&error=provider-unavailable");
    await there.close();
    await other.remove();
    await away.stop();
  });

  test("neither tokens, codes nor the secret are logged", () => {
    const text = logged.join("\n");
    expect(text).toContain("sign-in through a provider refused");
    expect(text).not.toMatch(/canary|eyJ/);
  });
});
