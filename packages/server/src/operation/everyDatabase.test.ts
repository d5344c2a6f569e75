import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../app.ts";
import { openStore, restore } from "../store/index.ts";
import { type EmptyDatabase, onEveryDatabase } from "../store/testing/databases.ts";

const ADMIN = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };

interface Examined {
  healthy: boolean;
  findings: { check: string; organization?: string; result: string; detail: string }[];
}

onEveryDatabase("an installation is looked after", (given, kind) => {
  let folder: string;
  let house: Gatehouse | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-operation-"));
  });
  afterEach(async () => {
    await house?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function openOn({ options }: EmptyDatabase): Promise<Gatehouse> {
    const place =
      options.databaseUrl === undefined
        ? { DATA_DIR: options.dataDir }
        : { DATABASE_URL: options.databaseUrl, DATA_DIR: folder };
    house = await createGatehouse({ env: place, cwd: folder, log: pino({ level: "silent" }) });
    return house;
  }

  const ask = async <T>(on: Gatehouse, method: "GET" | "POST", url: string, payload?: object): Promise<T> => {
    const answer = await on.operatorInject({ method, url, ...(payload && { payload }) });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json<T>();
  };

  test("organizations are made, the doctor finds them healthy, and a backup brings them back", async () => {
    const first = await openOn(await given());
    for (const slug of ["default", "other"])
      await ask(first, "POST", "/api/gatehouse/organizations", { slug, name: slug, admin: ADMIN });
    const examined = await ask<Examined>(first, "GET", "/api/gatehouse/doctor");
    expect(examined.findings.filter(({ result }) => result === "problem")).toEqual([]);
    expect(examined.findings.find(({ check }) => check === "database")?.detail).toMatch(
      kind === "sqlite" ? /^embedded/ : /^PostgreSQL, schema \d{4}-\S+; organizations: 2, accounts of people: 2$/,
    );
    expect(examined.findings.filter(({ check }) => check === "state in memory")).toHaveLength(2);
    expect(examined.findings.find(({ check }) => check === "following the log")?.detail).toMatch(
      /^heard from \d+ ms ago; decisions are refused after \d+ ms$/,
    );
    const file = join(folder, "all.backup");
    const { rows } = await ask<{ rows: number }>(first, "POST", "/api/gatehouse/backup", { file });
    const before = await ask(first, "GET", "/api/gatehouse/organizations");
    await first.close();

    const second = await given();
    const empty = await openStore(second.options);
    expect(await restore(empty, file)).toBe(rows);
    await empty.close();
    const brought = await openOn(second);
    expect(await ask(brought, "GET", "/api/gatehouse/organizations")).toEqual(before);
    expect(await ask(brought, "GET", "/api/gatehouse/doctor")).toMatchObject({ healthy: true });
  });
});
