import { afterEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { type House, openHouse, PASSWORD } from "./testing/house.ts";

/*
 * Violations and the bans that follow by themselves, as LibreChat reckons them (docs/guides/violations.md), on the assembled product.
 */
let house: House;
afterEach(() => house?.close());

const say = (person: string) => house.as(person, "POST", "/api/agents/chat/echo", { text: "Hello", model: "echo" });
const violationsOf = async (person: string) =>
  (await house.ok("ada", "GET", `/api/admin/users/${house.id(person)}/violations`)).violations;
const isBanned = async (person: string) =>
  (await house.ok("ada", "GET", `/api/admin/users/${house.id(person)}`)).user.banned;
const quick = { LIMIT_MESSAGE_USER: "true", MESSAGE_USER_MAX: "1", BAN_INTERVAL: "3" };

describe("somebody who is refused too often", () => {
  test("is banned by itself for a while, with a reason, a letter and an appeal", async () => {
    house = await openHouse(quick);
    expect((await say("ben")).status).toBe(200);
    expect((await say("ben")).status).toBe(429);
    expect((await say("ben")).status).toBe(429);
    expect(await isBanned("ben")).toBe(false);
    expect(await violationsOf("ben")).toMatchObject([{ type: "message_limit", times: 2, score: 2, nextBanAt: 3 }]);
    expect((await say("ben")).status).toBe(429);
    expect(await say("ben")).toMatchObject({ status: 401 });
    expect(await isBanned("ben")).toBe(true);
    const { status, body } = await house.signIn("ben");
    expect([status, body.code]).toEqual([403, "account-banned"]);
    const { body: notice } = await house.call("POST", "/api/auth/ban", { ticket: body.ticket });
    expect(notice.decision).toMatchObject({ kind: "ban", mayAppeal: true });
    expect(notice.decision.reason).toContain("sent messages too fast");
    expect(await house.letters("ben")).toContain("banned");
    const appeal = { ticket: body.ticket, text: "I will be slower from now on" };
    expect((await house.call("POST", "/api/auth/ban/appeal", appeal)).status).toBe(200);
    const { cases } = await house.ok("mo", "GET", "/api/admin/moderation/cases?state=appealed");
    await house.ok("mo", "POST", `/api/admin/moderation/cases/${cases[0].id}/assignment`);
    const { decisions } = await house.ok("mo", "GET", `/api/admin/moderation/cases/${cases[0].id}`);
    expect(decisions[0]).toMatchObject({ decidedBy: "system:violations", mayAnswer: true });
    const answer = { granted: true, answer: "Fine, once" };
    await house.ok("mo", "POST", `/api/admin/moderation/decisions/${decisions[0].id}/answer`, answer);
    expect((await house.signIn("ben")).status).toBe(200);
  });

  test("comes back by themselves when the time is over, and the next ban takes as much again", async () => {
    house = await openHouse({ ...quick, BAN_DURATION: "1000 * 60 * 60" });
    for (let times = 0; times < 4; times++) await say("ben");
    expect(await isBanned("ben")).toBe(true);
    house.wait(61 * 60_000);
    expect((await house.signIn("ben")).status).toBe(200);
    expect(await violationsOf("ben")).toMatchObject([{ score: 3, nextBanAt: 6 }]);
  });

  test.each([
    ["bans are off", { BAN_VIOLATIONS: "false" }],
    ["the score is 0", { MESSAGE_VIOLATION_SCORE: "0" }],
  ])("is counted and never banned where %s", async (_, env) => {
    house = await openHouse({ ...quick, ...env });
    for (let times = 0; times < 6; times++) await say("ben");
    expect(await isBanned("ben")).toBe(false);
    expect(await violationsOf("ben")).toMatchObject([{ type: "message_limit", times: 5 }]);
  });

  test("is banned at once by a score as high as the interval", async () => {
    house = await openHouse({ ...quick, MESSAGE_VIOLATION_SCORE: "3" });
    await say("ben");
    await say("ben");
    expect(await isBanned("ben")).toBe(true);
  });

  test("is not banned for less than they are already", async () => {
    house = await openHouse({ ...quick, MESSAGE_VIOLATION_SCORE: "3" });
    await say("ben");
    const { identity } = house.gatehouse;
    const ban = { until: null, reason: "Something else" };
    await house.ok("ada", "POST", `/api/admin/users/${house.id("ben")}/ban`, ban);
    const actor = { organization: house.here, subject: `user:${house.id("ben")}`, name: "user:ben", from: "api" };
    await identity.violations.note({ actor, ip: undefined, violation: { type: "message_limit", score: 3 } });
    const { user } = await house.ok("ada", "GET", `/api/admin/users/${house.id("ben")}`);
    expect(user).toMatchObject({ banned: true, bannedUntil: null });
  });

  test("stays where nobody else is super admin", async () => {
    house = await openHouse({ ...quick, MESSAGE_VIOLATION_SCORE: "3" });
    await say("sue");
    expect((await say("sue")).status).toBe(429);
    expect(await isBanned("sue")).toBe(false);
    expect((await house.signIn("sue")).status).toBe(200);
  });
});

describe("each limit that there is counts", () => {
  const chat = (body: object) => house.as("ben", "POST", "/api/agents/chat/echo", { text: "Hello", ...body });
  test.each<[string, string, object, () => Promise<unknown>]>([
    ["a model that is not one's own to ask", "illegal_model_request", {}, () => chat({ model: "not-there" })],
    [
      "a conversation that is not one's own",
      "convo_access",
      { CONVO_ACCESS_VIOLATION_SCORE: "1" },
      () => chat({ model: "echo", conversationId: "0b0c6d2e-8a54-4d6e-9a1b-1f2d3c4b5a69" }),
    ],
    [
      "messages of an address",
      "message_limit",
      { LIMIT_MESSAGE_IP: "true", MESSAGE_IP_MAX: "0" },
      () => chat({ model: "echo" }),
    ],
    [
      "copies",
      "file_upload_limit",
      { FORK_USER_MAX: "0" },
      () =>
        house.as("ben", "POST", "/api/convos/duplicate", { conversationId: "0b0c6d2e-8a54-4d6e-9a1b-1f2d3c4b5a69" }),
    ],
    [
      "shared links",
      "share_limit",
      { SHARE_USER_MAX: "0", SHARE_VIOLATION_SCORE: "2" },
      () => house.as("ben", "GET", "/api/share/abcdefghijklmnopqrstu"),
    ],
    [
      "letters about one's address",
      "verify_email_limit",
      { VERIFY_EMAIL_MAX: "0" },
      () => house.as("ben", "POST", "/api/user/email", { email: "new@example.org", password: PASSWORD }),
    ],
  ])("%s", async (_, type, env, refused) => {
    house = await openHouse(env as Record<string, string>);
    await refused();
    expect(await violationsOf("ben")).toMatchObject([{ type, times: 1 }]);
  });

  test("but never those of whoever has not signed in", async () => {
    house = await openHouse({ REGISTER_MAX: "0", RESET_PASSWORD_MAX: "0" });
    const registration = { name: "New", email: "new@example.org", password: PASSWORD, confirm_password: PASSWORD };
    expect((await house.call("POST", "/api/auth/register", registration)).status).toBe(429);
    const reset = { email: "ben@example.org" };
    expect((await house.call("POST", "/api/auth/requestPasswordReset", reset)).status).toBe(429);
    expect(await house.gatehouse.store.db.selectFrom("violations").selectAll().execute()).toEqual([]);
  });
});

describe("where many sit behind one address", () => {
  const sayFrom = (person: string) =>
    house.as(person, "POST", "/api/agents/chat/echo", { text: "Hello", model: "not-there" });
  const scoreOf = async (person: string) => {
    const rows = await violationsOf(person);
    return rows.find(({ type }: { type: string }) => type === "message_limit")?.score ?? 0;
  };
  test.each(["false", "true"])(
    "the others' messages score against nobody; one's own do (LIMIT_MESSAGE_USER=%s)",
    async (LIMIT_MESSAGE_USER) => {
      house = await openHouse({
        LIMIT_MESSAGE_IP: "true",
        MESSAGE_IP_MAX: "4",
        MESSAGE_USER_MAX: "3",
        LIMIT_MESSAGE_USER,
        MESSAGE_VIOLATION_SCORE: "2",
        ILLEGAL_MODEL_REQ_SCORE: "0",
      });
      for (const person of ["ben", "cy", "ben", "cy"]) await sayFrom(person);
      expect([(await sayFrom("dee")).status, await scoreOf("dee")]).toEqual([429, 0]);
      expect([(await sayFrom("ben")).status, await scoreOf("ben")]).toEqual([429, 2]);
    },
  );
});

describe("a stranger who fails to sign in as somebody", () => {
  const attack = async (times: number, email = "ben@example.org") => {
    for (let time = 0; time < times; time++)
      await house.call("POST", "/api/auth/login", { email, password: "wrong password" });
  };

  test("does not lock them out", async () => {
    house = await openHouse({ BAN_INTERVAL: "2", LOGIN_VIOLATION_SCORE: "2" });
    await attack(6);
    expect((await house.signIn("ben")).status).toBe(200);
    expect(await violationsOf("ben")).toEqual([]);
  });

  test.each(["ben@example.org", "nobody@example.org"])(
    "loses their address where the operator wants that, as %s, known or not",
    async (email) => {
      house = await openHouse({ BAN_INTERVAL: "3", BAN_ADDRESSES: "true", TRUST_PROXY: "1" });
      const from = { headers: { "x-forwarded-for": "198.51.100.9" } };
      const tryIt = async (password: string, headers = from.headers) =>
        house.gatehouse.app.inject({ method: "POST", url: "/api/auth/login", payload: { email, password }, headers });
      for (let time = 0; time < 3; time++) expect((await tryIt("wrong password")).statusCode).toBe(401);
      expect((await tryIt(PASSWORD)).json()).toMatchObject({ code: "address-banned" });
      if (email.startsWith("ben")) expect((await house.signIn("ben")).status).toBe(200);
      const { bans } = await house.ok("ada", "GET", "/api/admin/addresses");
      expect(bans).toMatchObject([{ address: "198.51.100.9", bannedBy: "system:violations" }]);
    },
  );
});

describe("the address of whoever is banned by themselves", () => {
  const once = async (ip: string) => {
    const headers = { "x-forwarded-for": ip, authorization: `Bearer ${house.token("ben")}` };
    const payload = { text: "Hello", model: "not-there" };
    await house.gatehouse.app.inject({ method: "POST", url: "/api/agents/chat/echo", headers, payload });
    return (await house.ok("ada", "GET", "/api/admin/addresses")).bans.map((ban: { address: string }) => ban.address);
  };
  test.each([
    ["false", "203.0.113.9", []],
    ["true", "203.0.113.9", ["203.0.113.9"]],
    ["true", "2001:db8:1:2:3::4", ["2001:db8:1:2::/64"]],
    ["true", "10.0.0.9", []],
  ])("with BAN_ADDRESSES=%s, at %s: %j", async (switched, ip, banned) => {
    house = await openHouse({ BAN_ADDRESSES: switched, TRUST_PROXY: "1", BAN_INTERVAL: "1" });
    expect(await once(ip)).toEqual(banned);
    expect(await isBanned("ben")).toBe(true);
  });
});

describe("whoever may unban", () => {
  test("sees what is counted, and forgets it", async () => {
    house = await openHouse(quick);
    await say("ben");
    await say("ben");
    const url = `/api/admin/users/${house.id("ben")}/violations`;
    expect(await house.ok("mo", "GET", url)).toMatchObject({ mayForget: true, bans: true });
    expect((await house.as("mo", "DELETE", url)).status).toBe(204);
    expect(await violationsOf("ben")).toEqual([]);
    expect((await house.as("cy", "GET", url)).status).toBe(403);
    const theirs = `/api/admin/users/${house.id("ada")}/violations`;
    expect(await house.ok("mo", "GET", theirs)).toMatchObject({ mayForget: false });
    expect((await house.as("mo", "DELETE", theirs)).status).toBe(403);
  });

  test("finds it in the trail, in whose name it was", async () => {
    house = await openHouse({ ...quick, MESSAGE_VIOLATION_SCORE: "3" });
    await say("ben");
    await say("ben");
    const events = await house.gatehouse.store.db
      .selectFrom("audit_events")
      .select(["kind", "actor", "about"])
      .where("kind", "=", "decision-made")
      .execute();
    expect(events).toMatchObject([{ actor: "system:violations" }]);
    expect(events[0]?.about).toContain(house.id("ben"));
    const head = await house.gatehouse.store.head(house.here);
    const log = await house.gatehouse.store.readLog(house.here, head - 1, 1);
    expect(log).toMatchObject([{ actor: "system:violations" }]);
    expect(log[0]?.reason).toContain("score 3");
  });
});

onEveryDatabase("violations", (given) => {
  // Before its database is taken away.
  afterEach(() => house.close());
  test("of many at the same moment as many ban as the rule says", async () => {
    house = await openHouse({ BAN_INTERVAL: "7" }, { database: await given() });
    const { identity, store } = house.gatehouse;
    const actor = { organization: house.here, subject: `user:${house.id("ben")}`, name: "user:ben", from: "api" };
    const note = () => identity.violations.note({ actor, ip: undefined, violation: { type: "concurrent", score: 3 } });
    await Promise.all(Array.from({ length: 20 }, note));
    expect(await violationsOf("ben")).toMatchObject([{ times: 20, score: 60, nextBanAt: 63 }]);
    const bans = await store.db.selectFrom("moderation_decisions").select("id").where("kind", "=", "ban").execute();
    expect(bans).toHaveLength(8);
  });
});
