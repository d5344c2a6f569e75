import { beforeEach, describe, expect, test } from "vitest";
import { begin, confirm, setUp, signInWithCode } from "../testing/authenticator.ts";
import { codeOf, type House, type SignedInPerson } from "../testing/house.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

const REQUIRED = { TWO_FACTOR_REQUIRED_ROLES: "SUPER_ADMIN, Treasurers" };

describe("two-factor sign-in that a role takes", () => {
  let house: House;
  let ada: SignedInPerson;
  beforeEach(async () => {
    house = await openHouse(REQUIRED);
    ada = await house.person("ada");
  });
  const sessionsOf = ({ token }: { token: string }) => house.call("GET", "/api/auth/sessions", undefined, token);
  const check = ({ token }: { token: string }) =>
    house.call("POST", "/api/access/check", { action: "AGENTS.USE" }, token);

  test("a session without it opens the way to set it up, and nothing else", async () => {
    const answer = await house.call("POST", "/api/auth/login", {
      email: "ada@example.org",
      password: "correct horse battery",
    });
    expect(answer.json().user).toMatchObject({ twoFactorNeeded: true });
    for (const refused of [await sessionsOf(ada), await check(ada)])
      expect([refused.statusCode, codeOf(refused)]).toEqual([403, "second-factor-needed"]);
    expect((await house.call("GET", "/api/user", undefined, ada.token)).json()).toMatchObject({
      twoFactorNeeded: true,
    });
    expect((await house.call("GET", "/api/auth/2fa", undefined, ada.token)).json()).toMatchObject({ required: true });
  });

  test("nor is it recognised where questions are answered before the router, until it is set up", async () => {
    const isRecognised = () => house.identity.recognise(ada.token, "127.0.0.1") !== null;
    // The server knows the session, and which roles take it.
    await check(ada);
    expect(isRecognised()).toBe(false);
    await setUp(house, ada);
    expect(isRecognised()).toBe(true);
  });

  test("a session without it can be signed out of", async () => {
    const out = await house.call("POST", "/api/auth/logout", {}, ada.token);
    expect(out.statusCode).toBe(200);
    expect((await house.call("GET", "/api/user", undefined, ada.token)).statusCode).toBe(401);
  });

  test("once it is set up everything opens, in this session and in the next", async () => {
    const app = await setUp(house, ada);
    expect([(await sessionsOf(ada)).statusCode, (await check(ada)).statusCode]).toEqual([200, 200]);
    expect((await house.call("GET", "/api/user", undefined, ada.token)).json().twoFactorNeeded).toBeUndefined();
    expect((await sessionsOf(await signInWithCode(house, "ada", app.next()))).statusCode).toBe(200);
  });

  test("it is not switched off", async () => {
    const app = await setUp(house, ada);
    const off = await house.call("POST", "/api/auth/2fa/disable", { token: app.next() }, ada.token);
    expect([off.statusCode, codeOf(off)]).toEqual([403, "forbidden"]);
  });

  test("whoever has no such role is asked for nothing", async () => {
    const ben = await house.person("ben");
    expect((await sessionsOf(ben)).statusCode).toBe(200);
    expect((await check(ben)).statusCode).toBe(200);
  });

  describe("counts however the role is held, from the moment on", () => {
    let ben: SignedInPerson;
    beforeEach(async () => {
      ben = await house.person("ben");
      const made = await house.operate("POST", "/api/admin/roles", { name: "Treasurers" });
      expect(made.statusCode, made.body).toBe(201);
      expect((await check(ben)).statusCode).toBe(200);
    });

    test.each<[string, () => Promise<unknown>]>([
      ["as their own", () => house.operate("PATCH", `/api/admin/users/${ben.id}`, { role: "Treasurers" })],
      ["beside it", () => house.operate("POST", `/api/admin/users/${ben.id}/roles`, { role: "Treasurers" })],
      [
        "by a group",
        async () => {
          const group = await house.operate("POST", "/api/admin/groups", { name: "Money", memberIds: [ben.id] });
          const answer = await house.operate("POST", "/api/admin/roles/Treasurers/members", {
            groupId: group.json().group._id,
          });
          expect(answer.statusCode, answer.body).toBe(200);
        },
      ],
    ])("%s", async (_, give) => {
      await give();
      expect(codeOf(await sessionsOf(ben))).toBe("second-factor-needed");
      expect(codeOf(await check(ben))).toBe("second-factor-needed");
      await confirm(house, ben, (await begin(house, ben)).code());
      expect((await check(ben)).statusCode).toBe(200);
    });

    test("also under the name that the role got later, or had before", async () => {
      await house.operate("PATCH", `/api/admin/users/${ben.id}`, { role: "Treasurers" });
      const renamed = await house.operate("PATCH", "/api/admin/roles/Treasurers", { name: "Money people" });
      expect(renamed.statusCode, renamed.body).toBe(200);
      house.wait(6_000);
      expect(codeOf(await check(ben))).toBe("second-factor-needed");
    });
  });
});
