import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn, PASSWORD, type SignedInPerson } from "../testing/house.ts";
import { linkTo } from "../testing/letters.ts";
import { Pretender } from "./testing/pretender.ts";
import { arrive, openIdEnv, passageOf, signInAs, tokenOf, type Way } from "./testing/traveller.ts";

let pretender: Pretender;
let house: House;
let database: EmptyDatabase;
let ben: SignedInPerson;

beforeAll(async () => {
  pretender = await Pretender.start();
});
afterAll(() => pretender.stop());
beforeEach(async () => {
  database = await emptySqlite();
  const env = {
    OPENID_ADMIN_ROLE: "boss",
    OPENID_ADMIN_ROLE_PARAMETER_PATH: "roles",
    ALLOW_SOCIAL_REGISTRATION: "true",
  };
  house = await houseOn(database, openIdEnv(pretender, env));
  await house.person("first");
  ben = await house.person("ben");
});
afterEach(async () => {
  await house.close();
  await database.remove();
});

const claims = { sub: "ben-at-work", email: "ben@work.example", email_verified: true };
const ways = async (token: string) =>
  (await house.call("GET", "/api/auth/identities", undefined, token)).json<{
    identities: { id: string; provider: string; removable: boolean }[];
    hasPassword: boolean;
    isRecent: boolean;
  }>();
const ask = (token: string, body: Record<string, unknown> = {}) =>
  house.call("POST", "/api/auth/identities", { provider: "openid", ...body }, token);

/** As if Ben had never shown that the address is his. */
const unproven = () =>
  house.store.transact((tx) =>
    tx.updateTable("users").set({ email_verified: 0 }).where("email", "=", "ben@example.org").execute(),
  );

async function departToLink(token: string, body?: Record<string, unknown>): Promise<Way> {
  const answer = await ask(token, body);
  return { url: new URL(answer.json<{ url: string }>().url), cookie: passageOf(answer) };
}

async function answerTo(way: Way, more: Record<string, unknown> = {}) {
  const idToken = await pretender.sign(pretender.claims(way.url, { ...claims, ...more }));
  return arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) });
}

describe("linking a provider to one's account", () => {
  test("whoever signed in a moment ago goes to the provider, comes back, and signs in that way from then on", async () => {
    expect((await answerTo(await departToLink(ben.token))).to).toBe("/account?linked=openid");
    expect((await ways(ben.token)).identities).toMatchObject([{ provider: "openid", removable: true }]);
    expect((await tokenOf(house, (await signInAs(house, pretender, claims)).cookie)).id).toBe(ben.id);
  });

  test("nobody links one to an account whose address they did not prove", async () => {
    const away = await departToLink(ben.token);
    await unproven();
    expect(codeOf(await ask(ben.token))).toBe("account-not-verified");
    expect((await answerTo(away)).to).toBe("/account?error=account-not-verified");
    expect((await ways(ben.token)).identities).toEqual([]);
  });

  test.each([
    ["was proven", unproven],
    ["was proven, also where none needs proving", async () => []],
  ])(
    "one that was linked before an address %s goes when its owner sets a password, with what it gave",
    async (_, make) => {
      await answerTo(await departToLink(ben.token));
      await signInAs(house, pretender, { ...claims, roles: ["boss"] });
      await make();
      await house.operate("POST", `/api/admin/users/${ben.id}/reset-password`);
      const link = await linkTo(house, "ben@example.org", "reset-password");
      const reset = await house.call("POST", "/api/auth/resetPassword", { ...link, password: "the owner's password" });
      expect(reset.statusCode).toBe(200);
      expect((await signInAs(house, pretender, { ...claims, email: "ben@example.org" })).cookie).toBe("");
      const { user } = (await house.operate("GET", `/api/admin/users/${ben.id}`)).json<{
        user: { roles: unknown[] };
      }>();
      expect(user.roles).toEqual([]);
    },
  );

  test("one stays whose provider says that the address is its own", async () => {
    const same = { email: "Ben@example.org" };
    await answerTo(await departToLink(ben.token), same);
    await house.operate("POST", `/api/admin/users/${ben.id}/reset-password`);
    const link = await linkTo(house, "ben@example.org", "reset-password");
    const reset = await house.call("POST", "/api/auth/resetPassword", { ...link, password: "the owner's password" });
    expect(reset.statusCode).toBe(200);
    const { cookie } = await signInAs(house, pretender, { ...claims, ...same });
    expect((await tokenOf(house, cookie)).id).toBe(ben.id);
  });

  test("later the password is asked for", async () => {
    house.wait(11 * 60_000);
    expect((await ways(ben.token)).isRecent).toBe(false);
    expect(codeOf(await ask(ben.token))).toBe("reauthentication-needed");
    expect(codeOf(await ask(ben.token, { password: "wrong password" }))).toBe("password-wrong");
    expect((await ask(ben.token, { password: PASSWORD })).statusCode).toBe(200);
  });

  test("it takes the token of a session: no other site begins it, and no visitor", async () => {
    expect((await house.call("POST", "/api/auth/identities", { provider: "openid" })).statusCode).toBe(401);
  });

  test("an identity that another account has stays there", async () => {
    await answerTo(await departToLink(ben.token));
    const cy = await house.person("cy");
    expect((await answerTo(await departToLink(cy.token))).to).toBe("/account?error=identity-taken");
    expect((await ways(cy.token)).identities).toEqual([]);
  });

  test("nothing is linked once the session that asked is over", async () => {
    const way = await departToLink(ben.token);
    await house.call("POST", "/api/auth/logout", undefined, ben.token);
    expect((await answerTo(way)).to).toBe("/account?error=session-over");
    expect(await house.store.db.selectFrom("identities").select("id").execute()).toEqual([]);
  });

  test("nor is anybody's identity put into an account that another browser asked for", async () => {
    // Eve sends the address that she got to Ben, whose browser has no passage of hers.
    const eve = await house.person("eve");
    const way = await departToLink(eve.token);
    const arrived = await answerTo({ ...way, cookie: "" });
    expect(arrived).toEqual({ to: "/login?redirect=false&error=auth_failed", cookie: "" });
    expect((await ways(eve.token)).identities).toEqual([]);
  });

  test("coming back from linking signs nobody in", async () => {
    expect((await answerTo(await departToLink(ben.token))).cookie).toBe("");
  });

  test("a provider that is not set up is none", async () => {
    expect((await ask(ben.token, { provider: "github" })).statusCode).toBe(404);
    expect((await ask(ben.token, { provider: "nobody" })).statusCode).toBe(400);
    expect((await ask(ben.token, { more: 1 })).statusCode).toBe(400);
  });
});

describe("unlinking", () => {
  const unlink = (id: string, token: string) => house.call("DELETE", `/api/auth/identities/${id}`, undefined, token);

  test("takes the way in, and with it what its claims gave", async () => {
    await answerTo(await departToLink(ben.token));
    await signInAs(house, pretender, { ...claims, roles: ["boss"] });
    const { engine } = house.access.of(house.access.findOrganization()?.id ?? "");
    expect(engine.check(`user:${ben.id}`, "access:admin").allowed).toBe(true);
    const [identity] = (await ways(ben.token)).identities;
    expect((await unlink(identity?.id ?? "", ben.token)).statusCode).toBe(204);
    expect(engine.check(`user:${ben.id}`, "access:admin").allowed).toBe(false);
    expect((await ways(ben.token)).identities).toEqual([]);
  });

  test("never the last way in", async () => {
    const { token } = await tokenOf(house, (await signInAs(house, pretender, { ...claims, sub: "only" })).cookie);
    const { identities, hasPassword } = await ways(token);
    expect([identities[0]?.removable, hasPassword]).toEqual([false, false]);
    expect(codeOf(await unlink(identities[0]?.id ?? "", token))).toBe("last-way-in");
    expect((await ways(token)).identities).toHaveLength(1);
  });

  test("another's is as one that is not there", async () => {
    await answerTo(await departToLink(ben.token));
    const [identity] = (await ways(ben.token)).identities;
    const cy = await house.person("cy");
    expect(codeOf(await unlink(identity?.id ?? "", cy.token))).toBe("resource-not-found");
    expect((await ways(ben.token)).identities).toHaveLength(1);
  });
});

describe("signing out", () => {
  test("of a session that began at the provider leads there, where that is set", async () => {
    const other = await emptySqlite();
    const there = await houseOn(other, openIdEnv(pretender, { OPENID_USE_END_SESSION_ENDPOINT: "true" }));
    const first = await there.person("first");
    const { token } = await tokenOf(there, (await signInAs(there, pretender, claims)).cookie);
    const out = async (who: string) =>
      (await there.call("POST", "/api/auth/logout", undefined, who)).json<{ redirect?: string }>().redirect;
    const redirect = new URL((await out(token)) ?? "");
    expect(redirect.pathname).toBe("/logout");
    expect(Object.fromEntries(redirect.searchParams)).toEqual({
      client_id: "gatehouse",
      post_logout_redirect_uri: "http://chat.example.org/login",
    });
    expect(await out(first.token)).toBeUndefined();
    await there.close();
    await other.remove();
  });

  test("otherwise stays here", async () => {
    const { token } = await tokenOf(house, (await signInAs(house, pretender, claims)).cookie);
    const answer = await house.call("POST", "/api/auth/logout", undefined, token);
    expect(answer.json()).toEqual({ message: "Logout successful" });
  });
});
