import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { pino } from "pino";
import { expect } from "vitest";
import { createGatehouse, type Gatehouse } from "../../../app.ts";
import { databaseFileIn } from "../../../store/dialects/data-directory.ts";
import type { EmptyDatabase } from "../../../store/testing/databases.ts";
import type { Finding } from "../finding.ts";

const ADMIN = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An installation whose doctor is asked. */
export interface Patient {
  house: Gatehouse;
  /** What one check finds. */
  find(check: string): Promise<Finding[]>;
  operate<T>(method: Method, url: string, payload?: object): Promise<T>;
  /** Writes past everything, as a fault of the disk or of a person would. */
  tamper(statement: string): Promise<void>;
}

/** With Ada, who is its super admin. */
export async function admit(
  { options }: EmptyDatabase,
  { env = {}, now, isNew = true }: { env?: Record<string, string>; now?: () => number; isNew?: boolean } = {},
): Promise<Patient> {
  const place = {
    DATA_DIR: options.dataDir,
    ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
  };
  const house = await createGatehouse({
    env: { ...place, ...env },
    cwd: options.dataDir,
    log: pino({ level: "silent" }),
    ...(now && { now }),
  });
  const operate: Patient["operate"] = async <T>(method: Method, url: string, payload?: object) => {
    const answer = await house.operatorInject({ method, url, ...(payload && { payload }) });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json<T>();
  };
  if (isNew) await operate("POST", "/api/gatehouse/organizations", { slug: "default", name: "First", admin: ADMIN });
  return {
    house,
    operate,
    find: async (check) =>
      (await operate<{ findings: Finding[] }>("GET", `/api/gatehouse/doctor?check=${check.replaceAll(" ", "-")}`))
        .findings,
    tamper: (statement) =>
      options.databaseUrl ? onPostgres(options.databaseUrl, statement) : onFile(options.dataDir, statement),
  };
}

async function onFile(dataDir: string, statement: string): Promise<void> {
  const db = new DatabaseSync(databaseFileIn(dataDir), { timeout: 5_000, enableForeignKeyConstraints: false });
  db.exec(statement);
  db.close();
}

async function onPostgres(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
