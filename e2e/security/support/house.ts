import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import type { InjectOptions } from "fastify";
import { sql } from "kysely";
import { pino } from "pino";
import { createGatehouse, type Gatehouse } from "../../../packages/server/src/app.ts";
import { type Actor, OPERATOR } from "../../../packages/server/src/http/actor.ts";
import { insertUser } from "../../../packages/server/src/identity/accounts/registration.ts";
import { hashPassword } from "../../../packages/server/src/identity/passwords.ts";
import { newId, nextGrantIds } from "../../../packages/server/src/store/index.ts";

export const PASSWORD = "correct horse battery";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A call, as a test says it. */
export interface Call {
  url: string;
  body?: unknown;
  /** Instead of `body`: exactly these bytes. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
}

/** An answer, read. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into by tests
  body: any;
}

export interface SignedIn {
  token: string;
  /** The refresh token. */
  cookie: string;
}

/** A whole Gatehouse in this process, over a database of its own; with the two organizations that every test needs. */
export class House {
  readonly gatehouse: Gatehouse;
  /** Everything that was logged, at the finest level. */
  readonly logged: string[];
  private readonly dataDir: string;
  private readonly passwordHash: string;

  private constructor(gatehouse: Gatehouse, logged: string[], dataDir: string, passwordHash: string) {
    this.gatehouse = gatehouse;
    this.logged = logged;
    this.dataDir = dataDir;
    this.passwordHash = passwordHash;
  }

  static async open(env: Record<string, string> = {}, now?: () => number): Promise<House> {
    const dataDir = await mkdtemp(join(tmpdir(), "gatehouse-security-"));
    await writeFile(join(dataDir, "librechat.yaml"), `version: 1.3.0\nactions: { allowedDomains: ["*.example"] }\n`);
    const logged: string[] = [];
    const log = pino({ level: "trace", redact: [] }, { write: (line: string) => void logged.push(line) });
    const gatehouse = await createGatehouse({
      env: { DATA_DIR: dataDir, ...generous, ...env },
      cwd: dataDir,
      log,
      ...(now && { now }),
    });
    const house = new House(gatehouse, logged, dataDir, await hashPassword(PASSWORD));
    if (env.DATABASE_URL === undefined) await house.countWrites();
    return house;
  }

  /** The first organization's id. */
  get here(): string {
    return this.organization();
  }

  organization(slug?: string): string {
    const found = this.gatehouse.access.findOrganization(slug);
    if (!found) throw new Error(`there is no organization ${slug ?? ""}`);
    return found.id;
  }

  revision(organization = this.here): number {
    return this.gatehouse.access.of(organization).engine.revision;
  }

  async call(method: Method, { url, body, raw, headers = {} }: Call, token?: string): Promise<Answer> {
    return this.inject({
      method,
      url,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...((body !== undefined || raw !== undefined) && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
      ...(raw !== undefined && { payload: raw }),
    });
  }

  async inject(options: InjectOptions): Promise<Answer> {
    return read(await this.gatehouse.app.inject(options));
  }

  /** As the operator of the installation. */
  async operate(method: Method, { url, body }: Call, slug?: string): Promise<Answer> {
    const headers = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(slug !== undefined && { "gatehouse-organization": slug }),
    };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    return read(await this.gatehouse.operatorInject({ method, url, headers, ...payload }));
  }

  /** Changes of the permission state, as they stand: for worlds that begin with more than a few calls. */
  async change(changes: readonly Change[], organization = this.here): Promise<void> {
    await this.gatehouse.access
      .of(organization)
      .commit(this.operator(organization), async () => ({ changes, result: null }));
  }

  /** Grants, in one change. @returns their ids */
  async grant(
    grants: readonly { principal: string; resource: string; allow: readonly string[]; deny?: readonly string[] }[],
    organization = this.here,
  ): Promise<number[]> {
    const { result } = await this.gatehouse.access.of(organization).commit(this.operator(organization), async (tx) => {
      const ids = await nextGrantIds(tx, organization, grants.length);
      const changes = grants.map(
        ({ deny = [], ...grant }, index): Change => ({
          kind: "grant-set",
          grant: { id: ids[index] ?? 0, deny, expiresAt: null, condition: null, ...grant },
        }),
      );
      return { changes, result: ids };
    });
    return result;
  }

  /** An account with the password that everybody here has. @returns its id, without type */
  async person(email: string, role = "role:USER", organization = this.here): Promise<string> {
    const id = newId();
    await this.gatehouse.access.of(organization).commit(this.operator(organization), async (tx) => {
      const name = email.slice(0, email.indexOf("@")).padEnd(3, "-");
      const row = { id, name, email, username: null, password: this.passwordHash, isVerified: true, now: Date.now() };
      await insertUser(tx, organization, row);
      return { changes: [{ kind: "user-added", user: `user:${id}`, role, status: "active" }], result: null };
    });
    return id;
  }

  async signIn(email: string, organization?: string): Promise<SignedIn> {
    const answer = await this.call("POST", {
      url: "/api/auth/login",
      body: { email, password: PASSWORD, ...(organization && { organization }) },
    });
    if (answer.status !== 200) throw new Error(`${email} could not sign in: ${answer.text}`);
    const cookies = [answer.headers["set-cookie"]].flat().map(String);
    const cookie = cookies.map((line) => /^refreshToken=([^;]+)/.exec(line)?.[1]).find((one) => one !== undefined);
    return { token: answer.body.token, cookie: cookie ?? "" };
  }

  /**
   * How many rows were written so far, by table; sessions and when a grant was used are left out, and what was rolled back does not count.
   * Embedded database only.
   */
  async writes(): Promise<Map<string, number>> {
    // One row, since it is asked before and after thousands of calls.
    const { rows } = await sql<{ counts: string }>`
      select json_group_object(name, n) as counts from security_writes`.execute(this.gatehouse.store.db);
    const counts: Record<string, number> = JSON.parse(rows[0]?.counts ?? "{}");
    return new Map(Object.entries(counts));
  }

  /** The tables that were written to since then. */
  async writtenSince(before: ReadonlyMap<string, number>): Promise<string[]> {
    const now = await this.writes();
    return [...now.keys()].filter((name) => now.get(name) !== before.get(name));
  }

  private async countWrites(): Promise<void> {
    const { store } = this.gatehouse;
    const tables = (await store.db.introspection.getTables())
      .map(({ name }) => name)
      .filter((name) => !quiet.has(name));
    await store.transact(async (tx) => {
      await sql`create table security_writes (name text primary key, n integer not null)`.execute(tx);
      for (const table of tables) {
        await sql`insert into security_writes values (${table}, 0)`.execute(tx);
        for (const event of ["insert", "update", "delete"])
          await sql
            .raw(
              `create trigger security_${event}_${table} after ${event} on ${table} begin update security_writes set n = n + 1 where name = '${table}'; end`,
            )
            .execute(tx);
      }
    });
  }

  async close(): Promise<void> {
    await this.gatehouse.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  private operator(organization: string): Actor {
    return { organization, subject: OPERATOR, name: "cli:test", from: "cli" };
  }
}

/** Limits are tested where they are; here they would only be in the way. */
const generous = {
  LOGIN_MAX: "1000000",
  REGISTER_MAX: "1000000",
  VERIFY_EMAIL_MAX: "1000000",
  RESET_PASSWORD_MAX: "1000000",
  LIMIT_MESSAGE_IP: "false",
  LIMIT_MESSAGE_USER: "false",
  LIMIT_CONCURRENT_MESSAGES: "false",
  BAN_VIOLATIONS: "false",
  ALLOW_SHARED_LINKS_PUBLIC: "false",
};

const quiet = new Set([
  "audit_events",
  "audit_entries",
  "audit_marks",
  "audit_segments",
  // That somebody was refused is counted.
  "violations",
  "refusal_counts",
  "sessions",
  "grant_records",
  "snapshots",
  "snapshot_parts",
  "installation",
]);

function read(answer: { statusCode: number; headers: Answer["headers"]; body: string }): Answer {
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: parsed(answer.body) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
