import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import type { LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { Access, accessRoutes, answerOfDryRun } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import { load } from "../../config/testing/load.ts";
import { libreChatRoutes } from "../../faces/librechat/index.ts";
import { openAiRoutes } from "../../faces/openai/index.ts";
import { type Actor, systemActor } from "../../http/actor.ts";
import { createApp } from "../../http/createApp.ts";
import { Cursors } from "../../http/cursor.ts";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import type { ExportPart } from "../../identity/index.ts";
import { Counters } from "../../limits/index.ts";
import { PersonalConfigs } from "../../settings/index.ts";
import { createSpending, type Spending, type SpendingPart, spendingRoutes } from "../../spending/index.ts";
import { openStore, type Store } from "../../store/index.ts";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import type { People } from "../parts.ts";
import type { Network } from "../tools/outbound/connecting.ts";
import { createWorkspace, type Workspace, workspaceRoutes } from "../workspace.ts";

type Removed = Parameters<People["onAccountRemoved"]>[0];
type Ended = Parameters<People["onSessionEnded"]>[0];

/** Two organizations with people, over a real store and real HTTP; who asks is said by a header. */
export interface House {
  app: App;
  store: Store;
  access: Access;
  workspace: Workspace;
  spending: SpendingPart;
  settings: Settings;
  /** The first organization's id; `elsewhere` is the other one's. */
  here: string;
  elsewhere: string;
  /** Everything that was logged. */
  logged: string[];
  /** Where it listens, for streams. */
  url: string;
  people: {
    removed: Removed[];
    sessionEnded: Ended[] /** By mail: the kind of letter, and to whom. */;
    told: string[][];
    /** Account → where its picture is. */
    avatars: Map<string, string | null>;
    /** What it gives people of theirs. */
    exported: ExportPart[];
  };
  as(
    person: string,
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  change(changes: readonly Change[]): Promise<number>;
  close(): Promise<void>;
}

export interface HouseOptions {
  /** Default: an embedded one of its own. */
  database?: EmptyDatabase;
  yaml?: string;
  env?: Record<string, string>;
  echoDelayMs?: number;
  silenceMs?: number;
  /** Between two signs that a stream of the OpenAI face goes on. */
  heartbeatMs?: number;
  /** What is asked before a model is by the OpenAI face; default: the same as in conversations. */
  spending?: Spending;
  /** What agents' actions and the console's endpoints leave by. */
  network?: Network;
}

/** Ada may share with everybody, Ben is in Platform, which is in Engineering; Cy is in neither; Dee is elsewhere; Sue administers. */
export const residents = ["ada", "ben", "cy", "sue"];
const idOf = (name: string) => Buffer.from(name.padEnd(12, "_")).toString("hex");
export const userOf = (name: string): string => `user:${idOf(name)}`;
export const ENGINEERING = "group:0000000000000000000000e1";
export const PLATFORM = "group:0000000000000000000000e2";

export const CREDS_KEY = "c".repeat(64);

export async function openHouse({
  yaml = "version: 1.3.0\n",
  env = {},
  echoDelayMs = 0,
  silenceMs = 20_000,
  heartbeatMs,
  network,
  spending: otherwise,
  database: given,
}: HouseOptions = {}): Promise<House> {
  const database = given ?? (await emptySqlite());
  const filesDir = await mkdtemp(join(tmpdir(), "gatehouse-files-"));
  const { settings } = load(
    { "librechat.yaml": yaml },
    { LIMIT_MESSAGE_IP: "false", LIMIT_CONCURRENT_MESSAGES: "false", FILES_DIR: filesDir, ...env },
  );
  const logged: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  const now = Date.now;
  const store = await openStore(database.options);
  const access = await Access.open({ store, staleAfterMs: 10_000, pickerFinds: settings.pickerFinds, now });
  const operator = { name: "cli:test", from: "cli" };
  const here = (await access.createOrganization({ name: "Acme", slug: "acme" }, operator)).id;
  const elsewhere = (await access.createOrganization({ name: "Umbrella", slug: "umbrella" }, operator)).id;
  const write = async (organization: string, changes: readonly Change[]) =>
    (
      await access
        .of(organization)
        .commit(systemActor(organization, "system:config"), async () => ({ changes, result: null }))
    ).revision;
  const models = settings.models.map(
    ({ id }): Change => ({ kind: "resource-added", resource: `model:${id}`, owner: "organization", state: "active" }),
  );
  const user = (name: string, role = "role:USER"): Change => ({
    kind: "user-added",
    user: userOf(name),
    role,
    status: "active",
  });
  await write(here, [
    ...models,
    user("sue", "role:SUPER_ADMIN"),
    ...["ada", "ben", "cy"].map((name) => user(name)),
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: true },
    { kind: "resource-added", resource: ENGINEERING, owner: userOf("sue"), state: "active" },
    { kind: "resource-added", resource: PLATFORM, owner: userOf("sue"), state: "active" },
    { kind: "membership-set", member: PLATFORM, group: ENGINEERING, expiresAt: null },
    { kind: "membership-set", member: userOf("ben"), group: PLATFORM, expiresAt: null },
  ]);
  await write(elsewhere, [...models, user("dee", "role:SUPER_ADMIN")]);

  const people: House["people"] = { removed: [], sessionEnded: [], told: [], avatars: new Map(), exported: [] };
  const cursors = new Cursors("a secret of the tests");
  const identity = {
    names: async (_organization: string, principals: readonly string[]) =>
      new Map(
        residents
          .map((name) => [userOf(name), { name }] as const)
          .filter(([principal]) => principals.includes(principal)),
      ),
    tell: async (_organization: string, accounts: readonly string[], kind: string) => {
      people.told.push([kind, ...accounts]);
    },
    setAvatar: async (_tx: unknown, _organization: string, account: string, url: string | null) =>
      void people.avatars.set(account, url),
    onAccountRemoved: (listener: Removed) => void people.removed.push(listener),
    onSessionEnded: (listener: Ended) => void people.sessionEnded.push(listener),
    onExport: (part: ExportPart) => void people.exported.push(part),
    isFirstRun: async () => false,
    isSetupCodeNeeded: async () => false,
    social: { offered: [] },
  };
  const actorOf = (person: string, session = `session-of-${person}`): Actor => ({
    organization: person === "dee" ? elsewhere : here,
    subject: userOf(person),
    name: userOf(person),
    from: "api",
    session,
  });
  const counters = new Counters({ settings, log });
  const app = await createApp({
    log,
    trustProxy: 0,
    version: "test",
    authenticate: async ({ headers }) => {
      const person = headers["x-person"] ?? /^Bearer as-(\w+)$/.exec(headers.authorization ?? "")?.[1];
      if (person === undefined) return null;
      if (typeof person !== "string" || person === "bad") throw problem("token-invalid");
      const actor = actorOf(person, headers["x-session"]?.toString());
      const scope = headers["x-key-scope"];
      return typeof scope === "string" ? { ...actor, key: { scope: JSON.parse(scope) }, keyId: "key1" } : actor;
    },
    recognise: () => null,
    dryRun: (thrown) => answerOfDryRun({ access, store }, thrown),
    reach: (actor, revision) => access.of(actor).reach(revision),
    limited: (answer, { signedIn: actor, ip }) => counters.refusals.note(answer, { actor, ip }),
  });
  const configs = await PersonalConfigs.open({ access, store, settings, log, now });
  const spending = createSpending({ access, store, settings, configs, cursors, counters, identity, log, now });
  const workspace = createWorkspace({
    access,
    counters,
    store,
    settings,
    configs,
    secrets: { credsKey: CREDS_KEY },
    cursors,
    identity,
    spending: spending.spending,
    log,
    now,
    echoDelayMs,
    silenceMs,
    ...(network && { network }),
  });
  spending.rates.models = workspace.models;
  accessRoutes(app, { access, store, cursors });
  spendingRoutes(app, spending);
  workspaceRoutes(app, workspace);
  libreChatRoutes(app, { access, store, settings, configs, identity, workspace });
  openAiRoutes(app, { access, workspace, spending: otherwise ?? spending.spending, log, now, heartbeatMs });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  return {
    app,
    store,
    access,
    workspace,
    spending,
    settings,
    here,
    elsewhere,
    logged,
    url,
    people,
    as: (person, method, path, body, headers = {}) =>
      app.inject({
        method,
        url: path,
        headers: { "x-person": person, ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      }),
    change: (changes) => write(here, changes),
    close: async () => {
      configs.close();
      await workspace.close();
      await spending.close();
      await app.close();
      await counters.close();
      await access.close();
      await store.close();
      if (!given) await database.remove();
      await rm(filesDir, { recursive: true, force: true });
    },
  };
}

let nextGrant = 1_000;
/** A grant of an access role, or of single actions. */
export function grant(
  principal: string,
  resource: string,
  allow: readonly string[],
  expiresAt: number | null = null,
): Extract<Change, { kind: "grant-set" }> {
  return {
    kind: "grant-set",
    grant: { id: nextGrant++, principal, resource, allow: [...allow], deny: [], expiresAt, condition: null },
  };
}
export const taken = ({ grant: { resource, id } }: ReturnType<typeof grant>): Change => ({
  kind: "grant-removed",
  resource,
  id,
});

export const VIEWER = ["use", "execute"];
export const EDITOR = ["use", "execute", "update"];
