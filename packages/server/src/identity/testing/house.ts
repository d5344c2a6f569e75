import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { Access, accessRoutes, answerOfDryRun } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import { load } from "../../config/testing/load.ts";
import { type Actor, OPERATOR } from "../../http/actor.ts";
import { createApp } from "../../http/createApp.ts";
import { Cursors } from "../../http/cursor.ts";
import type { App } from "../../http/types.ts";
import { Counters } from "../../limits/index.ts";
import { type Store, Tally } from "../../store/index.ts";
import type { EmptyDatabase } from "../../store/testing/databases.ts";
import { createIdentity, type Identity, identityRoutes } from "../index.ts";
import type { ProviderEndpoints } from "../social/providers.ts";

export const PASSWORD = "correct horse battery";

export interface House {
  app: App;
  access: Access;
  store: Store;
  identity: Identity;
  settings: Settings;
  /** Moves the clock of the house. */
  wait(ms: number): void;
  /** A call, signed in with `token` where one is given. */
  call(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    url: string,
    body?: unknown,
    token?: string,
    more?: InjectOptions,
  ): Promise<LightMyRequestResponse>;
  /** The same as the operator of the installation, in one organization. */
  operate(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    url: string,
    body?: unknown,
    slug?: string,
  ): Promise<LightMyRequestResponse>;
  register(name: string, more?: Record<string, unknown>): Promise<LightMyRequestResponse>;
  signIn(name: string, more?: Record<string, unknown>): Promise<SignedInPerson>;
  /** Registers (the first one, who is super admin) or is made by the operator, and signs in. */
  person(name: string): Promise<SignedInPerson>;
  close(): Promise<void>;
}

export interface SignedInPerson {
  id: string;
  token: string;
  /** The refresh token. */
  cookie: string;
  session: string;
}

/** A house with nobody in it: the app over a database, with its own clock. */
export async function houseOn(
  database: EmptyDatabase,
  env: Record<string, string> = {},
  shared?: { store?: Store; yaml?: string; endpoints?: ProviderEndpoints; logged?: string[]; quickestMs?: number },
): Promise<House> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const { settings } = load(shared?.yaml === undefined ? {} : { "librechat.yaml": shared.yaml }, {
    LOGIN_MAX: "1000",
    REGISTER_MAX: "1000",
    ...env,
  });
  const log = shared?.logged
    ? pino({ level: "trace" }, { write: (text: string) => void shared.logged?.push(text) })
    : pino({ level: "silent" });
  const store = shared?.store ?? (await database.open());
  const access = await Access.open({ store, staleAfterMs: 1_000_000_000, pickerFinds: settings.pickerFinds, now });
  if (access.list().length === 0)
    await access.createOrganization({ name: "First", slug: "first" }, { name: "system:config", from: "start" });
  const secrets = { jwtSecret: "a".repeat(64), jwtRefreshSecret: "b".repeat(64), credsKey: "d".repeat(64) };
  const endpoints = shared?.endpoints;
  const tally = new Tally({ store, log, now });
  const cursors = new Cursors("c".repeat(64));
  const counters = new Counters({ settings, log });
  const identity = await createIdentity({
    access,
    counters,
    cursors,
    tally,
    store,
    settings,
    secrets,
    log,
    now,
    // How long answers take that tell nothing is asked by few tests, and waited for by none.
    quickestMs: shared?.quickestMs ?? 5,
    ...(endpoints && { endpoints }),
  });
  const operator = (slug: string): Actor => ({
    organization: access.findOrganization(slug)?.id ?? "",
    subject: OPERATOR,
    name: "cli:test",
    from: "cli",
  });
  const app = await createApp({
    log,
    trustProxy: 0,
    version: "test",
    authenticate: async (request) => {
      const slug = request.headers["test-operator"];
      return typeof slug === "string" ? operator(slug) : identity.authenticate(request);
    },
    recognise: (credential, ip) => identity.recognise(credential, ip),
    violated: (violation, { signedIn, ip }) => identity.violations.note({ actor: signedIn, ip, violation }),
    dryRun: (thrown) => answerOfDryRun({ access, store }, thrown),
    reach: (actor, revision) => access.of(actor).reach(revision),
  });
  accessRoutes(app, { access, store, cursors });
  identityRoutes(app, identity);
  await app.ready();

  let hasPeople = (await accountsIn(store)) > 0;
  const house: House = {
    app,
    access,
    store,
    identity,
    settings,
    wait: (ms) => {
      ahead += ms;
    },
    call: (method, url, body, token, more) =>
      app.inject({
        method,
        url,
        ...(body !== undefined && { payload: JSON.stringify(body) }),
        ...more,
        headers: {
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...more?.headers,
        },
      }),
    operate: (method, url, body, slug = "first") =>
      house.call(method, url, body, undefined, { headers: { "test-operator": slug } }),
    register: (name, more) =>
      house.call("POST", "/api/auth/register", {
        name: `${name} Example`,
        email: `${name}@example.org`,
        password: PASSWORD,
        confirm_password: PASSWORD,
        ...more,
      }),
    signIn: async (name, more) => {
      const answer = await house.call("POST", "/api/auth/login", {
        email: `${name}@example.org`,
        password: PASSWORD,
        ...more,
      });
      if (answer.statusCode !== 200) throw new Error(`${name} could not sign in: ${answer.body}`);
      const { token, user } = answer.json<{ token: string; user: { id: string } }>();
      const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
      return { id: user.id, token, cookie: cookieOf(answer), session: claims.sid };
    },
    person: async (name) => {
      const [wish, isFirst] = [
        { name: `${name} Example`, email: `${name}@example.org`, password: PASSWORD },
        !hasPeople,
      ];
      hasPeople = true;
      // Whoever registers waits a quarter of a second for the answer, on purpose.
      await (isFirst ? house.register(name) : house.operate("POST", "/api/admin/users", wish));
      return house.signIn(name);
    },
    close: async () => {
      await app.close();
      await identity.close();
      await counters.close();
      await tally.close();
      await access.close();
    },
  };
  return house;
}

async function accountsIn(store: Store): Promise<number> {
  const { count } = await store.db
    .selectFrom("users")
    .select((e) => e.fn.countAll<number | bigint>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The refresh token that an answer sets; empty if it sets none. */
export function cookieOf(answer: LightMyRequestResponse): string {
  return answer.cookies.find(({ name }) => name === "refreshToken")?.value ?? "";
}

export const refresh = (house: House, cookie: string) =>
  house.call("POST", "/api/auth/refresh", undefined, undefined, { headers: { cookie: `refreshToken=${cookie}` } });

/** The code of a refusal. */
export const codeOf = (answer: LightMyRequestResponse): string => answer.json<{ code: string }>().code;
