import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { BackupInvalid, backup, Conflict, fillStore, openStore, restoreInto } from "./index.ts";
import { bareSqlite, type EmptyDatabase, emptyPostgres } from "./testing/databases.ts";
import { organizationWithHistory } from "./testing/organizations.ts";

const given: EmptyDatabase[] = [];
afterEach(async () => {
  for (const database of given.splice(0)) await database.remove();
});
async function sqlite(): Promise<EmptyDatabase> {
  const database = await bareSqlite();
  given.push(database);
  return database;
}

/** A backup with something in it. */
async function wholeBackup(): Promise<string> {
  const from = await sqlite();
  const store = await from.open();
  await organizationWithHistory(store);
  const file = join(from.options.dataDir, "whole.backup");
  await backup(store, file);
  await store.close();
  return file;
}

async function cutOff(): Promise<string> {
  const file = await wholeBackup();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length / 2));
  return file;
}

/** Whole by its checksum, but with a row that no database takes: the same one twice. */
async function unfit(): Promise<string> {
  const file = await wholeBackup();
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n").slice(0, -1);
  const roles = lines.findIndex((line) => line.startsWith('{"table":"roles"'));
  const twice = lines.toSpliced(roles + 1, 0, lines[roles + 1] ?? "");
  const rows = twice.filter((line) => line.startsWith("[")).length;
  const text = `${twice.join("\n")}\n`;
  const end = JSON.stringify({ rows, sha256: createHash("sha256").update(text).digest("hex") });
  writeFileSync(file, gzipSync(`${text}${end}\n`));
  return file;
}

describe("a restore into the embedded database", () => {
  test("makes it", async () => {
    const { options } = await sqlite();
    expect(await restoreInto(options, await wholeBackup())).toBeGreaterThan(10);
    const store = await openStore(options);
    expect(await store.db.selectFrom("organizations").select("slug").execute()).toHaveLength(1);
    await store.close();
  });

  test.each([
    ["of a file that is cut off", cutOff, BackupInvalid],
    ["of a file that is not there", async () => "nowhere.backup", BackupInvalid],
    ["of rows that do not fit", unfit, Conflict],
  ])("%s leaves nothing where nothing was", async (_, fileOf, failure) => {
    const place = (await sqlite()).options.dataDir;
    const file = await fileOf();
    writeFileSync(join(place, "mine"), "kept");
    await expect(restoreInto({ dataDir: place }, file)).rejects.toThrow(failure);
    expect(readdirSync(place)).toEqual(["mine"]);
    await expect(restoreInto({ dataDir: join(place, "new") }, file)).rejects.toThrow(failure);
    expect(existsSync(join(place, "new"))).toBe(false);
  });

  test.each([
    ["cut off", cutOff, BackupInvalid],
    ["of rows that do not fit", unfit, Conflict],
  ])("that was there and empty stays there and empty, if the file is %s", async (_, fileOf, failure) => {
    const empty = await sqlite();
    await (await empty.open()).close();
    await expect(restoreInto(empty.options, await fileOf())).rejects.toThrow(failure);
    expect(readdirSync(empty.options.dataDir)).toContain("gatehouse.db");
    expect(await restoreInto(empty.options, await wholeBackup())).toBeGreaterThan(10);
  });
});

test("whatever else was to fill a new database and failed takes it away again", async () => {
  const { options } = await sqlite();
  const filling = fillStore(options, async (store) => {
    await organizationWithHistory(store);
    throw new Error("the disk is full");
  });
  await expect(filling).rejects.toThrow("the disk is full");
  expect(readdirSync(options.dataDir)).toEqual([]);
});

const server = process.env.TEST_DATABASE_URL;
describe.skipIf(server === undefined && process.env.CI !== "true")("a restore into PostgreSQL", () => {
  async function tablesOf(url = ""): Promise<string[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public'");
    await client.end();
    return rows.map(({ tablename }) => tablename);
  }
  async function postgres(): Promise<EmptyDatabase> {
    const database = await emptyPostgres(server ?? "");
    given.push(database);
    return database;
  }

  test("of a file that is cut off leaves no table where none was", async () => {
    const { options } = await postgres();
    await expect(restoreInto(options, await cutOff())).rejects.toThrow(BackupInvalid);
    expect(await tablesOf(options.databaseUrl)).toEqual([]);
  });

  test("of rows that do not fit leaves no row, and the next one succeeds", async () => {
    const { options } = await postgres();
    await expect(restoreInto(options, await unfit())).rejects.toThrow(Conflict);
    expect(await restoreInto(options, await wholeBackup())).toBeGreaterThan(10);
  });
});
