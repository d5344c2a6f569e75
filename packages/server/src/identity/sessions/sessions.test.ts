import { SUPER_ADMIN } from "@gatehouse/engine";
import bcrypt from "bcryptjs";
import { SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { emptySqlite, onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, cookieOf, type House, houseOn, PASSWORD, refresh } from "../testing/house.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

async function house(env: Record<string, string> = {}, yaml = "version: 1.2.1"): Promise<House> {
  const database = await emptySqlite();
  const made = await houseOn(database, env, { yaml });
  closing.push(
    () => database.remove(),
    () => made.close(),
  );
  return made;
}

const roleOf = (made: House, id: string) =>
  made
    .operate("GET", "/api/user")
    .then(() => made.access.of(made.access.list()[0]?.id ?? "").engine.check(`user:${id}`, "view:as").allowed);

describe("signing up", () => {
  it("makes the first account super admin, and the next ones members", async () => {
    const made = await house();
    const [ada, ben] = [await made.person("ada"), await made.person("ben")];
    expect([await roleOf(made, ada.id), await roleOf(made, ben.id)]).toEqual([true, false]);
    const user = (await made.call("GET", "/api/user", undefined, ada.token)).json();
    expect(user).toMatchObject({
      role: "ADMIN",
      gatehouseRole: "SUPER_ADMIN",
      email: "ada@example.org",
      emailVerified: true,
    });
  });

  it("answers the same to an address that is taken, and changes nothing of it", async () => {
    const made = await house();
    await made.person("ada");
    const fresh = await made.register("ben");
    const again = await made.register("ben", {
      name: "Mallory",
      password: "another password",
      confirm_password: "another password",
    });
    expect([again.statusCode, again.body]).toEqual([fresh.statusCode, fresh.body]);
    expect(again.headers["gatehouse-revision"]).toBe(fresh.headers["gatehouse-revision"]);
    await made.signIn("ben");
  });

  it("refuses what it does not know, and what is no text, name or address", async () => {
    const made = await house();
    const bad: Record<string, unknown>[] = [
      { role: "SUPER_ADMIN" },
      { email_verified: true },
      { name: " " },
      { name: "a\0b cd" },
      { name: "half \ud800 pair" },
      { email: "no address" },
      { password: "short", confirm_password: "short" },
      { password: "        ", confirm_password: "        " },
      { password: "x".repeat(129), confirm_password: "x".repeat(129) },
      { confirm_password: "something else" },
      { username: "$ne" },
      { name: { $ne: null } },
    ];
    for (const more of bad) expect((await made.register("ada", more)).statusCode, JSON.stringify(more)).toBe(400);
    expect(await made.identity.isFirstRun()).toBe(true);
  });

  it("keeps to the allowed domains, and can be closed", async () => {
    const limited = await house({}, "version: 1.2.1\nregistration:\n  allowedDomains: [example.org]\n");
    for (const email of ["ada@example.com", "ada@sub.example.org", "ada@example.org.evil.test"])
      expect(codeOf(await limited.register("ada", { email })), email).toBe("registration-domain");
    expect((await limited.register("ada", { email: "Ada@EXAMPLE.org" })).statusCode).toBe(200);
    const closed = await house({ ALLOW_REGISTRATION: "false" });
    expect((await closed.register("ada")).statusCode, "the first account").toBe(200);
    expect(codeOf(await closed.register("ben"))).toBe("registration-closed");
  });

  it("asks beyond loopback for the code that the start printed, once", async () => {
    const made = await house({ HOST: "0.0.0.0", JWT_SECRET: "x".repeat(40), JWT_REFRESH_SECRET: "y".repeat(40) });
    const code = await made.identity.setupCode();
    expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){2}$/);
    expect(codeOf(await made.register("ada"))).toBe("setup-code-needed");
    expect(codeOf(await made.register("ada", { setup_code: "AAAA-AAAA-AAAA" }))).toBe("setup-code-needed");
    expect((await made.register("ada", { setup_code: code?.toLowerCase() })).statusCode).toBe(200);
    expect((await made.register("ben")).statusCode).toBe(200);
    expect(await made.identity.setupCode()).toBeNull();
  });

  it("lets accounts wait for an administrator where unverified ones may not sign in", async () => {
    const made = await house({ ALLOW_UNVERIFIED_EMAIL_LOGIN: "false" });
    await made.person("ada");
    await made.register("ben");
    const login = (password: string) => made.call("POST", "/api/auth/login", { email: "ben@example.org", password });
    expect(codeOf(await login(PASSWORD))).toBe("email-not-verified");
    expect(codeOf(await login("wrong password"))).toBe("credentials-wrong");
  });
});

describe("signing in", () => {
  it("gives one answer for a wrong password and an unknown address", async () => {
    const made = await house();
    await made.person("ada");
    const answers = [];
    for (const [email, password] of [
      ["ada@example.org", "wrong password"],
      ["nobody@example.org", PASSWORD],
    ]) {
      const { statusCode, body } = await made.call("POST", "/api/auth/login", { email, password });
      answers.push([statusCode, body.replace(/"requestId":"[^"]*"/, "")]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(401);
  });

  it("counts attempts, and says how long to wait", async () => {
    const made = await house({ LOGIN_MAX: "2" });
    const attempt = () =>
      made.call("POST", "/api/auth/login", { email: "ada@example.org", password: "wrong password" });
    expect([(await attempt()).statusCode, (await attempt()).statusCode]).toEqual([401, 401]);
    const third = await attempt();
    expect([third.statusCode, Number(third.headers["retry-after"]) > 0]).toEqual([429, true]);
  });

  it("takes bcrypt hashes from elsewhere, and replaces them", async () => {
    const made = await house();
    const ada = await made.person("ada");
    const stored = () =>
      made.store.db.selectFrom("users").select("password_hash").where("id", "=", ada.id).executeTakeFirstOrThrow();
    const hash = (await bcrypt.hash(PASSWORD, 4)).replace("$2b$", "$2a$");
    await made.store.transact((tx) =>
      tx.updateTable("users").set({ password_hash: hash }).where("id", "=", ada.id).execute(),
    );
    await made.signIn("ada");
    expect((await stored()).password_hash).toMatch(/^\$argon2id\$/);
    await made.signIn("ada");
  });

  it("never finds an address of another organization", async () => {
    const made = await house();
    await made.access.createOrganization({ name: "Second", slug: "second" }, { name: "cli:test", from: "cli" });
    await made.person("ada");
    const login = await made.call("POST", "/api/auth/login", {
      email: "ada@example.org",
      password: PASSWORD,
      organization: "second",
    });
    expect(codeOf(login)).toBe("credentials-wrong");
  });
});

describe("a session", () => {
  it("ends with its access token at once when one signs out", async () => {
    const made = await house();
    const ada = await made.person("ada");
    expect((await made.call("POST", "/api/auth/logout", undefined, ada.token)).json()).toEqual({
      message: "Logout successful",
    });
    expect(codeOf(await made.call("GET", "/api/user", undefined, ada.token))).toBe("token-invalid");
    expect((await refresh(made, ada.cookie)).statusCode).toBe(401);
  });

  it("ends by its cookie alone when the access token has run out", async () => {
    const made = await house();
    const ada = await made.person("ada");
    const logout = (cookie?: string) =>
      made.call(
        "POST",
        "/api/auth/logout",
        undefined,
        undefined,
        cookie === undefined ? {} : { headers: { cookie: `refreshToken=${cookie}` } },
      );
    expect((await logout()).statusCode).toBe(401);
    expect((await logout(ada.cookie)).statusCode).toBe(200);
    expect((await refresh(made, ada.cookie)).statusCode).toBe(401);
  });

  it("rotates its refresh token and keeps its end", async () => {
    const made = await house();
    const ada = await made.person("ada");
    made.wait(60_000);
    const answer = await refresh(made, ada.cookie);
    expect(answer.statusCode).toBe(200);
    expect(cookieOf(answer)).not.toBe(ada.cookie);
    made.wait(made.settings.identity.refreshTokenExpiryMs - 61_000);
    const late = await refresh(made, cookieOf(answer));
    expect(late.statusCode).toBe(200);
    made.wait(2_000);
    expect((await refresh(made, cookieOf(late))).statusCode).toBe(401);
    expect((await made.call("GET", "/api/user", undefined, late.json().token)).statusCode).toBe(401);
  });

  it("does not throw out tabs that refresh at the same moment", async () => {
    const made = await house();
    const ada = await made.person("ada");
    made.wait(60_000);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(made, ada.cookie)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(200));
    expect(answers.filter((answer) => cookieOf(answer) !== "")).toHaveLength(1);
    const next = cookieOf(answers.find((answer) => cookieOf(answer) !== "") ?? (answers[0] as never));
    const [second, straggler] = [await refresh(made, next), await refresh(made, ada.cookie)];
    expect([second.statusCode, straggler.statusCode], "two rotations within the grace").toEqual([200, 200]);
    for (const { token } of answers.map((answer) => answer.json<{ token: string }>()))
      expect((await made.call("GET", "/api/user", undefined, token)).statusCode).toBe(200);
  });

  it("ends, with its access tokens, when a former refresh token returns", async () => {
    const made = await house();
    const ada = await made.person("ada");
    const next = await refresh(made, ada.cookie);
    made.wait(31_000);
    expect((await refresh(made, ada.cookie)).statusCode).toBe(401);
    expect((await refresh(made, cookieOf(next))).statusCode).toBe(401);
    expect((await made.call("GET", "/api/user", undefined, next.json().token)).statusCode).toBe(401);
  });

  it("is listed and ended by its owner only", async () => {
    const made = await house();
    const [ada, ben] = [await made.person("ada"), await made.person("ben")];
    const second = await made.signIn("ada");
    const { sessions } = (await made.call("GET", "/api/auth/sessions", undefined, ada.token)).json();
    expect(sessions.map(({ id, current }: { id: string; current: boolean }) => [id, current]).sort()).toEqual(
      [
        [ada.session, true],
        [second.session, false],
      ].sort(),
    );
    expect((await made.call("DELETE", `/api/auth/sessions/${second.session}`, undefined, ben.token)).statusCode).toBe(
      404,
    );
    expect((await made.call("DELETE", `/api/auth/sessions/${second.session}`, undefined, ada.token)).statusCode).toBe(
      204,
    );
    expect((await made.call("GET", "/api/user", undefined, second.token)).statusCode).toBe(401);
  });

  it("alone stays when the password is changed", async () => {
    const made = await house();
    const [ada, other] = [await made.person("ada"), await made.signIn("ada")];
    const change = (currentPassword: string) =>
      made.call("POST", "/api/auth/password", { currentPassword, newPassword: "a new password" }, ada.token);
    expect(codeOf(await change("wrong password"))).toBe("password-wrong");
    expect((await change(PASSWORD)).statusCode).toBe(204);
    expect((await made.call("GET", "/api/user", undefined, ada.token)).statusCode).toBe(200);
    expect((await made.call("GET", "/api/user", undefined, other.token)).statusCode).toBe(401);
    await expect(made.signIn("ada")).rejects.toThrow();
    await made.signIn("ada", { password: "a new password" });
  });

  it("outlives a restart, unless it was ended", async () => {
    const database = await emptySqlite();
    const store = await database.open();
    const before = await houseOn(database, {}, { store });
    const [ada, ben] = [await before.person("ada"), await before.person("ben")];
    await before.call("POST", "/api/auth/logout", undefined, ben.token);
    await before.close();
    const after = await houseOn(database, {}, { store });
    closing.push(
      () => database.remove(),
      () => after.close(),
    );
    const statuses = [
      await after.call("GET", "/api/user", undefined, ada.token),
      await after.call("GET", "/api/user", undefined, ben.token),
    ];
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual([200, 401]);
  });
});

describe("tokens", () => {
  it("of another purpose, audience, issuer, secret, organization or form are refused", async () => {
    const made = await house();
    const ada = await made.person("ada");
    const organization = made.access.list()[0]?.id;
    const good = { id: ada.id, org: organization, sid: ada.session, purpose: "access" };
    const signed = (
      claims: object,
      { issuer = "gatehouse", audience = "gatehouse/access", secret = "a".repeat(64), exp = "5m" } = {},
    ) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(exp)
        .sign(new TextEncoder().encode(secret));
    const me = (token: string) => made.call("GET", "/api/user", undefined, token).then(({ statusCode }) => statusCode);
    expect(await me(await signed(good)), "the measure of the others").toBe(200);
    const bad = [
      signed({ ...good, purpose: "2fa" }),
      signed({ ...good, org: "0".repeat(24) }),
      signed({ ...good, id: "0".repeat(24) }),
      signed({ ...good, sid: "0".repeat(24) }),
      signed(good, { audience: "gatehouse/refresh" }),
      signed(good, { issuer: "librechat" }),
      signed(good, { secret: "b".repeat(64) }),
      signed(good, { exp: "-1s" }),
      Promise.resolve(ada.cookie),
      Promise.resolve("x".repeat(5_000)),
      Promise.resolve(
        `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(good)).toString("base64url")}.`,
      ),
    ];
    for (const [index, token] of (await Promise.all(bad)).entries())
      expect(await me(token), `token ${index}`).toBe(401);
  });

  it("are plain text when there is none to refresh", async () => {
    const made = await house();
    const answer = await made.call("POST", "/api/auth/refresh");
    expect([answer.statusCode, answer.body, answer.headers["content-type"]]).toEqual([
      200,
      "Refresh token not provided",
      "text/plain; charset=utf-8",
    ]);
  });
});

onEveryDatabase("twenty first registrations at the same moment", (given) => {
  it("make exactly one super admin, and twenty accounts", async () => {
    const made = await houseOn(await given());
    const names = Array.from({ length: 20 }, (_, index) => `person${index}`);
    const answers = await Promise.all(names.map((name) => made.register(name)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const accounts = await made.store.db.selectFrom("accounts").select("primary_role").execute();
    expect(accounts).toHaveLength(20);
    expect(accounts.filter((one) => one.primary_role === SUPER_ADMIN)).toHaveLength(1);
    await made.close();
  });
});
