import type { JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn, type SignedInPerson } from "../testing/house.ts";
import type { TokenTestResult } from "./schemas.ts";
import { Pretender } from "./testing/pretender.ts";
import { openIdEnv, signInAs } from "./testing/traveller.ts";

let pretender: Pretender;
let house: House;
let database: EmptyDatabase;
let first: SignedInPerson;
const logged: string[] = [];
const person = { sub: "ada", email: "ada@example.com", email_verified: true };

beforeAll(async () => {
  pretender = await Pretender.start();
  database = await emptySqlite();
  const env = {
    OPENID_REQUIRED_ROLE: "staff",
    OPENID_REQUIRED_ROLE_PARAMETER_PATH: "roles",
    OPENID_ADMIN_ROLE: "boss",
    OPENID_ADMIN_ROLE_PARAMETER_PATH: "roles",
    OPENID_GROUPS_SYNC: "true",
    OPENID_GROUPS_CREATE: "true",
  };
  house = await houseOn(database, openIdEnv(pretender, env), { logged });
  first = await house.person("first");
});
afterAll(async () => {
  await house.close();
  await database.remove();
  await pretender.stop();
});

const nowhere = new URL("http://nowhere.example");
const claimsOf = (more: JWTPayload) => pretender.claims(nowhere, { ...person, ...more });
async function tried(token: string, kind = "id"): Promise<TokenTestResult> {
  const answer = await house.call("POST", "/api/admin/identity/token-test", { token, kind }, first.token);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}
const testOf = async (more: JWTPayload) => tried(await pretender.sign(claimsOf(more)));

describe("what a token would do", () => {
  test("of somebody new: the account is made, with roles, groups, features, and why", async () => {
    const result = await testOf({ roles: ["staff", "boss"], groups: ["Ops"] });
    expect(result).toMatchObject({
      valid: true,
      account: null,
      maySignIn: true,
      subject: "ada",
      emailVerified: true,
      roles: ["ADMIN", "USER"],
      groups: [{ name: "Ops" }],
    });
    expect(result.capabilities).toContain("access:admin");
    expect(result.features).toContain("AGENTS.USE");
    expect(result.notes).toEqual([
      { for: "required role", claim: "roles", source: "id", used: true, because: "`staff` lets the person in" },
      { for: "admin role", claim: "roles", source: "id", used: true, because: "`boss` gives ADMIN" },
      { for: "groups", claim: "groups", source: "id", used: true, because: "1 groups" },
    ]);
  });

  test("of somebody who is there: whom it means", async () => {
    await signInAs(house, pretender, { ...person, sub: "ben", email: "ben@example.com", roles: ["staff"] });
    expect(await testOf({ sub: "ben", roles: ["staff"], groups: [] })).toMatchObject({
      account: { email: "ben@example.com" },
      maySignIn: true,
      roles: ["USER"],
      groups: [],
    });
  });

  test.each<[string, JWTPayload, string]>([
    ["without the required role", { roles: [] }, "role-missing"],
    ["with an address that somebody has", { roles: ["staff"], email: "first@example.org" }, "account-exists"],
    ["without an address", { roles: ["staff"], email: "none" }, "email-missing"],
  ])("%s: it would be refused, and with what", async (_, claims, refusal) => {
    expect(await testOf(claims)).toMatchObject({ valid: true, maySignIn: false, refusal });
  });

  test("nothing is written", async () => {
    const rows = async () =>
      Promise.all(
        (["users", "groups", "identities", "log", "accounts", "memberships"] as const).map((table) =>
          house.store.db.selectFrom(table).selectAll().execute(),
        ),
      );
    const before = await rows();
    await testOf({ sub: "new", email: "new@example.com", roles: ["staff", "boss"], groups: ["A", "B"] });
    expect(await rows()).toEqual(before);
  });
});

describe("a token that is not believed, and why", () => {
  const past = Math.floor(Date.now() / 1000) - 1_000;
  test.each<[string, JWTPayload, Parameters<Pretender["sign"]>[1], string]>([
    ["signed by another", {}, { key: "another's" }, "its signature is wrong"],
    ["of another issuer", { iss: "https://evil.example" }, {}, "its `iss` does not fit"],
    ["for another application", { aud: "another" }, {}, "its `aud` does not fit"],
    ["given to another application", { azp: "another" }, {}, "it was given to another application"],
    [
      "for several, given to nobody",
      { aud: ["gatehouse", "another"] },
      {},
      "it is for several applications, and does not say to which it was given",
    ],
    ["that has ended", { exp: past }, {}, "it has ended"],
    ["that is an access token", {}, { typ: "at+jwt" }, "it is no ID token"],
  ])("%s", async (_, claims, how, reason) => {
    expect(await tried(await pretender.sign(claimsOf(claims), how))).toEqual({ valid: false, reason });
  });

  test.each(["nonsense", "a.b.c", `${"x".repeat(32_768)}`])("no token at all", async (token) => {
    expect((await tried(token)).valid).toBe(false);
  });

  test.each<[string, JWTPayload]>([
    ["that says so", { typ: "ID" }],
    ["that has a nonce", { nonce: "n" }],
    ["that has the hash of an access token", { at_hash: "h" }],
  ])("an ID token %s is no access token", async (_, claims) => {
    expect(await tried(await pretender.sign(claimsOf(claims)), "access")).toEqual({
      valid: false,
      reason: "it is no access token",
    });
  });

  test.each<[string, JWTPayload, Parameters<Pretender["sign"]>[1]]>([
    ["says that it is one", { nonce: "n" }, { typ: "at+jwt" }],
    ["says what may be done with it", { nonce: "n", scope: "openid" }, {}],
  ])("an access token %s, whatever else it holds", async (_, claims, how) => {
    expect((await tried(await pretender.sign(claimsOf(claims), how), "access")).valid).toBe(true);
  });
});

describe("who may ask", () => {
  test.each(["ADMIN", "MODERATOR", "USER"])("not %s", async (role) => {
    const one = await house.person(role.toLowerCase());
    await house.operate("PATCH", `/api/admin/users/${one.id}`, { role });
    const answer = await house.call("POST", "/api/admin/identity/token-test", { token: "x" }, one.token);
    expect(answer.statusCode).toBe(403);
  });
});

test("the token is in no log", () => {
  expect(logged.join()).toContain("a token was tested");
  expect(logged.join()).not.toContain("eyJ");
});
