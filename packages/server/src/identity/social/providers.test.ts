import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader, exportPKCS8, generateKeyPair } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { CLIENT_ID, CLIENT_SECRET, Pretender } from "./testing/pretender.ts";
import { type Arrived, arrive, depart, openIdEnv, tokenOf, type Way } from "./testing/traveller.ts";

let pretender: Pretender;
let keyPath: string;
const opened: { house: House; database: EmptyDatabase }[] = [];

beforeAll(async () => {
  pretender = await Pretender.start();
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  keyPath = join(mkdtempSync(join(tmpdir(), "gatehouse-apple-")), "key.p8");
  writeFileSync(keyPath, await exportPKCS8(privateKey));
});
afterAll(() => pretender.stop());
afterEach(async () => {
  pretender.calls.clear();
  for (const { house, database } of opened.splice(0)) {
    await house.close();
    await database.remove();
  }
});

async function open(more: Record<string, string> = {}): Promise<House> {
  const database = await emptySqlite();
  const clients = ["GOOGLE", "GITHUB", "DISCORD", "FACEBOOK"].flatMap((name) => [
    [`${name}_CLIENT_ID`, CLIENT_ID],
    [`${name}_CLIENT_SECRET`, CLIENT_SECRET],
  ]);
  const apple = {
    APPLE_CLIENT_ID: CLIENT_ID,
    APPLE_TEAM_ID: "team",
    APPLE_KEY_ID: "key",
    APPLE_PRIVATE_KEY_PATH: keyPath,
  };
  const plain = {
    authorization: `${pretender.url}/authorize`,
    token: `${pretender.url}/token`,
    api: pretender.url,
  };
  const openid = { issuer: pretender.url };
  const endpoints = { google: openid, apple: openid, github: plain, discord: plain, facebook: plain };
  const env = openIdEnv(pretender, { ...Object.fromEntries(clients), ...apple, ...more });
  const house = await houseOn(database, env, { endpoints });
  opened.push({ house, database });
  await house.person("first");
  return house;
}

const says = (path: string, body: unknown, status = 200) => pretender.calls.set(path, { status, body });

async function through(house: House, provider: string): Promise<Arrived & { way: Way }> {
  const way = await depart(house, provider);
  return { way, ...(await arrive(house, way, { code: pretender.codeFor(way.url, {}) }, provider)) };
}

async function identityOf(house: House, cookie: string) {
  const { token } = await tokenOf(house, cookie);
  const { identities } = (await house.call("GET", "/api/auth/identities", undefined, token)).json<{
    identities: Record<string, unknown>[];
  }>();
  return identities[0];
}

describe("GitHub", () => {
  const user = { id: 583_231, login: "octocat", name: "The Octocat", email: "shown@example.net" };

  test("means a person by the number, with the primary address once it is verified", async () => {
    const house = await open();
    says("/user", user);
    says("/user/emails", [
      { email: "old@example.com", primary: false, verified: true },
      { email: "Octo@Example.com", primary: true, verified: true },
    ]);
    const { way, cookie } = await through(house, "github");
    expect(way.url.searchParams.get("scope")).toBe("read:user user:email");
    expect(await identityOf(house, cookie)).toMatchObject({
      provider: "github",
      email: "octo@example.com",
      emailVerified: true,
    });
  });

  test("the address that a profile shows proves nothing, and takes nothing over", async () => {
    const house = await open({ ALLOW_UNVERIFIED_EMAIL_LOGIN: "false" });
    says("/user", { ...user, email: "first@example.org" });
    says("/user/emails", [{ email: "first@example.org", primary: true, verified: false }]);
    expect((await through(house, "github")).to).toBe("/login?redirect=false&error=account-not-verified");
  });

  test.each([
    ["nobody", {}],
    ["somebody without a number", { id: "583231", login: "octocat" }],
    ["a list", []],
  ])("%s is nobody", async (_, body) => {
    const house = await open();
    says("/user", body);
    says("/user/emails", []);
    expect((await through(house, "github")).to).toContain("error=auth_failed");
  });

  test.each([
    [503, "provider-unavailable"],
    [401, "auth_failed"],
  ])("an answer of %i ends with %s", async (status, code) => {
    const house = await open();
    says("/user", {}, status);
    expect((await through(house, "github")).to).toBe(`/login?redirect=false&error=${code}`);
  });
});

describe("Discord", () => {
  test.each([
    ["verified", true],
    ["not verified", false],
  ])("says whether an address is verified: %s", async (_, verified) => {
    const house = await open();
    says("/users/@me", {
      id: "80351110224678912",
      username: "nelly",
      global_name: "Nelly",
      email: "n@example.com",
      verified,
    });
    const { cookie } = await through(house, "discord");
    expect(await identityOf(house, cookie)).toMatchObject({ provider: "discord", emailVerified: verified });
  });
});

describe("Facebook", () => {
  test("gives an address of which it says nothing: not verified", async () => {
    const house = await open();
    says("/me", { id: "10158", name: "Fay", email: "fay@example.com" });
    const { cookie } = await through(house, "facebook");
    expect(await identityOf(house, cookie)).toMatchObject({ email: "fay@example.com", emailVerified: false });
  });
});

describe("Google and Apple are OpenID providers", () => {
  test("Google", async () => {
    const house = await open();
    const way = await depart(house, "google");
    const idToken = await pretender.sign(
      pretender.claims(way.url, { sub: "g", email: "g@example.com", email_verified: true }),
    );
    const { cookie } = await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) }, "google");
    expect(await identityOf(house, cookie)).toMatchObject({ provider: "google", emailVerified: true });
  });

  test("Apple answers with a form, which leads back with what it holds and nothing else", async () => {
    const house = await open();
    const way = await depart(house, "apple");
    expect(way.url.searchParams.get("response_mode")).toBe("form_post");
    const idToken = await pretender.sign(
      pretender.claims(way.url, { sub: "a", email: "a@example.com", email_verified: "true" }),
    );
    const form = new URLSearchParams({
      code: pretender.codeFor(way.url, { idToken }),
      state: way.url.searchParams.get("state") ?? "",
      user: '{"name":{"firstName":"A"}}',
    });
    const posted = await house.app.inject({
      method: "POST",
      url: "/oauth/apple/callback",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: form.toString(),
    });
    expect(posted.statusCode).toBe(303);
    const to = new URL(String(posted.headers.location), "http://chat.example.org");
    expect([...to.searchParams.keys()]).toEqual(["code", "state"]);
    const { cookie } = await arrive(house, way, Object.fromEntries(to.searchParams), "apple");
    expect(await identityOf(house, cookie)).toMatchObject({ provider: "apple", emailVerified: true });
    const secret = pretender.asked.at(-1)?.get("client_secret") ?? "";
    expect(decodeProtectedHeader(secret)).toMatchObject({ alg: "ES256", kid: "key" });
    expect(decodeJwt(secret)).toMatchObject({ iss: "team", sub: CLIENT_ID, aud: "https://appleid.apple.com" });
  });

  test("a form of another kind, or too large a one, is refused", async () => {
    const house = await open();
    const post = (type: string, payload: string) =>
      house.app.inject({ method: "POST", url: "/oauth/apple/callback", headers: { "content-type": type }, payload });
    expect((await post("text/plain", "a=b")).statusCode).toBe(415);
    expect((await post("application/x-www-form-urlencoded", "a".repeat(20_000))).statusCode).toBe(413);
  });
});

describe("one provider's answer is nothing to another", () => {
  test.each([
    ["github", "discord"],
    ["openid", "google"],
    ["google", "openid"],
  ])("who went to %s does not come back from %s", async (to, from) => {
    const house = await open();
    says("/users/@me", { id: "1", username: "n", email: "n@example.com", verified: true });
    const way = await depart(house, to);
    const idToken = await pretender.sign(
      pretender.claims(way.url, { sub: "x", email: "x@example.com", email_verified: true }),
    );
    expect(await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) }, from)).toEqual({
      to: "/login?redirect=false&error=auth_failed",
      cookie: "",
    });
  });

  test("the same id at two providers is two people", async () => {
    const house = await open();
    says("/users/@me", { id: "10158", username: "nelly", email: "n@example.com", verified: true });
    says("/me", { id: "10158", name: "Fay", email: "fay@example.com" });
    const ids = [];
    for (const provider of ["discord", "facebook"])
      ids.push((await tokenOf(house, (await through(house, provider)).cookie)).id);
    expect(new Set(ids).size).toBe(2);
  });
});
