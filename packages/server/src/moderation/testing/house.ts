import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import { pino } from "pino";
import { expect } from "vitest";
import { createGatehouse, type Gatehouse } from "../../app.ts";
import { systemActor } from "../../http/actor.ts";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
export type Answer = { status: number; body: any };
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export const PASSWORD = "correct horse battery";
export const DAY = 24 * 60 * 60_000;

/** Sue is super admin, Ada admin, Mo and Max moderate; Ben, Cy and Dee are members. With a mail server that nobody reaches. */
export interface House {
  gatehouse: Gatehouse;
  here: string;
  /** The id of an account, by the name of a person. */
  id(person: string): string;
  token(person: string): string;
  as(person: string, method: Method, url: string, body?: unknown): Promise<Answer>;
  /** The same, which must go well. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  ok(person: string, method: Method, url: string, body?: unknown): Promise<any>;
  call(method: Method, url: string, body?: unknown, token?: string): Promise<Answer>;
  signIn(person: string, password?: string): Promise<Answer>;
  change(...changes: Change[]): Promise<void>;
  /** The kinds of letters that wait for somebody. */
  letters(person: string): Promise<string[]>;
  /** One question to `echo` in a new conversation, answered. */
  talk(
    person: string,
    text: string,
    more?: object,
  ): Promise<{ id: string; row: string; question: string; answer: string }>;
  /** Moves the clock. */
  wait(ms: number): void;
  close(): Promise<void>;
}

export async function openHouse(
  env: Record<string, string> = {},
  { database: given, members = true }: { database?: EmptyDatabase; members?: boolean | "none" } = {},
): Promise<House> {
  const database = given ?? (await emptySqlite());
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-moderation-"));
  const { dataDir, databaseUrl } = database.options;
  let ahead = 0;
  const gatehouse = await createGatehouse({
    env: {
      ...(databaseUrl === undefined ? { DATA_DIR: dataDir } : { DATABASE_URL: databaseUrl, DATA_DIR: folder }),
      FILES_DIR: join(folder, "files"),
      LOGIN_MAX: "100000",
      LIMIT_MESSAGE_IP: "false",
      LIMIT_CONCURRENT_MESSAGES: "false",
      // The clock is moved by days.
      GATEHOUSE_STALE_AFTER_MS: String(1_000 * DAY),
      SESSION_EXPIRY: String(1_000 * DAY),
      REFRESH_TOKEN_EXPIRY: String(1_000 * DAY),
      MODERATION_REPORTS_A_DAY: "1000",
      EMAIL_HOST: "127.0.0.1",
      EMAIL_PORT: "9",
      EMAIL_FROM: "gatehouse@example.org",
      ...env,
    },
    cwd: folder,
    log: pino({ level: "silent" }),
    now: () => Date.now() + ahead,
  });
  const here = gatehouse.access.findOrganization()?.id ?? "";
  const people = new Map<string, { id: string; token: string }>();
  const call: House["call"] = async (method, url, body, token) => {
    const response = await gatehouse.app.inject({
      method,
      url,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    const isJson = String(response.headers["content-type"]).includes("json");
    return { status: response.statusCode, body: isJson ? response.json() : response.body };
  };
  const person = (name: string) => {
    const found = people.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const house: House = {
    gatehouse,
    here,
    id: (name) => person(name).id,
    token: (name) => person(name).token,
    call,
    as: (name, method, url, body) => call(method, url, body, person(name).token),
    ok: async (name, method, url, body) => {
      const answer = await house.as(name, method, url, body);
      expect(answer.status, `${method} ${url}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
      return answer.body;
    },
    signIn: (name, password = PASSWORD) => call("POST", "/api/auth/login", { email: `${name}@example.org`, password }),
    change: async (...changes) => {
      await gatehouse.access
        .of(here)
        .commit(systemActor(here, "system:config"), async () => ({ changes, result: null }));
    },
    letters: async (name) =>
      (
        await gatehouse.store.db
          .selectFrom("letters")
          .select("kind")
          .where("account", "=", `user:${person(name).id}`)
          .orderBy("created_at")
          .orderBy("id")
          .execute()
      ).map(({ kind }) => kind),
    talk: async (name, text, more = {}) => {
      const { streamId } = await house.ok(name, "POST", "/api/agents/chat/echo", { text, model: "echo", ...more });
      await house.as(name, "GET", `/api/agents/chat/stream/${streamId}`);
      const messages = await house.ok(name, "GET", `/api/messages/${streamId}`);
      const { _id: row } = await house.ok(name, "GET", `/api/convos/${streamId}`);
      return { id: streamId, row, question: messages.at(-2).messageId, answer: messages.at(-1).messageId };
    },
    wait: (ms) => {
      ahead += ms;
    },
    close: async () => {
      await gatehouse.close();
      if (!given) await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const roles = {
    sue: "SUPER_ADMIN",
    ada: "ADMIN",
    mo: "MODERATOR",
    max: "MODERATOR",
    ben: "USER",
    cy: "USER",
    dee: "USER",
  };
  for (const [name, role] of Object.entries(members === "none" ? {} : members ? roles : { sue: "SUPER_ADMIN" })) {
    const made = await gatehouse.operatorInject({
      method: "POST",
      url: "/api/admin/users",
      payload: { name, email: `${name}@example.org`, password: PASSWORD, role },
    });
    expect(made.statusCode, made.body).toBe(201);
    const { body } = await house.signIn(name);
    people.set(name, { id: body.user.id, token: body.token });
  }
  return house;
}

export const CASES = "/api/admin/moderation/cases";

/** Reports something, and takes its case. @returns the case */
export async function reported(house: House, reporter: string, report: object, moderator = "mo"): Promise<string> {
  await house.ok(reporter, "POST", "/api/reports", { category: "spam", ...report });
  const { cases } = await house.ok(moderator, "GET", `${CASES}?limit=100`);
  const id = cases.at(-1).id;
  await house.ok(moderator, "POST", `${CASES}/${id}/assignment`);
  return id;
}

export const REASON = "Against the rules of the house";

/** Decides it. @returns the case */
export const decide = (house: House, id: string, wish: object, moderator = "mo") =>
  house.ok(moderator, "POST", `${CASES}/${id}/decision`, { reason: REASON, ...wish });
