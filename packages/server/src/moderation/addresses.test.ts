import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { emptyPostgres, onEveryDatabase } from "../store/testing/databases.ts";
import { endless, openUpstream, type Upstream, yamlFor } from "../workspace/testing/upstream.ts";
import { DAY, type House, openHouse, PASSWORD } from "./testing/house.ts";

/*
 * Bans of addresses (docs/guides/violations.md), on the assembled product behind a proxy.
 */
const PATH = "/api/admin/addresses";
const REASON = "Floods from there";
const HERE = "203.0.113.7";
const THERE = "198.51.100.9";

let house: House;
const open = async (env: Record<string, string> = {}, more?: Parameters<typeof openHouse>[1]) => {
  house = await openHouse({ TRUST_PROXY: "1", ...env }, more);
};

interface From {
  ip: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
/** A request that the proxy passes on. */
async function from(method: "GET" | "POST" | "DELETE", url: string, { ip, token, body, headers }: From) {
  const response = await house.gatehouse.app.inject({
    method,
    url,
    headers: { "x-forwarded-for": ip, ...(token && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body === "" ? null : response.json(),
  };
}
const signInFrom = (ip: string, person: string) =>
  from("POST", "/api/auth/login", { ip, body: { email: `${person}@example.org`, password: PASSWORD } });
const ban = (address: string, more: object = {}, who = "ada") =>
  house.as(who, "POST", PATH, { address, reason: REASON, until: null, ...more });
const bans = async () => (await house.ok("ada", "GET", PATH)).bans as { id: string; address: string }[];
const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];

describe("a banned address", () => {
  beforeAll(() => open({ ALLOW_PASSWORD_RESET: "true" }));
  afterAll(() => house.close());

  test("lets nobody in, whatever they ask, and says so in words", async () => {
    const { body: ben } = await signInFrom(HERE, "ben");
    const made = await ban(HERE);
    expect(made).toMatchObject({ status: 201, body: { address: HERE, bannedBy: "ada", until: null, reason: REASON } });
    const asked = await from("GET", "/api/user", { ip: HERE, token: house.token("ben") });
    expect(asked).toMatchObject({ status: 403, body: { code: "address-banned" } });
    expect(asked.body.message).toContain("nobody comes in from your address");
    expect(JSON.stringify(asked.body)).not.toContain(REASON);
    expect(code(await signInFrom(HERE, "ben"))).toEqual([403, "address-banned"]);
    const registration = { name: "New", email: "new@example.org", password: PASSWORD, confirm_password: PASSWORD };
    expect(code(await from("POST", "/api/auth/register", { ip: HERE, body: registration }))).toEqual([
      403,
      "address-banned",
    ]);
    const reset = { email: "ben@example.org" };
    expect(code(await from("POST", "/api/auth/requestPasswordReset", { ip: HERE, body: reset }))).toEqual([
      403,
      "address-banned",
    ]);
    // The session that began there ended; one from elsewhere goes on elsewhere.
    expect((await from("GET", "/api/user", { ip: THERE, token: ben.token })).status).toBe(401);
    expect((await from("GET", "/api/user", { ip: THERE, token: house.token("ben") })).status).toBe(200);
    expect((await signInFrom(THERE, "ben")).status).toBe(200);
  });

  test("is what the proxy says, not what somebody says of themselves", async () => {
    const said = { ip: `${HERE}, ${THERE}`, token: house.token("cy") };
    expect((await from("GET", "/api/user", said)).status).toBe(200);
    const hidden = { ip: `${THERE}, ${HERE}`, token: house.token("cy") };
    expect(code(await from("GET", "/api/user", hidden))).toEqual([403, "address-banned"]);
    const headers = { "x-real-ip": HERE, "cf-connecting-ip": HERE, forwarded: `for=${HERE}` };
    expect((await from("GET", "/api/user", { ip: THERE, token: house.token("cy"), headers })).status).toBe(200);
  });

  test("refuses the checks that are answered before the router, and programs, too", async () => {
    const { service } = await house.ok("ada", "POST", "/api/admin/services", { name: "CRM" });
    const { credential } = await house.ok("ada", "POST", `/api/admin/services/${service.id}/credential`);
    const body = { action: "view", resource: `user:${house.id("cy")}` };
    for (const token of [house.token("cy"), credential]) {
      const asked = await from("POST", "/api/access/check", { ip: HERE, token, body });
      expect(code(asked)).toEqual([403, "address-banned"]);
    }
  });

  test("refreshes no session, and takes no link for a new password", async () => {
    const { headers } = await signInFrom("203.0.113.40", "dee");
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect((await from("POST", "/api/auth/refresh", { ip: HERE, headers: { cookie } })).body).toMatchObject({
      code: "address-banned",
    });
    expect((await from("POST", "/api/auth/refresh", { ip: "203.0.113.40", headers: { cookie } })).status).toBe(200);
  });

  test("lets people in again when the time is over, and when it is lifted", async () => {
    const until = new Date(Date.now() + DAY).toISOString();
    await ban("203.0.113.80", { until });
    expect(code(await signInFrom("203.0.113.80", "cy"))).toEqual([403, "address-banned"]);
    house.wait(DAY + 1);
    expect((await signInFrom("203.0.113.80", "cy")).status).toBe(200);
    expect((await bans()).map(({ address }) => address)).toEqual([HERE]);
    const [{ id } = { id: "" }] = await bans();
    expect((await house.as("ada", "DELETE", `${PATH}/${id}`)).status).toBe(204);
    expect((await signInFrom(HERE, "cy")).status).toBe(200);
    expect((await house.as("ada", "DELETE", `${PATH}/${id}`)).status).toBe(404);
  });

  test("stands once, however often it is banned", async () => {
    await ban("192.0.2.7");
    await ban("::ffff:192.0.2.7", { reason: "Another reason" });
    expect(await bans()).toMatchObject([{ address: "192.0.2.7", reason: "Another reason" }]);
  });

  test("stands in the trail; the address can be erased from it", async () => {
    const events = await house.gatehouse.store.db
      .selectFrom("audit_events")
      .select(["kind", "actor", "facts", "details"])
      .where("kind", "in", ["address-banned", "address-unbanned"])
      .execute();
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["address-banned", "address-unbanned"]));
    for (const { actor, facts, details } of events) {
      expect(actor).toBe(`user:${house.id("ada")}`);
      expect(facts).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
      expect(details).toMatch(/"address":"\d+/);
    }
  });
});

describe("before it is banned", () => {
  beforeAll(() => open());
  afterAll(() => house.close());
  const preview = (address: string, more: object = {}, who = "ada") =>
    house.as(who, "POST", `${PATH}/preview`, { address, ...more });

  test("one sees who else sits there, a page at a time", async () => {
    for (const person of ["ben", "cy", "dee", "ben"]) await signInFrom("203.0.113.20", person);
    await signInFrom("203.0.114.20", "mo");
    const { body: first } = await preview("203.0.113.0/24", { limit: 2 });
    expect(first).toMatchObject({ address: "203.0.113.0/24", people: 3, dangers: [], isBanned: false });
    const { body: second } = await preview("203.0.113.0/24", { limit: 2, cursor: first.nextCursor });
    const names = [...first.names, ...second.names].map(({ name }: { name: string }) => name);
    expect(names.toSorted()).toEqual(["ben", "cy", "dee"]);
    expect(second.nextCursor).toBeNull();
    expect((await preview("203.0.114.20")).body.names).toMatchObject([{ name: "mo", sessions: 1 }]);
    expect((await preview("203.0.115.20")).body).toMatchObject({ people: 0, names: [] });
  });

  test("only whoever bans for any length, everybody, bans an address or sees of it", async () => {
    for (const who of ["mo", "ben"]) {
      expect((await ban("192.0.2.1", {}, who)).status).toBe(403);
      expect((await preview("192.0.2.1", {}, who)).status).toBe(403);
      expect((await house.as(who, "GET", PATH)).status).toBe(403);
    }
    const admin = { principal: `user:${house.id("cy")}`, scope: null, expiresAt: null };
    await house.change(
      { kind: "capability-set", ...admin, capability: "access:admin" },
      { kind: "capability-set", ...admin, capability: "ban:users" },
    );
    expect((await house.as("cy", "GET", PATH)).status).toBe(200);
    expect(code(await preview("192.0.2.1", {}, "cy"))).toEqual([403, "forbidden"]);
  });

  test.each([
    ["203.0.0.0/15"],
    ["0.0.0.0/0"],
    ["2001:db8::/31"],
    ["::/0"],
    ["not an address"],
    ["203.0.113.7/33"],
    ["203.0.113.300"],
  ])("%s is refused", async (address) => {
    expect(code(await ban(address))).toEqual([400, "request-invalid"]);
    expect(code(await preview(address))).toEqual([400, "request-invalid"]);
  });

  test.each([
    ["127.0.0.0/8", 400],
    ["127.0.0.0/16", 409],
    ["10.0.0.1", 409],
    ["192.168.0.0/16", 409],
    ["::1", 409],
    ["fd00::/48", 409],
    ["169.254.1.1", 409],
  ])("%s is a network of one's own: %i", async (address, status) => {
    expect((await ban(address)).status).toBe(status);
    if (status === 409) expect((await ban(address)).body).toMatchObject({ code: "address-unsafe" });
    expect(await bans()).toEqual([]);
  });

  test("one's own address is banned only where one says so", async () => {
    const body = { address: "203.0.113.0/24", reason: REASON, until: null };
    const asked = { ip: "203.0.113.99", token: house.token("ada"), body };
    expect(await from("POST", PATH, asked)).toMatchObject({
      status: 409,
      body: { code: "address-unsafe", dangers: ["own"] },
    });
    const meant = { ...asked, body: { ...body, evenThough: ["own"] } };
    expect((await from("POST", PATH, meant)).status).toBe(201);
    expect((await from("GET", PATH, asked)).status).toBe(403);
    // The command line comes from no address: whoever locked themselves out gets in again by it.
    const { bans: all } = (await house.gatehouse.operatorInject({ method: "GET", url: PATH })).json();
    const lifted = await house.gatehouse.operatorInject({ method: "DELETE", url: `${PATH}/${all[0].id}` });
    expect(lifted.statusCode).toBe(204);
  });

  test("neither is the proxy in front", async () => {
    const { body } = await preview("127.0.0.1");
    expect(body.dangers).toContain("private");
    const asked = { ip: HERE, token: house.token("ada"), body: { address: "127.0.0.1" } };
    expect((await from("POST", `${PATH}/preview`, asked)).body.dangers).toEqual(["private", "proxy"]);
  });

  test("another organization hears nothing of it, and keeps its people", async () => {
    await ban("192.0.2.50");
    const elsewhere = await house.gatehouse.access.createOrganization(
      { name: "Elsewhere", slug: "elsewhere" },
      { name: "system:config", from: "start" },
    );
    const { identity } = house.gatehouse;
    expect(identity.isAddressBanned({ organization: house.here, ip: "192.0.2.50" })).toBe(true);
    expect(identity.isAddressBanned({ organization: elsewhere.id, ip: "192.0.2.50" })).toBe(false);
  });
});

describe("where somebody sits who outranks whoever bans", () => {
  beforeAll(() => open({ BAN_ADDRESSES: "true", BAN_INTERVAL: "1" }));
  afterAll(() => house.close());
  const SUES = "192.0.2.30";

  test.each([
    [SUES, undefined],
    ["192.0.2.0/24", undefined],
    [SUES, ["own", "private", "proxy"]],
  ])("%s is not banned, whatever is meant: %j", async (address, evenThough) => {
    expect((await signInFrom(SUES, "sue")).status).toBe(200);
    const refused = await ban(address, { evenThough });
    expect(code(refused)).toEqual([403, "hand-on-refused"]);
    expect(JSON.stringify(refused.body)).not.toMatch(new RegExp(`sue|${house.id("sue")}`, "i"));
    expect((await house.as("ada", "POST", `${PATH}/preview`, { address })).body.whyNot).toBe(refused.body.detail);
    expect(await bans()).toEqual([]);
    expect((await signInFrom(SUES, "sue")).status).toBe(200);
  });

  test("a super admin does not shut out the last super admin; the command line does, and lets them in again", async () => {
    expect(code(await ban(SUES, {}, "sue"))).toEqual([409, "last-super-admin"]);
    const body = { address: "192.0.2.44", reason: REASON, until: null, evenThough: ["own"] };
    const own = await from("POST", PATH, { ip: "192.0.2.44", token: house.token("sue"), body });
    expect(code(own)).toEqual([409, "last-super-admin"]);
    const payload = { address: SUES, reason: REASON, until: null };
    const made = await house.gatehouse.operatorInject({ method: "POST", url: PATH, payload });
    expect(made.statusCode).toBe(201);
    expect(code(await signInFrom(SUES, "sue"))).toEqual([403, "address-banned"]);
    await house.gatehouse.operatorInject({ method: "DELETE", url: `${PATH}/${made.json().id}` });
    expect((await signInFrom(SUES, "sue")).status).toBe(200);
  });

  test("one where people of a lower rank sit is banned, also together with one's own", async () => {
    await signInFrom("192.0.2.130", "mo");
    await signInFrom("192.0.2.130", "ada");
    expect((await ban("192.0.2.128/25")).status).toBe(201);
  });

  test("none of a super admin is banned by itself", async () => {
    const payload = { text: "Hello", model: "not-there" };
    await from("POST", "/api/agents/chat/echo", { ip: SUES, token: house.token("ben"), body: payload });
    expect(code(await signInFrom(THERE, "ben"))).toEqual([403, "account-banned"]);
    expect((await bans()).map(({ address }) => address)).toEqual(["192.0.2.128/25"]);
  });
});

describe("what is running", () => {
  let upstream: Upstream;
  let folder: string;
  let base: string;
  beforeAll(async () => {
    upstream = await openUpstream();
    folder = await mkdtemp(join(tmpdir(), "gatehouse-addresses-"));
    await writeFile(join(folder, "librechat.yaml"), yamlFor(upstream));
    await open({ CONFIG_PATH: join(folder, "librechat.yaml"), BAN_INTERVAL: "2", CONVO_ACCESS_VIOLATION_SCORE: "2" });
    base = await house.gatehouse.app.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await house.close();
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (url: string, ip: string, person: string, init: RequestInit = {}) =>
    fetch(base + url, {
      ...init,
      headers: {
        "x-forwarded-for": ip,
        authorization: `Bearer ${house.token(person)}`,
        "content-type": "application/json",
      },
    });
  /** An answer without end, and whoever listens to it. */
  async function listening(ip: string, person: string) {
    upstream.answer(endless);
    const body = JSON.stringify({ text: "Go on", endpoint: "lab", model: "big" });
    const { streamId } = (await (await ask("/api/agents/chat/lab", ip, person, { method: "POST", body })).json()) as {
      streamId: string;
    };
    const response = await ask(`/api/agents/chat/stream/${streamId}`, ip, person);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!reader) throw new Error("there is no stream");
    let text = "";
    while (!text.includes("event: message")) text += (await reader.read()).value ?? "";
    /** What came until it ended. */
    const rest = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    })();
    return { streamId, rest };
  }

  test("ends with the ban of its address, and says why", async () => {
    const { streamId, rest } = await listening(THERE, "ben");
    expect((await ban(THERE)).status).toBe(201);
    expect(await rest).toContain("access-ended");
    const isActive = async () => (await house.as("ben", "GET", `/api/agents/chat/status/${streamId}`)).body.active;
    await expect.poll(isActive).toBe(false);
  });

  test("ends with the ban of its person by themselves", async () => {
    const { rest } = await listening("192.0.2.80", "cy");
    const body = JSON.stringify({
      text: "Hello",
      endpoint: "lab",
      model: "big",
      conversationId: "0b0c6d2e-8a54-4d6e-9a1b-1f2d3c4b5a69",
    });
    expect((await ask("/api/agents/chat/lab", "192.0.2.80", "cy", { method: "POST", body })).status).toBe(404);
    expect(await rest).toContain("access-ended");
    expect(code(await signInFrom("192.0.2.80", "cy"))).toEqual([403, "account-banned"]);
  });
});

onEveryDatabase("addresses", (given) => {
  afterEach(() => house.close());
  test("are banned, found in ranges, shown and lifted", async () => {
    await open({}, { database: await given() });
    await signInFrom("2001:db8:1:2::1", "ben");
    const { body } = await house.as("ada", "POST", `${PATH}/preview`, { address: "2001:db8:1::/48" });
    expect(body).toMatchObject({ people: 1, names: [{ name: "ben" }] });
    await ban("2001:db8:1::/48");
    expect(code(await signInFrom("2001:db8:1:ffff::1", "ben"))).toEqual([403, "address-banned"]);
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) await ban(address);
    const first = await house.ok("ada", "GET", `${PATH}?limit=3`);
    const second = await house.ok("ada", "GET", `${PATH}?limit=3&cursor=${first.nextCursor}`);
    expect([...first.bans, ...second.bans]).toHaveLength(4);
    expect(new Set([...first.bans, ...second.bans].map(({ address }) => address)).size).toBe(4);
    expect(second.nextCursor).toBeNull();
  });
});

onEveryDatabase("whoever moved to another address", (given) => {
  afterEach(() => house.close());
  test("is found at both, and signed out by a ban of the one where they are", async () => {
    await open({}, { database: await given() });
    const { headers } = await signInFrom("203.0.113.40", "dee");
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    const moved = await from("POST", "/api/auth/refresh", { ip: "198.51.100.40", headers: { cookie } });
    const isIn = async () => (await from("GET", "/api/user", { ip: THERE, token: moved.body.token })).status === 200;
    for (const address of ["203.0.113.40", "198.51.100.40"]) {
      const { body } = await house.as("ada", "POST", `${PATH}/preview`, { address });
      expect(body).toMatchObject({ people: 1, names: [{ name: "dee", sessions: 1 }] });
    }
    await ban("203.0.113.40");
    expect(await isIn()).toBe(true);
    await ban("198.51.100.40");
    expect(await isIn()).toBe(false);
  });
});

const server = process.env.TEST_DATABASE_URL;
describe.skipIf(server === undefined && process.env.CI !== "true")("two servers on one PostgreSQL", () => {
  test("both keep out what one of them banned, and let in what one lifted", async () => {
    const database = await emptyPostgres(server ?? "");
    const first = await openHouse({ TRUST_PROXY: "1" }, { database });
    const second = await openHouse({ TRUST_PROXY: "1" }, { database, members: "none" });
    try {
      const isBanned = () => second.gatehouse.identity.isAddressBanned({ organization: first.here, ip: HERE });
      const heard: string[] = [];
      second.gatehouse.identity.onAddressBanned((organization) => heard.push(organization));
      const made = await first.ok("ada", "POST", PATH, { address: HERE, reason: REASON, until: null });
      await expect.poll(isBanned).toBe(true);
      expect(heard).toEqual([first.here]);
      await first.as("ada", "DELETE", `${PATH}/${made.id}`);
      await expect.poll(isBanned).toBe(false);
    } finally {
      await second.close();
      await first.close();
      await database.remove();
    }
  });
});
