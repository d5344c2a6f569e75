import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";

/* The whole server: Ada is super admin, Ben and Cy are members; Cy is in Inner, which is in Outer. */
const PASSWORD = "correct horse battery";
let folder: string;
let house: Gatehouse;
const ids: Record<string, string> = {};
const tokens: Record<string, string> = {};

const as = (who: string, method: "GET" | "POST" | "PUT", url: string, payload?: object) =>
  house.app.inject({
    method,
    url,
    headers: { ...(tokens[who] !== undefined && { authorization: `Bearer ${tokens[who]}` }) },
    ...(payload && { payload }),
  });
const get = async (url: string, who = "ada") => (await as(who, "GET", url)).json();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-analytics-"));
  house = await createGatehouse({
    env: { DATA_DIR: join(folder, "data"), LOGIN_MAX: "1000" },
    cwd: folder,
    log: pino({ level: "silent" }),
  });
  const operate = async (url: string, payload: object) =>
    (await house.operatorInject({ method: "POST", url, payload })).json();
  const admin = { email: "ada@example.com", name: "Ada", password: PASSWORD };
  await operate("/api/gatehouse/organizations", { slug: "default", name: "First", admin });
  for (const name of ["Ben", "Cy"]) {
    const wish = { email: `${name.toLowerCase()}@example.com`, name, password: PASSWORD, role: "USER" };
    ids[name] = `user:${(await operate("/api/admin/users", wish)).user.id}`;
  }
  for (const name of ["ada", "ben", "cy"]) {
    const { token, user } = (
      await as("nobody", "POST", "/api/auth/login", { email: `${name}@example.com`, password: PASSWORD })
    ).json();
    tokens[name] = token;
    ids[name] = `user:${user.id}`;
  }
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

const change = async (changes: readonly object[]) => {
  const here = house.access.list()[0]?.id ?? "";
  const actor = { organization: here, subject: ids.ada ?? "", name: "cli:test", from: "cli" };
  await house.access.of(here).commit(actor, async () => ({ changes: changes as never, result: null }));
};

describe("what is refused most", () => {
  const refused = async (query = "") => {
    await house.audit.sealer.sealSoon();
    return get(`/api/admin/analytics/refusals${query}`);
  };

  test("is counted by what was asked and which rule said no, and names nobody", async () => {
    for (let times = 0; times < 3; times++) await as("ben", "GET", "/api/audit/entries");
    await as("cy", "GET", "/api/audit/entries");
    const agent = (await as("ada", "POST", "/api/agents", { name: "Plan", provider: "echo", model: "echo" })).json();
    await as("ben", "GET", `/api/agents/${agent.id}`);
    const answer = await refused();
    expect(answer.refusals[0]).toEqual({ asked: "read:audit_log", type: "", rule: "nothing-allows", times: 4 });
    expect(answer.refusals).toContainEqual({ asked: "use", type: "agent", rule: "resource-not-found", times: 1 });
    expect([answer.total, answer.different, answer.periods.at(-1).times]).toEqual([5, 2, 5]);
    const text = JSON.stringify(answer);
    for (const name of [ids.ben, ids.cy, agent.id, agent._id]) expect(text).not.toContain(name);
  });

  test.each(["week", "month"])("is counted by %s as well", async (by) => {
    const { periods } = await refused(`?by=${by}&periods=2`);
    expect(periods.map(({ times }: { times: number }) => times)).toEqual([0, 5]);
  });

  test("that was long ago is none", async () =>
    expect(await refused("?from=2020-01-01")).toMatchObject({ total: 0, refusals: [] }));
});

describe("what is shared most", () => {
  let shared: { things: { name: string; people: number; grants: number }[] };
  beforeAll(async () => {
    const agents: Record<string, string> = {};
    for (const name of ["To all", "To a group", "To two", "Ended", "To nobody"])
      agents[name] =
        `agent:${(await as("ada", "POST", "/api/agents", { name, provider: "echo", model: "echo" })).json()._id}`;
    const [inner, outer] = ["group:1", "group:2"];
    let id = 5_000;
    const grant = (principal: string, thing: string, expiresAt: number | null = null) => ({
      kind: "grant-set",
      grant: { id: id++, principal, resource: agents[thing], allow: ["use"], deny: [], expiresAt, condition: null },
    });
    await change([
      ...[inner, outer].map((resource) => ({ kind: "resource-added", resource, owner: ids.ada, state: "active" })),
      { kind: "membership-set", member: inner, group: outer, expiresAt: null },
      { kind: "membership-set", member: ids.cy, group: inner, expiresAt: null },
      grant("everyone", "To all"),
      grant(outer, "To a group"),
      grant(inner, "To a group"),
      grant(ids.cy ?? "", "To a group"),
      grant(ids.ben ?? "", "To two"),
      grant(ids.cy ?? "", "To two"),
      grant(ids.ben ?? "", "Ended", 1),
    ]);
    shared = await get("/api/admin/analytics/sharing?type=agent");
  });

  test("is told by how many people it reaches, each counted once, its owner not", () =>
    expect(shared.things.map(({ name, people, grants }) => [name, people, grants])).toEqual([
      ["To two", 2, 2],
      ["To all", 2, 1],
      ["To a group", 1, 3],
    ]));

  test("and by how many grants there are", async () => {
    const { things, total, types } = await get("/api/admin/analytics/sharing?type=agent&sort=grants");
    expect([things[0].name, total, types.includes("agent")]).toEqual(["To a group", 3, true]);
  });

  test("and is called by no name that whoever asks may not hear", async () => {
    await change([
      ...["read:usage", "read:access"].map((capability) => ({
        ...{ kind: "capability-set", principal: ids.ben, capability, scope: null, expiresAt: null },
      })),
    ]);
    const { things } = await get("/api/admin/analytics/sharing?type=agent", "ben");
    expect(things.map(({ name }: { name: string | null }) => name)).toEqual(["To two", "To all", null]);
  });
});

describe("every table is a file", () => {
  test.each(["time", "models", "agents", "groups", "people", "keys", "sharing", "refusals"])("%s", async (table) => {
    const answer = await as("ada", "GET", `/api/admin/analytics/csv?table=${table}`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.headers["content-disposition"]).toContain(`gatehouse-${table}.csv`);
    expect(answer.body).toMatch(/^[\w,]+\r\n/);
    expect((await as("cy", "GET", `/api/admin/analytics/csv?table=${table}`)).json().code).toBe("forbidden");
  });

  test("as its own order has it, and no other", async () => {
    const answer = await as("ada", "GET", "/api/admin/analytics/csv?table=sharing&sort=tokens");
    expect(answer.json().code).toBe("request-invalid");
  });

  test.each(["?table=secrets", "", "?table=time&periods=61", "?table=models&from=today", "?table=time&x=1"])(
    "%s is refused",
    async (query) => expect((await as("ada", "GET", `/api/admin/analytics/csv${query}`)).statusCode).toBe(400),
  );
});
