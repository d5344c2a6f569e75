import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Installation } from "./testing/installation.ts";

interface Examined {
  healthy: boolean;
  findings: { check: string; result: string; code?: string; detail: string; cause?: string; command?: string }[];
}

const examine = async (here: Installation, ...args: string[]): Promise<Examined & { code: number; said: string }> => {
  const { code, out } = await here.gatehouse(["doctor", ...args, "--json"]);
  return { ...(JSON.parse(out) as Examined), code, said: out };
};

function altered(here: Installation, ...statements: string[]): void {
  const db = new DatabaseSync(join(here.cwd, "data/gatehouse.db"));
  for (const statement of statements) db.exec(statement);
  db.close();
}

describe("gatehouse doctor", () => {
  let here: Installation;
  beforeAll(async () => {
    here = await Installation.make();
    await here.json("org", "create", "default", "Example", "--admin", "ada@example.com");
  });
  afterAll(() => here.remove());

  test("says of a warning what comes of it and what mends it; that command does; and it ends with 0 all the while", async () => {
    altered(here, "drop index users_by_name");
    const ran = await here.gatehouse(["doctor"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /WARNING\s+indexes\s+missing: users_by_name\n\s+Somebody altered.*\n\s+→ .*\n\s+\$ gatehouse db mend\n/,
    );
    expect((await here.gatehouse(["db", "mend"])).out).toBe("Made: users_by_name.\n");
    expect((await here.gatehouse(["db", "mend"])).out).toBe("Nothing to mend.\n");
    expect((await here.gatehouse(["doctor"])).out).toMatch(/\nHealthy: problems 0, warnings 0, checks \d+\.\n$/);
  });

  test.each(["audit-trail", "audit trail"])("looks at one check alone: %s", async (check) => {
    expect(await examine(here, "--check", check)).toMatchObject({
      code: 0,
      findings: [{ check: "audit trail", result: "ok" }],
    });
  });

  test("a check that there is not is wrong usage, which says which there are", async () => {
    const ran = await here.gatehouse(["doctor", "--check", "weather"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("`audit-trail`");
  });

  test("who has lost the last super admin makes one with the command that it names", async () => {
    await here.json("user", "create", "ben@example.com", "Ben");
    altered(here, "update accounts set status = 'deactivated' where primary_role = 'role:SUPER_ADMIN'");
    const before = await examine(here, "--check", "super-admins");
    expect(before).toMatchObject({ code: 1, findings: [{ code: "no-super-admin" }] });
    const command = before.findings[0]?.command?.replace("<address>", "ben@example.com").split(" ").slice(1) ?? [];
    expect(await here.gatehouse(command)).toMatchObject({ code: 0, err: "" });
    expect(await examine(here, "--check", "super-admins")).toMatchObject({ code: 0, findings: [{ result: "note" }] });
  });
});

describe("where the database cannot be opened, the doctor says why, and what it sees without", () => {
  test("PostgreSQL that does not answer; its password is not told", async () => {
    const here = await Installation.make({ DATABASE_URL: "postgres://gatehouse:canary@127.0.0.1:1/gatehouse" });
    const { code, findings, said } = await examine(here);
    expect(code).toBe(1);
    expect(findings[0]).toMatchObject({ check: "start", code: "store-unavailable", cause: expect.any(String) });
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["node", "disk space", "redis", "models"]),
    );
    expect(said).not.toContain("canary");
    await here.remove();
  });

  test("a file that is no database", async () => {
    const here = await Installation.make({ DATA_DIR: "." });
    await writeFile(join(here.cwd, "gatehouse.db"), "this is no database, and never was one".repeat(100));
    expect((await examine(here)).findings[0]).toMatchObject({
      code: "database-damaged",
      command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
    });
    await here.remove();
  });

  test("a database that a newer Gatehouse has brought up", async () => {
    const here = await Installation.make();
    await here.json("org", "create", "default", "Example", "--admin", "ada@example.com");
    altered(here, "insert into gatehouse_migrations (name, timestamp) values ('9999-later', '2030-01-01')");
    expect((await examine(here)).findings[0]).toMatchObject({ code: "database-too-new", check: "start" });
    await here.remove();
  });

  test("wrong settings, each by itself", async () => {
    const here = await Installation.make({ PORT: "abc", ALLOW_AGENTS: "perhaps" });
    const { code, findings } = await examine(here);
    expect(code).toBe(1);
    expect(findings.map(({ code: what, check }) => what ?? check)).toEqual([
      ...["configuration-invalid", "configuration-invalid", "node"],
    ]);
    await here.remove();
  });

  test("of one check alone, why it cannot be looked at", async () => {
    const here = await Installation.make();
    expect(await examine(here, "--check", "ledger")).toMatchObject({
      code: 1,
      findings: [{ code: "no-installation" }],
    });
    await here.remove();
  });
});
