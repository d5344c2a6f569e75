import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { Pretender } from "../social/testing/pretender.ts";
import { openIdEnv, signInAs, tokenOf } from "../social/testing/traveller.ts";
import { type Authenticator, sayCode, setUp } from "../testing/authenticator.ts";
import { codeOf, cookieOf, type House, houseOn } from "../testing/house.ts";

const ada = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada Example" };

describe("somebody with two-factor sign-in comes through another provider", () => {
  let pretender: Pretender;
  let database: EmptyDatabase;
  let house: House;
  let app: Authenticator;

  async function open(env: Record<string, string>) {
    house = await houseOn(database, openIdEnv(pretender, { TWO_FACTOR_REQUIRED_ROLES: "USER", ...env }));
    await house.person("first");
    const { cookie } = await signInAs(house, pretender, ada);
    app = await setUp(house, await tokenOf(house, cookie));
  }
  beforeEach(async () => {
    pretender = await Pretender.start();
    database = await emptySqlite();
  });
  afterEach(async () => {
    await house.close();
    await database.remove();
    await pretender.stop();
  });

  test("whose own second factor counts: nobody asks for ours, also where their role takes one", async () => {
    await open({});
    const { to, cookie } = await signInAs(house, pretender, ada);
    expect(to).toBe("/");
    const { token } = await tokenOf(house, cookie);
    expect((await house.call("GET", "/api/auth/sessions", undefined, token)).statusCode).toBe(200);
  });

  test("and is asked for ours where the operator says so: at the sign-in page, without a cookie", async () => {
    await open({ TWO_FACTOR_AFTER_PROVIDERS: "true" });
    const { to, cookie } = await signInAs(house, pretender, ada);
    expect(cookie).toBe("");
    const [page = "", tempToken] = to.split("#code-for=");
    expect(page).toBe("/login?redirect=false&redirect_to=%2F");
    const answer = await sayCode(house, tempToken, { token: app.next() });
    expect(answer.json()).toMatchObject({ user: { email: "ada@example.com" } });
    const { token } = await tokenOf(house, cookieOf(answer));
    expect((await house.call("GET", "/api/auth/sessions", undefined, token)).statusCode).toBe(200);
    const session = await house.store.db
      .selectFrom("sessions")
      .select("provider")
      .where("revoked_at", "is", null)
      .execute();
    expect(session.at(-1)).toEqual({ provider: "openid" });
  });

  test("without ours where the operator says so sets it up first", async () => {
    await open({ TWO_FACTOR_AFTER_PROVIDERS: "true" });
    const cy = { ...ada, sub: "cy", email: "cy@example.com" };
    const { token } = await tokenOf(house, (await signInAs(house, pretender, cy)).cookie);
    expect(codeOf(await house.call("GET", "/api/auth/sessions", undefined, token))).toBe("second-factor-needed");
  });
});
