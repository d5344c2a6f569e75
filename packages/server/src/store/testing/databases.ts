import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, inject, test } from "vitest";
import { databaseFileIn } from "../dialects/data-directory.ts";
import { newId, openStore, type Store, type StoreOptions } from "../index.ts";

const serverUrl = process.env.TEST_DATABASE_URL;

/** An empty database of its own. */
export interface EmptyDatabase {
  kind: "sqlite" | "postgres";
  /** What `openStore` needs to open it; a second time as well, where the database allows it. */
  options: StoreOptions;
  open(more?: Partial<StoreOptions>): Promise<Store>;
  remove(): Promise<void>;
}

/** Makes databases for the tests of one `describe`; they are closed and removed after each test. */
export type Given = () => Promise<EmptyDatabase>;

/**
 * Runs the same tests on an embedded database and on a PostgreSQL server. Without a server (`TEST_DATABASE_URL`) the
 * latter are skipped, by name; with `CI=true` that is a failure.
 * @param embedded `bareSqlite` for tests of how the schema comes about
 */
export function onEveryDatabase(
  title: string,
  tests: (given: Given, kind: EmptyDatabase["kind"]) => void,
  embedded: Given = emptySqlite,
): void {
  describe(`${title} (SQLite)`, () => tests(cleaning(embedded), "sqlite"));
  if (serverUrl !== undefined) {
    describe(`${title} (PostgreSQL)`, () =>
      tests(
        cleaning(() => {
          template ??= templateOn(serverUrl);
          return emptyPostgres(serverUrl, template);
        }),
        "postgres",
      ));
  } else if (process.env.CI === "true") {
    test(`${title} (PostgreSQL)`, () => {
      throw new Error("TEST_DATABASE_URL is not set: in CI the tests must run on a PostgreSQL server, too");
    });
  } else {
    describe.skip(`${title} (PostgreSQL): skipped, TEST_DATABASE_URL is not set`, () =>
      tests(() => emptyPostgres(""), "postgres"));
  }
}

function cleaning(make: Given): Given {
  const made: EmptyDatabase[] = [];
  afterEach(async () => {
    for (const database of made.splice(0)) await database.remove();
  });
  return async () => {
    const database = await make();
    made.push(database);
    return database;
  };
}

/** An empty embedded database, with the newest schema already in it. */
export async function emptySqlite(): Promise<EmptyDatabase> {
  withSchema ??= fileWithSchema();
  const file = await withSchema;
  const database = await bareSqlite();
  writeFileSync(databaseFileIn(database.options.dataDir), file);
  return database;
}

/** A data directory with nothing in it yet. */
export async function bareSqlite(): Promise<EmptyDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-store-"));
  return databaseOf("sqlite", { dataDir }, () => rmSync(dataDir, { recursive: true, force: true }));
}

let withSchema: Promise<Buffer> | undefined;

/** Bringing up the schema takes ten times as long as writing what came of it: done once for each file of tests. */
async function fileWithSchema(): Promise<Buffer> {
  const { options, open, remove } = await bareSqlite();
  const store = await open();
  // A connection that was never asked stays open, and SQLite brings everything into the one file when the last one is closed.
  await store.db.selectFrom("organizations").select("id").execute();
  await store.close();
  const file = readFileSync(databaseFileIn(options.dataDir));
  await remove();
  return file;
}

/** An empty database of this server, with the newest schema already in it where `template` is one made by `templateOn`. */
export async function emptyPostgres(server: string, template?: Promise<string>): Promise<EmptyDatabase> {
  const name = `gatehouse_test_${newId()}`;
  const like = await template;
  await onServer(server, (client) =>
    like === undefined ? create(client, name) : client.query(`create database ${name} template ${like}`),
  );
  return databaseOf("postgres", { dataDir: tmpdir(), databaseUrl: urlOf(server, name) }, () => drop(server, name));
}

let template: Promise<string> | undefined;

/** Bringing up the schema takes longer than copying it: done once in a run of the tests, by the first file that needs it. */
async function templateOn(server: string): Promise<string> {
  const name = inject("databaseTemplate");
  await onServer(server, async (client) => {
    // Whoever comes second waits for the first; the lock ends with the connection.
    await client.query("select pg_advisory_lock(hashtext($1))", [name]);
    if ((await client.query("select from pg_database where datname = $1", [name])).rowCount !== 0) return;
    const unfinished = `${name}_unfinished`;
    await create(client, unfinished);
    try {
      const store = await openStore({ dataDir: tmpdir(), databaseUrl: urlOf(server, unfinished) });
      await store.close();
      await client.query(`alter database ${unfinished} rename to ${name}`);
    } finally {
      await client.query(`drop database if exists ${unfinished} with (force)`);
    }
  });
  return name;
}

/** With a collation that compares as people do, where the server has one: ids must not come to depend on it. */
const create = (client: pg.Client, name: string): Promise<unknown> =>
  client
    .query(`create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en' locale 'C'`)
    .catch(() => client.query(`create database ${name}`));

const drop = (server: string, name: string): Promise<void> =>
  onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function databaseOf(kind: EmptyDatabase["kind"], options: StoreOptions, drop: () => unknown): EmptyDatabase {
  const opened: Store[] = [];
  return {
    kind,
    options,
    open: async (more) => {
      const store = await openStore({ ...options, ...more });
      opened.push(store);
      return store;
    },
    remove: async () => {
      for (const store of opened) await store.close();
      await drop();
    },
  };
}

/** Runs something on the PostgreSQL server itself. */
export async function onServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
