// J1 · What is remembered answers as what is looked up: the quick way in, with the credentials and standings that the server knows, beside the
// router's way, on the same questions; and nothing that was remembered outlives its end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { House } from "./support/house.ts";

let house: House;
let address: string;
let ada: string;
let people: { ben: string; cy: string };
let service: { id: string; credential: string };
let agent: string;

beforeAll(async () => {
  house = await House.open({ PORT: "0" });
  await house.person("ada@example.com", "role:SUPER_ADMIN");
  people = { ben: await house.person("ben@example.com"), cy: await house.person("cy@example.com") };
  ada = (await house.signIn("ada@example.com")).token;
  const made = await house.call("POST", { url: "/api/admin/services", body: { name: "bot" } }, ada);
  service = { id: made.body.service.id, credential: made.body.credential };
  agent = `agent:${"a".repeat(24)}`;
  await house.change([
    { kind: "resource-added", resource: agent, owner: `user:${people.ben}`, state: "active" },
    { kind: "resource-added", resource: `agent:${"b".repeat(24)}`, owner: "organization", state: "active" },
  ]);
  address = await house.gatehouse.listen();
});
afterAll(() => house.close());

/** Over a socket; what is plain is answered before the router. */
async function quickly(credential: string, raw: string | Buffer<ArrayBuffer>) {
  const answer = await fetch(`${address}/api/access/check`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${credential}` },
    body: raw,
  });
  return { status: answer.status, body: await answer.json(), type: answer.headers.get("content-type") };
}

/** Without a socket: there is only the router. */
async function byRouter(credential: string, raw: string | Buffer<ArrayBuffer>) {
  const { status, body, headers } = await house.call("POST", { url: "/api/access/check", raw }, credential);
  return { status, body, type: headers["content-type"] };
}

async function bothWays(credential: string, raw: string | Buffer<ArrayBuffer>) {
  // Twice, so that the second finds what the first made the server remember.
  await quickly(credential, raw);
  const quick = await quickly(credential, raw);
  const slow = await byRouter(credential, raw);
  for (const { body } of [quick, slow]) delete body.requestId;
  expect(quick).toEqual(slow);
  return quick;
}

describe("one question, both ways, one answer", () => {
  const long = "x".repeat(400);
  test.each([
    ["about oneself", 200, () => ({ action: "AGENTS.USE" })],
    ["about something", 200, () => ({ action: "use", resource: agent })],
    ["about a thing that is not", 200, () => ({ action: "use", resource: `agent:${"c".repeat(24)}` })],
    ["about somebody else", 200, () => ({ subject: `user:${people.ben}`, action: "use", resource: agent })],
    ["about nobody", 200, () => ({ subject: "user:nobody", action: "use", resource: agent })],
    ["with a context", 200, () => ({ action: "use", resource: agent, context: { capabilities: false } })],
    ["many", 200, () => ({ checks: [{ action: "use", resource: agent }, { action: "manage:users" }] })],
    ["none", 400, () => ({ checks: [] })],
    ["without an action", 400, () => ({ resource: agent })],
    ["with a name that is too long", 400, () => ({ action: long })],
    ["with something of its own", 400, () => ({ action: "use", resource: agent, admin: true })],
    ["that is no object", 400, () => [1, 2]],
  ])("%s", async (_, status, question) => {
    const raw = JSON.stringify(question());
    expect((await bothWays(ada, raw)).status).toBe(status);
    await bothWays((await house.signIn("cy@example.com")).token, raw);
    await bothWays(service.credential, raw);
  });

  test.each([
    ["no JSON", Buffer.from("{")],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["a prototype", Buffer.from('{"__proto__":{},"action":"use"}')],
    ["depth", Buffer.from(`${"[".repeat(200)}${"]".repeat(200)}`)],
  ])("%s is refused", async (_, raw) => {
    expect((await bothWays(ada, raw)).status).toBe(400);
  });

  test("a credential that is none", async () => {
    expect((await bothWays("nonsense", "{}")).status).toBe(401);
    expect((await bothWays(`gh_${"a".repeat(12)}_${"b".repeat(43)}`, "{}")).status).toBe(401);
  });
});

describe("what was remembered ends at once", () => {
  const question = '{"action":"AGENTS.USE"}';
  let token: string;
  beforeEach(async () => {
    ({ token } = await house.signIn("ben@example.com"));
    for (let times = 0; times < 3; times++) expect((await quickly(token, question)).status).toBe(200);
  });

  test("with the session", async () => {
    await house.call("POST", { url: "/api/auth/logout" }, token);
    expect((await quickly(token, question)).status).toBe(401);
  });

  test("with a ban, and with a deactivation", async () => {
    await house.change([{ kind: "ban-set", account: `user:${people.ben}`, until: Number.MAX_SAFE_INTEGER }]);
    expect((await quickly(token, question)).body.code).toBe("account-banned");
    await house.change([{ kind: "ban-lifted", account: `user:${people.ben}` }]);
    expect((await quickly(token, question)).status).toBe(200);
    await house.change([{ kind: "account-status-set", account: `user:${people.ben}`, status: "deactivated" }]);
    expect((await quickly(token, question)).body.code).toBe("account-deactivated");
    await house.change([{ kind: "account-status-set", account: `user:${people.ben}`, status: "active" }]);
  });

  test("with a service's credential", async () => {
    expect((await bothWays(service.credential, question)).status).toBe(200);
    const renewed = await house.call("POST", { url: `/api/admin/services/${service.id}/credential` }, ada);
    expect((await quickly(service.credential, question)).status).toBe(401);
    service.credential = renewed.body.credential;
    expect((await quickly(service.credential, question)).status).toBe(200);
  });

  test("with a grant: the next answer is another", async () => {
    const asked = JSON.stringify({ action: "use", resource: `agent:${"b".repeat(24)}` });
    expect((await quickly(token, asked)).body.allowed).toBe(false);
    const grant = { principal: `user:${people.ben}`, resource: `agent:${"b".repeat(24)}`, allow: ["use"] };
    const [id] = await house.grant([grant]);
    expect((await quickly(token, asked)).body.allowed).toBe(true);
    await house.change([{ kind: "grant-removed", resource: grant.resource, id: id ?? 0 }]);
    expect((await quickly(token, asked)).body.allowed).toBe(false);
  });
});
