import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  DatabaseDamaged,
  DatabaseTooNew,
  DataDirectoryInUse,
  DataDirectoryUnusable,
  openStore,
  type Store,
  StoreUnavailable,
} from "./index.ts";
import { schemaVersion } from "./migrations/index.ts";
import { tableKeys } from "./table-keys.ts";
import { columnsOf } from "./table-rows.ts";
import { bareSqlite, emptyPostgres, onEveryDatabase } from "./testing/databases.ts";
import { organizationWithHistory } from "./testing/organizations.ts";

onEveryDatabase(
  "opening a store",
  (given, kind) => {
    test("a second time it finds everything as it was, and has nothing to migrate", async () => {
      const database = await given();
      const first = await database.open();
      const organization = await organizationWithHistory(first);
      const state = await first.loadState(organization);
      await first.close();
      const second = await database.open();
      expect(await second.loadState(organization)).toEqual(state);
    });

    test("a database of a newer Gatehouse is refused, with what to do, and left as it is", async () => {
      const database = await given();
      const store = await database.open();
      await store.transact((tx) =>
        sql`insert into gatehouse_migrations (name, timestamp) values ('9999-from-the-future', '2099-01-01T00:00:00.000Z')`.execute(
          tx,
        ),
      );
      await store.close();
      const opening = openStore(database.options);
      await expect(opening).rejects.toThrow(DatabaseTooNew);
      await expect(opening).rejects.toThrow(/9999-from-the-future.*Start that version or a later one/);
      await expect(openStore(database.options)).rejects.toThrow(DatabaseTooNew); // the directory was given back
    });

    test("the list of tables and keys is that of the schema", async () => {
      const store = await (await given()).open();
      const tables = await store.db.introspection.getTables();
      const ours = tables.map((table) => table.name).filter((name) => !name.startsWith("gatehouse_migrations"));
      expect(ours.toSorted()).toEqual(Object.keys(tableKeys).toSorted());
      for (const [table, key] of Object.entries(tableKeys)) {
        expect([table, await primaryKeyOf(store, table)]).toEqual([table, [...key]]);
      }
    });

    test("closing twice is closing once", async () => {
      const store = await (await given()).open();
      await store.close();
      await store.close();
    });

    if (kind === "sqlite") return;
    test("servers that start together on an empty database all come up", async () => {
      const database = await emptyPostgres(process.env.TEST_DATABASE_URL ?? "");
      const stores = await Promise.all(Array.from({ length: 4 }, () => database.open()));
      const organization = await organizationWithHistory(stores[0] ?? (await database.open()));
      expect(await stores[3]?.head(organization)).toBe(6);
      await database.remove();
    });
  },
  bareSqlite,
);

async function primaryKeyOf(store: Store, table: string): Promise<string[]> {
  const { rows } =
    store.kind === "sqlite"
      ? await sql<{ name: string }>`select name from pragma_table_info(${table}) where pk > 0 order by pk`.execute(
          store.db,
        )
      : await sql<{ name: string }>`
          select a.attname as name from pg_index i
          join lateral unnest(i.indkey) with ordinality as k (attnum, place) on true
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
          where i.indrelid = ${table}::regclass and i.indisprimary order by k.place`.execute(store.db);
  return rows.map((row) => row.name);
}

test.skipIf(process.env.TEST_DATABASE_URL === undefined)(
  "both databases have the same columns and indexes",
  async () => {
    const { emptyPostgres } = await import("./testing/databases.ts");
    const [a, b] = [await bareSqlite(), await emptyPostgres(process.env.TEST_DATABASE_URL ?? "")];
    const [sqlite, postgres] = [await a.open(), await b.open()];
    expect(await columnsOf(sqlite.db)).toEqual(await columnsOf(postgres.db));
    const ofSqlite = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'index' and name not like 'sqlite_%' order by name`.execute(sqlite.db);
    const ofPostgres = await sql<{ name: string }>`
    select indexname as name from pg_indexes where schemaname = 'public' and indexname not like '%_pkey'
    order by indexname collate "C"`.execute(postgres.db);
    expect(ofSqlite.rows.map((row) => row.name)).toEqual(ofPostgres.rows.map((row) => row.name));
    expect(schemaVersion).toBe("0057-panel-codes");
    await a.remove();
    await b.remove();
  },
);

describe("the data directory", () => {
  test("belongs to one process: a second is refused, told what to do, until the first has gone, even by kill -9", async () => {
    const { options, remove } = await bareSqlite();
    const holder = spawn(
      process.execPath,
      [
        "--conditions=gatehouse-source",
        fileURLToPath(import.meta.resolve("./testing/killed-writer.ts")),
        JSON.stringify(options),
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(holder.stdout, "data");
    const second = openStore(options);
    await expect(second).rejects.toThrow(DataDirectoryInUse);
    await expect(second).rejects.toThrow(/Stop that process first.*DATA_DIR.*DATABASE_URL/);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const store = await openStore(options);
    expect(store.kind).toBe("sqlite");
    await store.close();
    await remove();
  });

  test("belongs to one store within a process, too", async () => {
    const database = await bareSqlite();
    const store = await database.open();
    await expect(openStore(database.options)).rejects.toThrow(DataDirectoryInUse);
    await store.close();
    await (await openStore(database.options)).close();
    await database.remove();
  });

  test("is made if it is not there, readable for its owner only", async () => {
    const { options, remove } = await bareSqlite();
    const dataDir = join(options.dataDir, "not", "there");
    const store = await openStore({ dataDir });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const file of ["gatehouse.db", "gatehouse.db-wal"]) expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
    await store.close();
    await remove();
  });

  test("that cannot be one is refused clearly", async () => {
    const { options, remove } = await bareSqlite();
    const dataDir = join(options.dataDir, "file");
    writeFileSync(dataDir, "not a directory");
    await expect(openStore({ dataDir })).rejects.toThrow(DataDirectoryUnusable);
    await remove();
  });

  test("with something else under the database's name is refused clearly, and given back", async () => {
    const { options, remove } = await bareSqlite();
    const file = join(options.dataDir, "gatehouse.db");
    writeFileSync(
      file,
      "this is no database, it only has its name, and it is long enough to have a header of 100 bytes".repeat(20),
    );
    await expect(openStore(options)).rejects.toThrow(DatabaseDamaged);
    rmSync(file);
    await (await openStore(options)).close();
    await remove();
  });
});

describe("a PostgreSQL server", () => {
  test.each([
    ["that does not answer", "postgres://nobody@127.0.0.1:1/none", /no PostgreSQL server answers/],
    ["at an address that does not exist", "postgres://nobody@nowhere.invalid/none", /no PostgreSQL server answers/],
  ])("%s is unavailable, without the driver's words", async (_, databaseUrl, words) => {
    const opening = openStore({ dataDir: "unused", databaseUrl });
    await expect(opening).rejects.toThrow(StoreUnavailable);
    await expect(opening).rejects.toThrow(words);
    await expect(opening).rejects.not.toThrow(/nobody/);
  });
});
