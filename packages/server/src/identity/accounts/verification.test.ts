import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type House, PASSWORD } from "../testing/house.ts";
import { lettersTo, linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

/** No mail server, and nobody counts as verified: letters wait where the test reads them. */
const WAITING = { ALLOW_UNVERIFIED_EMAIL_LOGIN: "false", VERIFY_EMAIL_MAX: "1000" };
const BEN = "ben@example.org";

const verify = (house: House, body: Record<string, string | undefined>, token?: string) =>
  house.call("POST", "/api/user/verify", body, token);
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
    const ask = async (email: string) => {
      const began = performance.now();
      const { statusCode, body } = await house.call("POST", "/api/user/verify/resend", { email });
      expect(performance.now() - began).toBeGreaterThan(240);
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
