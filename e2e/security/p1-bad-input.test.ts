import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problems } from "../../packages/server/src/http/problems.ts";
import { matrix, type Row } from "./matrix.ts";
import { codeOf, untilAnswered } from "./support/answers.ts";
import type { Answer, Call } from "./support/house.ts";
import { Operations } from "./support/openapi.ts";
import { type Persona, signInAgain } from "./support/personas.ts";
import { placesIn, replaced } from "./support/rewriting.ts";
import { callOf, methodOf, pathOf, Stage, titleOf } from "./support/scene.ts";
import { World } from "./support/world.ts";

/*
 * P1: whatever is sent, to whatever route, by somebody who may call it: a clear 4xx with a stable code and nothing written, or a proper answer;
 * never a 5xx, and the process lives.
 */
let world: World;
let operations: Operations;
beforeAll(async () => {
  world = await World.make();
  operations = new Operations(world.house.gatehouse);
});
afterAll(() => world?.house.close());

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const bodies: readonly [what: string, raw: string | Buffer, headers?: Record<string, string>][] = [
  ["nothing, said to be JSON", ""],
  ["half an object", '{"a":'],
  ["null", "null"],
  ["an array", "[]"],
  ["a text", '"text"'],
  ["a number", "1e400"],
  ["100,000 arrays in each other", deep(100_000)],
  ["100,000 objects in each other", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
  ["5 MB", `{"name":"${"x".repeat(5 * 1024 * 1024)}"}`],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["UTF-16", Buffer.from('\ufeff{"name":"x"}', "utf16le")],
  ["a prototype", '{"__proto__":{"role":"SUPER_ADMIN"}}'],
  ["a constructor", '{"constructor":{"prototype":{"role":"SUPER_ADMIN"}}}'],
  ["an unknown field", '{"organization_id":"x","zzz":1}'],
  ["a form", "name=x", { "content-type": "application/x-www-form-urlencoded" }],
  ["XML", "<a/>", { "content-type": "application/xml" }],
  ["text", "{}", { "content-type": "text/plain" }],
  ["something compressed", "{}", { "content-encoding": "gzip" }],
  ["an odd charset", "{}", { "content-type": "application/json; charset=utf-7" }],
];
const values: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  [],
  {},
  "",
  "\u0000",
  "\ud800",
  "a\u0000b",
  "x".repeat(300_000),
  "__proto__",
  "../../etc/passwd",
  "' or 1=1 --",
  Array.from({ length: 10_000 }, () => "x"),
];
const segments = [
  "%00",
  "%ff",
  "%",
  "%2e%2e%2f",
  "__proto__",
  "constructor",
  "x".repeat(5_000),
  "%F0%9F%92%A9",
  "%ED%A0%80",
  "a:b",
  "%20",
  "-1",
  "%0d%0aSet-Cookie:x",
];
const queries = ["", "-1", "0", "1e9", "NaN", "%00", "%ff", "x".repeat(5_000), "%27%22%3B--", "__proto__", "true"];
const headers: Record<string, string>[] = [
  { "if-match": "garbage" },
  { "if-match": "x".repeat(10_000) },
  { "gatehouse-min-revision": "abc" },
  { "gatehouse-min-revision": "-1" },
  { "gatehouse-min-revision": "1e99" },
  { "gatehouse-min-revision": "9007199254740993" },
  { cookie: "refreshToken=x; refreshToken=y" },
  { cookie: `refreshToken=${"x".repeat(10_000)}` },
  { "x-forwarded-for": "not an address" },
  { "content-length": "abc" },
];

/** Whoever may call it. */
function callerOf(row: Row): Persona {
  const order: Persona[] = ["super admin", "owner", "stranger"];
  return order.find((persona) => row.who.of(persona) === "allowed") ?? "stranger";
}

/** What is wrong with an answer to bad input; undefined for nothing. */
function wrongWith(answer: Answer, written: readonly string[], mayPass: boolean): string | undefined {
  const { status, text } = answer;
  if (status >= 500) return `answered ${status} ${text.slice(0, 120)}`;
  if (status >= 400) {
    const code = codeOf(answer);
    if (code === undefined) return `answered ${status} without a code: ${text.slice(0, 120)}`;
    if (written.length > 0) return `was refused (${code}) and wrote to ${written.join(", ")}`;
    return undefined;
  }
  return mayPass ? undefined : `was accepted with ${status}`;
}

async function tried(row: Row, call: Call, mayPass: boolean): Promise<string | undefined> {
  const { house, people } = world;
  const persona = callerOf(row);
  const before = await house.writes();
  const answer = await house.call(methodOf(row), call, people[persona].token);
  const written = (await house.writtenSince(before)).filter((table) => !row.writesAnyway?.includes(table));
  await untilAnswered(world, row, answer, people[persona]);
  if (row.endsSession && answer.status < 400) await signInAgain(house, persona, people[persona]);
  return wrongWith(answer, written, mayPass);
}

const rows = matrix.filter((row) => !row.console);
const writing = rows.filter((row) => methodOf(row) !== "GET");

describe("bodies that are none", () => {
  test.each(writing.map((row) => ({ title: titleOf(row), row })))("$title", async ({ row }) => {
    const { url } = await callOf(row, new Stage(world, row).scene(callerOf(row)));
    const takesBody = operations.of(row)?.body !== undefined;
    const faults: string[] = [];
    for (const [what, raw, headers] of bodies) {
      // A body that nobody reads is not looked into; an array or null is none of an object's fields.
      const fault = await tried(row, { url, raw, ...(headers && { headers }) }, !takesBody || isEnough(row, what));
      if (fault) faults.push(`${what}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

describe("bodies of another media type, or of none", () => {
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data; boundary=x",
  ];
  const taking = () => writing.filter((row) => operations.of(row)?.body !== undefined);
  test("every route that takes a body", async () => {
    const faults: string[] = [];
    for (const row of taking()) {
      const { url } = await callOf(row, new Stage(world, row).scene(callerOf(row)));
      for (const headers of [...types.map((type) => ({ "content-type": type })), { "content-type": "" }]) {
        const { token } = world.people[callerOf(row)];
        const answer = await world.house.call(methodOf(row), { url, raw: "{}", headers }, token);
        const { status } = answer;
        const code = codeOf(answer);
        if (status !== 415 || code !== "media-type-unsupported")
          faults.push(`${titleOf(row)}, ${headers["content-type"]}: ${status} ${code}`);
      }
    }
    expect(faults).toEqual([]);
    expect(taking().length).toBeGreaterThan(20);
  });
});

/** Where every field may be left out, an empty object is a body, however it is wrapped; and none where the body itself may be. */
function isEnough(row: Row, what: string): boolean {
  const path = pathOf(row);
  const mayBeMissing =
    row.route === "DELETE /api/admin/users/:id" ||
    /\/(duplicate|archive\/all|use|2fa\/enable|tags\/production|:shareId\/fork)$/.test(path);
  if (["null", "nothing, said to be JSON"].includes(what)) return mayBeMissing;
  const schema = operations.of(row)?.body;
  const required = schema === undefined ? [] : (operations.resolve(schema).required ?? []);
  return ["something compressed", "an odd charset"].includes(what) && (mayBeMissing || required.length === 0);
}

describe("every field, as something else", () => {
  test.each(writing.map((row) => ({ title: titleOf(row), row })))("$title", async ({ row }) => {
    const call = await callOf(row, new Stage(world, row).scene(callerOf(row)));
    const faults: string[] = [];
    // Whatever is taken for a new password is the new password: that nobody can sign in with the former one is no fault.
    if (row.route === "POST /api/auth/password") call.body = { ...Object(call.body), currentPassword: "wrong" };
    for (const place of placesIn(call.body))
      for (const value of values) {
        const fault = await tried(row, { ...call, body: replaced(call.body, place, value) }, true);
        if (fault) faults.push(`${place.join(".")} = ${JSON.stringify(value).slice(0, 40)}: ${fault}`);
      }
    expect(faults).toEqual([]);
  });
});

describe("addresses and headers", () => {
  test.each(rows.map((row) => ({ title: titleOf(row), row })))("$title", async ({ row }) => {
    const call = await callOf(row, new Stage(world, row).scene(callerOf(row)));
    const faults: string[] = [];
    const attempt = async (what: string, changed: Call) => {
      const fault = await tried(row, changed, true);
      if (fault) faults.push(`${what}: ${fault}`);
    };
    const params = pathOf(row).match(/:\w+/g) ?? [];
    for (const param of params)
      for (const segment of segments) {
        const url = pathOf(row).replaceAll(/:\w+/g, (one) => (one === param ? segment : "0123456789abcdef01234567"));
        await attempt(`${param} = ${segment.slice(0, 30)}`, { ...call, url });
      }
    for (const name of operations.of(row)?.query ?? [])
      for (const value of queries) {
        const url = `${call.url.split("?")[0]}?${name}=${value}`;
        await attempt(`${name} = ${value.slice(0, 30)}`, { ...call, url });
        await attempt(`${name} twice`, { ...call, url: `${url}&${name}=1` });
      }
    if (methodOf(row) === "GET")
      for (const more of headers) await attempt(JSON.stringify(more).slice(0, 60), { ...call, headers: more });
    expect(faults).toEqual([]);
  });
});

describe("too much at once", () => {
  const refused = async (persona: Persona, method: "POST" | "PUT", call: Call) => {
    const before = await world.house.writes();
    const answer = await world.house.call(method, call, world.people[persona].token);
    return { status: answer.status, code: answer.body.code, written: await world.house.writtenSince(before) };
  };
  const invalid = { status: 400, code: "request-invalid", written: [] };

  test("10,000 entries in a share list", async () => {
    const { _id } = await world.agent();
    const id = world.people.stranger.id;
    const updated = Array.from({ length: 10_000 }, () => ({ type: "user", id, accessRoleId: "agent_viewer" }));
    expect(await refused("owner", "PUT", { url: `/api/permissions/agent/${_id}`, body: { updated } })).toEqual(invalid);
  });

  test("1,001 checks", async () => {
    const checks = Array.from({ length: 1_001 }, () => ({ action: "AGENTS.USE" }));
    expect(await refused("owner", "POST", { url: "/api/access/check", body: { checks } })).toEqual(invalid);
  });

  test("1,000 checks are answered", async () => {
    const checks = Array.from({ length: 1_000 }, () => ({ action: "AGENTS.USE" }));
    const answer = await world.house.call(
      "POST",
      { url: "/api/access/check", body: { checks } },
      world.people.owner.token,
    );
    expect(answer.body.answers).toHaveLength(1_000);
  });

  test("a condition that costs too much, or is none", async () => {
    const { _id } = await world.agent();
    const principal = world.people.stranger.subject;
    const url = `/api/access/resources/agent/${_id}/grants`;
    const nested = `${"[1].all(a, ".repeat(200)}true${")".repeat(200)}`;
    for (const condition of ["1 +", nested, `${"(".repeat(2_000)}true${")".repeat(2_000)}`, "x".repeat(5_000)]) {
      const { status, written } = await refused("owner", "POST", {
        url,
        body: { principal, role: "viewer", condition },
      });
      expect({ condition: condition.slice(0, 20), status, written }).toEqual({
        condition: condition.slice(0, 20),
        status: expect.toSatisfy((code: number) => code === 400 || code === 409),
        written: [],
      });
    }
  });
});

describe("circles", () => {
  test("a group in itself, and in a group that is in it", async () => {
    const [outer, inner] = [await world.group(), await world.group()];
    const { owner } = world.people;
    const add = (to: { id: string }, groupId: string) =>
      world.house.call("POST", { url: `/api/admin/groups/${to.id}/members`, body: { groupId } }, owner.token);
    const first = await add(outer, inner.id);
    expect(first.status, first.text).toBe(200);
    for (const answer of [await add(inner, outer.id), await add(inner, inner.id)]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body.code).toBe("change-refused");
    }
  });

  test("a resource that is its own parent, and its parent's parent", async () => {
    const admin = world.people["super admin"].token;
    const put = (id: string, body: object) =>
      world.house.call("PUT", { url: `/api/access/resources/project/${id}`, body }, admin);
    expect((await put("outer", {})).status).toBe(201);
    expect((await put("inner", { parents: ["project:outer"] })).status).toBe(201);
    for (const answer of [
      await put("outer", { parents: ["project:inner"] }),
      await put("inner", { parents: ["project:inner"] }),
    ]) {
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body.code in problems).toBe(true);
    }
  });
});

describe("cursors", () => {
  test("one that was altered, or belongs to another question or person, is refused", async () => {
    for (let made = 0; made < 3; made++) await world.agent();
    const { owner, viewer } = world.people;
    const list = (cursor: string | undefined, action = "use", token = owner.token) =>
      world.house.call("POST", { url: "/api/access/list", body: { action, type: "agent", limit: 1, cursor } }, token);
    const { next } = (await list(undefined)).body;
    expect((await list(next)).status).toBe(200);
    const altered = `${next.slice(0, 2)}${next[2] === "A" ? "B" : "A"}${next.slice(3)}`;
    for (const answer of [await list(altered), await list(`${next}x`), await list("x"), await list(next, "update")])
      expect(answer.body.code).toBe("cursor-invalid");
    expect((await list(next, "use", viewer.token)).body.code).toBe("cursor-invalid");
  });

  test.each([
    "/api/agents?limit=1",
    "/api/convos?limit=1",
    "/api/prompts/groups?limit=1",
    "/api/messages?search=said&limit=1",
  ])("%s", async (url) => {
    for (const cursor of ["x", "x.y", "AAAA.AAAAAAAAAAAAAAAAAAAAAA", "%00", "e30="]) {
      const answer = await world.house.call("GET", { url: `${url}&cursor=${cursor}` }, world.people.owner.token);
      expect({ cursor, status: answer.status }).toEqual({ cursor, status: 400 });
    }
  });
});

describe("on a real connection", () => {
  let port: number;
  beforeAll(async () => {
    await world.house.gatehouse.app.listen({ host: "127.0.0.1", port: 0 });
    const address = world.house.gatehouse.app.server.address();
    port = typeof address === "object" && address ? address.port : 0;
  });

  /** Sends bytes as they are. @returns the first line of the answer; empty if there is none */
  const sent = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      let heard = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
      socket.setTimeout(3_000, () => socket.destroy());
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
        if (heard.includes("\r\n")) socket.destroy();
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(heard.split("\r\n", 1)[0] ?? ""));
    });
  const huge = "x".repeat(5 * 1024 * 1024);

  test.each([
    ["a header of 5 MB", `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${huge}\r\n\r\n`],
    ["an address of 5 MB", `GET /${huge} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["no HTTP at all", "\u0016\u0003\u0001\r\n\r\n"],
    ["two lengths", "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"],
    [
      "a length and chunks",
      "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "a body that was announced too large",
      "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
    ],
  ])("%s", async (_what, bytes) => {
    const line = await sent(bytes);
    // The connection may be reset before the answer is read.
    if (line !== "") expect(line).toMatch(/^HTTP\/1\.1 4\d\d /);
    const alive = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(alive.status).toBe(200);
  });
});
