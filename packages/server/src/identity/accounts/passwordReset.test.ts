import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type House, PASSWORD, refresh, type SignedInPerson } from "../testing/house.ts";
import { lettersTo, linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse, openStaffedHouse } from "../testing/staff.ts";

closeAfterEach();

const BEN = "ben@example.org";
const NEW = "another password of ben's";
const RESET = { ALLOW_PASSWORD_RESET: "true", RESET_PASSWORD_MAX: "1000" };

const ask = (house: House, email = BEN, more = {}) =>
  house.call("POST", "/api/auth/requestPasswordReset", { email, ...more });
const reset = (house: House, body: Record<string, string | undefined>) =>
  house.call("POST", "/api/auth/resetPassword", { password: NEW, ...body });
const login = (house: House, password: string, email = BEN) =>
  house.call("POST", "/api/auth/login", { email, password });

describe("a new password by a link", () => {
  let house: House;
  let ben: SignedInPerson;
  beforeEach(async () => {
    house = await openHouse(RESET);
    await house.register("ada");
    ben = await house.person("ben");
  });

  it("is set with the letter's link, and everybody is signed out; the answer holds no link", async () => {
    const asked = await ask(house);
    expect(Object.keys(asked.json())).toEqual(["message"]);
    const link = await linkTo(house, BEN, "reset-password");
    expect(asked.body).not.toContain(link.token);
    expect((await reset(house, link)).statusCode).toBe(200);
    expect((await login(house, PASSWORD)).statusCode).toBe(401);
    expect((await login(house, NEW)).statusCode).toBe(200);
    expect((await house.call("GET", "/api/user", undefined, ben.token)).statusCode).toBe(401);
    expect((await refresh(house, ben.cookie)).statusCode).toBe(401);
    expect((await lettersTo(house, BEN)).map(({ kind }) => kind)).toContain("password-changed");
  });

  it("is set once, also when several come at the same moment", async () => {
    await ask(house);
    const link = await linkTo(house, BEN, "reset-password");
    const answers = await Promise.all(Array.from({ length: 4 }, () => reset(house, link)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400, 400, 400]);
  });

  it("is answered the same for an address that nobody has, and as late", async () => {
    const slow = await openHouse(RESET, { quickestMs: 600 });
    await slow.register("ben");
    const began = performance.now();
    const [known, unknown] = await Promise.all([ask(slow), ask(slow, "nobody@example.org")]);
    expect(performance.now() - began).toBeGreaterThan(590);
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
  });

  it("is answered before anything is looked up or written, however long that takes", async () => {
    const { store } = house;
    const transact = store.transact.bind(store);
    const { promise: held, resolve: go } = Promise.withResolvers<void>();
    store.transact = async (work) => {
      await held;
      return transact(work);
    };
    expect((await ask(house)).statusCode).toBe(200);
    go();
    store.transact = transact;
    expect((await lettersTo(house, BEN)).map(({ kind }) => kind)).toEqual(["reset-password"]);
  });

  it.each<[string, (link: Record<string, string>) => Promise<unknown> | unknown, Record<string, string>]>([
    ["after 15 minutes", () => house.wait(15 * 60_000 + 1), {}],
    ["for another account", () => undefined, { userId: "0".repeat(24) }],
    ["with another token", () => undefined, { token: "0".repeat(64) }],
    ["once there is a newer one", () => ask(house), {}],
    [
      "once the account is banned",
      () => house.operate("POST", `/api/admin/users/${ben.id}/ban`, { until: null, reason: "x" }),
      {},
    ],
    [
      "once the account is deactivated",
      () => house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "deactivated" }),
      {},
    ],
    [
      "once the address is another one",
      () => house.operate("PATCH", `/api/admin/users/${ben.id}`, { email: "b@example.org" }),
      {},
    ],
  ])("does not work %s", async (_, meanwhile, other) => {
    await ask(house);
    const link = await linkTo(house, BEN, "reset-password");
    await meanwhile(link);
    const answer = await reset(house, { ...link, ...other });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, "link-invalid"]);
  });

  it("does not work once the person has another address of their own", async () => {
    await ask(house);
    const link = await linkTo(house, BEN, "reset-password");
    const wish = { email: "ben@new.example.org", password: PASSWORD };
    await house.call("POST", "/api/user/email", wish, ben.token);
    const moved = { ...(await linkTo(house, wish.email, "new-address")), password: PASSWORD };
    expect((await house.call("POST", "/api/user/verify", moved)).statusCode).toBe(200);
    expect(codeOf(await reset(house, link))).toBe("link-invalid");
  });

  it("is not used up by a password that is none", async () => {
    await ask(house);
    const link = await linkTo(house, BEN, "reset-password");
    expect(codeOf(await reset(house, { ...link, password: "short" }))).toBe("request-invalid");
    expect(codeOf(await reset(house, { ...link, confirm_password: "other" }))).toBe("request-invalid");
    expect((await reset(house, link)).statusCode).toBe(200);
  });

  it("opens nothing but a new password", async () => {
    await ask(house);
    const { token } = await linkTo(house, BEN, "reset-password");
    expect(codeOf(await house.call("POST", "/api/user/verify", { email: BEN, token }))).toBe("link-invalid");
    const invited = { name: "Ben", email: BEN, password: NEW, confirm_password: NEW, token };
    expect(codeOf(await house.call("POST", "/api/auth/register", invited))).toBe("invitation-invalid");
  });

  it.each([
    ["banned", (id: string) => house.operate("POST", `/api/admin/users/${id}/ban`, { until: null, reason: "x" })],
    ["deactivated", (id: string) => house.operate("PATCH", `/api/admin/users/${id}`, { status: "deactivated" })],
    [
      "without a password, as it signs in elsewhere",
      (id: string) =>
        house.store.transact((tx) =>
          tx.updateTable("users").set({ password_hash: null, provider: "google" }).where("id", "=", id).execute(),
        ),
    ],
  ])("is sent to no account that is %s", async (_, become) => {
    await become(ben.id);
    expect((await ask(house)).statusCode).toBe(200);
    expect((await lettersTo(house, BEN)).filter(({ kind }) => kind === "reset-password")).toEqual([]);
  });

  it("verifies an address that never was: the link came there", async () => {
    await house.store.transact((tx) =>
      tx.updateTable("users").set({ email_verified: 0 }).where("id", "=", ben.id).execute(),
    );
    const { organization } = { organization: house.access.list()[0]?.id ?? "" };
    await house.access
      .of(organization)
      .commit({ organization, subject: "operator", name: "cli:test", from: "cli" }, async () => ({
        changes: [{ kind: "account-status-set", account: `user:${ben.id}`, status: "unverified" }],
        result: null,
      }));
    await ask(house);
    await reset(house, await linkTo(house, BEN, "reset-password"));
    expect((await login(house, NEW)).json()).toMatchObject({ user: { emailVerified: true } });
  });

  it("is of the account's own organization", async () => {
    const first = house.access.list()[0]?.id ?? "";
    await house.access.createOrganization({ name: "Second", slug: "second" }, { name: "cli:test", from: "cli" });
    await house.operate("POST", "/api/admin/users", { name: "Ben", email: BEN, password: PASSWORD }, "second");
    await ask(house, BEN, { organization: "second" });
    const [letter] = await lettersTo(house, BEN);
    expect(letter?.organization_id).not.toBe(first);
    expect((await reset(house, await linkTo(house, BEN, "reset-password"))).statusCode).toBe(200);
    expect((await login(house, PASSWORD)).statusCode).toBe(200);
  });
});

it("is not to be asked for where the operator does not allow it; an administrator's works", async () => {
  const house = await openHouse();
  await house.register("ada");
  const ben = await house.person("ben");
  expect(codeOf(await ask(house))).toBe("password-reset-disabled");
  const sent = await house.operate("POST", `/api/admin/users/${ben.id}/reset-password`);
  expect(sent.json()).toMatchObject({ delivery: "outbox" });
  const link = await linkTo(house, BEN, "reset-password");
  expect(sent.body).not.toContain(link.token);
  expect((await reset(house, link)).statusCode).toBe(200);
});

it("is asked for so many times in a while, by one machine and for one address", async () => {
  const house = await openHouse({ ALLOW_PASSWORD_RESET: "true" });
  const statuses = await Promise.all(Array.from({ length: 3 }, () => ask(house).then(({ statusCode }) => statusCode)));
  expect(statuses.sort()).toEqual([200, 200, 429]);
});

describe("an administrator sends a link to whom they may act on", () => {
  it.each([
    ["admin", "ben", 200],
    ["admin", "ada", 403],
    ["admin", "admin", 403],
    ["moderator", "ben", 403],
    ["ada", "admin", 200],
    ["ben", "cy", 403],
  ] as const)("%s to %s: %d", async (who, whom, status) => {
    const staff = await openStaffedHouse();
    const { id } = staff[whom];
    const url = `/api/admin/users/${id}/reset-password`;
    expect((await staff.house.call("POST", url, undefined, staff[who].token)).statusCode).toBe(status);
  });
});

describe("a password that the operator sets", () => {
  let house: House;
  let ben: SignedInPerson;
  const put = (password = NEW) => house.operate("PUT", `/api/admin/users/${ben.id}/password`, { password });
  beforeEach(async () => {
    house = await openHouse();
    await house.register("ada");
    ben = await house.person("ben");
  });

  it("is the only one that signs in, and ends every session", async () => {
    const set = await put();
    expect([set.statusCode, set.json().ended]).toEqual([200, 1]);
    expect((await login(house, PASSWORD)).statusCode).toBe(401);
    expect((await login(house, NEW)).statusCode).toBe(200);
    expect((await refresh(house, ben.cookie)).statusCode).toBe(401);
  });

  it("is told to the person, and noted with who did it", async () => {
    await put();
    expect((await lettersTo(house, BEN)).map(({ kind }) => kind)).toEqual(["password-changed"]);
    const noted = await house.store.db
      .selectFrom("audit_events")
      .selectAll()
      .where("kind", "=", "password-changed")
      .execute();
    expect(noted).toHaveLength(1);
    expect(JSON.stringify(noted)).not.toContain(NEW);
  });

  it("is refused where it is too short", async () => {
    expect([codeOf(await put("short")), (await login(house, PASSWORD)).statusCode]).toEqual(["request-invalid", 200]);
  });

  it("is refused where another provider signs the person in", async () => {
    await house.store.transact((tx) =>
      tx.updateTable("users").set({ provider: "openid", password_hash: null }).where("id", "=", ben.id).execute(),
    );
    expect(codeOf(await put())).toBe("conflict");
  });

  it("is set by nobody else, not even a super admin", async () => {
    const ada = await house.signIn("ada");
    const url = `/api/admin/users/${ben.id}/password`;
    expect(codeOf(await house.call("PUT", url, { password: NEW }, ada.token))).toBe("forbidden");
  });
});
