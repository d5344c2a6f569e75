import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "../packages/cli/src/testing/installation.ts";
import { CLIENT_ID, Pretender } from "../packages/server/src/identity/social/testing/pretender.ts";

/* `gatehouse identity test-token`: what a token would do, from the command line. */
describe("the command that tries a token", () => {
  let pretender: Pretender;
  let here: Installation;
  const nowhere = new URL("http://nowhere.example");
  const tried = async (claims: object, how?: Parameters<Pretender["sign"]>[1]) =>
    here.gatehouse(["identity", "test-token"], {
      stdin: `${await pretender.sign(pretender.claims(nowhere, { sub: "nora", ...claims }), how)}\n`,
    });

  beforeAll(async () => {
    pretender = await Pretender.start();
    here = await Installation.make({
      ALLOW_SOCIAL_LOGIN: "true",
      ALLOW_SOCIAL_REGISTRATION: "true",
      OPENID_ISSUER: pretender.url,
      OPENID_CLIENT_ID: CLIENT_ID,
      OPENID_GROUPS_SYNC: "true",
      OPENID_GROUPS_CREATE: "true",
    });
    await here.json("org", "create", "default", "Example", "--admin", "ada@example.com");
  }, 60_000);
  afterAll(async () => {
    await here.remove();
    await pretender.stop();
  });

  test("says who would come in, as what, and why; exit code 0", async () => {
    const claims = { email: "nora@example.com", email_verified: true, groups: ["Sales"] };
    expect(await tried(claims)).toEqual({
      code: 0,
      out: [
        "may sign in",
        "subject  nora, nora@example.com",
        "account  none yet",
        "roles    USER",
        "groups   Sales",
        "used     groups (groups): 1 groups",
        "",
      ].join("\n"),
      err: "",
    });
  });

  test("says why somebody would not; exit code 1", async () => {
    const { code, out } = await tried({ email: "ada@example.com", email_verified: true });
    expect([code, out.split("\n")[0]]).toEqual([1, "may not sign in: account-exists"]);
  });

  test("says why a token is not believed; exit code 1", async () => {
    expect(await tried({}, { key: "another's" })).toEqual({
      code: 1,
      out: "not believed: its signature is wrong\n",
      err: "",
    });
  });

  test("without a token it says so; exit code 2", async () => {
    const { code, err } = await here.gatehouse(["identity", "test-token"]);
    expect([code, err]).toEqual([2, "Standard input holds no token.\n"]);
  });
});
