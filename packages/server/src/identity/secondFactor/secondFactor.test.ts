import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emptySqlite } from "../../store/testing/databases.ts";
import {
  type Authenticator,
  begin,
  confirm,
  sayCode,
  sayPassword,
  setUp,
  signInWithCode,
} from "../testing/authenticator.ts";
import { codeOf, cookieOf, type House, houseOn, PASSWORD, refresh, type SignedInPerson } from "../testing/house.ts";

const MINUTE = 60_000;

describe("two-factor sign-in", () => {
  let house: House;
  let ben: SignedInPerson;
  let end: () => Promise<void>;
  beforeEach(async () => {
    const database = await emptySqlite();
    house = await houseOn(database);
    end = async () => {
      await house.close();
      await database.remove();
    };
    await house.person("ada");
    ben = await house.person("ben");
  });
  afterEach(() => end());

  const post = (path: string, body: object, { token } = ben) =>
    house.call("POST", `/api/auth/2fa/${path}`, body, token);
  const state = async ({ token } = ben) => (await house.call("GET", "/api/auth/2fa", undefined, token)).json();
  const isIn = async ({ token }: { token: string }) =>
    (await house.call("GET", "/api/user", undefined, token)).statusCode === 200;

  describe("setting it up", () => {
    test("gives a secret for the app, in its own words, and ten backup codes; it is off until a code confirms it", async () => {
      const answer = await post("enable", {});
      const { otpauthUrl, backupCodes } = answer.json();
      expect(otpauthUrl).toMatch(/^otpauth:\/\/totp\/Gatehouse:ben%40example\.org\?/);
      expect(Object.fromEntries(new URL(otpauthUrl).searchParams)).toMatchObject({
        issuer: "Gatehouse",
        algorithm: "SHA1",
        digits: "6",
        period: "30",
      });
      expect(new Set(backupCodes).size).toBe(10);
      expect(backupCodes.join(" ")).toMatch(/^([0-9a-f]{8} ?){10}$/);
      expect(await state()).toMatchObject({ enabled: false });
      expect(await sayPassword(house, "ben")).toBeUndefined();
    });

    test("is confirmed by a code of the app, which `verify` tries without using it up", async () => {
      const app = await begin(house, ben);
      expect((await post("verify", { token: app.code() })).statusCode).toBe(200);
      expect((await confirm(house, ben, app.code())).statusCode).toBe(200);
      expect(await state()).toMatchObject({ enabled: true, required: false, backupCodesLeft: 10 });
      expect((await house.call("GET", "/api/user", undefined, ben.token)).json()).toMatchObject({
        twoFactorEnabled: true,
      });
    });

    test.each([
      ["a wrong code", (app: Authenticator) => (app.code() === "000000" ? "111111" : "000000")],
      ["a code of two steps ago", (app: Authenticator) => app.code(-2)],
    ])("is not confirmed by %s", async (_, wrong) => {
      const app = await begin(house, ben);
      expect(codeOf(await confirm(house, ben, wrong(app)))).toBe("second-factor-wrong");
      expect(await state()).toMatchObject({ enabled: false });
    });

    test("is over after an hour, and where nothing was begun", async () => {
      expect(codeOf(await confirm(house, ben, "123456"))).toBe("conflict");
      const app = await begin(house, ben);
      house.wait(61 * MINUTE);
      expect(codeOf(await confirm(house, await house.signIn("ben"), app.code()))).toBe("conflict");
    });

    test("takes the password of whoever signed in ten minutes ago", async () => {
      house.wait(11 * MINUTE);
      expect(await state()).toMatchObject({ needsPassword: true });
      expect(codeOf(await post("enable", {}))).toBe("reauthentication-needed");
      expect(codeOf(await post("enable", { password: "another" }))).toBe("password-wrong");
      expect((await post("enable", { password: PASSWORD })).statusCode).toBe(200);
    });

    test("ends the person's other sessions, and not this one", async () => {
      const other = await house.signIn("ben");
      await setUp(house, ben);
      expect([await isIn(ben), await isIn(other)]).toEqual([true, false]);
      expect((await refresh(house, other.cookie)).statusCode).toBe(401);
    });

    test("anew takes a code of what is on, which stays on until the new one is confirmed", async () => {
      const app = await setUp(house, ben);
      expect(codeOf(await post("enable", { password: PASSWORD }))).toBe("request-invalid");
      const other = await begin(house, ben, { token: app.next() });
      await signInWithCode(house, "ben", app.next());
      expect((await confirm(house, ben, other.code())).statusCode).toBe(200);
      const wrong = await sayCode(house, await sayPassword(house, "ben"), { token: app.next() });
      expect(codeOf(wrong)).toBe("second-factor-wrong");
      await signInWithCode(house, "ben", other.next());
    });

    test("keeps neither the secret nor a backup code where the database is read", async () => {
      const answer = await post("enable", {});
      const { otpauthUrl, backupCodes } = answer.json();
      const secret = new URL(otpauthUrl).searchParams.get("secret") ?? "";
      const rows = [
        ...(await house.store.db.selectFrom("second_factors").selectAll().execute()),
        ...(await house.store.db.selectFrom("backup_codes").selectAll().execute()),
      ];
      const kept = JSON.stringify(rows);
      for (const told of [secret, ...backupCodes]) expect(kept).not.toContain(told);
    });
  });

  describe("signing in", () => {
    let app: Authenticator;
    beforeEach(async () => {
      app = await setUp(house, ben);
    });

    test.each(["/api/auth/login", "/api/admin/login/local"])(
      "by %s asks for a code, and sets no cookie",
      async (path) => {
        const answer = await house.call("POST", path, { email: "ben@example.org", password: PASSWORD });
        expect([answer.statusCode, answer.cookies]).toEqual([200, []]);
        expect(Object.keys(answer.json()).sort()).toEqual(["tempToken", "twoFAPending"]);
        const second = await sayCode(house, answer.json().tempToken, { token: app.next() });
        expect(second.json()).toMatchObject({ user: { email: "ben@example.org", twoFactorEnabled: true } });
        expect(second.body).not.toMatch(/hash|secret|backup/i);
        expect(cookieOf(second)).not.toBe("");
        expect(await isIn(second.json())).toBe(true);
      },
    );

    test("asks nobody who does not say the password", async () => {
      const answer = await house.call("POST", "/api/auth/login", { email: "ben@example.org", password: "wrong" });
      expect(codeOf(answer)).toBe("credentials-wrong");
    });

    test("takes a code a step sooner or later, as clocks differ", async () => {
      house.wait(MINUTE);
      await signInWithCode(house, "ben", app.code(-1));
      await signInWithCode(house, "ben", app.code(1));
    });

    test("takes each code once, also when several come at the same moment", async () => {
      const code = app.next();
      const steps = await Promise.all([1, 2, 3].map(() => sayPassword(house, "ben")));
      const answers = await Promise.all(steps.map((step) => sayCode(house, step, { token: code })));
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403, 403]);
    });

    test("takes no code that is older than the last one", async () => {
      const former = app.next();
      await signInWithCode(house, "ben", app.code(1));
      expect(codeOf(await sayCode(house, await sayPassword(house, "ben"), { token: former }))).toBe(
        "second-factor-wrong",
      );
    });

    test("takes each backup code once, however it is typed", async () => {
      const [code = ""] = app.backupCodes;
      const typed = ` ${code.slice(0, 4).toUpperCase()}-${code.slice(4)} `;
      const first = await sayCode(house, await sayPassword(house, "ben"), { backupCode: typed });
      expect(first.statusCode).toBe(200);
      const again = await sayCode(house, await sayPassword(house, "ben"), { backupCode: code });
      expect(codeOf(again)).toBe("second-factor-wrong");
      expect(await state(first.json())).toMatchObject({ backupCodesLeft: 9 });
    });

    test("takes no backup code of somebody else", async () => {
      const cy = await house.person("cy");
      const { backupCodes } = await setUp(house, cy);
      const answer = await sayCode(house, await sayPassword(house, "ben"), { backupCode: backupCodes[0] });
      expect(codeOf(answer)).toBe("second-factor-wrong");
    });

    test("opens one session by a temporary token", async () => {
      const step = await sayPassword(house, "ben");
      expect((await sayCode(house, step, { token: app.next() })).statusCode).toBe(200);
      expect(codeOf(await sayCode(house, step, { token: app.next() }))).toBe("second-factor-over");
    });

    test.each([
      ["five minutes later", async () => house.wait(5 * MINUTE)],
      ["once all sessions were ended", async () => house.identity.endSessions(await owner(), "test")],
      [
        "once the password was changed",
        async () => {
          const passwords = { currentPassword: PASSWORD, newPassword: "another password" };
          await house.call("POST", "/api/auth/password", passwords, ben.token);
        },
      ],
      [
        "once it was reset",
        async () => void (await house.operate("POST", `/api/admin/users/${ben.id}/reset-two-factor`)),
      ],
    ])("opens nothing by a temporary token %s", async (_, happen) => {
      const step = await sayPassword(house, "ben");
      await happen();
      expect(codeOf(await sayCode(house, step, { token: app.next() }))).toBe("second-factor-over");
    });

    test("opens nothing by what is no temporary token", async () => {
      for (const token of [ben.token, ben.cookie.slice(0, 200), "x"])
        expect(codeOf(await sayCode(house, token.slice(0, 200), { token: app.next() }))).toBe("second-factor-over");
    });

    test("opens nothing for whoever was banned in between", async () => {
      const step = await sayPassword(house, "ben");
      const [account] = await house.store.db
        .selectFrom("accounts")
        .selectAll()
        .where("account", "=", `user:${ben.id}`)
        .execute();
      expect(account).toBeDefined();
      await house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "deactivated" });
      expect((await sayCode(house, step, { token: app.next() })).statusCode).toBeGreaterThan(400);
    });

    test("looks at no code for a minute after five wrong ones in a row, and for two after the next", async () => {
      const step = await sayPassword(house, "ben");
      const tries = [];
      for (let count = 0; count < 5; count++)
        tries.push(codeOf(await sayCode(house, step, { backupCode: "00000000" })));
      expect(new Set(tries)).toEqual(new Set(["second-factor-wrong"]));
      const refused = await sayCode(house, step, { token: app.next() });
      expect([codeOf(refused), Number(refused.headers["retry-after"]) <= 60]).toEqual(["rate-limited", true]);
      house.wait(MINUTE);
      expect(codeOf(await sayCode(house, step, { backupCode: "00000000" }))).toBe("second-factor-wrong");
      house.wait(MINUTE + 1_000);
      expect(codeOf(await sayCode(house, step, { token: app.next() }))).toBe("rate-limited");
      house.wait(MINUTE);
      await signInWithCode(house, "ben", app.next());
    });

    async function owner() {
      const row = await house.store.db.selectFrom("organizations").select("id").executeTakeFirstOrThrow();
      return { organization: row.id, account: `user:${ben.id}` };
    }
  });

  describe("switching it off, and new backup codes", () => {
    let app: Authenticator;
    beforeEach(async () => {
      app = await setUp(house, ben);
    });

    test("takes a code, and ends the other sessions", async () => {
      const other = await signInWithCode(house, "ben", app.next());
      expect(codeOf(await post("disable", { backupCode: "00000000" }))).toBe("second-factor-wrong");
      expect((await post("disable", { token: app.next() })).statusCode).toBe(200);
      expect([await isIn(ben), await isIn(other)]).toEqual([true, false]);
      expect(await state()).toMatchObject({ enabled: false, backupCodesLeft: 0 });
      expect(await sayPassword(house, "ben")).toBeUndefined();
    });

    test("new codes take a code; those of before are of no use; no hash is told", async () => {
      expect(codeOf(await post("backup/regenerate", { token: "000000" }))).toBe("second-factor-wrong");
      const answer = await post("backup/regenerate", { token: app.next() });
      const { backupCodes, backupCodesHash } = answer.json();
      expect(backupCodes).toHaveLength(10);
      expect(backupCodesHash).toEqual(backupCodes.map(() => ({ codeHash: "", used: false, usedAt: null })));
      expect(codeOf(await post("disable", { backupCode: app.backupCodes[0] }))).toBe("second-factor-wrong");
      expect((await post("disable", { backupCode: backupCodes[0] })).statusCode).toBe(200);
    });

    test.each(["disable", "backup/regenerate", "verify"])("%s takes exactly one code", async (path) => {
      for (const body of [{}, { token: "123456", backupCode: "00000000" }, { token: "12345" }, { code: "123456" }])
        expect(codeOf(await post(path, body))).toBe("request-invalid");
    });

    test("is a conflict where it is off", async () => {
      const cy = await house.person("cy");
      expect(codeOf(await post("disable", { token: "123456" }, cy))).toBe("conflict");
    });

    test("goes with the account, which takes a code as well as the password", async () => {
      const leave = (body: object) => house.call("DELETE", "/api/user/delete", body, ben.token);
      expect(codeOf(await leave({ password: PASSWORD }))).toBe("request-invalid");
      expect(codeOf(await leave({ password: PASSWORD, token: "000000" }))).toBe("second-factor-wrong");
      expect(codeOf(await leave({ password: "wrong", token: app.next() }))).toBe("password-wrong");
      expect((await leave({ password: PASSWORD, token: app.next() })).statusCode).toBe(200);
      for (const table of ["second_factors", "backup_codes"] as const)
        expect(await house.store.db.selectFrom(table).selectAll().execute()).toEqual([]);
    });
  });
});
