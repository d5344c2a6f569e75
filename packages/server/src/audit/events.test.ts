import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";
import { cell } from "./reading/exporting.ts";

/* The whole server: what people do, as the trail tells it. Ada is super admin, Ben is a member. */
const PASSWORD = "correct horse battery";
let folder: string;
let house: Gatehouse;
let ben = "";
const tokens: Record<string, string> = {};

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Entry {
  number: number;
  actor: string;
  kind: string;
  words: string;
  about: string[];
  lines: { before: string | null; after: string | null }[];
  facts: Record<string, unknown>;
  details: Record<string, string>;
  ip: string | null;
  reason: string | null;
}

const as = (who: string, method: Method, url: string, payload?: object, headers: object = {}) =>
  house.app.inject({
    method,
    url,
    headers: {
      "user-agent": "Mozilla/5.0 (Test)",
      ...headers,
      ...(tokens[who] !== undefined && { authorization: `Bearer ${tokens[who]}` }),
    },
    remoteAddress: who === "ada" ? "192.0.2.1" : "192.0.2.2",
    ...(payload && { payload }),
  });
const signIn = (name: string, password = PASSWORD) =>
  as(`${name} at the door`, "POST", "/api/auth/login", { email: `${name}@example.com`, password });
const trail = async (query = ""): Promise<Entry[]> => {
  await house.audit.sealer.sealSoon();
  const answer = await as("ada", "GET", `/api/audit/entries?limit=100${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().entries;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-audit-"));
  house = await createGatehouse({
    env: { DATA_DIR: join(folder, "data"), LOGIN_MAX: "1000" },
    cwd: folder,
    log: pino({ level: "silent" }),
  });
  const operate = (url: string, payload: object) => house.operatorInject({ method: "POST", url, payload });
  const admin = { email: "ada@example.com", name: "Ada", password: PASSWORD };
  await operate("/api/gatehouse/organizations", { slug: "default", name: "First", admin });
  const wish = { email: "ben@example.com", name: "Ben", password: PASSWORD, role: "USER" };
  ben = (await operate("/api/admin/users", wish)).json().user.id;
  for (const name of ["ada", "ben"]) tokens[name] = (await signIn(name)).json().token;
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

describe("the trail tells", () => {
  test("who signed in, by what, and from where", async () => {
    const [entry] = await trail(`&kind=sign-in&actor=user:${ben}`);
    expect(entry).toMatchObject({
      actor: `user:${ben}`,
      facts: { way: "password" },
      ip: "192.0.2.2",
      details: { userAgent: "Mozilla/5.0 (Test)" },
    });
  });

  test("who did not come in, with what was typed, once for many times; the password never", async () => {
    for (let times = 0; times < 3; times++) await signIn("ben", "not the password");
    await signIn("nobody", "not the password");
    const entries = await trail("&kind=sign-in-refused");
    expect(entries.map(({ about, facts, details }) => [about, facts.count, facts.code, details.typed])).toEqual(
      expect.arrayContaining([
        [[`user:${ben}`], 3, "credentials-wrong", "ben@example.com"],
        [[], 1, "credentials-wrong", "nobody@example.com"],
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain("not the password");
  });

  test("a refusal: who asked for what", async () => {
    for (let times = 0; times < 5; times++) await as("ben", "GET", "/api/audit/entries");
    const [entry] = await trail(`&kind=refused&actor=user:${ben}`);
    expect(entry).toMatchObject({
      words: "was refused",
      facts: { action: "read:audit_log", code: "forbidden", route: "GET /api/audit/entries", count: 5 },
      ip: "192.0.2.2",
    });
  });

  test("that a change may be made and not be looked at before is no refusal", async () => {
    await as("ada", "POST", "/api/agents", { name: "Own", provider: "echo", model: "echo" });
    const project = (await as("ben", "POST", "/api/projects", { name: "Launch" })).json();
    const agent = (await as("ben", "POST", "/api/agents", { name: "Ben's", provider: "echo", model: "echo" })).json();
    const before = (await trail(`&kind=refused&actor=user:${ben}`)).length;
    const url = `/api/projects/${project._id}/contents/agent/${agent.id}`;
    expect((await as("ben", "PUT", url, undefined, { "gatehouse-dry-run": "true" })).statusCode).toBe(403);
    expect(await trail(`&kind=refused&actor=user:${ben}`)).toHaveLength(before);
  });

  test("that somebody asked for a thing that they are told is not there", async () => {
    const agent = (await as("ada", "POST", "/api/agents", { name: "Secret", provider: "echo", model: "echo" })).json();
    expect((await as("ben", "GET", `/api/agents/${agent.id}`)).statusCode).toBe(404);
    const [entry] = await trail(`&kind=refused&about=agent:${agent._id}`);
    expect(entry).toMatchObject({ actor: `user:${ben}`, facts: { code: "resource-not-found" } });
  });

  test("which fields of an agent were changed, and nothing of what stands in them", async () => {
    const agent = (await as("ada", "POST", "/api/agents", { name: "Mine", provider: "echo", model: "echo" })).json();
    await as("ada", "PATCH", `/api/agents/${agent.id}`, { instructions: "What nobody is to know" });
    const [entry] = await trail("&kind=agent-edited");
    expect(entry).toMatchObject({ about: [`agent:${agent._id}`], facts: { fields: ["instructions"] } });
    expect(JSON.stringify(await trail())).not.toContain("What nobody is to know");
  });

  test("which fields of an account, and what of its standing, before and after", async () => {
    await as("ada", "PATCH", `/api/admin/users/${ben}`, { name: "Benjamin", status: "deactivated" });
    await as("ada", "PATCH", `/api/admin/users/${ben}`, { status: "active" });
    const edits = await trail(`&about=user:${ben}&kind=account-edited`);
    expect(edits.map(({ facts }) => facts.fields)).toEqual([["name"]]);
    const [back] = await trail(`&about=user:${ben}&kind=account-status-set`);
    expect(back?.lines).toMatchObject([{ before: "deactivated", after: "active" }]);
    const [ended] = await trail(`&about=user:${ben}&kind=session-ended`);
    expect(ended).toMatchObject({ facts: { because: "deactivated" }, ip: "192.0.2.1" });
    expect(ended?.actor).not.toBe(`user:${ben}`);
    tokens.ben = (await signIn("ben")).json().token;
  });

  test("who read it, once in a while, and who exported it", async () => {
    await as("ada", "GET", "/api/audit/export?format=csv");
    expect((await trail("&kind=audit-read")).length).toBeGreaterThan(0);
    expect((await trail("&kind=audit-exported"))[0]).toMatchObject({ facts: { format: "csv" } });
  });

  test("that somebody signed out, and changed their password", async () => {
    const { token } = (await signIn("ben")).json();
    tokens["ben elsewhere"] = token;
    await as("ben elsewhere", "POST", "/api/auth/logout", {});
    const wish = { currentPassword: PASSWORD, newPassword: "another horse battery" };
    expect((await as("ben", "POST", "/api/auth/password", wish)).statusCode).toBe(204);
    const kinds = (await trail(`&about=user:${ben}`)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["sign-out", "password-changed"]));
    expect(JSON.stringify(await trail())).not.toContain("horse battery");
  });
});

describe("over HTTP", () => {
  test("an export is whole and can be followed; a spreadsheet takes the filters", async () => {
    const lines = (await as("ada", "GET", "/api/audit/export?format=jsonl")).body.trimEnd().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ format: "gatehouse-audit-1" });
    expect(lines.some((line) => line.includes('"segment":{'))).toBe(true);
    const csv = (await as("ada", "GET", `/api/audit/export?format=csv&kind=sign-in&actor=user:${ben}`)).body;
    expect(csv).toContain('"signed in"');
    expect(csv).not.toContain("changed the status");
  });

  test.each([
    "/api/audit/entries?kind=DROP",
    "/api/audit/entries?from=yesterday",
    "/api/audit/entries?unknown=1",
    "/api/audit/entries?limit=1000",
    "/api/audit/export",
    "/api/audit/export?format=jsonl&kind=sign-in",
    "/api/audit/verification?head=12-abc",
    "/api/audit/logs?level=info",
  ])("%s is refused", async (url) => {
    expect((await as("ada", "GET", url)).statusCode).toBe(400);
  });

  test("an altered cursor is none", async () => {
    const { nextCursor } = (await as("ada", "GET", "/api/audit/entries?limit=1")).json();
    expect((await as("ada", "GET", `/api/audit/entries?limit=1&cursor=${nextCursor}`)).statusCode).toBe(200);
    expect((await as("ada", "GET", `/api/audit/entries?limit=1&cursor=x${nextCursor}`)).json().code).toBe(
      "cursor-invalid",
    );
  });

  test("the doctor follows the chain", async () => {
    const { findings } = (await as("ada", "GET", "/api/gatehouse/doctor")).json();
    expect(findings).toContainEqual(expect.objectContaining({ check: "audit trail", result: "ok" }));
  });
});

test.each([
  ["=1+1", `"'=1+1"`],
  ["+49", `"'+49"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["  =1", `"'  =1"`],
  ["\t=1", `"'\t=1"`],
  ['say "no"', '"say ""no"""'],
  ["plain", '"plain"'],
])("a spreadsheet takes %j for a text", (text, written) => expect(cell(text)).toBe(written));
