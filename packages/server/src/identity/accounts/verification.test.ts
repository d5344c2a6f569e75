import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type House, PASSWORD } from "../testing/house.ts";
import { lettersTo, linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

/** No mail server, and nobody counts as verified: letters wait where the test reads them. */
const WAITING = { ALLOW_UNVERIFIED_EMAIL_LOGIN: "false", VERIFY_EMAIL_MAX: "1000" };
const BEN = "ben@example.org";

/** By somebody who knows the account's password. */
const verify = (house: House, body: Record<string, string | undefined>, token?: string) =>
  house.call("POST", "/api/user/verify", { password: PASSWORD, ...body }, token);
const open = (house: House, body: Record<string, string | undefined>, cookie?: string) =>
  house.call("POST", "/api/user/verify", body, undefined, cookie === undefined ? {} : { headers: { cookie } });
const login = (house: House, email: string) => house.call("POST", "/api/auth/login", { email, password: PASSWORD });
const rowOf = (house: House, email: string) =>
  house.store.db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirstOrThrow();

describe("whoever registers and is to be verified", () => {
  let house: House;
  let link: Record<string, string>;
  beforeEach(async () => {
    house = await openHouse(WAITING);
    await house.register("ada");
    await house.register("ben");
    link = await linkTo(house, BEN, "verify-address");
  });

  it("does not sign in before, as LibreChat says it, and does afterwards", async () => {
    const before = await login(house, BEN);
    expect([before.statusCode, codeOf(before)]).toEqual([422, "email-not-verified"]);
    const answer = await verify(house, link);
    expect([answer.statusCode, answer.json<{ status: string }>().status]).toEqual([200, "success"]);
    expect((await login(house, BEN)).json()).toMatchObject({ user: { emailVerified: true } });
  });

  it("needs no password in the browser where they registered, as LibreChat's client sends none", async () => {
    const answer = await house.register("cy");
    const [cookie] = answer.cookies.filter(({ name }) => name === "gatehouse_registered");
    const theirs = await linkTo(house, "cy@example.org", "verify-address");
    const brought = `gatehouse_registered=${cookie?.value}`;
    expect(codeOf(await open(house, link, brought))).toBe("forbidden");
    expect(codeOf(await open(house, theirs, `${brought}x`))).toBe("forbidden");
    expect((await open(house, theirs, brought)).statusCode).toBe(200);
  });

  it("gets the same cookie whether the address was free or not", async () => {
    const cookies = async (name: string) =>
      (await house.register(name)).cookies.map(({ name, path, value }) => [name, path, value.length]);
    expect(await cookies("ben")).toEqual(await cookies("dee"));
  });

  it.each([
    ["nothing", {}, "forbidden"],
    ["another password", { password: "not the one" }, "password-wrong"],
  ])("is not verified by whoever opens the link with %s", async (_, body, code) => {
    expect(codeOf(await open(house, { ...link, ...body }))).toBe(code);
    expect((await login(house, BEN)).statusCode).toBe(422);
    expect((await verify(house, link)).statusCode).toBe(200);
  });

  it("loses the account to whoever has the address, and did not register it", async () => {
    expect((await open(house, { ...link, newPassword: "the owner's password" })).statusCode).toBe(200);
    expect((await login(house, BEN)).statusCode).toBe(401);
    const owner = { email: BEN, password: "the owner's password" };
    expect((await house.call("POST", "/api/auth/login", owner)).json()).toMatchObject({
      user: { emailVerified: true },
    });
  });

  it("takes the address as LibreChat's client sends it", async () => {
    expect((await verify(house, { ...link, email: "Ben%40example.org" })).statusCode).toBe(200);
  });

  it("uses the link once, also when several come at the same moment", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(house, link)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400, 400, 400, 400]);
  });

  it.each([
    ["another address", { email: "ada@example.org" }],
    ["another token", { token: "0".repeat(64) }],
    ["no token at all", { token: "" }],
  ])("is not verified with %s", async (_, other) => {
    const answer = await verify(house, { ...link, ...other });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, "link-invalid"]);
    expect((await login(house, BEN)).statusCode).toBe(422);
  });

  it("does nothing else with the link", async () => {
    const { id } = await rowOf(house, BEN);
    const body = { userId: id, token: link.token, password: "another password" };
    expect(codeOf(await house.call("POST", "/api/auth/resetPassword", body))).toBe("link-invalid");
    const invited = { name: "Ben", email: BEN, password: PASSWORD, confirm_password: PASSWORD, token: link.token };
    expect(codeOf(await house.call("POST", "/api/auth/register", invited))).toBe("invitation-invalid");
  });

  it("finds the link over after 15 minutes, and asks for another one", async () => {
    house.wait(15 * 60_000 + 1);
    expect(codeOf(await verify(house, link))).toBe("link-invalid");
    await house.call("POST", "/api/user/verify/resend", { email: BEN });
    expect((await verify(house, await linkTo(house, BEN, "verify-address"))).statusCode).toBe(200);
  });

  it("has one link at a time", async () => {
    await house.call("POST", "/api/user/verify/resend", { email: BEN });
    expect(await lettersTo(house, BEN)).toHaveLength(1);
    expect(codeOf(await verify(house, link))).toBe("link-invalid");
  });

  it("is told nothing about addresses, whoever asks for another letter", async () => {
    const slow = await openHouse(WAITING, { quickestMs: 600 });
    await slow.register("ada");
    await slow.register("ben");
    const ask = async (email: string) => {
      const began = performance.now();
      const { statusCode, body } = await slow.call("POST", "/api/user/verify/resend", { email });
      expect(performance.now() - began).toBeGreaterThan(590);
      return [statusCode, body];
    };
    const [unverified, verified, unknown] = await Promise.all([BEN, "ada@example.org", "nobody@example.org"].map(ask));
    expect(verified).toEqual(unverified);
    expect(unknown).toEqual(unverified);
    expect(await lettersTo(house, "ada@example.org")).toEqual([]);
  });

  it("keeps no token as such in the database, nor its letter", async () => {
    const tables = await Promise.all(
      (["letters", "link_tokens"] as const).map((table) => house.store.db.selectFrom(table).selectAll().execute()),
    );
    expect(JSON.stringify(tables)).not.toContain(link.token);
  });
});

describe("where unverified accounts may sign in", () => {
  it("they do, and stay unverified, as long as there is a mail server that verifies", async () => {
    const house = await openHouse({
      ALLOW_UNVERIFIED_EMAIL_LOGIN: "true",
      EMAIL_HOST: "127.0.0.1",
      EMAIL_PORT: "9",
      EMAIL_FROM: "gatehouse@example.org",
    });
    await house.register("ada");
    const ben = await house.person("ben");
    expect(ben.token).not.toBe("");
    expect((await rowOf(house, BEN)).email_verified).toBe(0);
    await verify(house, await linkTo(house, BEN, "verify-address"));
    expect((await rowOf(house, BEN)).email_verified).toBe(1);
  });

  it("whoever has the address and begins anew ends the sessions of whoever did not", async () => {
    const house = await openHouse({
      ALLOW_UNVERIFIED_EMAIL_LOGIN: "true",
      EMAIL_HOST: "127.0.0.1",
      EMAIL_PORT: "9",
      EMAIL_FROM: "gatehouse@example.org",
    });
    await house.register("ada");
    const squatter = await house.person("ben");
    const link = await linkTo(house, BEN, "verify-address");
    expect((await open(house, { ...link, newPassword: "the owner's password" })).statusCode).toBe(200);
    expect((await house.call("GET", "/api/user", undefined, squatter.token)).statusCode).toBe(401);
    expect((await login(house, BEN)).statusCode).toBe(401);
  });

  it.each([
    ["with a mail server they wait", { EMAIL_HOST: "127.0.0.1", EMAIL_PORT: "9", EMAIL_FROM: "g@example.org" }, 422],
    ["without one they count as verified", {}, 200],
  ])("unset, %s", async (_, env, status) => {
    const house = await openHouse(env);
    await house.register("ada");
    await house.register("ben");
    expect((await login(house, BEN)).statusCode).toBe(status);
  });
});

describe("whoever wants another address of their own", () => {
  const wish = { email: "ben@new.example.org", password: PASSWORD };
  const openWithBen = async (env: Record<string, string> = {}) => {
    const house = await openHouse({ VERIFY_EMAIL_MAX: "1000", ...env });
    await house.register("ada");
    return { house, ben: await house.person("ben") };
  };

  it("has it once it was confirmed there, and the former one is told", async () => {
    const { house, ben } = await openWithBen();
    expect((await house.call("POST", "/api/user/email", wish, ben.token)).statusCode).toBe(200);
    expect((await login(house, BEN)).statusCode).toBe(200);
    expect((await verify(house, await linkTo(house, wish.email, "new-address"))).statusCode).toBe(200);
    expect((await login(house, wish.email)).statusCode).toBe(200);
    expect((await login(house, BEN)).statusCode).toBe(401);
    const [told] = await lettersTo(house, BEN);
    expect(told).toMatchObject({ kind: "address-changed" });
    expect(told?.text).toContain(wish.email);
  });

  it("says their password when they confirm it, or is signed in", async () => {
    const { house, ben } = await openWithBen();
    await house.call("POST", "/api/user/email", wish, ben.token);
    const link = await linkTo(house, wish.email, "new-address");
    for (const body of [link, { ...link, newPassword: "a stranger's password" }])
      expect((await open(house, body)).json()).toMatchObject({ code: "forbidden", reason: "password-needed" });
    expect((await house.call("POST", "/api/user/verify", link, ben.token)).statusCode).toBe(200);
  });

  it("gives their password", async () => {
    const { house, ben } = await openWithBen();
    const answer = await house.call("POST", "/api/user/email", { ...wish, password: "wrong" }, ben.token);
    expect(codeOf(answer)).toBe("password-wrong");
  });

  it("is told nothing of whether somebody has it", async () => {
    const { house, ben } = await openWithBen();
    const taken = await house.call("POST", "/api/user/email", { ...wish, email: "ada@example.org" }, ben.token);
    expect(taken.body).toBe((await house.call("POST", "/api/user/email", wish, ben.token)).body);
    expect(await lettersTo(house, "ada@example.org")).toEqual([]);
  });

  it("takes no letter away from somebody else who wants the same one", async () => {
    const { house, ben } = await openWithBen();
    const cy = await house.person("cy");
    await house.call("POST", "/api/user/email", wish, ben.token);
    const link = await linkTo(house, wish.email, "new-address");
    await house.call("POST", "/api/user/email", wish, cy.token);
    expect(await lettersTo(house, wish.email)).toHaveLength(2);
    expect((await verify(house, link)).statusCode).toBe(200);
  });

  it("has one link for it at a time, wherever the former one went", async () => {
    const { house, ben } = await openWithBen();
    await house.call("POST", "/api/user/email", wish, ben.token);
    await house.call("POST", "/api/user/email", { ...wish, email: "ben@third.example.org" }, ben.token);
    expect(await lettersTo(house, wish.email)).toEqual([]);
  });

  it.each([
    ["banned", { kind: "ban-set", until: null }],
    ["deactivated", { kind: "account-status-set", status: "deactivated" }],
  ] as const)("does not get it once they are %s, also where the link is still there", async (_, change) => {
    const { house, ben } = await openWithBen();
    await house.call("POST", "/api/user/email", wish, ben.token);
    const link = await linkTo(house, wish.email, "new-address");
    const organization = house.access.list()[0]?.id ?? "";
    const operator = { organization, subject: "operator", name: "cli:test", from: "cli" } as const;
    await house.access
      .of(organization)
      .commit(operator, async () => ({ changes: [{ ...change, account: `user:${ben.id}` }], result: null }));
    expect(codeOf(await verify(house, link))).toBe("link-invalid");
    expect((await rowOf(house, BEN)).id).toBe(ben.id);
  });

  it("does not get one that somebody took meanwhile", async () => {
    const { house, ben } = await openWithBen();
    await house.call("POST", "/api/user/email", wish, ben.token);
    const link = await linkTo(house, wish.email, "new-address");
    await house.register("cy", { email: wish.email });
    expect(codeOf(await verify(house, link))).toBe("link-invalid");
  });
});

describe("an address that an administrator wrote", () => {
  const NEW = "ben@written.example.org";
  async function written(): Promise<{ house: House; ben: string; id: string }> {
    const house = await openHouse({
      ALLOW_PASSWORD_RESET: "true",
      VERIFY_EMAIL_MAX: "1000",
      RESET_PASSWORD_MAX: "1000",
    });
    await house.register("ada");
    const { id, token } = await house.person("ben");
    await house.operate("PATCH", `/api/admin/users/${id}`, { email: NEW });
    return { house, ben: token, id };
  }

  it("takes no link for a new password: whoever wrote it may receive its letters", async () => {
    const { house, id } = await written();
    await house.call("POST", "/api/auth/requestPasswordReset", { email: NEW });
    const sent = await house.operate("POST", `/api/admin/users/${id}/reset-password`);
    expect(codeOf(sent)).toBe("address-not-confirmed");
    expect((await lettersTo(house, NEW)).map(({ kind }) => kind)).toEqual(["confirm-address"]);
  });

  it("is confirmed by the person, signed in, and by nobody else", async () => {
    const { house, ben, id } = await written();
    const link = await linkTo(house, NEW, "confirm-address");
    const ada = await house.signIn("ada");
    for (const token of [undefined, ada.token]) {
      const answer = await verify(house, link, token);
      expect([codeOf(answer), answer.json<{ reason: string }>().reason]).toEqual(["forbidden", "sign-in-needed"]);
    }
    expect((await verify(house, link, ben)).statusCode).toBe(200);
    expect((await house.operate("POST", `/api/admin/users/${id}/reset-password`)).statusCode).toBe(200);
  });

  it("is told to the former one", async () => {
    const { house } = await written();
    expect((await lettersTo(house, BEN)).map(({ kind }) => kind)).toEqual(["address-changed"]);
  });

  it("is confirmed by no link from before, also where it is the former one again", async () => {
    const { house, ben, id } = await written();
    const wish = { email: "ben@wanted.example.org", password: PASSWORD };
    await house.call("POST", "/api/user/email", wish, ben);
    const link = await linkTo(house, wish.email, "new-address");
    await house.operate("PATCH", `/api/admin/users/${id}`, { email: BEN });
    expect(codeOf(await verify(house, link))).toBe("link-invalid");
    expect(codeOf(await house.operate("POST", `/api/admin/users/${id}/reset-password`))).toBe("address-not-confirmed");
  });

  it("is confirmed by no link for another letter either", async () => {
    const { house } = await written();
    await house.call("POST", "/api/user/verify/resend", { email: NEW });
    expect(codeOf(await verify(house, await linkTo(house, NEW, "confirm-address")))).toBe("forbidden");
  });
});

describe("an address that an administrator corrects before the account was verified", () => {
  const RIGHT = "ben@right.example.org";
  async function corrected() {
    const house = await openHouse({ ...WAITING, ALLOW_PASSWORD_RESET: "true", RESET_PASSWORD_MAX: "1000" });
    await house.register("ada");
    await house.register("ben");
    const { id } = await rowOf(house, BEN);
    const wrong = await linkTo(house, BEN, "verify-address");
    expect((await house.operate("PATCH", `/api/admin/users/${id}`, { email: RIGHT })).statusCode).toBe(200);
    return { house, wrong };
  }

  it("gets a link that verifies it, without signing in", async () => {
    const { house, wrong } = await corrected();
    expect(codeOf(await verify(house, wrong))).toBe("link-invalid");
    expect((await verify(house, await linkTo(house, RIGHT, "verify-address"))).statusCode).toBe(200);
    expect((await login(house, RIGHT)).statusCode).toBe(200);
  });

  it("gets one of the same kind when it is asked for again", async () => {
    const { house } = await corrected();
    await house.call("POST", "/api/user/verify/resend", { email: RIGHT });
    expect((await verify(house, await linkTo(house, RIGHT, "verify-address"))).statusCode).toBe(200);
  });

  it("takes a link for a new password", async () => {
    const { house } = await corrected();
    await house.call("POST", "/api/auth/requestPasswordReset", { email: RIGHT });
    const body = { ...(await linkTo(house, RIGHT, "reset-password")), password: "another password" };
    expect((await house.call("POST", "/api/auth/resetPassword", body)).statusCode).toBe(200);
  });
});
