import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Change } from "@gatehouse/engine";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";
import { spaceFinding } from "./doctor/checks/diskSpace.ts";
import { nodeFinding } from "./doctor/checks/node.ts";
import { superAdminsOf } from "./doctor/checks/superAdmins.ts";

const PASSWORD = "correct horse battery";

let folder: string;
let house: Gatehouse;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-operation-"));
  house = await createGatehouse({
    env: { DATA_DIR: join(folder, "data"), LOGIN_MAX: "100" },
    cwd: folder,
    log: pino({ level: "silent" }),
  });
  await operate("POST", "/api/gatehouse/organizations", {
    slug: "default",
    name: "First",
    admin: { email: "ada@example.com", name: "Ada", password: PASSWORD },
  });
  for (const [name, role] of [
    ["max", "ADMIN"],
    ["ben", "USER"],
  ])
    await operate("POST", "/api/admin/users", {
      email: `${name}@example.com`,
      name: `${name} Example`,
      password: PASSWORD,
      role,
    });
  for (const name of ["ada", "max", "ben"]) tokens[name] = await signIn(name);
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

type Method = "GET" | "POST";

async function operate(method: Method, url: string, payload?: object) {
  return house.operatorInject({ method, url, ...(payload && { payload }) });
}

async function as(name: string, method: Method, url: string, payload?: object) {
  const authorization = tokens[name] === undefined ? {} : { authorization: `Bearer ${tokens[name]}` };
  return house.app.inject({ method, url, headers: authorization, ...(payload && { payload }) });
}

async function signIn(name: string, organization?: string): Promise<string> {
  const answer = await house.app.inject({
    method: "POST",
    url: "/api/auth/login",
    headers: { "user-agent": "Mozilla/5.0" },
    payload: { email: `${name}@example.com`, password: PASSWORD, ...(organization && { organization }) },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ token: string }>().token;
}

const OTHER = { slug: "other", name: "Other", admin: { email: "dee@example.com", name: "Dee", password: PASSWORD } };

test("the OpenAPI document names every route but pages and itself", () => {
  const { paths = {} } = house.app.swagger();
  const named = new Set(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((one) => `${one.toUpperCase()} ${path}`),
    ),
  );
  const missing = house.app.routeTable
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`)
    // Names with slashes in them, which the document has as one parameter.
    .filter((route) => !route.endsWith("/models/*"))
    .filter((route) => !named.has(route) && !/^GET \/(docs|assets)\//.test(route));
  expect(missing).toEqual(["GET /api/openapi.json"]);
});

describe("who operates the installation", () => {
  test("the super admin of the first organization makes a second one, whose super admin they name", async () => {
    const made = await as("ada", "POST", "/api/gatehouse/organizations", OTHER);
    expect(made.statusCode, made.body).toBe(201);
    expect(made.json()).toMatchObject({
      organization: { slug: "other", ordinal: 2 },
      admin: { email: "dee@example.com" },
    });
    expect(made.json()).not.toHaveProperty("password");
    expect(Number(made.headers["gatehouse-revision"])).toBe(
      made.json<{ organization: { revision: number } }>().organization.revision,
    );
    tokens.dee = await signIn("dee", "other");
    // What the configuration declares (the models, here) holds there at once.
    expect(
      (await as("dee", "POST", "/api/access/check", { action: "use", resource: "model:echo" })).json(),
    ).toMatchObject({ allowed: true });
    const effective = await as("dee", "GET", "/api/admin/grants/effective");
    expect(effective.json<{ capabilities: string[] }>().capabilities).toContain("unseal:content");
  });

  test.each([
    ["the super admin of the first", "ada", 200, 200, 403],
    ["an admin of the first", "max", 403, 403, 403],
    ["a member", "ben", 403, 403, 403],
    ["the super admin of the second", "dee", 403, 403, 403],
    ["somebody without an account", "nobody", 401, 401, 401],
  ])("%s: organizations, doctor, backup", async (_who, name, organizations, doctor, backup) => {
    expect((await as(name, "GET", "/api/gatehouse/organizations")).statusCode).toBe(organizations);
    expect((await as(name, "GET", "/api/gatehouse/doctor")).statusCode).toBe(doctor);
    const file = join(folder, `${name}.backup`);
    expect((await as(name, "POST", "/api/gatehouse/backup", { file })).statusCode).toBe(backup);
    await expect(stat(file)).rejects.toThrow();
    const wish = { ...OTHER, slug: `by-${name}` };
    if (organizations !== 200)
      expect((await as(name, "POST", "/api/gatehouse/organizations", wish)).statusCode).toBe(organizations);
  });

  test("whoever is refused made nothing", async () => {
    const { organizations } = (await operate("GET", "/api/gatehouse/organizations")).json<{
      organizations: { slug: string }[];
    }>();
    expect(organizations.map(({ slug }) => slug)).toEqual(["default", "other"]);
  });

  test("an organization that has accounts is nobody's to take", async () => {
    const again = await operate("POST", "/api/gatehouse/organizations", OTHER);
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: "already-exists" });
  });

  test("one whose making was cut off is finished by the same call", async () => {
    await house.store.createOrganization({ slug: "half", name: "Half" });
    await expect.poll(() => house.access.findOrganization("half")).toBeDefined();
    const made = await operate("POST", "/api/gatehouse/organizations", { ...OTHER, slug: "half" });
    expect(made.statusCode, made.body).toBe(201);
    expect(await signIn("dee", "half")).toMatch(/^ey/);
  });

  test.each([
    ["a slug with capitals", { ...OTHER, slug: "Other" }],
    ["no super admin", { slug: "x", name: "X" }],
    ["a short password", { ...OTHER, slug: "x", admin: { ...OTHER.admin, password: "short" } }],
    ["something else", { ...OTHER, slug: "x", operator: true }],
  ])("%s is a bad request", async (_, wish) => {
    expect((await operate("POST", "/api/gatehouse/organizations", wish)).statusCode).toBe(400);
  });

  test.each([["relative/path"], [""], [7]])("%j is no file to write a backup to", async (file) => {
    expect((await operate("POST", "/api/gatehouse/backup", { file })).statusCode).toBe(400);
  });
});

interface Examined {
  healthy: boolean;
  findings: { check: string; organization?: string; result: string; detail: string; advice?: string }[];
}

describe("the doctor sees", () => {
  const examine = async (): Promise<Examined> => (await operate("GET", "/api/gatehouse/doctor")).json<Examined>();
  const finding = ({ findings }: Examined, check: string) =>
    findings.find((one) => one.check === check && (one.organization ?? "default") === "default");

  /** Writes past everything, as a fault of the disk or of a person would; and takes it back. */
  async function tampered(table: "log" | "roles", write: string, look: (examined: Examined) => void): Promise<void> {
    const db = new DatabaseSync(join(folder, "data/gatehouse.db"), {
      timeout: 5_000,
      enableForeignKeyConstraints: false,
    });
    try {
      db.exec(`create table former as select * from ${table}`);
      expect(db.prepare(write).run().changes).toBe(1);
      look(await examine());
    } finally {
      db.exec(`begin; delete from ${table}; insert into ${table} select * from former; drop table former; commit`);
      db.close();
    }
    expect((await examine()).healthy).toBe(true);
  }
  const of = (slug: string) => `organization_id = (select id from organizations where slug = '${slug}')`;

  test("that all is well", async () => {
    const examined = await examine();
    expect(examined.findings.filter(({ result }) => result === "problem")).toEqual([]);
    expect(examined.healthy).toBe(true);
  });

  test("a row that no change wrote", () =>
    tampered("roles", `update roles set rank = 99 where role = 'role:USER' and ${of("default")}`, (examined) => {
      expect(examined.healthy).toBe(false);
      expect(finding(examined, "state tables")).toMatchObject({
        result: "problem",
        detail: expect.stringContaining("`rank`"),
      });
      expect(finding(examined, "state in memory")).toMatchObject({ result: "problem", advice: expect.any(String) });
      expect(finding(examined, "change log")).toMatchObject({ result: "ok" });
    }));

  test("a log whose past was altered", () => {
    const on = '"BOOKMARKS.USE","on":';
    const write = `update log set changes = replace(changes, '${on}true', '${on}false') where revision = 1 and ${of("default")}`;
    return tampered("log", write, (examined) => {
      expect(finding(examined, "state tables")).toMatchObject({ result: "problem" });
      expect(finding(examined, "state in memory")).toMatchObject({
        result: "problem",
        detail: expect.stringContaining("the replayed log is not the state in memory"),
      });
    });
  });

  test("a log that can no longer be replayed", () => {
    const changes = JSON.stringify([{ kind: "role-removed", role: "role:USER" }]);
    const write = `update log set changes = '${changes}' where revision = 2 and ${of("other")}`;
    return tampered("log", write, ({ findings }) => {
      const memory = findings.filter(({ check }) => check === "state in memory");
      expect(memory.find(({ organization }) => organization === "other")).toMatchObject({
        result: "problem",
        detail: expect.stringContaining("cannot be replayed beyond revision 1"),
      });
      expect(memory.find(({ organization }) => organization === "default")).toMatchObject({ result: "ok" });
    });
  });

  test("a gap in the log", () =>
    tampered("log", `update log set revision = 1000003 where revision = 3 and ${of("default")}`, (examined) => {
      expect(examined.healthy).toBe(false);
      expect(finding(examined, "change log")).toMatchObject({
        result: "problem",
        detail: expect.stringContaining("revision 4 follows 2"),
      });
    }));

  test("a capability that everybody has, as an older version let it be given; then it goes on", async () => {
    const [{ id } = { id: "" }] = house.access.list();
    const change = { principal: "role:USER", capability: "read:users", scope: null };
    const write = (changes: Change[]) =>
      house.store.write(id, { actor: "system:migration" }, async () => ({ changes, result: null }));
    await write([{ kind: "capability-set", ...change, expiresAt: null }]);
    await house.access.of(id).catchUp();
    const examined = await examine();
    expect(examined.healthy).toBe(false);
    expect(finding(examined, "staff of everybody")).toMatchObject({
      result: "problem",
      detail: "role:USER (USER) has read:users",
      command: "gatehouse capability take role:USER read:users",
    });
    const taken = await house.operatorInject({ method: "DELETE", url: "/api/admin/grants/role/USER/read:users" });
    expect(taken.statusCode, taken.body).toBe(200);
    expect((await examine()).healthy).toBe(true);
  });

  test("Redis that does not answer", async () => {
    const other = await mkdtemp(join(tmpdir(), "gatehouse-operation-"));
    const without = await createGatehouse({
      env: { DATA_DIR: join(other, "data"), REDIS_URI: "redis://127.0.0.1:1" },
      cwd: other,
      log: pino({ level: "silent" }),
    });
    const examined = (await without.operatorInject({ url: "/api/gatehouse/doctor" })).json<Examined>();
    expect(finding(examined, "redis")).toMatchObject({ result: "problem", advice: expect.any(String) });
    expect(finding(examined, "first run")).toMatchObject({ result: "note" });
    await without.close();
    await rm(other, { recursive: true });
  });

  test.each([
    ["22.11.0", "problem"],
    ["24.0.0", "ok"],
    ["26.1.0", "ok"],
  ])("Node %s: %s", (version, result) => {
    expect(nodeFinding(version)).toMatchObject({ result });
  });

  test.each([
    [100 * 2 ** 20, "problem"],
    [500 * 2 ** 20, "warning"],
    [50 * 2 ** 30, "ok"],
  ])("%i bytes of disk left: %s", (free, result) => {
    expect(spaceFinding(free)).toMatchObject({ result });
  });

  const user = (name: string, role: string, status: "active" | "deactivated" = "active") =>
    ({ kind: "user-added", user: `user:${name}`, role: `role:${role}`, status }) as const;
  test.each([
    ["nobody yet", [], "note"],
    ["one super admin", [user("ada", "SUPER_ADMIN"), user("ben", "USER")], "note"],
    ["two", [user("ada", "SUPER_ADMIN"), user("ben", "SUPER_ADMIN")], "ok"],
    ["none", [user("ben", "USER")], "problem"],
    ["one who is deactivated", [user("ada", "SUPER_ADMIN", "deactivated")], "problem"],
    [
      "one who holds it for a while only",
      [
        user("ben", "USER"),
        { kind: "role-given", holder: "user:ben", role: "role:SUPER_ADMIN", expiresAt: 1 } as const,
      ],
      "problem",
    ],
    [
      "one who holds it beside",
      [
        user("ben", "USER"),
        { kind: "role-given", holder: "user:ben", role: "role:SUPER_ADMIN", expiresAt: null } as const,
      ],
      "note",
    ],
  ])("%s: super admins", (_, changes, result) => {
    expect(superAdminsOf(changes)).toMatchObject({ result });
  });
});
