import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeAt } from "../identity/testing/authenticator.ts";
import { CASES, DAY, decide, type House, openHouse, PASSWORD, REASON, reported } from "./testing/house.ts";

/*
 * Bans: how far who goes, what whoever is banned is shown and can do, and that a ban is felt at once everywhere.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse({ LOGIN_MAX: "100000" });
});
afterAll(() => house.close());

const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const codeOf = (url: string) => codeAt(new URL(url).searchParams.get("secret") ?? "", Date.now());
let made = 0;
/** A member who is signed in. */
async function member() {
  const name = `person${++made}`;
  const { user } = await house.ok("sue", "POST", "/api/admin/users", {
    name,
    email: `${name}@example.org`,
    password: PASSWORD,
  });
  const { body } = await house.signIn(name);
  return { name, id: user.id as string, token: body.token as string };
}
const ban = (who: string, id: string, until: string | null = null) =>
  house.as(who, "POST", `/api/admin/users/${id}/ban`, { until, reason: REASON });
const notice = (ticket: string) => house.call("POST", "/api/auth/ban", { ticket });
const appeal = (ticket: string, text = "That was not me at all") =>
  house.call("POST", "/api/auth/ban/appeal", { ticket, text });
async function banned() {
  const person = await member();
  expect((await ban("ada", person.id)).status).toBe(200);
  const { body } = await house.signIn(person.name);
  return { ...person, ticket: body.ticket as string };
}

describe("how long", () => {
  test.each([
    ["mo", 6.9, 200],
    ["mo", 7.1, 403],
    ["mo", null, 403],
    ["ada", 400, 200],
    ["ada", null, 200],
    ["ben", 1, 403],
  ])("%s bans for %s days: %s", async (who, days, status) => {
    const { id } = await member();
    expect((await ban(who, id, days === null ? null : inDays(days))).status).toBe(status);
  });

  test("is the operator's to say", async () => {
    const longer = await openHouse({ MODERATION_SHORT_BAN_DAYS: "30" });
    try {
      const url = `/api/admin/users/${longer.id("ben")}/ban`;
      expect((await longer.as("mo", "POST", url, { until: inDays(31), reason: REASON })).status).toBe(403);
      expect((await longer.as("mo", "POST", url, { until: inDays(29), reason: REASON })).status).toBe(200);
      expect((await longer.ok("mo", "GET", "/api/admin/moderation/summary")).shortBanDays).toBe(30);
    } finally {
      await longer.close();
    }
  });

  test("holds in the queue as well, and nobody bans whom they do not outrank", async () => {
    const { answer } = await house.talk("ben", "Something");
    const id = await reported(house, "ben", { resource: `message:${answer}` });
    expect(await house.ok("mo", "GET", `${CASES}/${id}`)).toMatchObject({ mayBan: "short", mayDecide: true });
    const long = { reason: REASON, person: "ban", until: inDays(30) };
    expect(code(await house.as("mo", "POST", `${CASES}/${id}/decision`, long))).toEqual([403, "forbidden"]);
    const none = { reason: REASON, person: "ban" };
    expect(code(await house.as("mo", "POST", `${CASES}/${id}/decision`, none))).toEqual([400, "request-invalid"]);
    expect(code(await ban("max", house.id("mo"), inDays(1)))).toEqual([403, "hand-on-refused"]);
  });
});

describe("whoever is banned", () => {
  test("reads why and until when, with the right password, and appeals once", async () => {
    const { name, id } = await member();
    const until = inDays(3);
    await ban("mo", id, until);
    const refused = await house.signIn(name);
    expect(refused).toMatchObject({ status: 403, body: { code: "account-banned", until, ticket: expect.any(String) } });
    const { ticket } = refused.body;
    expect((await notice(ticket)).body).toMatchObject({
      isBanned: true,
      decision: { kind: "ban", reason: REASON, endsAt: until, mayAppeal: true, appeal: null },
    });
    expect((await appeal(ticket)).body).toMatchObject({ decision: { appeal: { state: "open" }, mayAppeal: false } });
    expect(code(await appeal(ticket))).toEqual([409, "appeal-refused"]);
    const { cases } = await house.ok("max", "GET", `${CASES}?state=appealed`);
    const its = cases.find((one: { about: { id: string } }) => one.about.id === id);
    await house.ok("max", "POST", `${CASES}/${its.id}/assignment`);
    const { decisions } = await house.ok("max", "GET", `${CASES}/${its.id}`);
    const url = `/api/admin/moderation/decisions/${decisions[0].id}/answer`;
    await house.ok("max", "POST", url, { granted: true, answer: "You are right" });
    expect((await house.signIn(name)).status).toBe(200);
    expect((await notice(ticket)).body).toMatchObject({ isBanned: false, decision: null });
  });

  test("and banned anew while the appeal waits, waits on: against the ban that took its place", async () => {
    const { id, ticket } = await banned();
    await appeal(ticket, "That was not me at all");
    expect((await ban("ada", id, inDays(3))).status).toBe(200);
    const { decisions } = await house.ok("max", "GET", `/api/admin/moderation/people/${id}/decisions`);
    expect(decisions.map((one: { state: string; appeal: unknown }) => [one.state, one.appeal])).toMatchObject([
      ["in-force", { state: "open", text: "That was not me at all" }],
      ["undone", null],
    ]);
    const { cases } = await house.ok("max", "GET", `${CASES}?state=appealed&limit=100`);
    expect(cases.filter(({ about }: { about: { id: string } }) => about.id === id)).toHaveLength(1);
  });

  test("hears with a wrong password what everybody hears", async () => {
    const { name } = await banned();
    const wrong = await house.signIn(name, "wrong horse battery");
    const nobody = await house.signIn("nobody-at-all", "wrong horse battery");
    const plain = ({ status, body: { requestId, ...body } }: typeof wrong) => ({ status, body });
    expect(plain(wrong)).toEqual(plain(nobody));
    expect(code(wrong)).toEqual([401, "credentials-wrong"]);
  });

  test("shows the second factor first, where there is one", async () => {
    const { name, id, token } = await member();
    const begun = await house.call("POST", "/api/auth/2fa/enable", {}, token);
    expect(
      (await house.call("POST", "/api/auth/2fa/confirm", { token: codeOf(begun.body.otpauthUrl) }, token)).status,
    ).toBe(200);
    await ban("ada", id);
    const first = await house.signIn(name);
    expect(first).toMatchObject({ status: 200, body: { twoFAPending: true } });
    expect(first.body.ticket).toBeUndefined();
    const { tempToken } = first.body;
    // The step of the code is used up by the confirmation: the backup code is another way.
    const second = await house.call("POST", "/api/auth/2fa/verify-temp", {
      tempToken,
      backupCode: begun.body.backupCodes[0],
    });
    expect(second).toMatchObject({ status: 403, body: { code: "account-banned", ticket: expect.any(String) } });
    expect((await notice(second.body.ticket)).body.isBanned).toBe(true);
    const again = { tempToken, backupCode: begun.body.backupCodes[1] };
    expect(code(await house.call("POST", "/api/auth/2fa/verify-temp", again))).toEqual([401, "second-factor-over"]);
  });
});

describe("a ticket", () => {
  test("opens nothing else", async () => {
    const { ticket, id } = await banned();
    expect(code(await house.call("GET", "/api/user", undefined, ticket))).toEqual([401, "token-invalid"]);
    const step = { tempToken: ticket, token: "123456" };
    expect((await house.call("POST", "/api/auth/2fa/verify-temp", step)).status).toBe(401);
    const reset = { userId: id, token: ticket, password: "another good one", confirm_password: "another good one" };
    expect((await house.call("POST", "/api/auth/resetPassword", reset)).status).toBeGreaterThanOrEqual(400);
    expect((await house.signIn(`person${made}`)).body.code).toBe("account-banned");
  });

  test("is none of any other kind, and ends: in time, with the next one, with another ban", async () => {
    const { name, ticket, id } = await banned();
    expect(code(await notice("x".repeat(64)))).toEqual([401, "ban-ticket-over"]);
    const next = (await house.signIn(name)).body.ticket;
    expect(code(await notice(ticket))).toEqual([401, "ban-ticket-over"]);
    house.wait(31 * 60_000);
    const late = await notice(next);
    house.wait(-31 * 60_000);
    expect(code(late)).toEqual([401, "ban-ticket-over"]);
    const third = (await house.signIn(name)).body.ticket;
    await ban("ada", id, inDays(2));
    expect(code(await notice(third))).toEqual([401, "ban-ticket-over"]);
  });
});

describe("a ban is felt at once", () => {
  test("by sessions, and by what refreshes them", async () => {
    const { name, id, token } = await member();
    expect((await house.call("GET", "/api/user", undefined, token)).status).toBe(200);
    await ban("mo", id, inDays(1));
    const { status } = await house.call("GET", "/api/user", undefined, token);
    expect([401, 403]).toContain(status);
    // Lifted, the sessions of before stay ended.
    await house.ok("ada", "DELETE", `/api/admin/users/${id}/ban`);
    expect(code(await house.call("GET", "/api/user", undefined, token))).toEqual([401, "token-invalid"]);
    expect((await house.signIn(name)).status).toBe(200);
  });

  test("by an answer that is being written", async () => {
    const { id, token } = await member();
    const text = Array.from({ length: 400 }, (_, index) => `word${index}`).join(" ");
    const begun = await house.call("POST", "/api/agents/chat/echo", { text, model: "echo" }, token);
    const stream = house.call("GET", `/api/agents/chat/stream/${begun.body.streamId}`, undefined, token);
    await ban("mo", id, inDays(1));
    const { body } = await stream;
    expect(body).toContain("access-ended");
    expect(body).not.toContain('"final":true');
  });

  test("by the second step of a sign-in that was begun, and by links in letters", async () => {
    const { name, id, token } = await member();
    const begun = await house.call("POST", "/api/auth/2fa/enable", {}, token);
    await house.call("POST", "/api/auth/2fa/confirm", { token: codeOf(begun.body.otpauthUrl) }, token);
    const { tempToken } = (await house.signIn(name)).body;
    await house.ok("sue", "POST", `/api/admin/users/${id}/reset-password`);
    await ban("ada", id);
    const step = { tempToken, backupCode: begun.body.backupCodes[0] };
    expect(code(await house.call("POST", "/api/auth/2fa/verify-temp", step))).toEqual([401, "second-factor-over"]);
    const links = await house.gatehouse.store.db
      .selectFrom("link_tokens")
      .select("purpose")
      .where("account", "=", `user:${id}`)
      .execute();
    expect(links).toEqual([]);
  });

  test("by what they shared: nothing is opened as them", async () => {
    const { id } = await member();
    await ban("ada", id);
    const { engine } = house.gatehouse.access.of(house.here);
    expect(engine.check(`user:${id}`, "create", "conversation").reason).toBe("subject-banned");
  });
});

describe("on record", () => {
  test("each ban is a decision; another one takes its place, lifting it takes it back; the person hears of both", async () => {
    const { id, name } = await member();
    await ban("mo", id, inDays(1));
    await ban("ada", id, inDays(20));
    const url = `/api/admin/moderation/people/${id}/decisions`;
    const states = async () => (await house.ok("ada", "GET", url)).decisions.map((one: { state: string }) => one.state);
    expect(await states()).toEqual(["in-force", "undone"]);
    await house.ok("ada", "DELETE", `/api/admin/users/${id}/ban`);
    expect(await states()).toEqual(["undone", "undone"]);
    const letters = await house.gatehouse.store.db
      .selectFrom("letters")
      .select("kind")
      .where("recipient", "=", `${name}@example.org`)
      .execute();
    expect(letters.map(({ kind }) => kind).sort()).toEqual(["ban-lifted", "banned"]);
  });

  test("a ban out of a case stands in that case, and ends the sessions", async () => {
    const { id, name, token } = await member();
    const talk = await house.call("POST", "/api/agents/chat/echo", { text: "Rude words", model: "echo" }, token);
    await house.call("GET", `/api/agents/chat/stream/${talk.body.streamId}`, undefined, token);
    const messages = (await house.call("GET", `/api/messages/${talk.body.streamId}`, undefined, token)).body;
    const wish = { resource: `message:${messages[1].messageId}`, category: "hate" };
    expect((await house.call("POST", "/api/reports", wish, token)).status).toBe(201);
    const { cases } = await house.ok("mo", "GET", `${CASES}?about=${id}`);
    await house.ok("mo", "POST", `${CASES}/${cases[0].id}/assignment`);
    const decided = await decide(house, cases[0].id, { thing: "hide", person: "ban", until: inDays(2) });
    expect(decided.decisions.map((one: { kind: string }) => one.kind).sort()).toEqual(["ban", "hide"]);
    expect((await house.call("GET", "/api/user", undefined, token)).status).not.toBe(200);
    const { ticket } = (await house.signIn(name)).body;
    expect((await notice(ticket)).body.decision).toMatchObject({ kind: "ban", reason: REASON });
  });
});
