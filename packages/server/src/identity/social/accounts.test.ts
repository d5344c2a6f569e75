import type { JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite, onEveryDatabase } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { Pretender } from "./testing/pretender.ts";
import { depart, openIdEnv, signInAs, tokenOf } from "./testing/traveller.ts";

let pretender: Pretender;
const opened: { house: House; database: EmptyDatabase }[] = [];

beforeAll(async () => {
  pretender = await Pretender.start();
});
afterAll(() => pretender.stop());
afterEach(async () => {
  for (const { house, database } of opened.splice(0)) {
    await house.close();
    await database.remove();
  }
});

/** A house whose super admin is `first@example.org`. */
async function open(env: Record<string, string> = {}, yaml?: string): Promise<House> {
  const database = await emptySqlite();
  const house = await houseOn(database, openIdEnv(pretender, env), yaml === undefined ? {} : { yaml });
  opened.push({ house, database });
  await house.person("first");
  return house;
}

const enter = (house: House, claims: JWTPayload) => signInAs(house, pretender, claims);
const error = (code: string) => `/login?redirect=false&error=${code}`;
const ada = { sub: "ada", email: "ada@example.com", email_verified: true };
const revision = (house: House) => house.access.of(house.access.findOrganization()?.id ?? "").engine.revision;
const DOMAINS = "version: 1.3.0\nregistration:\n  allowedDomains: [example.com, example.org]\n";

describe("switches, each off and on", () => {
  test.each([
    ["signing in through providers", { ALLOW_SOCIAL_LOGIN: "false" }],
    ["a provider that is not configured", { OPENID_ISSUER: "" }],
  ])("%s: there is no such address", async (_, env) => {
    const house = await open(env);
    for (const url of ["/oauth/openid", "/oauth/openid/callback?code=a&state=b"])
      expect((await house.call("GET", url)).statusCode, url).toBe(404);
  });

  test.each(["nobody", "__proto__", "constructor", "..%2Fopenid"])("nor one of a provider %s", async (name) => {
    const house = await open();
    expect((await house.call("GET", `/oauth/${name}`)).statusCode).toBe(404);
  });

  test.each([
    ["off", "false", error("registration-closed")],
    ["on", "true", "/"],
  ])("registration through providers %s", async (_, ALLOW_SOCIAL_REGISTRATION, to) => {
    const house = await open({ ALLOW_SOCIAL_REGISTRATION });
    expect((await enter(house, ada)).to).toBe(to);
  });

  test("without registration, accounts that are there still come in", async () => {
    const database = await emptySqlite();
    const store = await database.open();
    const before = await houseOn(database, openIdEnv(pretender), { store });
    await before.person("first");
    await enter(before, ada);
    await before.app.close();
    const house = await houseOn(database, openIdEnv(pretender, { ALLOW_SOCIAL_REGISTRATION: "false" }), { store });
    opened.push({ house, database });
    expect((await enter(house, ada)).to).toBe("/");
  });

  test("registration with a password is another switch", async () => {
    const house = await open({ ALLOW_REGISTRATION: "false" });
    expect((await enter(house, ada)).to).toBe("/");
  });

  test.each([
    ["of the list", ada, "/"],
    ["of another domain", { ...ada, email: "ada@example.net" }, error("registration-domain")],
    ["of the list, not verified", { ...ada, email_verified: false }, error("registration-domain")],
  ])("with a list of domains, an address %s", async (_, claims, to) => {
    const house = await open({}, DOMAINS);
    expect((await enter(house, claims)).to).toBe(to);
  });

  test("the limit of sign-ins counts", async () => {
    const house = await open({ LOGIN_MAX: "3" });
    const answers = [];
    for (let time = 0; time < 4; time++) answers.push((await house.call("GET", "/oauth/openid")).headers.location);
    expect(answers.filter((to) => String(to).includes("rate-limited"))).toHaveLength(2);
  });
});

describe("nobody takes over an account that is there", () => {
  test.each([
    ["verified", true],
    ["not verified", false],
  ])("an address that a password account has, %s, leads into nothing", async (_, email_verified) => {
    const house = await open();
    const { to, cookie } = await enter(house, { sub: "thief", email: "First@Example.org", email_verified });
    expect([to, cookie]).toEqual([error("account-exists"), ""]);
  });

  test("nor one that another person of the provider has", async () => {
    const house = await open();
    await enter(house, ada);
    expect((await enter(house, { ...ada, sub: "eve" })).to).toBe(error("account-exists"));
  });

  test("an address that waits to be verified tells nothing: whether somebody has it or not", async () => {
    const house = await open({ ALLOW_UNVERIFIED_EMAIL_LOGIN: "false" });
    const taken = await enter(house, { sub: "thief", email: "first@example.org", email_verified: false });
    const free = await enter(house, { sub: "other", email: "free@example.org", email_verified: false });
    expect([taken.to, free.to]).toEqual([error("account-not-verified"), error("account-not-verified")]);
  });

  test.each([
    ["no address", {}],
    ["one that is none", { email: "not an address" }],
    ["one that is no text", { email: { toString: "a@example.com" } }],
  ])("%s makes no account", async (_, claims) => {
    const house = await open();
    expect((await enter(house, { sub: "nobody", ...claims })).to).toBe(error("email-missing"));
  });

  test("an address of which the provider says nothing is not verified, unless the operator trusts it", async () => {
    const silent = { sub: "silent", email: "silent@example.com" };
    expect((await enter(await open({}, DOMAINS), silent)).to).toBe(error("registration-domain"));
    const trusting = await open({ OPENID_TRUST_EMAIL: "true" }, DOMAINS);
    expect((await enter(trusting, silent)).to).toBe("/");
    expect((await enter(trusting, { ...silent, sub: "no", email: "no@example.com", email_verified: false })).to).toBe(
      error("registration-domain"),
    );
  });

  test("`email_verified` says nothing of another claim", async () => {
    const house = await open({ OPENID_EMAIL_CLAIM: "upn" }, DOMAINS);
    const claims = { sub: "u", upn: "boss@example.com", email: "u@example.net", email_verified: true };
    expect((await enter(house, claims)).to).toBe(error("registration-domain"));
  });

  test("the first account of an installation is not made that way", async () => {
    const database = await emptySqlite();
    const house = await houseOn(database, openIdEnv(pretender));
    opened.push({ house, database });
    expect((await enter(house, ada)).to).toBe(error("first-run"));
    expect(await house.store.db.selectFrom("users").select("id").execute()).toEqual([]);
  });
});

describe("an account that may not come in", () => {
  test.each([
    [
      "banned",
      "account-banned",
      (house: House, id: string) =>
        house.operate("POST", `/api/admin/users/${id}/ban`, { until: null, reason: "spam" }),
    ],
    [
      "deactivated",
      "account-deactivated",
      (house: House, id: string) => house.operate("PATCH", `/api/admin/users/${id}`, { status: "deactivated" }),
    ],
  ] as const)("%s is told so, and gets no session", async (_, code, refuse) => {
    const house = await open();
    const { id } = await tokenOf(house, (await enter(house, ada)).cookie);
    await refuse(house, id);
    const before = revision(house);
    // Who is banned is shown why.
    const to = code === "account-banned" ? expect.stringMatching(/\/banned#ticket=[\w-]{20,}$/) : error(code);
    expect(await enter(house, ada)).toEqual({ to, cookie: "" });
    expect(revision(house)).toBe(before);
  });

  test("a deleted one leaves nothing behind: the person comes as somebody new", async () => {
    const house = await open();
    const { id } = await tokenOf(house, (await enter(house, ada)).cookie);
    await house.operate("DELETE", `/api/admin/users/${id}`);
    expect(await house.store.db.selectFrom("identities").select("id").execute()).toEqual([]);
    expect((await tokenOf(house, (await enter(house, ada)).cookie)).id).not.toBe(id);
  });
});

describe("in another organization", () => {
  test("the same person is another account, and the provider's roles and groups count for nothing", async () => {
    const house = await open({
      OPENID_ADMIN_ROLE: "boss",
      OPENID_ADMIN_ROLE_PARAMETER_PATH: "roles",
      OPENID_GROUPS_SYNC: "true",
      OPENID_GROUPS_CREATE: "true",
    });
    const other = await house.access.createOrganization(
      { name: "Other", slug: "other" },
      { name: "cli:t", from: "cli" },
    );
    const person = { name: "Owner", email: "owner@example.org", password: "correct horse battery" };
    await house.operate("POST", "/api/admin/users", person, "other");
    const way = await depart(house, "openid", "?organization=other");
    const claims = { ...ada, roles: ["boss"], groups: ["Sales"] };
    const idToken = await pretender.sign(pretender.claims(way.url, claims));
    const { arrive } = await import("./testing/traveller.ts");
    const { cookie } = await arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) });
    const { id } = await tokenOf(house, cookie);
    const rows = await house.store.db.selectFrom("users").select("organization_id").where("id", "=", id).execute();
    expect(rows).toEqual([{ organization_id: other.id }]);
    const { engine } = house.access.of(other.id);
    expect(engine.check(`user:${id}`, "access:admin").allowed).toBe(false);
    expect(await house.store.db.selectFrom("groups").select("id").execute()).toEqual([]);
  });
});

onEveryDatabase("identities", (empty) => {
  test("one account for one person, however many servers' worth of sign-ins come at once", async () => {
    const database = await empty();
    const house = await houseOn(database, openIdEnv(pretender));
    await house.person("first");
    const arrived = await Promise.all(Array.from({ length: 5 }, () => enter(house, ada)));
    const ids = await Promise.all(arrived.map(async ({ cookie }) => (await tokenOf(house, cookie)).id));
    expect(new Set(ids).size).toBe(1);
    const rows = await house.store.db.selectFrom("identities").select(["account", "subject"]).execute();
    expect(rows).toEqual([{ account: `user:${ids[0]}`, subject: "ada" }]);
    await house.close();
  });
});
